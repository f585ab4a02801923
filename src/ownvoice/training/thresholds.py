"""Which thresholds of confidence may be used: learn, then test (Angelopoulos, Bates, Candès, Jordan & Lei 2021).

"Of what is at least this sure, more than the limit goes wrong" is one hypothesis a threshold. Each has a p-value; a
correction for testing several of them keeps the chance of letting any wrong one through at the level.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Correction(StrEnum):
    """How the level is divided among thresholds, which come strictest first.

    With p-values that may be looked at at any time all three hold at every look. Only `BONFERRONI` also holds when the
    limit is chosen after looking: each threshold then has its own share of the level, whatever becomes of the others.
    """

    BONFERRONI = "bonferroni"  # each its share
    FIXED_SEQUENCE = "fixed sequence"  # all of it for the first; on to the next as long as they pass
    FALLBACK = "fallback"  # each its share, and what a passed one leaves goes to the next (Wiens 2003)


def passed(
    p_values: Sequence[float], level: float, correction: Correction, shares: Sequence[float] | None = None
) -> tuple[bool, ...]:
    """For each threshold, strictest first, whether it may be used.

    `shares`: how much of the level each has, adding up to at most 1; equal parts by default. Raises ValueError where they
    don't fit.
    """
    if not p_values:
        return ()
    parts = shares if shares is not None else [1 / len(p_values)] * len(p_values)
    if len(parts) != len(p_values) or min(parts) < 0 or sum(parts) > 1 + 1e-9:
        raise ValueError("Each threshold needs a share of the level, together at most all of it.")
    if correction is Correction.BONFERRONI:
        return tuple(p <= level * part for p, part in zip(p_values, parts, strict=True))
    found: list[bool] = []
    carried = 0.0
    for p, part in zip(p_values, parts, strict=True):
        own = level * part + carried if correction is Correction.FALLBACK else level
        ok = p <= own and (correction is Correction.FALLBACK or all(found))
        found.append(ok)
        carried = own if ok else 0.0
    return tuple(found)
