"""Whether what was said some time ago may still be said today, and how to say when it was.

A sentence wears out by what is in it: "tomorrow" within days, "this year" within a year, a price or a version within
two. Nobody said that it is wrong: it counts less, it is marked, and where it is quoted the reply says from when it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentences, words
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.phrases import Label, PhraseBook

RECENT_DAYS = 60  # what was published within so many days before a question is looked into once more
YEAR = 365
PRICE_HOLDS = 2 * YEAR  # days
VERSION_HOLDS = 2 * YEAR
COUNTS_LESS = 0.5  # log-odds that a worn item loses
_PRICED = re.compile(r"[€$£]|\b(?:euro|dollar|pound|franc|livre|buck|quid)", re.IGNORECASE)
_MONEY = frozenset({"euro", "dollar", "sterling", "pound", "franc"})
LANGUAGES = ("en", "fr")
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


@dataclass(frozen=True, slots=True)
class Worn:
    """Why something may not hold any more: the words that wear out, and how many days they hold."""

    words: str
    holds: int


def age_days(item: EvidenceItem, today: date) -> int | None:
    """Days since the item was published, never below 0; None where nobody knows."""
    if item.published_at is None:
        return None
    return max(0, (today - item.published_at.date()).days)


def newness(item: EvidenceItem, today: date) -> float:
    """1 for what was published today, 0 from a year on and where the day isn't known; it falls with the logarithm.

    Of 5,000 readers' questions under a real blog half were asked within three days after the post.
    """
    age = age_days(item, today)
    return 0.0 if age is None else max(0.0, 1.0 - math.log1p(age) / math.log1p(YEAR))


def wearing(text: str, language: str, age: int) -> list[Worn]:
    """Everything in the text that doesn't hold for so many days."""
    found: list[Worn] = []
    for code in (language,) if language in LANGUAGES else LANGUAGES:
        said = words(text)
        found.extend(
            Worn(" ".join(said[match.start : match.end]), match.label.weight)
            for match in _fleeting(code).find(said)
            if age > match.label.weight
        )
        if age > PRICE_HOLDS and _PRICED.search(text):
            priced = (one for one in sentences(text) if _PRICED.search(one))
            read = (number for one in priced for number in amounts(one, code).numbers)
            found.extend(Worn(one.said, PRICE_HOLDS) for one in read if one.unit.measure in _MONEY)
    if age > VERSION_HOLDS:
        found.extend(Worn(version, VERSION_HOLDS) for version in _versions(text))
    return found


def worn(item: EvidenceItem, today: date) -> tuple[str, ...]:
    """The words of the item that have worn out by today: what the creator states outright, or dates, hasn't."""
    age = age_days(item, today)
    if age is None or item.kind is EvidenceKind.FACT or item.valid_until is not None:
        return ()
    return tuple(dict.fromkeys(one.words for one in wearing(item.text, item.language, age)))


def says_worn(text: str, item: EvidenceItem) -> bool:
    """Whether the text has words of the item that have worn out."""
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(words(one))} " in said for one in item.worn if words(one))


def said_when(published_at: datetime | None, language: str) -> str:
    """A sentence of its own that says from when it is: "(From March 2021.)"; "" where nobody knows."""
    if published_at is None:
        return ""
    code = language if language in LANGUAGES else "en"
    month = _MONTHS[code][published_at.month - 1]
    if code == "fr":
        return f"({'D’' if month[0] in 'ao' else 'De '}{month} {published_at.year}.)"
    return f"(From {month} {published_at.year}.)"


def said_whens(item: EvidenceItem) -> Sequence[str]:
    """Every way a reply may say from when the item is."""
    return [said for code in LANGUAGES if (said := said_when(item.published_at, code))]


def _versions(sentence: str) -> list[str]:
    """Versions that are named as such: "version 2.1", "v4", "2.0.1"."""
    found = []
    for before, part in zip(["", *sentence.split()], sentence.split(), strict=False):
        bare = part.strip(".,;:!?()\"'’“”")
        digits = bare[1:] if bare[:1] in ("v", "V") else bare
        numbered = bool(digits) and digits[0].isdigit() and all(c.isdigit() or c == "." for c in digits)
        if not numbered or len(digits) > 20:
            continue
        named = bare != digits or digits.count(".") >= 2 or before.lower() in ("version", "v", "release")
        if named:
            found.append(bare)
    return found


@cache
def _fleeting(language: str) -> PhraseBook:
    """The wordings of `freshness.yml`; a label's weight is the number of days that they hold."""
    listed = yaml.safe_load(files(__package__).joinpath("freshness.yml").read_text(encoding="utf-8"))
    book = PhraseBook()
    for days, phrases in listed[language].items():
        for phrase in str(phrases).replace("\n", ",").split(","):
            if phrase.strip():
                book.add(phrase.strip(), Label("fleeting", phrase.strip(), int(days)))
    return book
