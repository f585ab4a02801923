"""Squarespace: pages of a blog saved as JSON.

Squarespace's own export is a WordPress file, which the WordPress source reads. What it leaves out (blogs beyond the
first, events, products' texts) can be had from the site itself: every collection answers `?format=json` with its items
(https://developers.squarespace.com/what-is-json). Comments aren't in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import fold, tidy, unescape_once
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import from_unix

NAME = "squarespace"
TITLE = "Squarespace blog (pages saved as JSON)"

_HEAD = 262_144  # bytes; a site's settings stand before its items
_SITE = re.compile(rb'"(?:website|websiteSettings)"\s{0,5}:')
_ADDRESS = re.compile(rb'"(?:baseUrl|authenticUrl)"\s{0,5}:\s{0,5}"(https?://[^"\\]{3,250})"')
_ITEM = re.compile(rb'"(?:publishOn|addedOn)"\s{0,5}:')
_ONE = re.compile(rb'"item"\s{0,5}:\s{0,5}\{')
_PUBLISHED = 1  # of "workflowState"; 4 is a draft


def detect(archive: Archive) -> Detection | None:
    """JSON with a Squarespace site and its items in it."""
    pages = _pages(archive)
    if not pages:
        return None
    names = tuple(page.name for page in pages)
    return Detection(NAME, f"Squarespace pages ({', '.join(names[:3])})", names)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The items in the order of the pages, each once.

    Raises `AmbiguousCreatorError` before the first record where several people wrote and none is named.
    """
    pages = _pages(archive)
    mine = _own(archive, pages, options)
    seen: set[str] = set()
    for page in pages:
        address = _ADDRESS.search(archive.head(page, _HEAD))
        site = address[1].decode("ascii", "ignore") if address else ""
        skipped: Counter[str] = Counter()
        for offset, entry in _entries(archive, page):
            if isinstance(entry, Malformed):
                yield entry
                continue
            native_id = _text(entry, "id")
            if not native_id:
                yield Malformed(page.name, offset, "This item has no id.", "byte")
            elif native_id in seen:
                skipped["duplicate"] += 1
            else:
                seen.add(native_id)
                found = _item(native_id, entry, mine, site)
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(page.name, reason, count)


def _pages(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.json"):
        head = archive.head(member, _HEAD)
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and _SITE.search(head) and _ITEM.search(head):
            found.append(member)
    return found


def _entries(archive: Archive, page: Member) -> Iterator[tuple[int, dict[str, Any] | Malformed]]:
    """The collection's items, or the one item that a post's own page holds."""
    key = "item" if _ONE.search(archive.head(page, _HEAD)) else "items"
    with archive.open(page) as stream:
        for element in iter_array(stream, page.name, key):
            if isinstance(element, Malformed):
                yield element.offset, element
            else:
                yield element.offset, element.value if isinstance(element.value, dict) else {}


def _own(archive: Archive, pages: list[Member], options: ReadOptions) -> frozenset[str] | None:
    """The folded names of the creator; None where all items are theirs."""
    count: Counter[str] = Counter()
    for page in pages:
        for _, entry in _entries(archive, page):
            if not isinstance(entry, Malformed):
                count[_author(entry).name] += 1
    del count[""]
    if len(count) <= 1:
        return None
    named = {_folded(name) for name in options.own_names}
    mine = frozenset(_folded(name) for name in count if _folded(name) in named)
    if mine or named:
        return mine
    likeliest = tuple(name for name, _ in count.most_common(5))
    raise AmbiguousCreatorError(
        f"{archive.path.name} holds texts of several authors: {', '.join(likeliest)}.",
        "Say which of them you are with --as NAME.",
        likeliest,
    )


def _item(native_id: str, entry: dict[str, Any], mine: frozenset[str] | None, site: str) -> ItemRecord | str:
    state = entry.get("workflowState", _PUBLISHED)
    if state not in (_PUBLISHED, str(_PUBLISHED)):
        return "draft"
    author = _author(entry)
    if mine is not None and _folded(author.name) not in mine:
        return "another author"
    body = read_html(_text(entry, "body"))
    text = body.text or read_html(_text(entry, "excerpt")).text
    if not text:
        return "empty"
    stamp = entry.get("publishOn") or entry.get("addedOn")
    published, edited = from_unix(stamp, 1000), from_unix(entry.get("updatedOn"), 1000)
    path = _text(entry, "fullUrl")
    url = f"{site.rstrip('/')}{path}" if site and path.startswith("/") else path
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=author,
        text=text,
        created_at=published,
        raw_time=str(stamp or "")[:80],
        edited_at=edited if edited and published and edited > published else None,
        title=tidy(unescape_once(_text(entry, "title"))),
        url=url if url.startswith(("https://", "http://")) else "",
        links=body.links,
    )


def _author(entry: dict[str, Any]) -> Author:
    told = entry.get("author")
    if not isinstance(told, dict):
        return Author()
    return Author(_text(told, "id"), _text(told, "displayName"))


def _folded(name: str) -> str:
    return fold(name).strip().lstrip("@")


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) else ""
