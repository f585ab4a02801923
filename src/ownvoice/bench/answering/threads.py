"""Threads whose last question leans on what was said before: written by hand, and mined from real blogs.

Mined by rule: somebody who had written under a post writes again under it; what they ask then has a question mark and at
most `SHORT` words. What it is about is taken to be the post: other posts can be what they mean, so recall is a lower bound.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ownvoice.bench.answering import blogs
from ownvoice.bench.triaging.sets import share
from ownvoice.core.answers import EvidenceItem, FanMessage, Turn
from ownvoice.core.records import ItemRecord, Kind, Role
from ownvoice.core.text import words
from ownvoice.reply.question import asking_sentences
from ownvoice.reply.triage import triage
from ownvoice.sources.reading.html_text import html_to_text

SHORT = 14  # words
TURNS = 6  # earlier messages that are kept
NOWHERE = 1_000  # a place behind all others
MINED = "mined"


@dataclass(frozen=True, slots=True)
class Thread:
    """A message that leans on its turns or its post; `source`: what the right item's address, title or id holds."""

    message: FanMessage
    source: tuple[str, ...]
    language: str
    held: bool
    kind: str = MINED


@dataclass(frozen=True, slots=True)
class _Said:
    who: str
    text: str
    creator: bool
    at: datetime


def written() -> list[Thread]:
    """The threads of `threads.yml`, about the sample creator."""
    listed = yaml.safe_load(files(__package__).joinpath("threads.yml").read_text(encoding="utf-8"))
    return [_written(one) for one in listed]


def _written(one: dict[str, Any]) -> Thread:
    said = (("fan", False), ("creator", True), ("then", False), ("creator2", True))
    turns = tuple(Turn(one[key], creator) for key, creator in said if one.get(key))
    message = FanMessage(one["ask"], turns=turns, about=one.get("about", ""))
    return Thread(message, tuple(one["source"]), one["lang"], one.get("part") == "held", one["kind"])


def mined_english(data: Path) -> list[Thread]:
    """Follow-ups under the English blog."""
    threads: dict[str, list[_Said]] = {}
    titles: dict[str, str] = {}
    for record in blogs.records(data / blogs.HAACKED):
        if record.kind is Kind.POST and record.role is Role.CREATOR:
            titles[record.native_id] = record.title
        elif record.root_id and record.created_at:
            threads.setdefault(record.root_id, []).append(_of(record))
    return [
        one
        for post, said in sorted(threads.items())
        if post in titles
        for one in _follow_ups(said, post, titles[post], "en")
    ]


def mined_french(data: Path) -> list[Thread]:
    """Follow-ups under the bilingual site."""
    pages = json.loads((data / blogs.NHOIZEY_COMMENTS).read_text(encoding="utf-8"))
    found: list[Thread] = []
    for page, comments in sorted(pages.items()):
        said = [
            _Said(
                comment["author"]["name"],
                html_to_text(comment["content"]).strip(),
                blogs.NHOIZEY_AUTHOR in comment["author"]["name"].lower(),
                datetime.fromisoformat(comment["date"]),
            )
            for comment in comments
        ]
        found.extend(_follow_ups(said, f"src/{page}", page.rsplit("/", 1)[-1].replace("-", " "), "fr"))
    return found


def _of(record: ItemRecord) -> _Said:
    at = record.created_at or datetime(1970, 1, 1, tzinfo=UTC)
    return _Said(record.author.name.casefold(), record.text, record.role is Role.CREATOR, at)


def _follow_ups(said: Iterable[_Said], post: str, title: str, language: str) -> Iterable[Thread]:
    ordered = sorted(said, key=lambda one: one.at)
    for place, one in enumerate(ordered):
        if one.creator or not one.who or one.who == "anonymous":
            continue
        asked = " ".join(asking_sentences(one.text, language))
        if "?" not in asked or not 1 < len(words(asked)) <= SHORT or len(one.text) > 300:
            continue
        first = next((i for i, other in enumerate(ordered[:place]) if other.who == one.who), None)
        if first is None:
            continue
        turns = [
            Turn(other.text, other.creator)
            for other in ordered[first:place]
            if other.creator or other.who == one.who
        ][-TURNS:]
        message = FanMessage(one.text, turns=tuple(turns), about=title)
        yield Thread(message, (post,), language, share(post) >= 0.5)


def asked_alone(thread: Thread) -> str:
    """What is searched for where nothing before counts."""
    alone = triage(FanMessage(thread.message.text)).question
    return alone or thread.message.text


def asked_in_thread(thread: Thread, with_post: bool) -> str:
    """What is searched for with the thread's turns, and with its post where that is to count."""
    message = thread.message
    about = message.about if with_post else ""
    whole = FanMessage(message.text, turns=message.turns, about=about)
    return triage(whole).question or message.text


def places(
    threads: Sequence[Thread], questions: Sequence[str], search: Any, native: dict[int, str]
) -> list[int]:
    """For each thread, which of the originals found is the first right one, from 1; `NOWHERE` where none is."""
    found = []
    for thread, question in zip(threads, questions, strict=True):
        originals: list[object] = []
        place = NOWHERE
        for item in search(question, thread.language):
            if item.item_id not in originals:
                originals.append(item.item_id)
            if place == NOWHERE and _is_right(thread, item, native):
                place = originals.index(item.item_id) + 1
        found.append(place)
    return found


def _is_right(thread: Thread, item: EvidenceItem, native: dict[int, str]) -> bool:
    if thread.kind == MINED:
        return native.get(item.item_id or 0) in thread.source
    told = f"{item.url} {item.title} {item.text}"
    return any(source in told for source in thread.source)
