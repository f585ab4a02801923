"""The numbers, prices, dates and times of a text, as values that can be compared whatever they are written like.

"20 h", "twenty hours" and "vingt heures" are one amount; "3,50 €" and "€3.50" one price; "June 12th, 2002" and
"12/06/2002" one date. A number that can be read two ways ("1,200", "03/04") has both readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from ownvoice.core.text import fold, stem
from ownvoice.reply.checking.amount import NO_UNIT, ORDINAL, Amount, Amounts, Day
from ownvoice.reply.checking.wordlists import Unit, WordLists, wordlists

MOST = 400  # amounts read in one text; what has more is a table
_SIGNS = {"€": "euro", "$": "dollar", "£": "sterling", "%": "percent"}
_PART = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
    r"|(?P<slash>\d{1,2}/\d{1,2}/\d{2,4})(?!\d)"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?|\d{1,2} ?[hH] ?\d{2})(?![\d\w])"
    r"|(?P<version>\d+(?:\.\d+){2,})"
    r"|(?P<ratio>\d{1,4}/\d{1,4})(?!\d)"
    r"|(?P<number>(?:\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?)"
    r"|(?P<vulgar>[½¼¾⅓⅔])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<sign>[€$£%°])"
    r"|(?P<other>[^\s\w]|_)"
)
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_MULTIPLES = {"k": 1e3, "m": 1e6, "bn": 1e9, "md": 1e9}
_ORDINAL_ENDINGS = frozenset("st nd rd th er re ere e eme ieme".split())
_LINKS = frozenset("- – to or and a et ou".split())  # between the two numbers of a range
_HALF_DAY = 12 * 60
_PM, _AM = frozenset({"pm"}), frozenset({"am"})
_YEARS = range(1800, 2100)


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=2_000)
def amounts(text: str, language: str) -> Amounts:
    """The amounts of `text` in order, at most `MOST`; never raises."""
    return _Reader(text, wordlists(language)).read()


class _Reader:
    def __init__(self, text: str, lists: WordLists) -> None:
        self.lists = lists
        self.text = text
        self.parts = [
            _Part(str(m.lastgroup), fold(m.group()), m.start(), m.end()) for m in _PART.finditer(text)
        ]
        self.numbers: list[Amount] = []
        self.days: list[tuple[Day, ...]] = []
        self.clocks: list[tuple[str, int]] = []

    def read(self) -> Amounts:
        at = 0
        while at < len(self.parts) and len(self.numbers) + len(self.days) + len(self.clocks) < MOST:
            at = self._date(at) or self._clock(at) or self._number(at) or at + 1
        return Amounts(tuple(self.numbers), tuple(self.days), tuple(self.clocks))

    def _said(self, start: int, end: int) -> str:
        return self.text[self.parts[start].start : self.parts[end - 1].end]

    def _word(self, at: int) -> str:
        return self.parts[at].text if 0 <= at < len(self.parts) else ""

    def _glued(self, at: int) -> bool:
        """Whether the part follows the one before it without a blank."""
        return 0 < at < len(self.parts) and self.parts[at].start == self.parts[at - 1].end

    # Dates

    def _date(self, at: int) -> int:
        part = self.parts[at]
        if part.kind == "iso":
            year, month, day = map(int, part.text.split("-"))
            return self._add_days(at, at + 1, [Day(part.text, day, month, year)])
        if part.kind == "slash":
            first, second, year = map(int, part.text.split("/"))
            year += 0 if year > 99 else 2000 if year < 70 else 1900
            return self._add_days(
                at, at + 1, [Day(part.text, first, second, year), Day(part.text, second, first, year)]
            )
        weekday = self.lists.weekdays.get(part.text, 0) if part.kind == "word" else 0
        if weekday:
            return self._add_days(at, at + 1, [Day(part.text, weekday=weekday)])
        day, after = self._day_number(at)
        if day:
            if self._word(after) in ("of", "de"):
                after += 1
            month = self._month(after, beside_number=True)
            if month:
                year, end = self._year(after + 1)
                return self._add_days(at, end, [Day("", day, month, year)])
            return 0
        if part.kind != "word":
            return 0
        day, end = self._day_number(at + (2 if self._word(at + 1) == "the" else 1))
        glued_dot = self._word(at + 1) == "."  # "Sept. 3"
        if not day and glued_dot:
            day, end = self._day_number(at + 2)
        month = self._month(at, beside_number=bool(day))
        if not month:
            return 0
        if day:
            year, end = self._year(end)
            return self._add_days(at, end, [Day("", day, month, year)])
        year, end = self._year(at + 1)
        return self._add_days(at, end, [Day("", 0, month, year)])

    def _day_number(self, at: int) -> tuple[int, int]:
        """The day of the month that stands here, and where it ends; 0 where none does."""
        if at >= len(self.parts):
            return 0, at
        part = self.parts[at]
        if part.kind == "number" and part.text.isdigit() and 1 <= int(part.text) <= 31:
            ending = self._glued(at + 1) and self._word(at + 1) in _ORDINAL_ENDINGS
            return int(part.text), at + (2 if ending else 1)
        if part.kind == "word" and part.text in self.lists.ordinals:
            return int(self.lists.ordinals[part.text]), at + 1
        return 0, at

    def _month(self, at: int, beside_number: bool) -> int:
        word = self._word(at)
        if word in self.lists.short_months and beside_number:
            return self.lists.short_months[word]
        month = self.lists.months.get(word, 0)
        if not month or beside_number or word not in self.lists.doubtful_months:
            return month
        written = self.text[self.parts[at].start]
        told = self._word(at - 1) in self.lists.before_months or bool(self._year(at + 1)[0])
        return month if told and (written.isupper() or self.lists.language != "en") else 0

    def _year(self, at: int) -> tuple[int, int]:
        """The year that stands here, after a comma or not, and where it ends."""
        for skip in (0, 1):
            word = self._word(at + skip)
            if word.isdigit() and len(word) == 4 and int(word) in _YEARS:
                return int(word), at + skip + 1
            if word not in (",", "of", "de", "."):
                break
        return 0, at

    def _add_days(self, start: int, end: int, days: list[Day]) -> int:
        said = self._said(start, end)
        self.days.append(tuple(Day(said, d.day, d.month, d.year, d.weekday) for d in days))
        return end

    # Times of day

    def _clock(self, at: int) -> int:
        part = self.parts[at]
        half, end = self._half_day(at + 1)
        if part.kind == "clock":
            hours, minutes = map(int, re.split(r"\s*[:h]\s*", part.text)[:2])
        elif part.kind == "number" and part.text.isdigit() and half:
            hours, minutes = int(part.text), 0
        else:
            return 0
        if half == "pm" and hours < 12:
            hours += 12
        if half == "am" and hours == 12:
            hours = 0
        self.clocks.append((self._said(at, end), hours * 60 + minutes))
        return end

    def _half_day(self, at: int) -> tuple[str, int]:
        """ "am" or "pm" where it stands here ("p.m." too), and where it ends."""
        word = self._word(at)
        if word in ("am", "pm"):
            return word, at + 1
        if word in ("a", "p") and self._word(at + 1) == "." and self._word(at + 2) == "m":
            return f"{word}m", at + 3 + (self._word(at + 3) == ".")
        return "", at

    # Numbers

    def _number(self, at: int) -> int:
        part = self.parts[at]
        weak, ordinal = False, False
        end = at + 1
        if part.kind == "number":
            if self._glued(at) and self.parts[at - 1].kind in ("word", "other") and self._part_of_a_name(at):
                return end
            values = _readings(part.text)
            if self._minus(at):
                values, at = frozenset(-value for value in values), at - 1
            suffix = self._word(end) if self._glued(end) else ""
            if suffix in _ORDINAL_ENDINGS and not (suffix == "e" and self.lists.language == "en"):
                ordinal, end = True, end + 1
            elif suffix in _MULTIPLES and not (suffix == "m" and self.lists.language == "fr"):
                values, end = frozenset(value * _MULTIPLES[suffix] for value in values), end + 1
            elif suffix == "s":  # "the 90s"
                end += 1
            values, end = self._multiplied(values, end)
        elif part.kind in ("version", "ratio"):
            values = _named(part.text)
        elif part.kind == "vulgar":
            values = frozenset({_VULGAR[self.text[part.start]]})
        elif part.kind == "word" and part.text in self.lists.ordinals:
            values, ordinal = frozenset({self.lists.ordinals[part.text]}), True
            weak = self.lists.ordinals[part.text] == 1  # "at first", "first name"
        elif part.kind == "word" and part.text in self.lists.numbers:
            value, end = self._spelled(at)
            values = frozenset({value})
        elif part.kind == "word" and part.text in self.lists.ones:
            values, weak = frozenset({1.0}), True
        elif part.kind == "word" and part.text in ("a", "an") and self.lists.language == "en":
            if self._unit(end)[0] == NO_UNIT:
                return 0
            values, weak = frozenset({1.0}), True
        else:
            return 0
        return self._add(at, end, values, ordinal, weak)

    def _add(self, at: int, end: int, values: frozenset[float], ordinal: bool, weak: bool) -> int:
        unit, after = self._unit(end)
        start = at
        if unit == NO_UNIT and self._word(at - 1) in ("€", "$", "£"):
            unit, start = Unit(_SIGNS[self._word(at - 1)], 1.0), at - 1
        if unit == NO_UNIT and self._word(end) in _LINKS:
            unit = self._far_unit(end)  # "20 to 24 hours"
        if unit == NO_UNIT and ordinal:
            unit = ORDINAL
        about = self._about(after)
        scaled = frozenset(round(value * unit.size, 6) for value in values)
        self.numbers.append(Amount(self._said(start, max(after, end)), scaled, unit, about, weak))
        return max(after, end)

    def _part_of_a_name(self, at: int) -> bool:
        """Whether the number belongs to the word before it ("mp3", "x-7"): compared as a word, not as a number."""
        before = self.parts[at - 1]
        return before.kind == "word" and before.text not in self.lists.numbers

    def _minus(self, at: int) -> bool:
        before = self._word(at - 1)
        return before in ("-", "−") and self._glued(at) and (at < 2 or not self._glued(at - 1))

    def _multiplied(self, values: frozenset[float], at: int) -> tuple[frozenset[float], int]:
        """ "3 million", "3 millions d'euros"."""
        factor = self.lists.numbers.get(self._word(at), 0)
        if factor >= 1_000 and factor % 1_000 == 0:
            return frozenset(value * factor for value in values), at + 1
        return values, at

    def _spelled(self, at: int) -> tuple[float, int]:
        """The value of the number words from here on, and where they end."""
        total, current, last, end = 0.0, 0.0, 0.0, at
        while end < len(self.parts):
            word = self._word(end)
            if end > at and word in ("-", "‐", *self.lists.joiners):
                following = self.lists.numbers.get(self._word(end + 1), 0)
                eighty = following == 20 and current == 4 and self.lists.language == "fr"
                if not eighty and (not 0 < following < 100 or last < 20 or following >= last):
                    break
                end += 1
                continue
            value = self.lists.numbers.get(word)
            if value is None or (end > at and value in (0, 0.5)):
                break
            if value >= 1_000:
                total, current = total + max(current, 1) * value, 0
            elif value == 100:
                current = max(current, 1) * 100
            elif value == 20 and current == 4 and self.lists.language == "fr":
                current, value = 80, 80
            elif end > at and value >= last and last < 100:
                break  # "two three" are two numbers
            elif end > at and last < 20 and self.lists.language == "en":
                break
            else:
                current += value
            last, end = value, end + 1
        return total + current, end

    def _unit(self, at: int) -> tuple[Unit, int]:
        """The unit that stands here and where it ends; `NO_UNIT` where none does."""
        word = self._word(at)
        if word == "-" and self._glued(at):  # "20-minute"
            unit, end = self._unit(at + 1)
            return (unit, end) if unit != NO_UNIT else (NO_UNIT, at)
        if word == "°":
            scale = self._word(at + 1)
            if scale in ("c", "f"):
                return Unit({"c": "celsius", "f": "fahrenheit"}[scale], 1.0), at + 2
            return Unit("degree", 1.0), at + 1
        if word in _SIGNS:
            return Unit(_SIGNS[word], 1.0), at + 1
        if word in ("d", "de") and self.lists.language == "fr":  # "3 millions d'euros"
            after = at + (2 if self._word(at + 1) in ("'", "’") else 1)
            if self._word(after) in ("euros", "dollars", "francs"):
                return self._unit(after)
        two = self.lists.units.get((word, self._word(at + 1)))
        if two:
            return two, at + 2
        one = self.lists.units.get((word,)) or (
            wordlists("en").units.get((word,))
            if len(word) < 4 or word.startswith(("euro", "dollar"))
            else None
        )
        return (one, at + 1) if one else (NO_UNIT, at)

    def _far_unit(self, at: int) -> Unit:
        """The unit behind the second number of a range."""
        nxt = self.parts[at + 1] if at + 1 < len(self.parts) else None
        if nxt is None or not (nxt.kind == "number" or nxt.text in self.lists.numbers):
            return NO_UNIT
        return self._unit(at + 2)[0]

    def _about(self, at: int) -> str:
        for word in (self._word(at), self._word(at + 1)):
            if word.isalpha() and word not in self.lists.stop:
                return stem(word, self.lists.language)
            if not word.isalpha():
                break
        return ""


def _named(text: str) -> frozenset[float]:
    """A value of its own for what is no quantity (versions, ratios): equal only where written the same."""
    # 48 bits of a digest: a float holds them all, and no quantity is below zero
    return frozenset({-1.0 - int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")})


def _readings(text: str) -> frozenset[float]:
    """ "1,200" may be 1200 or 1.2; "3,50" only 3.5; "1 200,50" only 1200.5."""
    plain = re.sub(r"[ '’\u00a0\u202f]", "", text)
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return frozenset({float(plain[:300])})
    if len(set(marks)) == 2:
        decimal = marks[-1]
        other = "," if decimal == "." else "."
        return frozenset({float(plain.replace(other, "").replace(decimal, ".")[:300])})
    head, _, tail = plain.rpartition(marks[0])
    if len(marks) > 1:
        return frozenset({float(plain.replace(marks[0], "")[:300])})
    as_decimal = float(f"{head[:200]}.{tail[:90]}")
    if len(tail) == 3 and len(head) <= 3 and head.strip("0"):
        return frozenset({as_decimal, float(head + tail)})
    return frozenset({as_decimal})
