"""What can be shown of a style: quotes, searched for the words that they are to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ownvoice.voice.style.salutations import NAME
from ownvoice.voice.writing import EXAMPLES, Quote


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote with its text in lower case and straight apostrophes; `beginning`: its item begins with it."""

    quote: Quote
    lower: str
    beginning: bool

    @classmethod
    def of(cls, quote: Quote, beginning: bool = False) -> Shown:
        """The quote, ready to be searched."""
        return cls(quote, quote.text.lower().replace("’", "'"), beginning)


def showing(text: str, shown: Iterable[Shown], at_start: bool = False) -> tuple[Quote, ...]:
    """The first quotes that hold the words, each item once; `at_start`: that begin with them. "{name}" is any word."""
    wanted = text.lower().replace("’", "'").replace(NAME.lower(), "").strip()
    found: dict[tuple[int, int], Quote] = {}
    for one in shown:
        places = places_of(wanted, one.lower)
        if at_start:
            place = next(places, -1)
            holds = place >= 0 and not any(letter.isalnum() for letter in one.lower[:place])
        else:
            holds = next(places, -1) >= 0
        if holds:
            found.setdefault((one.quote.source_id, one.quote.item_id), one.quote)
            if len(found) == EXAMPLES:
                break
    return tuple(found.values())


def places_of(wanted: str, said: str) -> Iterator[int]:
    """Where the words begin in what is said, as words of their own."""
    place = said.find(wanted) if wanted else -1
    while place >= 0:
        end = place + len(wanted)
        before, after = said[place - 1 : place], said[end : end + 1]
        if not (before.isalnum() and said[place].isalnum()) and not (
            after.isalnum() and said[end - 1].isalnum()
        ):
            yield place
        place = said.find(wanted, place + 1)


def is_name(phrase: str, shown: Iterable[Shown]) -> bool:
    """Whether a word of the phrase is written with a capital within a sentence, mostly: somebody's or something's name.

    What people and products are called says nothing of how somebody writes. German gives every noun a capital, so
    don't ask there.
    """
    capital = small = 0
    for one in shown:
        text = one.quote.text
        if phrase not in one.lower or len(one.lower) != len(text):
            continue
        for place in places_of(phrase, one.lower):
            within = text[place - 2 : place] if place > 1 else ""
            words = text[place : place + len(phrase)].split()
            if not (len(within) == 2 and within[1] == " " and (within[0].isalnum() or within[0] in ",;-")):
                words = words[1:]  # the first of a sentence has a capital whatever it is
            named = any(
                len(word) > 1 and word[0].isupper() and not word.startswith(("I'", "I’")) for word in words
            )
            capital += named
            small += bool(words) and not named
    return capital > small
