"""The chance that a text supports a claim, estimated from the figures of `features.py` by a line and a forest.

The weights are plain arrays (`support.npz`), learned by `python -m ownvoice.bench.verifying.training`; `docs/verifier.md`
says from what. Two sets: with vectors and without. Each is the mean of a logistic regression and extremely randomised
trees (Geurts et al. 2006) in log-odds, put on a scale of chances by Platt's method.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ownvoice.reply.checking.features import Comparison, Embed

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as arrays of all their nodes; a leaf's children are the leaf itself.

    `roots`: the first node of each tree. `chance`: of what reached the node in training, the share that was supported.
    """

    feature: Whole
    threshold: Floats
    left: Whole
    right: Whole
    chance: Floats
    roots: Whole
    depth: int

    def chances(self, figures: Floats) -> Floats:
        """For figures of shape (claims, features): the trees' mean, shape (claims,)."""
        node = np.repeat(self.roots[None, :], len(figures), axis=0)
        rows = np.arange(len(figures))[:, None]
        for _ in range(self.depth):
            goes_left = figures[rows, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        mean: Floats = self.chance[node].mean(axis=1)
        return mean


@dataclass(frozen=True, slots=True)
class Weights:
    """One trained estimator. `mean`, `spread`, `slopes`: of each figure, for the line."""

    mean: Floats
    spread: Floats
    slopes: Floats
    intercept: float
    forest: Forest
    scale: float
    shift: float

    def log_odds(self, figures: Floats) -> Floats:
        """For figures of shape (claims, features): line and forest together, not yet on a scale of chances."""
        line = ((figures - self.mean) / self.spread) @ self.slopes + self.intercept
        trees = np.clip(self.forest.chances(figures), 1e-4, 1 - 1e-4)
        both: Floats = (np.clip(line, -9, 9) + np.log(trees / (1 - trees))) / 2
        return both

    def chances(self, figures: Floats) -> Floats:
        """For figures of shape (claims, features): the chance of each claim, shape (claims,)."""
        result: Floats = 1 / (1 + np.exp(-np.clip(self.scale * self.log_odds(figures) + self.shift, -30, 30)))
        return result


_FLOATS = ("mean", "spread", "slopes", "threshold", "chance")
_WHOLE = ("feature", "left", "right", "roots")


def as_arrays(weights: Weights, prefix: str) -> dict[str, npt.NDArray[Any]]:
    """The weights as named arrays, for `numpy.savez`."""
    forest = weights.forest
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{prefix}.{name}": np.asarray(
            getattr(weights if hasattr(weights, name) else forest, name), dtype=np.float32
        )
        for name in _FLOATS
    }
    arrays |= {f"{prefix}.{name}": np.asarray(getattr(forest, name), dtype=np.int32) for name in _WHOLE}
    numbers = [weights.intercept, weights.scale, weights.shift, forest.depth]
    return arrays | {f"{prefix}.numbers": np.asarray(numbers, dtype=np.float64)}


def from_arrays(arrays: Mapping[str, npt.NDArray[Any]], prefix: str) -> Weights:
    """What `as_arrays` wrote."""
    intercept, scale, shift, depth = arrays[f"{prefix}.numbers"].tolist()
    floats = {name: np.asarray(arrays[f"{prefix}.{name}"], dtype=np.float64) for name in _FLOATS}
    whole = {name: np.asarray(arrays[f"{prefix}.{name}"], dtype=np.int64) for name in _WHOLE}
    forest = Forest(
        whole["feature"],
        floats["threshold"],
        whole["left"],
        whole["right"],
        floats["chance"],
        whole["roots"],
        int(depth),
    )
    return Weights(floats["mean"], floats["spread"], floats["slopes"], intercept, forest, scale, shift)


@dataclass(frozen=True, slots=True)
class Support:
    """The shipped weights, and from which chance on a claim may stand."""

    lexical: Weights
    semantic: Weights
    enough: float
    enough_semantic: float


@cache
def shipped() -> Support:
    """The weights in the package."""
    packed = files(__package__).joinpath("support.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        enough, enough_semantic = arrays["enough"].tolist()
        return Support(
            from_arrays(arrays, "lexical"), from_arrays(arrays, "semantic"), enough, enough_semantic
        )


def chance(
    compared: Comparison, embed: Embed | None = None, support: Support | None = None
) -> tuple[float, bool]:
    """The chance that the source supports the claim, and whether that is enough to let it stand.

    `embed` adds the likeness of meaning; without it the lexical weights decide. Raises only what `embed` raises.
    """
    support = support or shipped()
    figures = compared.lexical()
    if embed is None:
        found = float(support.lexical.chances(np.array([figures]))[0])
        return found, found >= support.enough
    figures = figures + compared.semantic(embed(compared.texts()))
    found = float(support.semantic.chances(np.array([figures]))[0])
    if math.isnan(found):
        return 0.0, False
    return found, found >= support.enough_semantic
