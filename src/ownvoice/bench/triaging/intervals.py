"""Figures with the interval that chance alone leaves them: the bootstrap (Efron 1979), with a fixed seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

TIMES = 500
SEED = 20240613
INNER = (2.5, 97.5)  # percentiles

Flags = NDArray[np.bool_]


def macro_f1(truth: Flags, guess: Flags) -> float:
    """The mean of the F1 of both sides."""
    return (_f1(truth, guess) + _f1(~truth, ~guess)) / 2


def _f1(truth: Flags, guess: Flags) -> float:
    both = int((truth & guess).sum())
    either = int(truth.sum()) + int(guess.sum())
    return 2 * both / either if either else 1.0


def interval(statistic: Callable[[NDArray[np.intp]], float], size: int) -> list[float]:
    """The 95 % interval of `statistic`, a function of the positions drawn, over `size` cases."""
    chance = np.random.default_rng(SEED)
    values = [statistic(chance.integers(0, size, size)) for _ in range(TIMES)]
    low, high = np.percentile(values, INNER)
    return [round(float(low), 4), round(float(high), 4)]


def share(hits: Sequence[bool] | Flags) -> tuple[float, list[float]]:
    """The share of hits and its interval."""
    flags = np.asarray(hits, dtype=bool)
    if not len(flags):
        return 0.0, [0.0, 0.0]
    return round(float(flags.mean()), 4), interval(lambda drawn: float(flags[drawn].mean()), len(flags))


def f1(truth: Sequence[bool] | Flags, guess: Sequence[bool] | Flags) -> tuple[float, list[float]]:
    """Macro-F1 and its interval."""
    right, said = np.asarray(truth, dtype=bool), np.asarray(guess, dtype=bool)
    return round(macro_f1(right, said), 4), interval(
        lambda drawn: macro_f1(right[drawn], said[drawn]), len(right)
    )
