"""Exact bounds on a share from a sample whose size was fixed beforehand.

They hold for one look at the sample. Who looks again after each review needs `betting.py` instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

_HALVINGS = 200  # of the interval [0, 1]: as far as a double can go


def binomial_cdf(errors: int, tries: int, share: float) -> float:
    """The chance of at most `errors` in `tries` independent tries that fail with chance `share`.

    Summed from logarithms of the terms, so that nothing underflows; O(errors). Raises ValueError for counts or a share
    that can't be.
    """
    _check(errors, tries)
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"A share lies between 0 and 1, not at {share}.")
    if errors >= tries or share == 0.0:
        return 1.0
    if share == 1.0:
        return 0.0
    steps = np.arange(1, errors + 1, dtype=np.float64)
    ratios = np.log((tries - steps + 1) / steps) + math.log(share) - math.log1p(-share)
    terms = tries * math.log1p(-share) + np.concatenate(([0.0], np.cumsum(ratios)))
    return min(1.0, math.exp(float(np.logaddexp.reduce(terms))))


def upper_bound(errors: int, tries: int, level: float = 0.05) -> float:
    """The share that is exceeded with confidence `level` at most (Clopper & Pearson 1934), one-sided.

    The largest share under which this few errors still have chance `level`; 1 where nothing was tried.
    """
    _check(errors, tries)
    if errors >= tries:
        return 1.0
    return _crossing(lambda share: binomial_cdf(errors, tries, share) > level)


def lower_bound(errors: int, tries: int, level: float = 0.05) -> float:
    """The share that the true one is below with chance `level` at most; 0 where nothing went wrong."""
    _check(errors, tries)
    if errors == 0:
        return 0.0
    return 1.0 - upper_bound(tries - errors, tries, level)


def hoeffding_bentkus(mean_loss: float, tries: int, limit: float) -> float:
    """A p-value for "the expected loss is above `limit`", for losses in [0, 1] (Bates et al. 2021, Proposition 7).

    The smaller of Hoeffding's bound in its relative-entropy form and Bentkus's e · P(Bin(n, limit) ≤ ⌈n·mean⌉). For losses
    that are 0 or 1 the binomial itself is exact and smaller; this is for graded ones.
    """
    if tries == 0:
        return 1.0
    if not 0.0 <= mean_loss <= 1.0 or not 0.0 < limit < 1.0:
        raise ValueError(f"A mean loss of {mean_loss} or a limit of {limit} is outside [0, 1].")
    near = min(mean_loss, limit)
    hoeffding = math.exp(-tries * _entropy(near, limit))
    whole = math.ceil(tries * mean_loss - 1e-9)
    bentkus = math.e * binomial_cdf(min(whole, tries), tries, limit)
    return min(1.0, hoeffding, bentkus)


def clean_tries_needed(limit: float, level: float = 0.05) -> int:
    """How many tries without an error bring `upper_bound` to `limit`: 149 for 2 % at a level of 5 %."""
    return math.ceil(math.log(level) / math.log1p(-limit) - 1e-12)


def _entropy(a: float, b: float) -> float:
    """The relative entropy of a coin of chance `a` to one of chance `b`, in nats."""
    left = a * math.log(a / b) if a > 0 else 0.0
    right = (1 - a) * math.log((1 - a) / (1 - b)) if a < 1 else 0.0
    return left + right


def _crossing(below: Callable[[float], bool]) -> float:
    """Where `below` turns from true to false in [0, 1], on the side where it is false."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if below(middle) else (low, middle)
    return high


def _check(errors: int, tries: int) -> None:
    if not 0 <= errors <= tries:
        raise ValueError(f"{errors} errors in {tries} tries can't be.")
