"""Search results as evidence: passages the creator said, and exchanges in which they answered something close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from ownvoice.core.answers import EvidenceItem, EvidenceKind, SoughtWord
from ownvoice.core.text import sentence_spans
from ownvoice.corpus.models import Exchange, Item
from ownvoice.corpus.search.engine import FOLLOWING, Hit, search
from ownvoice.llm.embed import Embedder

FOUND = 24  # hits asked of the search
REPLY_LIMIT = 1_500  # characters of an old reply that are shown as evidence
ASKED_LIMIT = 600  # characters of the message it answered
PER_ITEM = 3  # passages of one original item


def find_evidence(
    question: str,
    language: str,
    embedder: Embedder | None = None,
    by_meaning: bool = True,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[EvidenceItem]:
    """Public evidence for a question within consent, best first; of each original a few passages at most.

    A reply is shown with the message it answered, whichever of the two was found. `since` and `until` bound when
    it was published.
    """
    hits = search(
        question,
        language or None,
        FOUND,
        roles=("said", "asked"),
        since=since,
        until=until,
        embedder=embedder,
        by_meaning=by_meaning,
    )
    if not hits:
        return []
    sought = tuple(SoughtWord(w.word, w.stems, w.weight, w.counted) for w in hits[0].query)
    by_message, by_reply = _exchanges(hits)
    items: dict[str, EvidenceItem] = {}
    times_used: dict[int, int] = {}
    for hit in hits:
        for item in _evidence(hit, by_message, by_reply):
            known = items.get(item.id)
            if known is not None:
                items[item.id] = _better(known, item)
                continue
            assert item.item_id is not None
            times_used[item.item_id] = times_used.get(item.item_id, 0) + 1
            if times_used[item.item_id] <= PER_ITEM and not any(item.text == o.text for o in items.values()):
                items[item.id] = replace(item, sought=sought)
    return list(items.values())


def whole_sentences(text: str, limit: int) -> str:
    """The first sentences of a text up to `limit` characters: half a sentence may say the opposite of the whole."""
    if len(text) <= limit:
        return text
    ends = [end for _, end in sentence_spans(text) if end <= limit]
    return text[: ends[-1]] if ends else ""


def _exchanges(hits: Sequence[Hit]) -> tuple[dict[int, list[Exchange]], dict[int, Exchange]]:
    """The exchanges the hits belong to, by the fan's item and by the reply.

    Only those whose reply is public and of a source that may answer.
    """
    asked = [hit.item_id for hit in hits if hit.role == "asked"]
    said = [hit.item_id for hit in hits if hit.role != "asked" and hit.kind in ("reply", "comment")]
    if not asked and not said:
        return {}, {}
    by_message: dict[int, list[Exchange]] = {}
    by_reply: dict[int, Exchange] = {}
    found = Exchange.objects.filter(
        Q(message_id__in=asked) | Q(reply_id__in=said),
        reply__source__consent_answer=True,
        reply__visibility__in=("public", "unlisted"),
    ).select_related("reply", "message")
    for exchange in found:
        if exchange.message_id is not None:
            by_message.setdefault(exchange.message_id, []).append(exchange)
        by_reply[exchange.reply_id] = exchange
    return by_message, by_reply


def _evidence(
    hit: Hit, by_message: dict[int, list[Exchange]], by_reply: dict[int, Exchange]
) -> list[EvidenceItem]:
    if hit.role == "asked":
        return [
            item for exchange in by_message.get(hit.item_id, ()) if (item := _from_exchange(hit, exchange))
        ]
    exchange = by_reply.get(hit.item_id)
    if exchange and hit.public and _asked(exchange):
        item = _from_exchange(hit, exchange)
        return [item] if item else []
    return [_from_passage(hit)]


def _asked(exchange: Exchange) -> str:
    """What the fan wrote, where it was public."""
    message: Item | None = exchange.message
    if message is not None:
        return message.text[:ASKED_LIMIT] if message.visibility in ("public", "unlisted") else ""
    return (exchange.reply.parent_text or "")[:ASKED_LIMIT]


def _better(known: EvidenceItem, again: EvidenceItem) -> EvidenceItem:
    """The same exchange, found by its question and by its answer: what speaks for it most."""
    both = [s for s in (known.similarity, again.similarity) if s is not None]
    return replace(
        known,
        score=max(known.score, again.score),
        coverage=max(known.coverage, again.coverage),
        similarity=max(both) if both else None,
    )


def _from_exchange(hit: Hit, exchange: Exchange) -> EvidenceItem | None:
    reply: Item = exchange.reply
    text = whole_sentences(reply.text, REPLY_LIMIT)
    if not text:
        return None
    return EvidenceItem(
        id=f"x{reply.pk}",
        kind=EvidenceKind.EXCHANGE,
        text=text,
        score=hit.score,
        item_id=reply.pk,
        asked=hit.text if hit.role == "asked" else _asked(exchange),
        title=reply.title,
        url=reply.url,
        platform=reply.platform,
        language=reply.lang,
        published_at=reply.published_at,
        coverage=hit.coverage,
        similarity=hit.similarity,
        whole=hit.features.whole,
        pairs=hit.features.pairs,
    )


def _going_on(hit: Hit) -> str:
    """The passage and the whole sentences after it: where the subject is named, what is said comes next."""
    whole = len(hit.following) < FOLLOWING
    spans = sentence_spans(hit.following)
    ends = [end for _, end in (spans if whole else spans[:-1])]
    return hit.text + hit.following[: ends[-1]] if ends else hit.text


def _from_passage(hit: Hit) -> EvidenceItem:
    return EvidenceItem(
        id=f"p{hit.passage_id}",
        kind=EvidenceKind.PASSAGE,
        text=_going_on(hit),
        score=hit.score,
        item_id=hit.item_id,
        title=hit.title,
        url=hit.url,
        platform=hit.platform,
        offset_ms=hit.offset_ms,
        language=hit.language,
        published_at=hit.published_at,
        coverage=hit.coverage,
        similarity=hit.similarity,
        whole=hit.features.whole,
        pairs=hit.features.pairs,
        public=hit.public,
    )
