"""PDF: lines as they are drawn on pages, made paragraphs again.

A PDF knows glyphs at places, not paragraphs. Left out are lines at the top and the bottom of pages that repeat from
page to page (running heads) or count them (page numbers); words cut at the end of a line are joined, with
their hyphen only where the document writes them with one elsewhere. Pages are read by pypdf in `pdf_process`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from ownvoice.core.text import tidy
from ownvoice.sources.documents import pdf_process
from ownvoice.sources.documents.plain import MAX_TEXT, Document
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.surrogates import without_surrogates
from ownvoice.sources.reading.timestamps import parse_iso

MAX_PDF = 64_000_000  # bytes; PDFs refer from their end to anywhere, so they are held in memory
CLOCK_S = 120  # the process is ended after so long, however little processor time it got
_EDGE = 2  # lines at a page's top and bottom that may be a running head
_NUMBER_LINE = re.compile(
    r"\W{0,6}(?:(?:page|seite|p\.|pg\.?)\s{0,3})?(\d{1,4})(?:\s{0,3}(?:/|of|sur|von|de)\s{0,3}\d{1,4})?\W{0,6}",
    re.IGNORECASE,
)
_AT_ENDS = re.compile(r"^(\d{1,4})\s|\s(\d{1,4})$")
_DIGITS = re.compile(r"\d{1,6}")
_WITH_HYPHEN = re.compile(r"[^\W\d_]{2,40}-[^\W\d_]{2,40}")
_LAST_WORD = re.compile(r"([^\W\d_]{2,40})[-\u00ad\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]{2,40}")
_BULLET = re.compile(r"(?:[•·▪‣*–—-]|\d{1,3}[.)]|[a-z]\))\s")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]{0,3}$")
_TIME = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s?([Zz]|[+-]\d\d)?'?(\d\d)?")

PROTECTED = "The PDF is protected with a password. Save it without one and import that file."
DAMAGED = "The PDF is damaged or no PDF. Save or print it as a PDF again."
NO_TEXT = (
    "The PDF holds pictures of pages and no text. Have its text recognised (OCR), for instance with ocrmypdf, "
    "and import the result."
)
TOO_MUCH = "The PDF takes too much time or memory to read. Print it as a PDF again, or import its text."


def read_pdf(data: bytes) -> Document:
    """The text of a PDF; every failure is a sentence in `problems`."""
    answer = _answer(data)
    if answer is None:
        return Document("", problems=[TOO_MUCH])
    if answer["problem"]:
        return Document("", problems=[PROTECTED if answer["problem"] == "protected" else DAMAGED])
    problems = []
    pages = [_lines(without_surrogates(text)) for text in answer["pages"]]
    if answer["bad"]:
        problems.append(f"{answer['bad']:,} of {len(pages):,} pages of the PDF can't be read.")
    if answer["left"]:
        problems.append(f"The PDF is too long: {answer['left']:,} pages at its end were left out.")
    text = tidy(paragraphs(without_running_heads(pages)))[:MAX_TEXT]
    if not text and not problems:
        problems.append(NO_TEXT if pages else DAMAGED)
    created, edited = _moment(answer["created"]), _moment(answer["edited"])
    title = tidy(without_surrogates(answer["title"])).replace("\n", " ")
    return Document(
        text,
        "" if _says_nothing(title) else title[:200],
        created,
        edited if created and edited and edited > created else None,
        answer["created"][:80] if created else "",
        language_code(answer["lang"]),
        problems=problems,
    )


def _answer(data: bytes) -> dict[str, Any] | None:
    command = [sys.executable, "-P", str(Path(pdf_process.__file__))]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=CLOCK_S,
            check=False,
        )
        loaded = orjson.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.SubprocessError, OSError, orjson.JSONDecodeError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.replace("\x00", "").split()) for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


# Running heads


def without_running_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without the lines at their edges that repeat or count."""
    shapes: Counter[str] = Counter()
    for number, lines in enumerate(pages):
        shapes.update({shape for at in _edges(lines) for shape in _shapes(lines[at], number)})
    filled = sum(bool(lines) for lines in pages)
    enough = max(3, filled // 4)  # heads differ between left and right pages, and between chapters
    kept = []
    for number, lines in enumerate(pages):
        gone = {
            at
            for at in _edges(lines)
            if any(
                shapes[shape] >= (2 if shape[0] == "#" else enough) for shape in _shapes(lines[at], number)
            )
        }
        kept.append(_lines("\n".join(line for at, line in enumerate(lines) if at not in gone)))
    return kept


def _edges(lines: Sequence[str]) -> list[int]:
    filled = [at for at, line in enumerate(lines) if line]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _shapes(line: str, page: int) -> list[str]:
    """What a line would have in common with its likes on other pages.

    A count ("#"); its words ("="); or only the count it begins or ends with ("~"), as a chapter's name beside the
    page's number.
    """
    if len(line) > 150:
        return []
    counted = _NUMBER_LINE.fullmatch(line)
    if counted:
        return [f"#{int(counted[1]) - page}"]
    tracking = _DIGITS.sub(lambda digits: f"#{int(digits[0]) - page}", line)
    at_ends = {int(digits) - page for found in _AT_ENDS.findall(line) if (digits := found[0] or found[1])}
    return [f"={line}", *([f"={tracking}"] if tracking != line else []), *(f"~{count}" for count in at_ends)]


# Paragraphs


def paragraphs(pages: Sequence[list[str]]) -> str:
    """The lines of all pages joined to paragraphs, an empty line between two.

    A paragraph ends at an empty line, before a list's mark, and at a line that ends a sentence and is shorter than
    its page's lines are; a page's end is no end of one that goes on in lower case.
    """
    hyphened = {word.lower() for lines in pages for line in lines for word in _WITH_HYPHEN.findall(line)}
    finished: list[str] = []
    open_text: list[str] = []

    def close() -> None:
        if open_text:
            finished.append("".join(open_text))
            open_text.clear()

    last = ""
    for lines in pages:
        usual = sorted(len(line) for line in lines if line)
        width = usual[len(usual) * 3 // 4] if usual else 0
        for at, line in enumerate(lines):
            if not line:
                close()
            elif not open_text:
                open_text.append(line)
            elif _BULLET.match(line) or (at == 0 and not _goes_on(last, line)) or _ends(last, line, width):
                close()
                open_text.append(line)
            else:
                _append(open_text, last, line, hyphened)
            last = line
    close()
    return "\n\n".join(finished)


def _goes_on(last: str, line: str) -> bool:
    return line[:1].islower() or (
        not _SENTENCE_END.search(last[-5:]) and _LAST_WORD.search(last[-42:]) is not None
    )


def _ends(last: str, line: str, width: int) -> bool:
    if line[:1].islower():
        return False
    short = len(last) < 0.85 * width
    return short and (_SENTENCE_END.search(last[-5:]) is not None or len(last) < 0.5 * width)


def _append(open_text: list[str], last: str, line: str, hyphened: set[str]) -> None:
    cut = _LAST_WORD.search(last[-42:])
    first = _FIRST_WORD.match(line)
    if cut is None or first is None or not line[:1].islower():
        open_text.append(f" {line}")
        return
    if last[-1] == "\u00ad" or f"{cut[1]}-{first[0]}".lower() not in hyphened:
        open_text[-1] = open_text[-1][:-1]
    open_text.append(line)


# What it states


def _moment(stated: str) -> Any:
    """A PDF's time, `D:20240102030405+01'00'` (ISO 32000-1, 7.9.4); UTC where it states no zone."""
    match = _TIME.match(stated)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
    offset = "+00:00" if not zone or zone in "Zz" else f"{zone}:{zone_minutes or '00'}"
    return parse_iso(
        f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{offset}"
    )


def _says_nothing(title: str) -> bool:
    lowered = title.lower()
    return (
        not any(character.isalpha() for character in title)
        or lowered.startswith(
            ("untitled", "microsoft word", "powerpoint", "slide 1", "print", "file:", "http")
        )
        or lowered.endswith(
            (".doc", ".docx", ".odt", ".pdf", ".indd", ".tex", ".dvi", ".txt", ".md", ".pages", ".html")
        )
    )
