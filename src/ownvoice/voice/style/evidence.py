"""Which quotes stand behind a figure: chosen by a hash of the item, so that the order of adding doesn't matter."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ownvoice.voice.style.emoji import EMOJI
from ownvoice.voice.style.own_words import GAP, without_half_characters
from ownvoice.voice.writing import EXAMPLES, Quote, Written

LONGEST_QUOTE = 160  # characters
NOWHERE = 1 << 64  # above every hash
_MASK = NOWHERE - 1
_GOLDEN = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio, odd

_WHERE: dict[str, re.Pattern[str]] = {
    "exclamations": re.compile("!"),
    "questions": re.compile(r"\?"),
    "ellipses": re.compile(r"\.\.\.|…"),
    "double_marks": re.compile("[!?]{2}"),
    "spaced_marks": re.compile(r" [!?:;]"),
    "parentheses": re.compile(r"\("),
    "semicolons": re.compile("; "),
    "dashes": re.compile("—|--| [–-] "),
    "long_dashes": re.compile("—"),
    "straight_quotes": re.compile('"'),
    "curly_quotes": re.compile("[“”]"),
    "guillemets": re.compile("«"),
    "curly_apostrophes": re.compile("’"),
    "words_in_capitals": re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ]{2,60}(?!\w)"),
    "laughing": re.compile(r"(?i)(?:(?:ha|he|hi|ja){2}|\blo+l\b|lmao|rofl|\bp?t?mdr\b|[😂🤣😆😹😅])"),
    "smileys": re.compile(r"(?<![\w:])(?:[:;=][\-o']?[)(DPp3|/]+|<3|\^\^)"),
    "hashtags_per_item": re.compile("#"),
    "with_hashtags": re.compile("#"),
    "with_mentions": re.compile("@"),
    "lists": re.compile(r"(?m)^(?:[-*•] |\d{1,2}[.)] )"),
} | dict.fromkeys(
    ("emoji_per_item", "with_emoji", "emoji_at_start", "emoji_in_middle", "emoji_at_end", "emoji_alone"),
    EMOJI,
)


def hash_of(number: int) -> int:
    """64 bits that look random (SplitMix64, Steele, Lea and Flood 2014), the same on every machine."""
    mixed = (number + 1) * _GOLDEN & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)


def hash_of_part(mark: int, part: int) -> int:
    """The hash of a part of what has the hash `mark`: as random, and another for each part."""
    return mark ^ (part + 1) * _GOLDEN & _MASK


@dataclass(slots=True)
class Lowest:
    """The quotes with the lowest hashes, at most `most`. `bound`: a hash must be below it to come in."""

    most: int = EXAMPLES
    kept: list[tuple[int, Quote]] = field(default_factory=list)
    bound: int = NOWHERE

    def add(self, mark: int, quote: Quote) -> None:
        """Keep the quote if its hash is among the lowest."""
        if mark >= self.bound:
            return
        place = bisect_left(self.kept, mark, key=_mark_of)
        if place < len(self.kept) and self.kept[place][0] == mark:
            return
        self.kept.insert(place, (mark, quote))
        if len(self.kept) > self.most:
            self.kept.pop()
        if len(self.kept) == self.most:
            self.bound = self.kept[-1][0]

    def merge(self, other: Lowest) -> None:
        """Keep the lowest of both."""
        for mark, quote in other.kept:
            self.add(mark, quote)

    def plain(self) -> list[list[Any]]:
        """For JSON: the hash and the quote's fields, lowest first."""
        return [[mark, *plain_quote(quote)] for mark, quote in self.kept]

    @classmethod
    def of_plain(cls, plain: list[list[Any]], source_id: int, most: int = EXAMPLES) -> Lowest:
        """The inverse of `plain`."""
        lowest = cls(most)
        for mark, *rest in plain:
            lowest.add(mark, quote_of_plain(rest, source_id))
        return lowest


def _mark_of(kept: tuple[int, Quote]) -> int:
    return kept[0]


def plain_quote(quote: Quote) -> list[Any]:
    """A quote's fields but its source, for JSON."""
    when = quote.published_at.isoformat() if quote.published_at else None
    return [quote.item_id, quote.text, when, quote.title, quote.url, quote.public]


def quote_of_plain(plain: list[Any], source_id: int) -> Quote:
    """The inverse of `plain_quote`."""
    item_id, text, when, title, url, public = plain
    return Quote(item_id, source_id, text, datetime.fromisoformat(when) if when else None, title, url, public)


def quote_sentence(written: Written, text: str) -> Quote:
    """The quote of these words of the item."""
    return Quote(
        written.item_id,
        written.source_id,
        text,
        written.published_at,
        without_half_characters(written.title[:200]),
        without_half_characters(written.url[:500]),
        written.public,
    )


def quote_for(figure: str, written: Written, text: str, spans: Sequence[tuple[int, int]]) -> Quote | None:
    """The words of the item that show the figure, whole sentences if they are short; None where none can be quoted.

    `text`, `spans`: its own words and their sentences.
    """
    place = 0
    where = _WHERE.get(figure)
    if where is not None:
        found = where.search(text)
        place = found.start() if found else 0
    number = next((i for i, (_, end) in enumerate(spans) if end > place), 0)
    start, end = spans[number] if spans else (0, len(text))
    for _, following in spans[number + 1 :]:
        if following - start > LONGEST_QUOTE or GAP in text[start:following]:
            break
        end = following
    if end - start > LONGEST_QUOTE:
        start = max(start, min(place - LONGEST_QUOTE // 2, end - LONGEST_QUOTE))
        end = min(end, start + LONGEST_QUOTE)
        start, end = _whole_words(text, start, end)
    for said in sorted(text[start:end].split(GAP), key=len, reverse=True):
        said = said.strip()
        if said and said in written.text:
            return quote_sentence(written, said)
    first = without_half_characters(written.text[:LONGEST_QUOTE]).strip()
    return quote_sentence(written, first) if first and first in written.text else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the halves of words that it was cut at, as far as there are spaces to cut at."""
    if start > 0 and not text[start - 1].isspace():
        space = text.find(" ", start, end)
        start = space + 1 if 0 <= space < end - LONGEST_QUOTE // 2 else start
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", start, end)
        end = space if space > start + LONGEST_QUOTE // 2 else end
    return start, end
