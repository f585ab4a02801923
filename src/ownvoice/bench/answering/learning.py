"""Fitting: a conditional logit with an outside option, a logistic regression, both by Newton's method with a ridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ownvoice.reply.standing import StandingWeights

Floats = npt.NDArray[np.float64]
RIDGE = 10.0
ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's originals: their features, shape (n, features), and which of them it is about."""

    features: Floats
    right: npt.NDArray[np.bool_]


def fit_standing(questions: Sequence[Judged], ridge: float = RIDGE) -> StandingWeights:
    """The weights under which what was asked about is likeliest; "none of them" where it isn't among them."""
    every = np.concatenate([one.features for one in questions])
    mean, spread = every.mean(axis=0), every.std(axis=0) + 1e-6
    rows = [
        (
            np.column_stack([np.ones(len(one.right)), np.clip((one.features - mean) / spread, -6, 6)]),
            one.right,
        )
        for one in questions
    ]
    size = every.shape[1] + 1
    beta = np.zeros(size)
    penalty = ridge * np.diag([1e-6] + [1.0] * (size - 1))
    for _ in range(ROUNDS):
        slope = -penalty @ beta
        curve = penalty.copy()
        for x, right in rows:
            z = np.clip(x @ beta, -30, 30)
            grown = np.exp(z)
            chance = grown / (1.0 + grown.sum())
            slope += x.T @ (right - chance)
            mean_x = x.T @ chance
            curve += (x * chance[:, None]).T @ x - np.outer(mean_x, mean_x)
        step = np.linalg.solve(curve, slope)
        beta += step * min(1.0, 3.0 / max(1e-9, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-6:
            break
    return StandingWeights(
        float(beta[0]), tuple(beta[1:].tolist()), tuple(mean.tolist()), tuple(spread.tolist())
    )


def fit_logistic(x: Floats, y: Floats, counts: Floats | None = None, ridge: float = 1e-2) -> Floats:
    """Bias and weights of a logistic regression; `counts`: how much each row counts."""
    rows = np.column_stack([np.ones(len(x)), x])
    weight = np.ones(len(x)) if counts is None else counts
    beta = np.zeros(rows.shape[1])
    penalty = ridge * np.diag([0.0] + [1.0] * (rows.shape[1] - 1))
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(rows @ beta, -30, 30)))
        slope = rows.T @ (weight * (y - chance)) - penalty @ beta
        curve = (
            (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + penalty + 1e-9 * np.eye(len(beta))
        )
        step = np.linalg.solve(curve, slope)
        beta += step * min(1.0, 2.0 / max(1e-9, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-7:
            break
    return np.asarray(beta)
