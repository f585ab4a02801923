"""Where the right place came, and what follows from it, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ownvoice.bench.evidencing.bm25 import Floats
from ownvoice.bench.triaging import intervals

AT = (1, 5, 20)
NOWHERE = 1_000_000_000
Ranks = npt.NDArray[np.int64]


def rank(scores: Floats, truth: int) -> int:
    """How many places stand before the right one; of equals, those that come first."""
    right = scores[truth]
    if right <= 0 and not (scores < right).any():
        return NOWHERE  # nothing was found at all
    return int((scores > right).sum() + (scores[:truth] == right).sum())


def put(figures: dict[str, Any], name: str, ranks: Sequence[int] | Ranks) -> None:
    """`<name>_at_1`, `_at_5`, `_at_20`: the shares of questions, each with its 95 % interval."""
    found = np.asarray(ranks, dtype=np.int64)
    for most in AT:
        figures[f"{name}_at_{most}"], figures[f"{name}_at_{most}_interval"] = intervals.share(found < most)


def fused_by_rank(lists: Sequence[Floats], constant: float = 60.0) -> Floats:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
    total = np.zeros_like(lists[0])
    for scores in lists:
        order = np.argsort(-scores, kind="stable")
        places = np.empty(len(order), dtype=np.float32)
        places[order] = np.arange(len(order), dtype=np.float32)
        total += 1.0 / (constant + 1.0 + places)
    return total


def learned_weights(
    questions: Sequence[tuple[npt.NDArray[np.float64], int]], ridge: float = 1e-3, rounds: int = 1_000
) -> npt.NDArray[np.float64]:
    """Weights that rank the right candidate first: a conditional logit model (McFadden 1974).

    Each question: features of shape (candidates, features) and which candidate is right. By gradient, features
    scaled by their spread. Raises ValueError for no questions.
    """
    if not questions:
        raise ValueError("There is nothing to learn from.")
    spread = np.maximum(np.concatenate([rows for rows, _ in questions]).std(axis=0), 1e-9)
    scaled = [(rows / spread, right) for rows, right in questions]
    beta = np.zeros(len(spread))
    speed = np.zeros_like(beta)
    for _ in range(rounds):
        slope = -2 * ridge * beta
        for rows, right in scaled:
            z = rows @ beta
            chance = np.exp(z - z.max())
            chance /= chance.sum()
            slope += (rows[right] - chance @ rows) / len(scaled)
        speed = 0.9 * speed + 0.1 * slope
        beta += speed
    return np.asarray(beta / spread)


def table(figures: Mapping[str, Any], names: Sequence[tuple[str, str]]) -> str:
    """Markdown rows of retrievers: label, then recall at 1, 5 and 20 with intervals."""
    rows = []
    for label, name in names:
        cells = []
        for most in AT:
            value = figures.get(f"{name}_at_{most}")
            if value is None:
                cells.append("")
                continue
            low, high = figures[f"{name}_at_{most}_interval"]
            cells.append(f"{value:.3f} ({low:.3f}-{high:.3f})")
        rows.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(rows)
