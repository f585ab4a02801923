"""A WordPress export (WXR 1.0 to 1.2) as plain rows: the site, its authors, and items with their comments.

The format is what WordPress's own exporter writes (`wp-admin/includes/export.php`): RSS 2.0 with elements in
the namespaces `wordpress.org/export/1.x/`. Each item is parsed by itself (see `wxr_bytes`), and a comment is
taken out of the tree as soon as it is complete: memory grows with the longest post, not with the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree

from ownvoice.sources.reading.wxr_bytes import Mark, cut_whole, pieces
from ownvoice.sources.reading.wxr_fields import FieldNames, Row, take_apart

_ELEMENT_BYTES = 64 << 20  # what may stand between two complete comments or items
_WP = re.compile(r"\{https?://wordpress\.org/export/1\.\d{1,2}/\}(\w{1,60})")
_NAMED = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://purl.org/dc/elements/1.1/}creator": "creator",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the first item: the channel's own fields and a row for each `wp:author`."""

    channel: Row
    authors: tuple[Row, ...]


@dataclass(slots=True)
class Item:
    """One `<item>`: `index` counts from 0. Fields of the `wp` namespace have their local names.

    `content`, `excerpt`, `creator` stand for the elements of other namespaces. `co_authors` are the names in
    `<category domain="author">` (Co-Authors Plus). `damage` says what is wrong, "" for a whole item; fields
    and comments are those that were complete before it.
    """

    index: int
    fields: Row = field(default_factory=dict)
    comments: list[Row] = field(default_factory=list)
    co_authors: list[str] = field(default_factory=list)
    damage: str = ""


def read_header(stream: BinaryIO) -> Header | None:
    """The header alone, without reading further than the first item; None where this is no RSS."""
    for part in read_wxr(stream):
        return part if isinstance(part, Header) else None
    return None


def read_wxr(stream: BinaryIO) -> Iterator[Header | Item]:
    """The header, then the items in order. Nothing comes out where the bytes are no RSS."""
    reader = _Reader()
    for mark, data in pieces(stream):
        yield from reader.take(mark, data)
    yield from reader.end()


class _Reader:
    """Takes the document's pieces in order and makes the header and items of them."""

    def __init__(self) -> None:
        self._root = b""
        self._names: FieldNames | None = None
        self._parser: _Parser | None = None  # of the header, then of the item that is open
        self._item: Item | None = None
        self._count = 0

    def take(self, mark: Mark, data: bytes) -> Iterator[Header | Item]:
        """What the piece completes."""
        if mark is Mark.WHOLE:
            parts = _taken_apart(data, self._names)
            if parts is None:
                for part in cut_whole(data):
                    yield from self.take(*part)
                return
            yield from self.end()
            yield Item(self._count, *parts)
            self._count += 1
            self._item = self._parser = None  # what stands between items is forgotten
        elif mark is Mark.DATA:
            if self._parser is not None:
                self._parser.feed(data)
        elif mark is Mark.ROOT:
            self._root = data
            self._names = _field_names(data)
            self._parser = _Parser(data, None)
        elif mark is Mark.ITEM:
            yield from self.end()
            self._item = Item(self._count)
            self._count += 1
            self._parser = _Parser(self._root, self._item)
            self._parser.feed(data)
        elif self._item is not None and self._parser is not None:
            self._parser.feed(data)
            self._parser.finish(closed=True)
            yield self._item
            self._item = self._parser = None

    def end(self) -> Iterator[Header | Item]:
        """What is open: the header, or an item that breaks off here."""
        if self._item is not None and self._parser is not None:
            self._parser.finish(closed=False)
            yield self._item
        elif self._parser is not None:
            yield self._parser.header()


def _taken_apart(data: bytes, names: FieldNames | None) -> tuple[Row, list[Row], list[str]] | None:
    if names is None or not data.startswith(b"<item>"):
        return None
    return take_apart(data[len(b"<item>") : -len(b"</item>")].decode("utf-8", "replace"), names)


