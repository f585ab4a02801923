"""Which forms recur often enough to be habits: openings, closings, emoji, names for the community."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ownvoice.voice.style.shown import Shown, showing
from ownvoice.voice.style.style import Form
from ownvoice.voice.style.words_of_languages import DANGLING

LEAST_TIMES = 3  # written in fewer items, it is no habit,
LEAST_SHARE = 0.01  # nor in a smaller share of them
MOST = 10
MOSTLY = 0.6  # of an opening's items go on the same way: then the longer opening is the habit


def repeated_forms(
    weights: Mapping[str, float],
    times: Mapping[str, int],
    weight: float,
    least: float,
    quotes: Sequence[Shown],
) -> tuple[Form, ...]:
    """The most frequent forms, most frequent first.

    `weights`, `times`: form → items with it, weighted by recency and not; `weight`: of all items; `least`: the weight
    of a form that is a habit; `quotes`: what can be shown.
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
    quotes: Sequence[Shown],
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
    beginnings = [one for one in quotes if one.beginning]
    return tuple(
        Form(text, times[text], round(share, 4), showing(text, beginnings, at_start=True))
        for share, text in kept[:MOST]
    )
