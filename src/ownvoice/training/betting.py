"""A bound on the share of errors that holds at every look at once, however often and whenever one looks.

Somebody bets against "at least the share m goes wrong". After a clean review the stake grows by (1 - cm)/(1 - m), after an
error it shrinks to c of it, with 0 ≤ c < 1: under every true share of m or more, drifting or not, the expected stake never
grows. So it reaches 1/level with chance `level` at most, ever (Ville 1939); this is the capital process of Waudby-Smith &
Ramdas, "Estimating means of bounded random variables by betting" (2023), for outcomes 0 and 1, with bets that are spread
over a few values of c beforehand. The shares at which the stake is still below 1/level are a confidence sequence: it holds
for all times and all limits together. So a creator may look each day, move the limit, and stop when they like what they see.

c = 0 loses everything with the first error: as many clean reviews as Clopper-Pearson asks for, and no second chance. The
others keep a chance for a creator who finds an error now and then.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

BETS = (0.0, 0.25, 0.5)  # c, fixed before any review
STAKES = (0.6, 0.25, 0.15)  # how much is put on each; they add up to 1
LEVEL = 0.05
MOST_NEEDED = 1_000_000  # reviews; above it, none are promised
_HALVINGS = 100


def log_capital(errors: Any, tries: Any, limit: float) -> Any:
    """The logarithm of what a stake of 1 against "at least `limit` goes wrong" has become; arrays work element by element.

    `errors` and `tries` are counts; the order in which they came doesn't matter. Zero for no tries.
    """
    if not 0.0 < limit < 1.0:
        raise ValueError(f"A limit lies between 0 and 1, not at {limit}.")
    wrong = np.asarray(errors, dtype=np.float64)
    clean = np.asarray(tries, dtype=np.float64) - wrong
    total = np.full(np.broadcast(wrong, clean).shape, -np.inf)
    for bet, stake in zip(BETS, STAKES, strict=True):
        lost = np.where(wrong > 0, -np.inf, 0.0) if bet == 0.0 else wrong * math.log(bet)
        grown = clean * (math.log1p(-bet * limit) - math.log1p(-limit))
        total = np.logaddexp(total, math.log(stake) + lost + grown)
    return float(total) if total.ndim == 0 else total


def credible(errors: int, tries: int, limit: float, level: float = LEVEL) -> bool:
    """Whether it is settled, at `level`, that less than `limit` goes wrong."""
    return bool(log_capital(errors, tries, limit) >= -math.log(level))


def p_value(errors: int, tries: int, limit: float) -> float:
    """A p-value for "at least `limit` goes wrong" that may be looked at at any time: one over the capital, at most 1."""
    return min(1.0, math.exp(-log_capital(errors, tries, limit)))


def upper_bound(errors: int, tries: int, level: float = LEVEL) -> float:
    """The smallest limit that is credible: the upper end of the confidence sequence. 1 where nothing was tried.

    Over all times together it is below the true share with chance `level` at most.
    """
    if tries == 0 or errors >= tries:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if credible(errors, tries, middle, level):
            high = middle
        else:
            low = middle
    return high


def still_needed(errors: int, tries: int, limit: float, level: float = LEVEL) -> int | None:
    """How many more clean reviews in a row make `limit` credible; None where it would take more than a million."""
    return _fewest(lambda more: credible(errors, tries + more, limit, level))


def clean_needed(limit: float, level: float = LEVEL) -> int:
    """How many reviews it takes where none goes wrong."""
    return still_needed(0, 0, limit, level) or 0


def _fewest(enough: Callable[[int], bool]) -> int | None:
    if enough(0):
        return 0
    low, high = 0, 1
    while not enough(high):
        low, high = high, high * 2
        if high > MOST_NEEDED:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
