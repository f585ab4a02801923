"""The bytes of a WordPress export, decoded, cleaned and cut into items before any XML parser sees them.

Exports are written by plug-ins that print strings, so they hold what XML forbids: control characters, bytes
of another encoding, bare `&` and `<`, prefixes that nobody declared, warnings above the first line. A parser
that forgives stops somewhere in silence. Here each item is cut out by itself, so that damage in one leaves
the others whole; everything above the `<rss>` tag is dropped, and document types and their entities with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import BinaryIO

from ownvoice.sources.reading.character_references import with_whole_characters

_CHUNK_BYTES = 1 << 18
_PROLOG_BYTES = 1 << 20
_LOOK_BACK = 64  # no mark and no entity is longer

_WHOLE_BYTES = 1 << 20  # of the largest item that is handed over whole
_ITEM_END = b"</item>"

_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13)) + b"\x7f"
_DECLARED = re.compile(rb"""<\?xml[^>]{1,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.-]{1,40})["']""")
_TEXT_ENCODINGS = re.compile(
    r"utf-?(8|16)|us-ascii|(iso-?8859|windows|cp|koi8|gb|big5|euc|shift|latin)[\w-]*", re.IGNORECASE
)
_ROOT = re.compile(rb"<rss(?=[\s>])([^<>]{0,9000})>")
_NAMESPACE = re.compile(rb"""\sxmlns:([A-Za-z_][\w.-]{0,40})\s{0,9}=\s{0,9}(?:"([^"<&]*)"|'([^'<&]*)')""")
_MARK = re.compile(rb"<!\[CDATA\[|<item(?=[\s>])|</item\s{0,9}>")
_STRAY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)|<(?![A-Za-z_/!?])")

_DEFAULT_NAMESPACES = {
    b"wp": b"http://wordpress.org/export/1.2/",
    b"excerpt": b"http://wordpress.org/export/1.2/excerpt/",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"wfw": b"http://wellformedweb.org/CommentAPI/",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
}


class Mark(Enum):
    """What a piece of bytes is."""

    ROOT = auto()  # a start tag `<rss>` with all namespaces declared; always the first piece
    DATA = auto()
    WHOLE = (
        auto()
    )  # an item from its start tag to its end tag, as it was written; `cut_whole` mends and cuts it
    ITEM = auto()  # an item begins here
    END = auto()  # an item ends here


def declared_encoding(head: bytes) -> str:
    """The encoding a document's first bytes state, or "utf-8"; never one that isn't an encoding of text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    match = _DECLARED.search(head)
    name = match.group(1).decode("ascii") if match else "utf-8"
    try:
        return codecs.lookup(name).name if _TEXT_ENCODINGS.fullmatch(name) else "utf-8"
    except LookupError:
        return "utf-8"


def pieces(stream: BinaryIO) -> Iterator[tuple[Mark, bytes]]:
    """The document in UTF-8 and in order: the root's start tag, then data, and where items begin and end.

    Items come whole where their end is plain to see. Nothing comes out where there is no `<rss>` tag in the first
    megabyte. Marks inside CDATA don't count.
    """
    chunks = _decoded(stream)
    data = b""
    for chunk in chunks:
        data += chunk
        root = _ROOT.search(data)
        if root is not None:
            yield Mark.ROOT, _root_tag(root.group(1))
            yield from _cut(data[root.end() :], chunks)
            return
        if len(data) > _PROLOG_BYTES:
            return


def _decoded(stream: BinaryIO) -> Iterator[bytes]:
    """UTF-8 without the control characters XML forbids; bytes that mean nothing become U+FFFD."""
    chunk = stream.read(_CHUNK_BYTES)
    decoder = codecs.getincrementaldecoder(declared_encoding(chunk[:4096]))("replace")
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", "replace").translate(None, _CONTROLS)
        chunk = stream.read(_CHUNK_BYTES)
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _root_tag(attributes: bytes) -> bytes:
    declared = {name: a or b for name, a, b in _NAMESPACE.findall(attributes)}
    written = b" ".join(
        b'xmlns:%s="%s"' % (name, address)
        for name, address in (_DEFAULT_NAMESPACES | declared).items()
        if address and not name.lower().startswith(b"xml")
    )
    return b"<rss " + written + b">"


def cut_whole(item: bytes) -> Iterator[tuple[Mark, bytes]]:
    """What a whole item consists of."""
    return _cut(item, iter(()), whole=False)


def _end_of_whole(data: bytes, at: int) -> int:
    """Where the item ends that begins at `at`; -1 where that isn't plain to see."""
    end = data.find(_ITEM_END, at, at + _WHOLE_BYTES)
    if end < 0 or data.count(b"<item", at, end) != 1:
        return -1
    section = data.rfind(b"<![CDATA[", at, end)
    if section >= 0 and data.find(b"]]>", section, end) < 0:
        return -1  # that is an end tag in somebody's text
    return end + len(_ITEM_END)


def _cut(data: bytes, chunks: Iterator[bytes], whole: bool = True) -> Iterator[tuple[Mark, bytes]]:
    in_cdata = False
    ended = False
    while True:
        at = 0
        begun = -1  # where an item begins whose end has not been read yet
        held: list[bytes] = []  # handed over in one piece: parsers are slow with many small ones
        while True:
            if in_cdata:
                end = data.find(b"]]>", at)
                if end < 0:
                    break
                held.append(data[at : end + 3])
                at = end + 3
                in_cdata = False
            mark = _MARK.search(data, at)
            if mark is None:
                break
            if whole and mark.group() == b"<item":
                end = _end_of_whole(data, mark.start())
                if end > 0:
                    before = data[at : mark.start()]
                    if held or before.strip():
                        held.append(_mended(before))
                        yield Mark.DATA, b"".join(held)
                        held.clear()
                    yield Mark.WHOLE, data[mark.start() : end]
                    at = end
                    continue
                if not ended and len(data) - mark.start() < _WHOLE_BYTES and data.find(_ITEM_END, at) < 0:
                    begun = mark.start()
                    break
            held.append(_mended(data[at : mark.start()]))
            at = mark.end()
            if mark.group().startswith(b"<!"):
                in_cdata = True
                held.append(mark.group())
                continue
            yield Mark.DATA, b"".join(held)
            held.clear()
            yield (Mark.ITEM, b"<item") if mark.group() == b"<item" else (Mark.END, b"</item>")
        rest = data[at:]
        if begun >= 0:
            safe = begun - at
        elif ended:
            safe = len(rest)
        else:
            safe = max(len(rest) - 2, 0) if in_cdata else _safe_end(rest)
        held.append(rest[:safe] if in_cdata else _mended(rest[:safe]))
        yield Mark.DATA, b"".join(held)
        if ended:
            return
        chunk = next(chunks, None)
        ended = chunk is None
        data = rest[safe:] + (chunk or b"")


def _safe_end(data: bytes) -> int:
    """How much of data outside CDATA can be told apart without knowing what follows."""
    from_end = max(len(data) - _LOOK_BACK, 0)
    for opening, closing in ((b"<", b">"), (b"&", b";")):
        at = data.rfind(opening, from_end)
        if at >= 0 and data.find(closing, at) < 0:
            return at
    return len(data)


def _mended(data: bytes) -> bytes:
    """Bare `&` and `<`, and entities that XML doesn't know, as text; no references to half a character."""
    data = with_whole_characters(data)
    if b"&" not in data and b"< " not in data and _STRAY.search(data) is None:
        return data
    return _STRAY.sub(lambda match: b"&amp;" if match.group() == b"&" else b"&lt;", data)
