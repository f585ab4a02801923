"""Simulated creators whose true share of errors is known at every moment, and what a permission does for them.

All creators of a call are simulated side by side, one review or message after the other, with the formulas of
`training.betting` and `training.watching`; a test holds them against those modules step by step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ownvoice.training.betting import LEVEL, log_capital
from ownvoice.training.certificate import CUTS
from ownvoice.training.watching import DOUBT, PATIENCE, REVIEW_SHARE, RISES, at_rest, rises

CONFIDENCES = (0.95, 0.85, 0.75, 0.6)  # one between each two cuts
FACTORS = np.array([0.3, 0.7, 1.0, 2.0])  # how much more often than usual a draft of each is wrong

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Given:
    """For each creator: after how many reviews the first cut was proven (0: never), and the true share of errors there."""

    reviews: NDArray[np.int64]
    risk: Floats

    @property
    def given(self) -> Flags:
        """Who was given a permission."""
        return self.reviews > 0


def mixed(chance: np.random.Generator, creators: int, low: float, high: float) -> tuple[Floats, Floats]:
    """Drafts' mix of confidences for each creator, and how often a draft of each is wrong; log-uniform overall shares."""
    mix = chance.dirichlet(np.full(len(CONFIDENCES), 1.5), creators)
    base = np.exp(chance.uniform(math.log(low), math.log(high), creators))
    raw = mix @ FACTORS
    return mix, np.minimum(1.0, base[:, None] * FACTORS / raw[:, None])


def earn(chance: np.random.Generator, mix: Floats, wrong: Floats, limit: float, reviews: int) -> Given:
    """Each creator reviews up to `reviews` drafts and looks after every one: on at the first moment any cut is proven.

    `mix` and `wrong`: creators × confidences. The loosest cut that is proven at that moment is taken.
    """
    creators = len(mix)
    first = np.zeros(creators, dtype=np.int64)
    risk = np.full(creators, np.nan)
    at_cut = [(np.array(CONFIDENCES) >= threshold, math.log(1 / (LEVEL * part))) for threshold, part in CUTS]
    risks = [(mix * wrong * kept).sum(1) / (mix * kept).sum(1) for kept, _ in at_cut]
    edges = np.cumsum(mix, axis=1)
    for start in range(0, creators, 200):
        some = slice(start, start + 200)
        drawn = chance.random((len(mix[some]), reviews))
        kind = (drawn[:, :, None] > edges[some, None, :-1]).sum(2)
        error = chance.random(kind.shape) < np.take_along_axis(wrong[some], kind, 1)
        for (kept, needed), true in zip(at_cut, risks, strict=True):  # strictest first: later ones overwrite
            inside = kept[kind]
            capital = log_capital(np.cumsum(error & inside, 1), np.cumsum(inside, 1), limit)
            hit = capital >= needed
            when = np.where(hit.any(1), hit.argmax(1) + 1, 0)
            before = first[some]
            better = (when > 0) & ((before == 0) | (when <= before))
            risk[some] = np.where(better, true[some], risk[some])
            first[some] = np.where(better, when, before)
    return Given(first, risk)


def reviews_needed(
    chance: np.random.Generator, share: float, limit: float, runs: int, most: int
) -> NDArray[np.int64]:
    """Reviews until `limit` is proven for every draft at once (one cut, the whole level); 0 where `most` don't do it."""
    found = []
    for _ in range(0, runs, 50):
        errors = np.cumsum(chance.random((50, most)) < share, axis=1)
        hit = log_capital(errors, np.arange(1, most + 1), limit) >= math.log(1 / LEVEL)
        found.append(np.where(hit.any(1), hit.argmax(1) + 1, 0))
    return np.concatenate(found)[:runs]


@dataclass(frozen=True, slots=True)
class Watched:
    """For each run: at which message it was withdrawn (-1: never), and how many messages left wrong, left, were reviewed."""

    withdrawn: NDArray[np.int64]
    left: NDArray[np.int64]
    left_wrong: NDArray[np.int64]
    reviewed: NDArray[np.int64]
    expected_wrong: Floats


def watch(
    chance: np.random.Generator,
    shares: Floats,
    limit: float,
    *,
    base: float = REVIEW_SHARE,
    restarting: bool = True,
    count_from: int = 0,
) -> Watched:
    """Permissions that are on, message by message. `shares`: runs × messages, the true share of errors.

    `restarting`: the test of `training.watching`. Otherwise one betting test against "at most the limit" that never begins
    anew and samples `base` whatever it sees: what a confidence sequence alone does. Messages before `count_from` are lived
    through but not counted.
    """
    runs, messages = shares.shape
    q = np.array(rises(limit))
    up, down = q / limit, (1 - q) / (1 - limit)
    rest = np.array(at_rest(limit))
    capital = np.tile(rest, (runs, 1)) if restarting else np.ones((runs, len(RISES)))
    doubt = DOUBT * rest.mean() if restarting else math.inf
    enough = PATIENCE if restarting else 1 / LEVEL
    on = np.ones(runs, dtype=bool)
    withdrawn = np.full(runs, -1)
    left, wrong, reviewed = (np.zeros(runs, dtype=np.int64) for _ in range(3))
    expected = np.zeros(runs)
    for at in range(messages):
        error = chance.random(runs) < shares[:, at]
        share = np.where(capital.mean(1) >= doubt, 1.0, base)
        sample = chance.random(runs) < share
        grown = (capital + 1.0 if restarting else capital) * np.where(error[:, None], up, down)
        capital = np.where((sample & on)[:, None], grown, capital)
        if at >= count_from:
            left += on & ~sample
            wrong += on & ~sample & error
            expected += np.where(on & ~sample, shares[:, at], 0.0)
            reviewed += on & sample
        ends = on & (capital.mean(1) >= enough)
        withdrawn[ends] = at
        on &= ~ends
    return Watched(withdrawn, left, wrong, reviewed, expected)
