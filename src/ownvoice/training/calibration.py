"""How likely a draft's confidence means that it could have been sent, learned from the creator's decisions.

Isotonic regression by pooling neighbours that are out of order (Ayer et al. 1955; Zadrozny & Elkan 2002), or Platt's
logistic curve with his softened targets (1999) where decisions are few. Figures are cross-fitted: each decision is judged
by a curve that was fitted without its fold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ownvoice.training.bounds import lower_bound, upper_bound

FOLDS = 5
ENOUGH_FOR_ISOTONIC = 200  # decisions; a step function of fewer follows their luck
BINS = 8
_STEPS = 50
_RIDGE = 1e-6

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A curve that never falls: at `places` (rising) it has `values`; between them it is straight, outside level."""

    places: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, confidence: Numbers) -> Numbers:
        """The calibrated chances in [0, 1]."""
        return np.asarray(np.interp(confidence, self.places, self.values), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Platt:
    """The logistic curve 1 / (1 + exp(-(slope · confidence + offset))), with slope ≥ 0."""

    slope: float
    offset: float

    def __call__(self, confidence: Numbers) -> Numbers:
        """The calibrated chances in [0, 1]."""
        odds = np.clip(self.slope * np.asarray(confidence, dtype=np.float64) + self.offset, -700, 700)
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


Curve = Isotonic | Platt


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions of about the same calibrated confidence: how sure on average, how many, the share that could be sent.

    `low` and `high` bound that share with 95 % confidence (Clopper-Pearson, both sides).
    """

    confidence: float
    count: int
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """`error`: the mean distance of confidence from what was right (ECE, bins of equal size); `brier`: mean squared error.

    `*_before` are those of the drafts' own confidence, uncalibrated.
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float
    error_before: float
    brier_before: float
    decisions: int


def isotonic(confidence: Sequence[float], right: Sequence[bool]) -> Isotonic:
    """The rising curve nearest to the decisions. Equal confidences share one value. Level at 0.5 where there are none."""
    if not len(confidence):
        return Isotonic((0.0,), (0.5,))
    places, inverse = np.unique(np.asarray(confidence, dtype=np.float64), return_inverse=True)
    weights = np.bincount(inverse).astype(np.float64)
    sums = np.bincount(inverse, weights=np.asarray(right, dtype=np.float64))
    blocks: list[tuple[float, float, int]] = []  # sum, weight, places
    for total, weight in zip(sums, weights, strict=True):
        blocks.append((float(total), float(weight), 1))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            (a, m, i), (b, n, j) = blocks[-2:]
            blocks[-2:] = [(a + b, m + n, i + j)]
    values = [total / weight for total, weight, count in blocks for _ in range(count)]
    return Isotonic(tuple(places.tolist()), tuple(values))


def platt(confidence: Sequence[float], right: Sequence[bool]) -> Platt:
    """The logistic curve of greatest likelihood, by Newton's method; level where confidence tells nothing or the reverse."""
    x, y = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    good = float(y.sum())
    bad = len(y) - good
    target = np.where(y > 0, (good + 1) / (good + 2), 1 / (bad + 2))  # Platt's softened targets
    level = math.log((good + 1) / (bad + 1))
    if not len(x) or float(np.ptp(x)) < 1e-12:
        return Platt(0.0, level)
    middle, spread = float(x.mean()), float(x.std())
    rows = np.stack([(x - middle) / spread, np.ones(len(x))], axis=1)
    at = np.array([0.0, level])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ at, -700, 700)))
        slope = rows.T @ (chance - target) + _RIDGE * at
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + _RIDGE * np.eye(2)
        step = np.clip(np.linalg.solve(bend, slope), -2, 2)
        at = at - step
        if float(np.abs(step).max()) < 1e-10:
            break
    if at[0] <= 0:
        return Platt(0.0, level)
    return Platt(float(at[0] / spread), float(at[1] - at[0] * middle / spread))


def fit(confidence: Sequence[float], right: Sequence[bool]) -> Curve:
    """The curve for this many decisions: isotonic from `ENOUGH_FOR_ISOTONIC` on, else Platt's."""
    return (isotonic if len(confidence) >= ENOUGH_FOR_ISOTONIC else platt)(confidence, right)


def cross_fitted(confidence: Sequence[float], right: Sequence[bool], folds: int = FOLDS) -> Numbers:
    """For each decision the chance by a curve fitted to the other folds; decision i is in fold i mod `folds`."""
    x, y = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=bool)
    fold = np.arange(len(x)) % folds
    found = np.zeros(len(x))
    for one in range(folds):
        held = fold == one
        if held.any():
            found[held] = fit(x[~held].tolist(), y[~held].tolist())(x[held])
    return found


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> Reliability:
    """How far confidence can be taken at its word, after and before calibration. Raises ValueError without decisions."""
    if not len(confidence):
        raise ValueError("Without decisions there is nothing to compare confidence with.")
    raw, y = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    chances = cross_fitted(confidence, right)
    bins = _bins(chances, y)
    return Reliability(
        bins=bins,
        error=_error(bins),
        brier=float(((chances - y) ** 2).mean()),
        error_before=_error(_bins(raw, y)),
        brier_before=float(((raw - y) ** 2).mean()),
        decisions=len(y),
    )


def _bins(chances: Numbers, right: Numbers) -> tuple[Bin, ...]:
    order = np.argsort(chances, kind="stable")
    found = []
    for part in np.array_split(order, min(BINS, len(order))):
        count, good = len(part), int(right[part].sum())
        found.append(
            Bin(
                confidence=float(chances[part].mean()),
                count=count,
                right=good / count,
                low=lower_bound(good, count, 0.025),
                high=upper_bound(good, count, 0.025),
            )
        )
    return tuple(found)


def _error(bins: Sequence[Bin]) -> float:
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total
