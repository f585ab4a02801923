"""Posts in what Bluesky's API and Jetstream answer with, saved as JSON.

Recognised by their shape, wherever they stand in the file: `getPostThread` (posts, what they answer, the
answers), `getAuthorFeed`, `getPosts`, `searchPosts`, `listRecords`, single records with their address, and
Jetstream's lines. Quoted posts inside embeds are other people's words and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from ownvoice.core.records import Author
from ownvoice.sources.reading.bluesky_posts import POST, Address, parse_address
from ownvoice.sources.reading.contract import Archive, Member

MAX_SIZE = 128_000_000  # bytes of one JSON answer; Jetstream's lines may be any number
_LONGEST_LINE = 4_000_000
_OTHER_WORDS = frozenset({"embed", "embeds", "quote"})
_ANSWERS = ("reply", "replies")


_NOBODY = Author()


@dataclass(frozen=True, slots=True)
class Found:
    """A post, or why something that looked like one isn't one (`skipped`, `problem`).

    `subject`: whether the file is about its author: it is their feed, their records, the root of the thread.
    """

    number: int
    address: Address | None = None
    record: dict[str, Any] | None = None
    author: Author = _NOBODY
    subject: bool = False
    skipped: str = ""
    problem: str = ""


def is_lines(archive: Archive, member: Member) -> bool:
    """Whether the file is one JSON object a line."""
    if member.name.lower().endswith((".jsonl", ".ndjson")):
        return True
    first, _, rest = archive.head(member, 65_536).lstrip(b"\xef\xbb\xbf \r\n").partition(b"\n")
    if not first.startswith(b"{") or not rest.lstrip().startswith(b"{"):
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return True


def find_posts(archive: Archive, member: Member) -> Iterator[Found]:
    """The posts of a JSON file in order."""
    if is_lines(archive, member):
        yield from _lines(archive, member)
        return
    if member.size > MAX_SIZE:
        yield Found(0, problem=f"The file is larger than {MAX_SIZE:,} bytes: save fewer posts a file.")
        return
    with archive.open(member) as stream:
        data = stream.read(MAX_SIZE).removeprefix(b"\xef\xbb\xbf")
    try:
        loaded = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield Found(0, problem="The file is not valid JSON: it may have broken off; save it again.")
        return
    yield from _walk(loaded)


def _lines(archive: Archive, member: Member) -> Iterator[Found]:
    with archive.open(member) as stream:
        number = -1
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            try:
                loaded = orjson.loads(line)
            except orjson.JSONDecodeError:
                yield Found(number, problem="The line is not valid JSON.")
                continue
            commit = loaded.get("commit") if isinstance(loaded, dict) else None
            if isinstance(commit, dict) and isinstance(loaded.get("did"), str):
                yield _event(number, loaded["did"], commit)
            elif isinstance(loaded, dict) and "kind" in loaded and "did" in loaded:
                yield Found(number, skipped="not a text")
            else:
                yield from _walk(loaded)


def _event(number: int, did: str, commit: dict[str, Any]) -> Found:
    collection, rkey, record = commit.get("collection"), commit.get("rkey"), commit.get("record")
    if commit.get("operation") == "delete":
        return Found(number, skipped="deleted")
    if collection != POST:
        return Found(number, skipped=skip_reason(str(collection)))
    address = parse_address(f"at://{did}/{collection}/{rkey}")
    if address is None or not isinstance(record, dict):
        return Found(number, problem="The line has no record or no key.")
    return Found(number, address, record, Author(id=did), subject=True)


def skip_reason(collection: str) -> str:
    """The word under which records that aren't posts are counted."""
    return {"app.bsky.feed.repost": "repost", "app.bsky.feed.like": "like"}.get(collection, "not a text")


def _walk(loaded: object) -> Iterator[Found]:
    """Every post at any depth, in order, without recursion."""
    number = 0
    stack: list[tuple[object, bool]] = [(loaded, True)]  # a value, and whether the file is about its author
    while stack:
        value, subject = stack.pop()
        if isinstance(value, list):
            stack.extend((entry, subject) for entry in reversed(value))
            continue
        if not isinstance(value, dict):
            continue
        reason = value.get("reason")
        if isinstance(reason, dict) and str(reason.get("$type", "")).endswith("#reasonRepost"):
            yield Found(number, skipped="repost")
            number += 1
            continue
        found = _post(value, number, subject)
        if found:
            yield found
            number += 1
            continue
        stack.extend(reversed(_inside(value, subject)))


def _inside(value: dict[str, Any], subject: bool) -> list[tuple[object, bool]]:
    """What to look at inside an object, in order of writing; answers are by anybody."""
    if "post" not in value:
        return [
            (inner, subject and key not in _ANSWERS)
            for key, inner in value.items()
            if key not in _OTHER_WORDS
        ]
    parent = value.get("parent")
    earlier: list[tuple[object, bool]] = [(parent, subject)] if isinstance(parent, dict) else []
    later: list[tuple[object, bool]] = [(value[key], False) for key in _ANSWERS if key in value]
    return [*earlier, (value["post"], subject and not earlier), *later]


def _post(value: dict[str, Any], number: int, subject: bool) -> Found | None:
    uri = value.get("uri")
    if not isinstance(uri, str) or f"/{POST}/" not in uri:
        return None
    record = value.get("record") if isinstance(value.get("record"), dict) else value.get("value")
    if not isinstance(record, dict):
        if value.get("notFound") or value.get("blocked"):
            return Found(number, skipped="deleted")
        return None
    address = parse_address(uri)
    if address is None:
        return Found(number, problem="The post's address can't be read.")
    author = value.get("author")
    if not isinstance(author, dict):
        return Found(number, address, record, Author(id=address.did), subject=True)
    shown = Author(
        id=_text(author.get("did")) or address.did,
        name=_text(author.get("displayName")),
        handle=_text(author.get("handle")),
    )
    return Found(number, address, record, shown, subject=subject)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
