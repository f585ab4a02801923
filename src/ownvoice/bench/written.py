"""Real creators' items as the learner of a voice sees them, read from published exports without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ownvoice.core.records import Author, ItemRecord, Kind, Role, Visibility
from ownvoice.reply.language import detect_language
from ownvoice.reply.registers import register_of
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.survey import survey
from ownvoice.voice.writing import Register, Written

_PUBLISHED = (Kind.POST, Kind.VIDEO, Kind.CAPTION, Kind.TRANSCRIPT)
_READ_FOR_LANGUAGE = 600  # characters


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a creator's items lie below the data folder: one path is one source."""

    name: str
    paths: tuple[str, ...]
    own_names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)


ORIGINS = (
    Origin("haacked-blog", ("eval/creators/haacked-blog.tar.gz",), ("Haacked", "haacked")),
    Origin(
        "nhoizey",
        ("eval/creators/nhoizey-site.tar.gz", "eval/creators/nhoizey-comments-early.json"),
        ("Nicolas Hoizey",),
        ("fr", "en"),
    ),
    Origin("andreruffert", ("fixtures/x/andreruffert",), languages=("en", "de")),
    Origin("dealingwith", ("fixtures/mastodon/dealingwith",)),
    Origin("hawksworx", ("fixtures/mastodon/hawksworx",)),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A creator's own items in the order of their sources, and the fans' as if they had written them."""

    name: str
    items: tuple[Written, ...]
    fans: tuple[tuple[str, Written], ...]  # the fan's name, what they wrote


def corpora(data: Path, origins: Sequence[Origin] = ORIGINS) -> list[Corpus]:
    """Every origin that lies below `data`; those that don't are left out."""
    found = []
    for origin in origins:
        paths = [data / path for path in origin.paths if (data / path).exists()]
        if paths:
            found.append(_corpus(origin, paths))
    return found


def _corpus(origin: Origin, paths: Sequence[Path]) -> Corpus:
    items: list[Written] = []
    fans: list[tuple[str, Written]] = []
    for source_id, path in enumerate(paths, start=1):
        records = _comments_of_a_site(path, origin) if path.suffix == ".json" else _records(path, origin)
        read = list(records)
        at = {record.native_id: record for record in read}
        for record in read:
            written = _written(record, at, len(items) + len(fans) + 1, source_id, origin.languages)
            if record.role is Role.FAN:
                fans.append((record.author.name, written))
            else:
                items.append(written)
    return Corpus(origin.name, tuple(items), tuple(fans))


def _records(path: Path, origin: Origin) -> Iterator[ItemRecord]:
    with ExitStack() as opened:
        for found in survey([path], opened):
            for detection in found.detections:
                reader = registry.source(detection.source)
                for record in reader.read(found.archive, ReadOptions(own_names=origin.own_names)):
                    if isinstance(record, ItemRecord):
                        yield record


def _comments_of_a_site(path: Path, origin: Origin) -> Iterator[ItemRecord]:
    """Comments kept as `{page: [{id, date, author, content}]}`; each answers the one before by somebody else."""
    for page, comments in json.loads(path.read_text(encoding="utf-8")).items():
        before: tuple[str, str, str] | None = None  # id, author, text
        for comment in sorted(comments, key=lambda comment: comment["date"]):
            name = comment["author"]["name"]
            text = html_to_text(comment["content"])
            own = name in origin.own_names
            answers = before if own and before is not None and before[1] != name else None
            yield ItemRecord(
                "site", comment["id"], Kind.COMMENT, Role.CREATOR if own else Role.FAN, author=Author(name=name), text=text,
                created_at=datetime.fromisoformat(comment["date"]).astimezone(UTC),
                url=f"https://nicolas-hoizey.com{page}",
                parent_id=answers[0] if answers else None, parent_text=answers[2] if answers else None,
            )  # fmt: skip
            before = (comment["id"], name, text)


def _written(
    record: ItemRecord, at: Mapping[str, ItemRecord], item_id: int, source_id: int, languages: Sequence[str]
) -> Written:
    answered = at.get(record.parent_id) if record.parent_id else None
    if answered is not None and answered.role is record.role:
        answered = None  # a thread of one's own, or one fan to another
    asked = record.parent_text or (answered.text if answered and answered.kind not in _PUBLISHED else "")
    return Written(
        item_id,
        source_id,
        record.kind,
        _register(record, asked),
        record.text,
        _language(record, languages),
        record.created_at,
        record.title,
        record.url,
        record.links,
        record.visibility in (Visibility.PUBLIC, Visibility.UNLISTED),
        asked,
        answered.created_at if answered is not None and asked else None,
    )


def _register(record: ItemRecord, asked: str) -> Register:
    """In which situation it was written, going by what it answers."""
    if record.kind in _PUBLISHED:
        return Register.POST
    if record.kind is Kind.MESSAGE:
        return Register.MESSAGE
    return register_of(asked, "") if asked else Register.REPLY


def _language(record: ItemRecord, languages: Sequence[str]) -> str:
    if record.lang:
        return record.lang[:2].lower()
    return detect_language((record.text or record.title)[:_READ_FOR_LANGUAGE], languages)
