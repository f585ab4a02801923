"""Whether a plain file is a text somebody wrote for people, or something a program wrote or reads.

Nothing states that, so it is told by shape: logs and chats have times at the beginning of their lines, tables as
many separators in each, programs their marks, lists no blanks, mails headers. In doubt a file isn't taken: a text
that is missing is seen in the report, a log that answers fans isn't.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LINES = 400  # are looked at
_LONGEST = 400  # characters of a line

_MACHINE_START = re.compile(
    r"\s{0,20}(?:\{\s{0,20}[\"'}]|\[\s{0,20}[\[{\"]|<\?xml|<!doctype|<html|<svg|<rss|#!|%!PS|-----BEGIN|WEBVTT|From \S+@)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:From|To|Cc|Subject|Date|Message-ID|Return-Path|Received|MIME-Version|Content-[A-Za-z-]{1,40}"
    r"|Delivered-To|Reply-To|In-Reply-To|X-[A-Za-z-]{1,60}):",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(
    r"[^\w\n]{0,3}(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[\sT,]|\d{1,2}:\d{2}(?::\d{2})?\b"
    r"|(?:\d{1,2}\s)?[A-Z][a-z]{2}\s{1,2}\d{1,2},?\s\d)"
)
_CODE_FIRST = re.compile(
    r"\s{0,80}(?:import |from [\w.]{1,80} import|def \w|class \w{1,80}[:({]|#include|#define|func(?:tion)? \w|const \w|"
    r"let \w{1,80} =|var \w|public |private |static |return\b.{0,200};|elif |SELECT |INSERT INTO|CREATE TABLE|"
    r"//|/\*|\*/|export |package [\w.]{1,80};|use [\w:]{1,80};|@\w{1,40}\(|\$ |>>> )"
)
_CODE_LAST = re.compile(r"[;{}]\s{0,9}$|\)\s{0,9}:$|=>\s{0,9}$")
_SEPARATORS = ("\t", ";", "|", ",")
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_prose(beginning: str, markdown: bool = False) -> bool:
    """Whether a file that begins like this is a text; `markdown`: its code and tables are no reason against."""
    if _MACHINE_START.match(beginning) and not (markdown and beginning.lstrip().startswith("[")):
        return False
    lines = [line[:_LONGEST] for line in beginning.split("\n")[:_LINES] if line.strip()]
    if not lines or not _has_words(beginning):
        return False
    if sum(_HEADER.match(line) is not None for line in lines[:15]) >= 3:
        return False
    count = len(lines)
    if count >= 2 and sum(_TIME_FIRST.match(line) is not None for line in lines) >= 0.3 * count:
        return False
    return markdown or not (_is_list(lines) or _is_code(lines) or _is_table(lines))


def _has_words(text: str) -> bool:
    """At least three words, and mostly letters: Chinese has no blanks between words, so letters count, too."""
    sample = text[:20_000]
    visible = sum(not character.isspace() for character in sample)
    letters = sum(character.isalpha() for character in sample)
    controls = sum(ord(character) < 32 and character not in "\t\n\r\f" for character in sample)
    words = len(_WORD.findall(sample))
    return (
        controls == 0
        and letters >= 0.5 * visible
        and (words >= 3 or (letters >= 12 and not sample.isascii()))
    )


def _is_list(lines: Sequence[str]) -> bool:
    return sum(_is_token(line) for line in lines) >= max(3, 0.5 * len(lines))


def _is_token(line: str) -> bool:
    """A whole line that is one address, key or number: texts in Latin letters have blanks in theirs."""
    stripped = line.strip()
    return (
        stripped.isascii()
        and not any(character.isspace() for character in stripped)
        and not stripped.isalpha()
        and len(stripped) > 3
        and stripped.strip("-=*_#~.") != ""
    )


def _is_code(lines: Sequence[str]) -> bool:
    marked = sum(
        _CODE_FIRST.match(line) is not None or _CODE_LAST.search(line[-40:]) is not None for line in lines
    )
    return len(lines) >= 3 and marked >= 0.3 * len(lines)


def _is_table(lines: Sequence[str]) -> bool:
    if len(lines) < 3:
        return False
    for separator in _SEPARATORS:
        (most, times) = Counter(line.count(separator) for line in lines).most_common(1)[0]
        if most >= (1 if separator == "\t" else 2) and times >= 0.85 * len(lines):
            return True
    return False
