"""Where an author repeats himself: what he answered before, and which of his own posts he sends people to.

Two truths that nobody had to judge, read off his replies under a blog:

- *linked*: his reply links one of his own posts, not the one it stands under. That post is what the reader's message
  was about, by his own word.
- *repeated*: his reply links a page that an earlier reply of his, under another post, linked as well. That earlier
  reply answered the same.

The reader's message is the comment his reply names, or else the last reader's comment before it in the thread. What is
searched was published before the message, and nothing of its own thread is in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ownvoice.bench.evidencing.collections import BLOG, records
from ownvoice.bench.triaging.sets import needed
from ownvoice.core.records import ItemRecord, Kind, Role

_LINK = re.compile(r"https?://[^\s\"'<>)\]]{4,300}")
_DATED = re.compile(r"^\d{4}-\d\d-\d\d-")
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A reply of the author's and the reader's message it answers, both by id."""

    reply: str
    message: str
    thread: str
    asked: str
    answered: str
    asked_at: datetime
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """An exchange whose message is asked again, and what answers it: ids of posts, or of replies."""

    exchange: Exchange
    right: frozenset[str]


def exchanges(data: Path) -> list[Exchange]:
    """The author's replies under the blog's posts, oldest message first."""
    items = [item for item in records(needed(data, BLOG)) if item.kind is not Kind.POST and item.created_at]
    items.sort(key=lambda item: (str(item.created_at), item.native_id))
    by_id = {item.native_id: item for item in items}
    last: dict[str, ItemRecord] = {}
    found = []
    for item in items:
        thread = item.root_id or ""
        if item.role is Role.FAN:
            last[thread] = item
            continue
        named = by_id.get(item.parent_id or "")
        message = named if named is not None and named.role is Role.FAN else last.get(thread)
        if message is None or message.created_at is None:
            continue
        found.append(
            Exchange(
                item.native_id, message.native_id, thread, message.text, item.text, message.created_at,
                tuple(sorted(set(links(f"{item.raw} {item.text}")))),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.asked_at, one.reply))


def links(text: str) -> list[str]:
    """The addresses in a text that name a page: without scheme, "www." and what is after ? or #; two parts deep."""
    found = []
    for link in _LINK.findall(text):
        bare = re.sub(r"^https?://(?:www\.)?", "", link).split("#")[0].split("?")[0].rstrip("/.,;:…").lower()
        if len(bare.split("/")) > 2 and "..." not in bare:
            found.append(bare)
    return found


def linked(found: Iterable[Exchange], posts: Iterable[str]) -> list[Truth]:
    """The exchanges whose reply links another post of the blog, told by the last part of its address."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for key in posts:
        by_name[_name(_DATED.sub("", key.rsplit("/", 1)[-1].lower()))].append(key)
    truths = []
    for exchange in found:
        right = set()
        for link in exchange.links:
            if link.startswith(("haacked.com/", "www.haacked.com/")):
                keys = by_name.get(_name(link.rsplit("/", 1)[-1]), [])
                right.update(keys if len(keys) == 1 else [])
        right.discard(exchange.thread)
        if right:
            truths.append(Truth(exchange, frozenset(right)))
    return truths


def repeated(found: Iterable[Exchange]) -> list[Truth]:
    """The exchanges whose reply links a page that an earlier reply in another thread linked."""
    before: dict[str, list[Exchange]] = defaultdict(list)
    truths = []
    for exchange in found:
        right = {
            earlier.reply
            for link in exchange.links
            for earlier in before[link]
            if earlier.thread != exchange.thread
        }
        if right:
            truths.append(Truth(exchange, frozenset(right)))
        for link in exchange.links:
            before[link].append(exchange)
    return truths


def _name(part: str) -> str:
    return _OTHER.sub("", part.removesuffix(".aspx"))
