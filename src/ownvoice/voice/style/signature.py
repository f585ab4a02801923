"""Which words and phrases are somebody's own: those they use more than others do, by more than chance.

Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words", equations 15,
16, 20 and 22). The prior of each phrase is its share in both bodies of text together, as strong as `PRIOR` phrases.
What is counted is in how many items a phrase occurs, so that one long rant doesn't make a habit.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from math import log, sqrt

PRIOR = 1_000.0  # how many phrases' worth of belief that nobody differs
LEAST_Z = 3.0  # of the difference, in standard errors; a thousandth of the phrases would pass by chance
LEAST_TIMES = 5  # items that a phrase occurs in
MOST = 40  # phrases kept
SAME = 0.6  # of a phrase's items hold a longer one: then the longer one is what is said


def signature(
    mine: Mapping[str, float],
    times: Mapping[str, int],
    others: Mapping[str, int],
    others_missed: int = 0,
    common: Set[str] = frozenset(),
    most: int = MOST,
) -> list[tuple[str, float]]:
    """The most telling phrases and their z-scores, most telling first.

    `mine`: phrase → in how many of the creator's items, recent ones counting for more; `times`: the same,
    unweighted; `others`: phrase → in how many texts by others. A count of the others may be too small by
    `others_missed`, and is taken as that much larger: what was dropped from a full table must not look like
    something nobody else says. What is made of `common` words only isn't named. Nothing is telling where the others said nothing.
    """
    my_total, others_total = sum(mine.values()), sum(others.values())
    if not my_total or not others_total:
        return []
    together = my_total + others_total
    scored = []
    for phrase, count in mine.items():
        if times.get(phrase, 0) < LEAST_TIMES or all(word in common for word in phrase.split()):
            continue
        theirs = min(others.get(phrase, 0) + others_missed, others_total)
        prior = PRIOR * (count + theirs) / together
        here, there = count + prior, theirs + prior
        ratio = log(here / max(1.0, my_total + PRIOR - here)) - log(
            there / max(1.0, others_total + PRIOR - there)
        )
        z = ratio / sqrt(1 / here + 1 / there)
        if z >= LEAST_Z:
            scored.append((phrase, z))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return _without_parts(scored, times, most)


def _without_parts(
    scored: list[tuple[str, float]], times: Mapping[str, int], most: int
) -> list[tuple[str, float]]:
    """Each way of saying something once: the longest form that is nearly as frequent as its parts."""
    kept: list[tuple[str, float]] = []
    for phrase, z in scored:
        place = next(
            (i for i, (other, _) in enumerate(kept) if _within(phrase, other) or _within(other, phrase)), None
        )
        if place is None:
            if len(kept) < most:
                kept.append((phrase, z))
            continue
        other = kept[place][0]
        if _within(other, phrase) and times[phrase] >= SAME * times[other]:
            kept[place] = (phrase, z)
    return list(dict(kept).items())


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "
