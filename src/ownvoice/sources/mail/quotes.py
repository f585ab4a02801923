"""A mail's own words apart from those it quotes, line by line and in linear time.

There is no standard for it: a `>` before each line (RFC 3676, section 4.5), a line that says who wrote what, or the
headers of the older mail in the text, in the language of whoever's program wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from ownvoice.core.text import fold, tidy

LONGEST = 200_000  # characters of a mail that are read
_INTRODUCTION_LINES = 3  # over which "On … at … <…> wrote:" is broken
_SAID = re.compile(
    r"\b(?:wrote|writes|said|a ecrit|ecrit|schrieb|escribio|ha scritto|scrisse|escreveu|schreef|skrev|napisal|kirjoitti)"
    r"\b[^:]{0,60}:\s*$"
)
_DATED = re.compile(r"\d[./:-]\d|\d{4}|\b\d{1,2} \w{3}|@|<")
_OLDER = re.compile(
    r"[-_ ]{2,}\s*(?:original message|message d'origine|message transfere|forwarded message|ursprungliche nachricht"
    r"|weitergeleitete nachricht|mensaje original|mensaje reenviado|messaggio originale|mensagem original"
    r"|oorspronkelijk bericht|begin forwarded message)\b"
)
_FROM = re.compile(r"\*?(?:from|de|von|da|van|fran|fra)\s?:\*?\s\S")
_SENT = re.compile(
    r"\*?(?:sent|date|envoye|gesendet|datum|enviado(?: el)?|inviato|data|verzonden|to|a|an|para|objet|subject)\s?:"
)
_FOOTERS = re.compile(
    r"(?:sent from (?:my|outlook|yahoo)|get outlook for|envoye (?:de(?:puis)? mon|depuis|a partir de)|von meinem \S+ gesendet"
    r"|gesendet mit|enviado desde mi|inviato da|verzonden vanaf mijn)\b.{0,60}$"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the mail says itself, and what it quotes of the mail it answers (one level, without its own quotes)."""

    said: str
    quoted: str


class _Folded(Sequence[str]):
    """The lines as they are compared, folded when asked for: most of a letter never is."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._known: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if at not in self._known:
            self._known[at] = fold(self._lines[at][:400]).strip()
        return self._known[at]

    def ends_with_colon(self, at: int) -> bool:
        """Whether the line may end an introduction."""
        return at < len(self._lines) and self._lines[at].rstrip().endswith(":")


def _may_mark(line: str) -> bool:
    """Whether a line could begin an older mail or be a program's footer: both have a mark, or are short."""
    return len(line) < 90 or line[:1] in "-_ *" or ":" in line[:24]


def split_quotes(text: str) -> Parts:
    """The parts of a plain text mail. Answers between quoted lines belong to what is said."""
    lines = text[:LONGEST].replace("\r\n", "\n").split("\n")
    folded = _Folded(lines)
    said: list[str] = []
    quoted: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if not line:
            said.append(line)
            number += 1
            continue
        plain = folded[number] if _may_mark(line) else ""
        if line.lstrip().startswith(">"):
            quoted.append(_unquoted(line))
            number += 1
            continue
        if _OLDER.match(plain) or (_FROM.match(plain) and _is_header_block(folded, number)):
            quoted.extend(_without_headers(lines[number:], folded[number:]))
            break
        if line.rstrip() == "--" or line == "-- ":
            rest = next((i for i in range(number, len(lines)) if _quotes_on(lines, folded, i)), len(lines))
            number = rest
            continue
        length = _introduction(folded, number)
        if length:
            number += length
            if not any(later.lstrip().startswith(">") for later in lines[number : number + 3]):
                quoted.extend(lines[number:])
                break
            continue
        if not _FOOTERS.match(plain):
            said.append(line)
        number += 1
    return Parts(tidy("\n".join(said)), tidy("\n".join(line for line in quoted if line is not None)))


def _unquoted(line: str) -> str:
    """The line without its mark; "" where it was quoted already."""
    inner = line.lstrip()[1:].removeprefix(" ")
    return "" if inner.lstrip().startswith(">") else inner


def _introduction(folded: _Folded, number: int) -> int:
    """Over how many lines from here somebody's words are introduced; 0 where they aren't."""
    if not any(folded.ends_with_colon(at) for at in range(number, number + _INTRODUCTION_LINES)):
        return 0
    joined = ""
    for length in range(1, _INTRODUCTION_LINES + 1):
        if number + length > len(folded) or not folded[number + length - 1]:
            return 0
        joined = f"{joined} {folded[number + length - 1]}".strip()
        if folded[number + length - 1].endswith(":"):
            return length if _SAID.search(joined[-300:]) and _DATED.search(joined) else 0
    return 0


def _is_header_block(folded: _Folded, number: int) -> bool:
    """Whether headers of an older mail begin here: the sender's line alone is found in letters, too."""
    return sum(bool(_SENT.match(line)) for line in folded[number + 1 : number + 5]) >= 2


def _without_headers(lines: list[str], folded: Sequence[str]) -> list[str]:
    for number, line in enumerate(folded[:12]):
        if number and not line and number + 1 < len(lines):
            return lines[number + 1 :]
    return []


def _quotes_on(lines: list[str], folded: _Folded, number: int) -> bool:
    return lines[number].lstrip().startswith(">") or bool(
        _OLDER.match(folded[number]) or _introduction(folded, number)
    )
