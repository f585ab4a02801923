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

from ownvoice.sources.reading.wxr_bytes import Mark, pieces
from ownvoice.sources.reading.wxr_fields import FieldNames, Row, take_apart

_ELEMENT_BYTES = 64 << 20  # what may stand between two complete comments or items
_WP = re.compile(r"\{https?://wordpress\.org/export/1\.\d{1,2}/\}(\w{1,60})")
_NAMED = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://purl.org/dc/elements/1.1/}creator": "creator",
}
_HELD_BYTES = 1 << 20  # of an item that is taken apart in one go


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
    root = b""
    names: FieldNames | None = None
    parser: _Parser | None = None
    item: Item | None = None
    held: list[bytes] | None = None  # an item's bytes, as long as there are few: then no parser may be needed
    size = count = 0
    for mark, data in pieces(stream):
        if mark is Mark.DATA:
            if held is not None:
                held.append(data)
                size += len(data)
                if size > _HELD_BYTES and parser is not None:
                    parser.feed(b"".join(held))
                    held = None
            elif parser is not None:
                parser.feed(data)
        elif mark is Mark.ROOT:
            root = data
            names = _field_names(root)
            parser = _Parser(root, None)
        elif mark is Mark.ITEM:
            if item is None and parser is not None:
                yield parser.header()
            elif item is not None and parser is not None:
                parser.feed(b"".join(held or ()))
                parser.finish(closed=False)
                yield item
            item = Item(count)
            count += 1
            parser = _Parser(root, item)
            held, size = [data], 0
        elif mark is Mark.END:
            if item is not None and parser is not None:
                if held is None or names is None or not _take_apart(item, b"".join(held), names):
                    parser.feed(b"".join((*(held or ()), data)))
                    parser.finish(closed=True)
                yield item
                item, held, parser = (
                    None,
                    None,
                    _Parser(root, Item(count)),
                )  # between items: read and forgotten
                parser.outside = True
    if item is not None and parser is not None:
        parser.feed(b"".join(held or ()))
        parser.finish(closed=False)
        yield item
    elif count == 0 and parser is not None:
        yield parser.header()


def _take_apart(item: Item, data: bytes, names: FieldNames) -> bool:
    """Fill the item without a parser, if that can be done."""
    if not data.startswith(b"<item>"):
        return False
    parts = take_apart(data[len(b"<item>") :].decode("utf-8", "replace"), names)
    if parts is None:
        return False
    item.fields, item.comments, item.co_authors = parts
    return True


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
        self.outside = False  # what is fed now belongs to no item
        self._item = item
        self._authors: list[Row] = []
        self._since = 0
        self._broken = False
        self._parser: Any = None
        self._root = root

    def feed(self, data: bytes) -> None:
        """Take the next bytes; complete comments and authors are taken out of the tree at once."""
        if self.outside or self._broken or not data:
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
