"""Figures that say how good a score is: area under the curve, equal error rate, calibration error."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def auc(own: Vector, others: Vector) -> float:
    """The chance that one of the creator's texts scores above one of the others' (ties count half)."""
    if not len(own) or not len(others):
        return math.nan
    ordered = np.sort(others)
    below = np.searchsorted(ordered, own, "left") + np.searchsorted(ordered, own, "right")
    return float(below.mean() / (2 * len(others)))


def auc_error(area: float, own: int, others: int) -> float:
    """The standard error of an area under the curve (Hanley and McNeil 1982)."""
    if not own or not others:
        return math.nan
    both_own, both_others = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (own - 1) * (both_own - area**2) + (others - 1) * (both_others - area**2)
    return math.sqrt(max(variance, 0.0) / (own * others))


def equal_error_rate(own: Vector, others: Vector) -> float:
    """The share of errors at the threshold where as many of the creator's are refused as of the others' accepted."""
    if not len(own) or not len(others):
        return math.nan
    thresholds = np.unique(np.concatenate([own, others]))
    missed = np.searchsorted(np.sort(own), thresholds, "left") / len(own)
    passed = 1 - np.searchsorted(np.sort(others), thresholds, "left") / len(others)
    at = int(np.argmin(np.abs(missed - passed)))
    return float((missed[at] + passed[at]) / 2)


def reliability(
    chance: Vector, own: NDArray[np.bool_], bins: int = 10, weight: Vector | None = None
) -> list[tuple[float, float, float]]:
    """For each tenth of the scale that has texts: mean score, share that is the creator's, share of all texts.

    Without `weight` (of each text, 1 in sum) the two classes weigh the same, since a score is for even odds.
    """
    weight = balanced(own) if weight is None else weight
    which = np.minimum((chance * bins).astype(np.intp), bins - 1)
    total = np.bincount(which, weight, bins)
    said = np.bincount(which, weight * chance, bins)
    true = np.bincount(which, weight * own, bins)
    return [
        (float(s / t), float(o / t), float(t)) for t, s, o in zip(total, said, true, strict=True) if t > 0
    ]


def calibration_error(chance: Vector, own: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) over equal tenths of the scale, classes balanced."""
    return sum(share * abs(said - true) for said, true, share in reliability(chance, own, bins))


def balanced(own: NDArray[np.bool_]) -> Vector:
    """A weight for each text, both classes one half in sum."""
    ours = max(1, int(own.sum()))
    return np.where(own, 0.5 / ours, 0.5 / max(1, len(own) - ours))
