"""Plain texts and Markdown: their characters, their title, their paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from ownvoice.core.text import tidy
from ownvoice.sources.reading.front_matter import FrontMatterError, split_page, text_of
from ownvoice.sources.reading.front_matter import parse_date as parse_stated
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reading.text_lines import decoded

MAX_TEXT = 8_000_000  # characters of one document; the longest novels have six million
_MAX_TITLE = 200
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(\S.{0,300}?)[ \t#]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S[^\n]{0,200})\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Document:
    """What is in a document: `text` in paragraphs, and what it states about itself ("" or None where it doesn't).

    `problems` are sentences about what couldn't be read of it.
    """

    text: str
    title: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    raw_time: str = ""
    lang: str = ""
    links: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)


def text_from(data: bytes) -> str:
    """The characters of a plain file: UTF-8, UTF-16 where its mark says so, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        text = decoded(data.removeprefix(b"\xef\xbb\xbf"))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")


def beginning_from(head: bytes) -> str:
    """The same for a file's first bytes, of which the last character may be cut."""
    cut = len(head)
    while cut > 0 and cut > len(head) - 4 and head[cut - 1] >= 0x80:
        cut -= 1
    return text_from(head[: cut - cut % 2] if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head[:cut])


def read_plain(data: bytes) -> Document:
    """A text as it is written. Its title is the first line where an empty one follows and it is no sentence."""
    text = tidy(_unwrapped(text_from(data)))[:MAX_TEXT]
    underlined = _UNDERLINED.match(text)
    first, _, rest = text.partition("\n")
    if underlined:
        return Document(tidy(text[underlined.end() :]) or text, underlined[1].strip())
    is_title = rest.startswith("\n") and len(first) <= 100 and first[-1:] not in ".!?…:,;"
    return Document(tidy(rest), first) if is_title else Document(text)


def read_markdown(data: bytes) -> Document:
    """Markdown with or without settings at its top. The title is the stated one or the first heading."""
    written = text_from(data)
    try:
        page = split_page(written)
        settings, body = page.settings or {}, page.body
    except FrontMatterError:
        settings, body = {}, written
    title = text_of(settings, "title")
    if not title:
        found = min(
            (match for pattern in (_HEADING, _UNDERLINED) if (match := pattern.search(body))),
            key=lambda match: match.start(),
            default=None,
        )
        if found is not None:
            title = markdown_to_text(found[1]).text
            if not body[: found.start()].strip():
                body = body[found.end() :]
    plain = markdown_to_text(body)
    stated = text_of(settings, "date", "created")
    return Document(
        plain.text[:MAX_TEXT],
        tidy(title).replace("\n", " ")[:_MAX_TITLE],
        parse_stated(stated),
        raw_time=stated[:80],
        links=plain.links,
    )


def _unwrapped(text: str) -> str:
    """Paragraphs on one line each, where the writer's program broke lines at a fixed width.

    That is so where most lines that another follows are nearly as long as the longest, which is short.
    """
    lines = text.split("\n")
    followed = [
        len(line.rstrip())
        for line, after in zip(lines, lines[1:], strict=False)
        if line.strip() and after.strip()
    ]
    widest = max((len(line.rstrip()) for line in lines), default=0)
    full = sum(length >= 0.75 * widest for length in followed)
    if not 40 <= widest <= 100 or len(followed) < 4 or full < 0.7 * len(followed):
        return text
    joined: list[str] = []
    open_line = False
    for line in lines:
        stripped = line.strip()
        if open_line and stripped and not stripped.startswith(("-", "*", "•", "–", "#")):
            joined[-1] = f"{joined[-1]} {stripped}"
        else:
            joined.append(stripped)
        open_line = bool(stripped) and len(line.rstrip()) >= 0.6 * widest
    return "\n".join(joined)
