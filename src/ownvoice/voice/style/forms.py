"""Which forms recur often enough to be habits: openings, closings, emoji, names for the community."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ownvoice.voice.style.salutations import NAME
from ownvoice.voice.style.style import Form
from ownvoice.voice.style.words_of_languages import DANGLING
from ownvoice.voice.writing import EXAMPLES, Quote

LEAST_TIMES = 3  # written in fewer items, it is no habit,
LEAST_SHARE = 0.01  # nor in a smaller share of them
MOST = 10
MOSTLY = 0.6  # of an opening's items go on the same way: then the longer opening is the habit


def repeated_forms(
    weights: Mapping[str, float],
    times: Mapping[str, int],
    weight: float,
    least: float,
    quotes: Sequence[tuple[bool, Quote]],
) -> tuple[Form, ...]:
    """The most frequent forms, most frequent first.

    `weights`, `times`: form → items with it, weighted by recency and not; `weight`: of all items; `least`: the weight
    of a form that is a habit; `quotes`: what can be shown, and whether it is how an item begins.
    """
    kept = [
        (weights[text] / weight, text)
        for text in times
        if times[text] >= LEAST_TIMES and weights[text] >= max(least, LEAST_SHARE * weight)
    ]
    kept.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(
        Form(text, times[text], round(share, 4), showing(text, quotes)) for share, text in kept[:MOST]
    )


def openings_of(
    weights: Mapping[str, float],
    times: Mapping[str, int],
    weight: float,
    least: float,
    quotes: Sequence[tuple[bool, Quote]],
) -> tuple[Form, ...]:
    """The most frequent openings of one to three words.

    "Great" gives way to "Great question" where that is how it mostly goes on; "Thanks" doesn't to "Thanks for the".
    """
    longer: dict[str, list[str]] = defaultdict(list)
    for text in times:
        shorter, _, last = text.rpartition(" ")
        if shorter and last.lower() not in DANGLING:
            longer[shorter].append(text)
    kept = []
    for text in times:
        if " " in text or times[text] < LEAST_TIMES or weights[text] < max(least, LEAST_SHARE * weight):
            continue
        while following := [t for t in longer.get(text, ()) if times[t] >= MOSTLY * times[text]]:
            text = max(following, key=lambda t: (times[t], t))
        kept.append((weights[text] / weight, text))
    kept.sort(key=lambda pair: (-pair[0], pair[1]))
    beginnings = [(first, quote) for first, quote in quotes if first]
    return tuple(
        Form(text, times[text], round(share, 4), showing(text, beginnings, at_start=True))
        for share, text in kept[:MOST]
    )


def showing(text: str, quotes: Sequence[tuple[bool, Quote]], at_start: bool = False) -> tuple[Quote, ...]:
    """The first quotes that hold the words, each item once; `at_start`: that begin with them. "{name}" is any word."""
    wanted = text.lower().replace("’", "'").replace(NAME.lower(), "").strip()
    found: dict[tuple[int, int], Quote] = {}
    for _, quote in quotes:
        said = quote.text.lower().replace("’", "'")
        place = said.find(wanted, 0, 20 + len(wanted) if at_start else None)
        if place < 0 or not _stands_alone(said, place, place + len(wanted)):
            continue
        if at_start and any(letter.isalnum() for letter in said[:place]):
            continue
        found.setdefault((quote.source_id, quote.item_id), quote)
        if len(found) == EXAMPLES:
            break
    return tuple(found.values())


def _stands_alone(said: str, start: int, end: int) -> bool:
    before = said[start - 1] if start else " "
    after = said[end] if end < len(said) else " "
    return not (before.isalnum() and said[start].isalnum()) and not (
        after.isalnum() and said[end - 1].isalnum()
    )
