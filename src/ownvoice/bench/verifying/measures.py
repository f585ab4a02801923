"""Measures of a verifier with intervals: AUROC, share accepted at a precision, recall; all by counting and resampling."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
RESAMPLES = 1_000
SEED = 7


def auroc(labels: Labels, scores: Floats) -> float:
    """The chance that a supported claim scores above another, ties counted half (Mann-Whitney)."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    _, group, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.bincount(group, ranks) / counts)[group]
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    return float((ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def balanced_accuracy(labels: Labels, accepted: npt.NDArray[np.bool_]) -> float:
    """The mean of the shares judged right among the supported and among the others."""
    return float((accepted[labels == 1].mean() + (~accepted[labels == 0]).mean()) / 2)


def accepted_at(labels: Labels, scores: Floats, precision: float, fewest: int = 5) -> float:
    """The largest share that can be accepted from the top while `precision` of it is supported.

    Prefixes of fewer than `fewest` are not looked at: there precision is luck. Equal scores stand or fall together.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    count = np.arange(1, len(labels) + 1)
    whole = np.append(np.diff(scores[order]) != 0, True)
    good = whole & (right / count >= precision) & (count >= fewest)
    return float(count[good].max() / len(labels)) if good.any() else 0.0


def interval(labels: Labels, scores: Floats, groups: Labels | None = None) -> tuple[float, float]:
    """The 95 % interval of the AUROC, by drawing groups (or claims) again with replacement."""
    random = np.random.default_rng(SEED)
    groups = np.arange(len(labels)) if groups is None else groups
    members = [np.flatnonzero(groups == one) for one in np.unique(groups)]
    drawn = []
    for _ in range(RESAMPLES):
        picked = np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])
        value = auroc(labels[picked], scores[picked])
        if not np.isnan(value):
            drawn.append(value)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z = 1.96
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
