"""The sentences of an item that are the creator's own words: not what they quote, not code, not questions.

What is left out here can't become a stance or a fact. Everything takes time in proportion to the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ownvoice.core.text import fold, sentence_spans

READ_CHARS = 200_000  # characters of an item that are read: a book's chapter, an hour of speech
LONGEST = 400  # characters: what is longer can't be shown as a quote
_LINK = re.compile(r"https?://\S+|www\.\S+")
_CODE_SIGN = re.compile(r"[{};]\s*$|[{}<>=|\\]|\w\(\)|::|\w\.\w+\(|=>|->")
_ASKS = re.compile(r"\?[\"'”’»)\]]*\s*$")
_FENCE = "```"
_OPEN, _CLOSE = "“«", "”»"


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """`text` verbatim, from the character `start` of the item.

    `plain` is the same in lower case without accents, links blanked out, character for character as long as `text`
    (ligatures stay). `quoted` are the half-open spans that lie within quotation marks.
    """

    text: str
    plain: str
    start: int
    quoted: tuple[tuple[int, int], ...] = ()

    def said_by_others(self, position: int) -> bool:
        """Whether the place lies between quotation marks."""
        return any(start <= position < end for start, end in self.quoted)


class _Plain(dict[int, int]):
    """Code point → that of its plain letter, so that places in a text and in its plain form correspond."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        plain = "'" if char == "’" else fold(char)
        self[code] = ord(plain) if len(plain) == 1 else code
        return self[code]


_PLAIN = _Plain()


def own_sentences(text: str) -> Iterator[OwnSentence]:
    """In order, without questions, code, fenced or quoted lines, and what stands wholly in quotation marks."""
    text = text[:READ_CHARS]
    fenced = False
    inside = ""  # the quotation mark that is open since an earlier sentence of the same paragraph
    last_end = 0
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if "\n" in text[last_end:start]:
            inside = ""
        last_end = end
        if sentence.startswith((_FENCE, "~~~")):
            fenced = not fenced
            continue
        if fenced or sentence[0] in ">|" or sentence.startswith((":::", "RT @")):
            continue
        quoted, inside = _quoted(sentence, inside)
        if end - start > LONGEST or _ASKS.search(sentence) or _is_code(sentence):
            continue
        unlinked = _LINK.sub(_blank, sentence) if "://" in sentence or "www." in sentence else sentence
        plain = unlinked.lower() if unlinked.isascii() else unlinked.translate(_PLAIN)
        yield OwnSentence(sentence, plain, start, quoted)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _is_code(sentence: str) -> bool:
    return len(_CODE_SIGN.findall(sentence)) >= 2


def _quoted(sentence: str, inside: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """The spans of the sentence within quotation marks, and the mark that is still open at its end."""
    if not inside and not any(mark in sentence for mark in '"“«”»'):
        return (), ""
    spans: list[tuple[int, int]] = []
    opened = 0
    for i, char in enumerate(sentence):
        if inside:
            if char == inside:
                spans.append((opened, i + 1))
                inside = ""
        elif char == '"' or char in _OPEN:
            inside = '"' if char == '"' else _CLOSE[_OPEN.index(char)]
            opened = i
    if inside:
        spans.append((opened, len(sentence)))
    return tuple(spans), inside
