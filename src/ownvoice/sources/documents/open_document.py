"""OpenDocument texts (.odt), as LibreOffice writes them: the body's paragraphs, and what the document states.

OASIS OpenDocument 1.3, part 3: a zip whose `content.xml` holds the text and `meta.xml` the properties. Only those two
are opened; notes, comments, what was deleted while changes were tracked, hidden text and descriptions of pictures are
passed over. The text is streamed without entities, so that neither a bomb nor a large book fills memory.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ownvoice.core.errors import ArchiveError
from ownvoice.core.text import tidy
from ownvoice.sources.documents.plain import MAX_TEXT, Document
from ownvoice.sources.documents.word_parts import (
    MAX_PART,
    XML_LIMITS,
    Bounded,
    OpenPart,
    checked_parts,
    local,
    sensible_title,
    small_tree,
)
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.timestamps import parse_iso

_SKIPPED = frozenset(
    {"note", "annotation", "annotation-end", "tracked-changes", "hidden-text", "hidden-paragraph", "title", "desc",
     "sequence-decls", "table-of-content", "alphabetical-index", "forms", "script", "event-listeners", "binary-data",
     "ruby-text"}
)  # fmt: skip
_DONE_WITH = frozenset(
    {"p", "h", "table", "table-row", "list", "list-item", "section", "automatic-styles", "tracked-changes"}
)
_MOST_SPACES = 100


def read_packed_open_document(data: bytes) -> Document:
    """A whole document held in memory. Raises one of `DAMAGE` or `ArchiveError` where it can't be unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return read_open_document(checked_parts(package))


def read_open_document(part: OpenPart) -> Document:
    """A document's text and properties; what precedes damage in its body is kept."""
    document = _properties(part)
    stream = part("content.xml")
    if stream is None:
        document.problems.append("The document has no text part. Save it again as .odt.")
        return document
    paragraphs: list[str] = []
    length = 0
    title = ""
    with stream:
        try:
            for text, kind in _paragraphs(Bounded(stream, MAX_PART)):
                if kind and not title:
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
            why = (str(error) or type(error).__name__)[:150]
            document.problems.append(f"The document is damaged ({why}). Save it again as .odt.")
    document.text = tidy("\n\n".join(paragraphs))
    if not document.text and title:
        document.text, title = title, ""
    document.title = document.title or title.replace("\n", " ")[:200]
    return document


def _paragraphs(stream: Any) -> Iterator[tuple[str, bool]]:
    """The text of each paragraph that has words, and whether it is a heading; a table's row is one paragraph."""
    skipped = rows = 0
    row: list[str] = []
    for event, element in etree.iterparse(
        stream, events=("start", "end"), remove_comments=True, **XML_LIMITS
    ):
        name = local(element)
        if event == "start":
            skipped += name in _SKIPPED
            rows += name == "table-row"
            continue
        if name in _SKIPPED:
            skipped -= 1
        if name == "table-row":
            rows -= 1
            if rows == 0 and row:
                yield " ".join(row), False
                row = []
        # A paragraph inside another's frame has given its text to that one.
        if name in ("p", "h") and not skipped and not _inside_paragraph(element):
            text = _text(element)
            if text and rows:
                row.append(text)
            elif text:
                yield text, name == "h" or _style(element).lower() == "title"
        if name in _DONE_WITH and not _inside_paragraph(element):
            element.clear(keep_tail=True)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _inside_paragraph(element: Any) -> bool:
    return any(local(outer) in ("p", "h") for outer in element.iterancestors())


def _text(paragraph: Any) -> str:
    """What is shown of a paragraph, followed with a list instead of calls: nesting has no limit."""
    parts: list[str] = [paragraph.text or ""]
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            parts.append(element)
            continue
        name = local(element)
        if element.tail:
            waiting.append(element.tail)
        if name in _SKIPPED:
            continue
        if name == "s":
            count = next((value for key, value in element.attrib.items() if key.endswith("}c")), "1")
            parts.append(
                " " * min(int(count), _MOST_SPACES) if count[:4].isdecimal() and len(count) < 5 else " "
            )
        elif name == "tab":
            parts.append(" ")
        elif name == "line-break":
            parts.append("\n")
        else:
            if name in ("p", "h"):
                parts.append("\n")
            parts.append(element.text or "")
            waiting.extend(reversed(element))
    return tidy("".join(parts))


def _style(element: Any) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.endswith("}style-name")), "")


def _properties(part: OpenPart) -> Document:
    found: dict[str, str] = {}
    for element in small_tree(part("meta.xml")):
        found.setdefault(local(element), tidy(element.text or ""))
    created = found.get("creation-date", "")
    begun, edited = parse_iso(created), parse_iso(found.get("date", ""))
    return Document(
        "",
        sensible_title(found.get("title", "")),
        begun,
        edited if begun and edited and edited > begun else None,
        created[:80],
        language_code(found.get("language", "")[:20]),
    )
