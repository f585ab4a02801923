"""Blogger's backups, entry by entry: `blog-*.xml` of its settings, and `feed.atom` of Google Takeout.

The first marks what an entry is by a category and drafts by `app:draft`; a comment names its post with
`thr:in-reply-to` and the comment it answers with a link `related`. Takeout says the same in elements of its own
namespace: `type`, `status`, `parent`, `inReplyTo`, `trashed`. Known from backups and from converters that people
published; Google documents neither.

Entries are cut out before they are parsed, so that damage in one leaves the others whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urljoin

from lxml import etree

from ownvoice.core.records import Malformed
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.blogger.entries import Entry, What, author_of, left_out, number_of
from ownvoice.sources.reading.blogger_files import TAKEOUT
from ownvoice.sources.reading.character_references import with_whole_characters
from ownvoice.sources.reading.wxr_bytes import declared_encoding

ENTRY_BYTES = 16 << 20
_HEADER_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 18
_LOOK_BACK = 16  # no mark is longer
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13)) + b"\x7f"
_MARK = re.compile(rb"<entry(?=[\s>])|</entry\s{0,5}>|</feed\s{0,5}>")
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]{0,40}):")
_KNOWN = {
    b"blogger": TAKEOUT,
    b"thr": b"http://purl.org/syndication/thread/1.0",
    b"gd": b"http://schemas.google.com/g/2005",
}
_KIND = "/blogger/2008/kind#"
_RELATED = re.compile(r"/comments/default/(\d{1,30})$")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the blog is, as the backup's header has it; "" where it doesn't say."""

    url: str


def read_atom(stream: BinaryIO, file: str) -> Iterator[Address | Entry | Malformed]:
    """The blog's address, then its entries in order."""
    index = -1
    home = ""
    for data in _cut(stream):
        if index < 0:
            home = _address(data or b"")
            yield Address(home)
        elif data is None:
            yield Malformed(file, index, "This entry has no end, or is too large; it was left out.")
        elif not data:
            yield Malformed(file, index, "The file ends before the feed does; export it again.")
        else:
            try:
                yield _entry(_parsed(data), home)
            except (etree.LxmlError, ValueError):
                yield Malformed(file, index, "This entry's XML can't be read.")
        index += 1


def _cut(stream: BinaryIO) -> Iterator[bytes | None]:
    """What stands above the first entry, then each entry; None for one without an end.

    Where the file ends before the feed, outside of an entry, the last piece is empty.
    """
    held = b""
    at = searched = 0  # where the piece begins, and from where on no mark was looked for
    inside = lost = started = False
    for chunk in _decoded(stream):
        held, at, searched = held[at:] + chunk, 0, searched - at
        while (mark := _MARK.search(held, searched)) is not None:
            opening = mark.group() == b"<entry"
            if not started:
                yield held[at : mark.start()]
                started = True
            elif inside:
                whole = mark.group().startswith(b"</entry") and not lost
                yield held[at : mark.end()] if whole else None
            if mark.group().startswith(b"</feed"):
                return
            inside, lost = opening, False
            at, searched = mark.start() if opening else mark.end(), mark.end()
        searched = max(len(held) - _LOOK_BACK, searched)
        if len(held) - at > (ENTRY_BYTES if started else _HEADER_BYTES):
            if not started:
                break
            at, lost = searched, inside
    if not started:
        yield held
    yield None if inside else b""


def _decoded(stream: BinaryIO) -> Iterator[bytes]:
    """UTF-8 without the control characters XML forbids; bytes that mean nothing become U+FFFD."""
    chunk = stream.read(_CHUNK_BYTES)
    decoder = codecs.getincrementaldecoder(declared_encoding(chunk[:4096]))("replace")
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", "replace").translate(None, _CONTROLS)
        chunk = stream.read(_CHUNK_BYTES)
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _parsed(entry: bytes) -> Any:
    """The entry's element. Every prefix in it is declared: older backups use `app` without saying what it is."""
    prefixes = dict.fromkeys(_PREFIX.findall(entry)) | _KNOWN
    names = b"".join(
        b' xmlns:%s="%s"' % (name, address or b"urn:x-" + name)
        for name, address in prefixes.items()
        if not name.lower().startswith(b"xml")
    )
    root = etree.fromstring(
        b"<feed%s>%s</feed>" % (names, with_whole_characters(entry)), _parser(recover=False)
    )
    if not len(root):
        raise ValueError
    return root[0]


def _parser(recover: bool) -> Any:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _address(header: bytes) -> str:
    begin = header.find(b"<feed")
    if begin < 0:
        return ""
    try:
        root = etree.fromstring(with_whole_characters(header[begin:]) + b"</feed>", _parser(recover=True))
    except (etree.LxmlError, ValueError):
        return ""
    return "" if root is None else _alternate(root)


def _entry(entry: Any, home: str) -> Entry:
    identity = number_of(_text(entry, "id"))
    if not identity:
        raise ValueError
    what = _what(entry)
    status = _text(entry, "status")
    if _text(entry, "draft").lower() == "yes":
        status = "draft"
    if _text(entry, "trashed") or _property(entry, "blogger.contentRemoved") == "true":
        status = "trash"
    reply = next(entry.iterchildren("{*}in-reply-to"), None)
    post = _text(entry, "parent") or (reply.get("ref", "") if reply is not None else "")
    person = next(entry.iterchildren("{*}author"), None)
    file_name = _text(entry, "filename")
    return Entry(
        id=identity,
        what=what,
        left_out=left_out(status, what),
        title="" if what is What.COMMENT else tidy(unescape_once(_text(entry, "title"))),
        html=_text(entry, "content"),
        url=_alternate(entry) or (_joined(home, file_name) if home and file_name else ""),
        author=author_of(_text(person, "name"), _text(person, "uri"))
        if person is not None
        else author_of(""),
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        post=number_of(post),
        answers=number_of(_text(entry, "inReplyTo")) or _related(entry),
    )


def _what(entry: Any) -> What:
    stated = _text(entry, "type").lower()
    for category in entry.iterchildren("{*}category"):
        term = category.get("term", "")
        if _KIND in term:
            stated = term.rpartition("#")[2]
    return What(stated) if stated in (What.POST, What.PAGE, What.COMMENT) else What.OTHER


def _text(element: Any, name: str) -> str:
    """The text of the first child with this local name; `draft` stands inside of `control`."""
    path = "{*}control/{*}draft" if name == "draft" else f"{{*}}{name}"
    found = element.find(path)
    return "" if found is None else "".join(found.itertext()).strip()


def _alternate(element: Any) -> str:
    for link in element.iterchildren("{*}link"):
        address = (link.get("href") or "").strip()
        if link.get("rel") == "alternate" and address.startswith(_WEB):
            return address
    return ""


def _related(entry: Any) -> str:
    """The comment answered, at the end of the address of its own entry."""
    for link in entry.iterchildren("{*}link"):
        if link.get("rel") == "related" and (found := _RELATED.search(link.get("href") or "")):
            return found.group(1)
    return ""


def _property(entry: Any, name: str) -> str:
    for each in entry.iterchildren("{*}extendedProperty"):
        if each.get("name") == name:
            return str(each.get("value") or "")
    return ""


def _joined(home: str, path: str) -> str:
    try:
        return urljoin(home, path)
    except ValueError:
        return ""
