"""Logistic regression without a library: a large sparse one for the views, a small dense one for the calibration."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ownvoice.voice.score.features import BITS, Rows

Vector = NDArray[np.float64]

COST = 10.0  # of a unit of loss against half the squared length of the weights (C of liblinear)
STEPS = 40
MEMORY = 8  # pairs that L-BFGS remembers
ENOUGH = 1e-2  # of the first gradient's length


def fit_view(rows: Rows, view: int, own: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The weights of one view, 2**BITS and after them the constant: balanced logistic regression with an L2 penalty.

    L-BFGS (Nocedal 1980; Liu and Nocedal 1989) with backtracking. `own`: one for each row, the creator's or not; both
    weigh the same in sum. Places that only one text has keep the weight 0.
    """
    kept = (rows.places >> BITS) == view
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.starts))[kept]
    places = rows.places[kept] & ((1 << BITS) - 1)
    values = rows.values[kept]
    having = np.bincount(places, minlength=1 << BITS)
    shared = np.flatnonzero(having > 1)
    column = np.full(1 << BITS, -1, np.int32)
    column[shared] = np.arange(len(shared))
    columns = column[places]
    kept = columns >= 0
    fitted = _minimise(_Problem(owner[kept], columns[kept], values[kept], len(shared), own))
    weights = np.zeros((1 << BITS) + 1, np.float32)
    weights[shared] = fitted[:-1]
    weights[-1] = fitted[-1]
    return weights


class _Problem:
    """The penalised loss and its gradient. The entries are kept twice, by row and by column, for quick sums."""

    def __init__(
        self,
        owner: NDArray[np.int64],
        columns: NDArray[np.int32],
        values: NDArray[np.float32],
        width: int,
        own: NDArray[np.bool_],
    ) -> None:
        self.columns, self.values, self.width = columns, values, width
        self.row_starts, self.row_present = _segments(owner, len(own))
        by_column = np.argsort(columns, kind="stable")
        self.rows, self.values_by_column = owner[by_column].astype(np.int32), values[by_column]
        self.column_starts, self.column_present = _segments(columns[by_column], width)
        self.sign = np.where(own, 1.0, -1.0)
        total, ours = len(own), max(1, int(own.sum()))
        self.cost = COST * np.where(own, total / (2 * ours), total / (2 * max(1, total - ours)))

    def at(self, weights: Vector) -> tuple[float, Vector]:
        products = self.values * weights[:-1].astype(np.float32).take(self.columns)
        margins = _sums(products, self.row_starts, self.row_present) + weights[-1]
        signed = self.sign * margins
        loss = float(self.cost @ np.logaddexp(0, -signed) + 0.5 * (weights @ weights))
        pull = -self.sign * self.cost / (1 + np.exp(np.minimum(signed, 500)))
        gradient = weights.copy()
        products = self.values_by_column * pull.astype(np.float32).take(self.rows)
        gradient[:-1] += _sums(products, self.column_starts, self.column_present)
        gradient[-1] += pull.sum()
        return loss, gradient


def _segments(labels: NDArray[Any], count: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where the entries of each label that has some begin in the sorted labels, and which labels have some."""
    bounds = np.searchsorted(labels, np.arange(count + 1))
    present = bounds[:-1] < bounds[1:]
    return bounds[:-1][present], present


def _sums(entries: NDArray[np.float32], starts: NDArray[np.int64], present: NDArray[np.bool_]) -> Vector:
    sums = np.zeros(len(present))
    if len(starts):
        sums[present] = np.add.reduceat(entries, starts)
    return sums


def _minimise(problem: _Problem) -> Vector:
    weights = np.zeros(problem.width + 1)
    loss, gradient = problem.at(weights)
    enough = ENOUGH * float(np.linalg.norm(gradient))
    pairs: deque[tuple[Vector, Vector, float]] = deque(maxlen=MEMORY)
    for _ in range(STEPS):
        direction = -_two_loops(gradient, pairs)
        slope = float(direction @ gradient)
        stride = 1.0 if pairs else 1 / max(1.0, float(np.linalg.norm(gradient)))
        for _ in range(20):
            tried = weights + stride * direction
            tried_loss, tried_gradient = problem.at(tried)
            if tried_loss <= loss + 1e-4 * stride * slope:
                break
            stride /= 2
        else:
            break
        step, turn = tried - weights, tried_gradient - gradient
        curvature = float(step @ turn)
        if curvature > 1e-10:
            pairs.append((step, turn, 1 / curvature))
        weights, loss, gradient = tried, tried_loss, tried_gradient
        if float(np.linalg.norm(gradient)) <= enough:
            break
    return weights


def _two_loops(gradient: Vector, pairs: deque[tuple[Vector, Vector, float]]) -> Vector:
    """The gradient by the approximate inverse of the Hessian."""
    left = gradient.copy()
    shares = []
    for step, turn, inverse in reversed(pairs):
        share = inverse * float(step @ left)
        left -= share * turn
        shares.append(share)
    if pairs:
        _, turn, inverse = pairs[-1]
        left /= inverse * float(turn @ turn)
    for (step, turn, inverse), share in zip(pairs, reversed(shares), strict=True):
        left += (share - inverse * float(turn @ left)) * step
    return left


def fit_small(
    columns: Vector, own: NDArray[np.bool_], weight: Vector, centre: Vector, stiffness: Vector
) -> Vector:
    """Weighted logistic regression of a few columns, drawn to `centre` by `stiffness` (a Gaussian prior's precision).

    Newton's method, at most 50 steps, each halved until the loss falls.
    """
    found = centre.copy()
    target = own.astype(np.float64)

    def loss(at: Vector) -> float:
        margins = columns @ at
        return float(
            weight @ (np.logaddexp(0, margins) - target * margins) + 0.5 * (stiffness @ (at - centre) ** 2)
        )

    now = loss(found)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(columns @ found, -500, 500)))
        gradient = columns.T @ (weight * (chance - target)) + stiffness * (found - centre)
        curved = (columns.T * (weight * chance * (1 - chance))) @ columns + np.diag(stiffness + 1e-9)
        step = np.linalg.solve(curved, gradient)
        for _ in range(30):
            then = loss(found - step)
            if then <= now:
                break
            step /= 2
        else:
            return found
        found = found - step
        if now - then < 1e-9 * (1 + abs(now)):
            return found
        now = then
    return found
