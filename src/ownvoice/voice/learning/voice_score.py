"""The creator's voice score kept in the database: learned from their texts against those of their fans."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import connection

from ownvoice.corpus.models import Item, Source
from ownvoice.tenants.scope import current_creator_id
from ownvoice.voice.models import VoiceScore
from ownvoice.voice.score import NotEnough, Sample, VoiceModel, from_bytes, learn, to_bytes

GROWN = 1.1  # a tenth more items than were learned from, and it is learned again
READ_AT_ONCE = 5_000
READ_CHARS = 4_000  # of an item
MOST_READ = 400_000  # of the creator's items, and of others', the latest

# Speech is no writing, and what isn't public may be about anybody: neither is learned from.
_TEXTS = """
SELECT i.id, left(i.text, %(chars)s), i.lang, i.published_at, coalesce(i.root_native_id, i.parent_native_id, i.native_id),
       coalesce(nullif(i.author_id, ''), nullif(i.author_name, ''), i.author_handle)
FROM corpus_item i JOIN corpus_source s ON s.id = i.source_id AND s.consent_voice
WHERE i.creator_id = %(creator)s AND i.role = %(role)s AND i.kind <> 'transcript' AND i.lang <> '' AND i.text <> ''
  AND i.visibility IN ('public', 'unlisted') AND i.id < %(before)s
ORDER BY i.id DESC LIMIT %(batch)s
"""


def update_voice_score() -> None:
    """Learn the current creator's voice score, where there is none yet or the corpus has grown since."""
    sources = list(Source.objects.filter(consent_voice=True).order_by("pk").values_list("pk", flat=True))
    items = Item.objects.filter(source_id__in=sources).count()
    kept = VoiceScore.objects.defer("model").first()
    if kept and kept.sources == sources and items <= GROWN * kept.report.get("items", 0):
        return
    learned = learn(_samples("creator"), _samples("fan"))
    if isinstance(learned, NotEnough):
        report: dict[str, Any] = {"reason": learned.reason}
        model = b""
    else:
        report = {"languages": {code: _report(learned, code) for code in sorted(learned.languages)}}
        report["unknown"] = {code: why.reason for code, why in sorted(learned.unknown.items())}
        model = to_bytes(learned)
    values = {"model": model, "report": report | {"items": items}, "sources": sources}
    VoiceScore.objects.update_or_create(defaults=values)


def _samples(role: str) -> Iterator[Sample]:
    before, read = 1 << 62, 0
    while read < MOST_READ:
        with connection.cursor() as cursor:
            values: dict[str, Any] = {
                "creator": current_creator_id(),
                "role": role,
                "before": before,
                "chars": READ_CHARS,
            }
            cursor.execute(_TEXTS, values | {"batch": READ_AT_ONCE})
            rows = cursor.fetchall()
        for _, text, language, at, thread, author in rows:
            yield Sample(text, language, at, thread, author if role == "fan" else "")
        if len(rows) < READ_AT_ONCE:
            return
        before, read = rows[-1][0], read + len(rows)


def _report(model: VoiceModel, language: str) -> dict[str, Any]:
    voice = model.languages[language]
    return {
        "own_texts": voice.own_texts,
        "other_texts": voice.other_texts,
        "other_authors": voice.other_authors,
        "least_chars": voice.least_chars,
        "held_out": [
            {"chars": h.chars, "own": h.own, "others": h.others, "auc": round(h.auc, 3), "low": round(h.low, 3),
             "high": round(h.high, 3), "ece": round(h.ece, 3)}
            for h in voice.held_out
        ],
    }  # fmt: skip


def voice_report() -> dict[str, Any]:
    """What the voice score says of itself; empty where nothing was learned yet."""
    row = VoiceScore.objects.defer("model").first()
    return dict(row.report) if row else {}


def current_voice() -> VoiceModel | None:
    """The current creator's voice, or None where it isn't known well enough."""
    row = VoiceScore.objects.defer("model").first()
    if row is None or "languages" not in row.report:
        return None
    return _read(row.pk, row.trained_at.isoformat())


@lru_cache(maxsize=8)
def _read(pk: int, trained_at: str) -> VoiceModel | None:
    """A voice that was trained at that moment: learned anew, it is another."""
    stored = VoiceScore.objects.filter(pk=pk).values_list("model", flat=True).first()
    return from_bytes(bytes(stored)) if stored else None
