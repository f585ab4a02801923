"""Word's documents (.docx): the body's paragraphs, and what the document states about itself.

ECMA-376 part 1: a package of XML parts, of which `_rels/.rels` names the main one. Only that one and the properties
are opened, so comments, headers, footnotes and pictures are never read, and what was deleted or moved away while
changes were tracked, hidden text and the codes of fields are passed over. The parts are streamed: python-docx would
hold the whole package in memory with its pictures, and leaves out words inserted while changes were tracked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from lxml import etree

from ownvoice.core.errors import ArchiveError
from ownvoice.core.text import tidy
from ownvoice.sources.documents.plain import MAX_TEXT, Document
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.timestamps import parse_iso

MAX_PACKED = (
    64_000_000  # bytes of a document inside an archive: it is held in memory, as zips are read from their end
)
MAX_PART = 64_000_000  # bytes of a part, unpacked; a million words take about forty million
_MAX_RATIO = 250  # bytes for each packed one, from _MAX_SMALL on; texts give ten to thirty
_MAX_SMALL = 1_000_000
_MAX_PARTS = 20_000
# What python-docx puts into every document it makes.
_TEMPLATE_TIME = "2013-12-23T23:15:00Z"
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "rPrChange", "pPrChange", "sectPr", "comment"})
XML_LIMITS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

OpenPart = Callable[[str], IO[bytes] | None]
"""Gives a part by its name, None where there is none."""


def read_packed_word(data: bytes) -> Document:
    """A whole document held in memory. Raises one of `DAMAGE`, `ArchiveError` or `ValueError` where it can't be
    unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return read_word(checked_parts(package))


def checked_parts(package: zipfile.ZipFile) -> OpenPart:
    """Opens the parts of a package, but none that unpacks out of all proportion. Raises `ArchiveError`."""
    names = set(package.namelist())
    if len(names) > _MAX_PARTS:
        raise ArchiveError(f"it has more than {_MAX_PARTS:,} parts")

    def part(name: str) -> IO[bytes] | None:
        if name not in names:
            return None
        info = package.getinfo(name)
        if info.file_size > max(_MAX_SMALL, _MAX_RATIO * info.compress_size):
            raise ArchiveError("a few packed bytes unpack to very many, as in a file made to do harm")
        return package.open(info)

    return part


def read_word(part: OpenPart) -> Document:
    """A document's text and properties; what precedes damage in its body is kept."""
    document = _properties(part)
    stream = part(_main_part(part))
    if stream is None:
        document.problems.append("The document has no text part. Save it again as .docx.")
        return document
    paragraphs: list[str] = []
    length = 0
    title = ""
    with stream:
        try:
            for text, style in _paragraphs(Bounded(stream, MAX_PART)):
                if style.lower().startswith("title") and not title and not paragraphs:
                    title = text
                    continue
                if style.lower().startswith("heading") and not title:
                    title = text
                    if not paragraphs:
                        continue
                paragraphs.append(text)
                length += len(text) + 1
                if length > MAX_TEXT:
                    document.problems.append(
                        f"The document has more than {MAX_TEXT:,} characters; the rest was left out."
                    )
                    break
        except (etree.LxmlError, ArchiveError, ValueError, *DAMAGE) as error:
            document.problems.append(f"The document is damaged ({_short(error)}). Save it again as .docx.")
    document.text = tidy("\n\n".join(paragraphs))
    if not document.text and title:
        document.text, title = title, ""
    document.title = document.title or title.replace("\n", " ")[:200]
    return document


class Bounded(io.RawIOBase):
    """Passes at most so many bytes on; more than that is damage."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(min(size, 65_536) if size > 0 else 65_536)
        self._left -= len(chunk)
        if self._left < 0:
            raise ValueError("it unpacks to more than any text has")
        return chunk


def _paragraphs(stream: Any) -> Iterator[tuple[str, str]]:
    """The text and the style of each paragraph that has words; a table's row is one paragraph."""
    skipped = rows = 0
    row: list[str] = []
    for event, element in etree.iterparse(
        stream, events=("start", "end"), remove_comments=True, **XML_LIMITS
    ):
        name = local(element)
        if event == "start":
            skipped += name in _SKIPPED
            rows += name == "tr"
            continue
        if name in _SKIPPED:
            skipped -= 1
        if name == "tr":
            rows -= 1
            if rows == 0 and row:
                yield " ".join(row), ""
                row = []
        if name == "p" and not skipped:
            text, style = _text_and_style(element)
            if text and rows:
                row.append(text)
            elif text:
                yield text, style
        if name in ("p", "tbl", "tr", "tc", "sectPr") or name in _SKIPPED:
            element.clear(keep_tail=False)
        if name in ("p", "tbl", "tr", "tc"):
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _text_and_style(paragraph: Any) -> tuple[str, str]:
    parts: list[str] = []
    style = ""
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "t":
            parts.append(element.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "pStyle":
            style = _value(element)
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(element)):
            waiting.extend(reversed(element))
    return tidy("".join(parts)), style


def _is_hidden(run: Any) -> bool:
    return any(
        local(mark) == "vanish" and _value(mark).lower() not in ("0", "false", "off")
        for properties in run
        if local(properties) == "rPr"
        for mark in properties
    )


def _properties(part: OpenPart) -> Document:
    found: dict[str, str] = {}
    for element in small_tree(part("docProps/core.xml")):
        found.setdefault(local(element), tidy(element.text or ""))
    created = found.get("created", "")
    created = "" if created == _TEMPLATE_TIME else created
    begun, edited = parse_iso(created), parse_iso(found.get("modified", ""))
    return Document(
        "",
        sensible_title(found.get("title", "")),
        begun,
        edited if begun and edited and edited > begun else None,
        created[:80],
        language_code(found.get("language", "")[:20]),
    )


def _main_part(part: OpenPart) -> str:
    for element in small_tree(part("_rels/.rels")):
        if element.get("Type", "").endswith("/officeDocument"):
            return str(element.get("Target", "")).lstrip("/")
    return "word/document.xml"


def small_tree(stream: IO[bytes] | None) -> list[Any]:
    """All elements of a small part; none where it is missing or can't be read: the text matters more."""
    if stream is None:
        return []
    try:
        with stream:
            data = stream.read(_MAX_SMALL + 1)
        if len(data) > _MAX_SMALL:
            return []
        return list(etree.fromstring(data, etree.XMLParser(remove_comments=True, **XML_LIMITS)).iter("*"))
    except (etree.LxmlError, ArchiveError, ValueError, *DAMAGE):
        return []


def sensible_title(title: str) -> str:
    """A stated title; programs put file names and placeholders there, which say nothing."""
    lowered = title.lower()
    useless = not title or lowered.startswith(("untitled", "microsoft word", "document1", "word document"))
    return "" if useless or lowered.endswith((".doc", ".docx", ".odt", ".pdf", ".indd")) else title[:200]


def local(element: Any) -> str:
    """An element's name without its namespace; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:150]
