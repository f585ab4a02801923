"""How close a draft comes to what the author really replied: characters, meaning, length; with intervals.

chrF is Popović's (2015) as sacreBLEU computes it for a sentence (`CHRF`: characters to sixgrams, white space left out,
beta 2, orders that neither text has left out), as a share of one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ORDER, BETA = 6, 2.0
DRAWS, SEED = 2_000, 20_240_601

Floats = NDArray[np.float64]


def chrf(draft: str, reply: str) -> float:
    """The F-score of the character n-grams of `draft` against those of `reply`, 0 to 1."""
    mine, theirs = "".join(draft.split()), "".join(reply.split())
    precisions, recalls = [], []
    for n in range(1, ORDER + 1):
        had, wanted = _grams(mine, n), _grams(theirs, n)
        if not had or not wanted:
            continue
        shared = (had & wanted).total()
        precisions.append(shared / had.total())
        recalls.append(shared / wanted.total())
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if precision + recall == 0:
        return 0.0
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)


def _grams(text: str, n: int) -> Counter[str]:
    return Counter(text[i : i + n] for i in range(len(text) - n + 1))


def length_ratio(draft: str, reply: str) -> float:
    """How far the shorter of the two reaches of the longer one, in words: 1 where they are as long."""
    mine, theirs = len(draft.split()), len(reply.split())
    return min(mine, theirs) / max(mine, theirs, 1)


def cosines(drafts: Floats, replies: Floats) -> Floats:
    """Of rows of length 1, pair by pair."""
    result: Floats = np.einsum("ij,ij->i", drafts, replies)
    return result


def mean_with_interval(values: Sequence[float]) -> tuple[float, list[float]]:
    """The mean and its 95 % interval by the percentile bootstrap over the values (Efron 1979)."""
    if not len(values):
        return math.nan, [math.nan, math.nan]
    kept = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(SEED)
    means = kept[random.integers(0, len(kept), (DRAWS, len(kept)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(kept.mean()), 4), [round(float(low), 4), round(float(high), 4)]