def _field_names(root: bytes) -> FieldNames | None:
    """How fields are called under this root; None where `wp` isn't WordPress's prefix."""
    declared = {
        name.decode(): address.decode("utf-8", "replace")
        for name, address in re.findall(rb'xmlns:([^\s=]+)="([^"]*)"', root)
    }
    if not _WP.fullmatch(f"{{{declared.get('wp', '')}}}x") or "&" in "".join(declared.values()):
        return None
    return FieldNames(declared, _field_name)


class _Parser:
    """An XML parser for the header (`item` is None) or one item, that survives whatever it is fed."""

    def __init__(self, root: bytes, item: Item | None) -> None:
        self._item = item
        self._authors: list[Row] = []
        self._since = 0
        self._broken = False
        self._parser: Any = None
        self._root = root

    def feed(self, data: bytes) -> None:
        """Take the next bytes; complete comments and authors are taken out of the tree at once."""
        if self._broken or not data:
            return
        if self._parser is None:
            self._parser = _new_parser()
            self._parser.feed(self._root)
        self._since += len(data)
        if self._since > _ELEMENT_BYTES:
            self._broken = True
            if self._item is not None:
                self._item.damage = f"It holds more than {_ELEMENT_BYTES >> 20} MB in one piece."
            return
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError:
            self._broken = True
            return
        self._take()

    def _take(self) -> None:
        for _, element in self._parser.read_events():
            match = _WP.fullmatch(element.tag) if isinstance(element.tag, str) else None
            if element.tag == "item":
                if self._item is not None:
                    _fill(self._item, element, whole=True)
            elif match is None or (self._item is None) != (match.group(1) == "author"):
                continue
            else:
                row = _row(element)
                if self._item is None:
                    self._authors.append(row)
                else:
                    self._item.comments.append(row)
                element.clear()
            self._since = 0

    def finish(self, closed: bool) -> None:
        """Fill the item. `closed`: its end tag was there; else what it broke off in is left out."""
        item = self._item
        if item is None or (closed and item.fields):
            return
        root = self._close()
        if not item.fields and root is not None:
            element = root if root.tag == "item" else root.find("item")
            if element is not None:
                _fill(item, element, whole=False)
        if not item.damage and not closed:
            item.damage = "It breaks off before its end."
        elif not item.damage and self._broken:
            item.damage = "Its XML can't be read."

    def header(self) -> Header:
        """The channel's fields and authors read so far."""
        root = self._close()
        channel = next(iter(root), None) if root is not None else None  # normally <channel>
        return Header(_row(channel) if channel is not None else {}, tuple(self._authors))

    def _close(self) -> Any:
        if self._parser is None:
            return None
        try:
            return self._parser.close()
        except etree.XMLSyntaxError:
            return None


def _new_parser() -> Any:
    return etree.XMLPullParser(
        events=("end",),
        tag=("item", "{*}comment", "{*}author"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _fill(item: Item, element: Any, whole: bool) -> None:
    """Take the fields from the tree; of an item that isn't whole, all but the last one."""
    children = list(element)
    if not whole:
        children = children[:-1]
    item.fields = _rows_of(children)
    item.co_authors = [
        _text(child) for child in children if child.tag == "category" and child.get("domain") == "author"
    ]


def _row(element: Any) -> Row:
    return _rows_of(list(element))


def _rows_of(children: list[Any]) -> Row:
    """Field names and texts; of several elements with one name the first counts."""
    row: Row = {}
    for child in children:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        name = _field_name(tag)
        if name and name not in row:
            row[name] = _text(child)
    return row


def _field_name(tag: str) -> str:
    """What the field of this tag is called; "" for one that isn't read."""
    match = _WP.fullmatch(tag)
    if match is not None:
        name = match.group(1)
    elif not tag.startswith("{"):
        name = tag
    elif tag.startswith(("{http://wordpress.org/", "{https://wordpress.org/")):
        name = "excerpt" if tag.endswith("/excerpt/}encoded") else ""
    else:
        name = _NAMED.get(tag, "")
    return "" if name in _UNREAD else name


_UNREAD = frozenset({"postmeta", "commentmeta", "category", "comment", "comment_author_IP", "term", "tag"})


def _text(element: Any) -> str:
    if len(element):
        return "".join(element.itertext()).strip()
    return (element.text or "").strip()
