"""Learning the weights of `reply/checking/support.py`, and judging claims by weights that never saw their group.

scikit-learn is used here only; what comes out is arrays.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ownvoice.reply.checking.support import Floats, Forest, Weights, Whole

TREES = 120
FOLDS = 10
LINE_PENALTY = 0.01  # scikit-learn's C: small, for few claims and many related figures
SEED = 0


def fit(figures: Floats, labels: Whole, weights: Floats | None = None, seed: int = SEED) -> Weights:
    """Weights from figures of shape (claims, features), labels 0 or 1, and how much each claim counts."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression

    counts = np.ones(len(labels)) if weights is None else weights
    mean = np.average(figures, axis=0, weights=counts)
    spread = np.sqrt(np.average((figures - mean) ** 2, axis=0, weights=counts))
    spread[spread < 1e-9] = 1.0
    line = LogisticRegression(C=LINE_PENALTY, max_iter=3_000)
    line.fit((figures - mean) / spread, labels, sample_weight=counts)
    trees = ExtraTreesClassifier(
        TREES, min_samples_leaf=6, max_depth=9, max_features=0.4, random_state=seed, n_jobs=1
    ).fit(figures, labels, sample_weight=counts)
    return Weights(mean, spread, line.coef_[0], float(line.intercept_[0]), _forest(trees), 1.0, 0.0)


def _forest(trees: object) -> Forest:
    feature, threshold, left, right, chance, roots = [], [], [], [], [], []
    at, depth = 0, 0
    for estimator in trees.estimators_:  # type: ignore[attr-defined]
        tree = estimator.tree_
        own = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        roots.append(at)
        feature.append(np.where(leaf, 0, tree.feature))
        threshold.append(np.where(leaf, 0.0, tree.threshold))
        left.append(np.where(leaf, own, tree.children_left) + at)
        right.append(np.where(leaf, own, tree.children_right) + at)
        values = tree.value[:, 0, :]
        chance.append(values[:, 1] / np.maximum(values.sum(axis=1), 1e-12))
        at += tree.node_count
        depth = max(depth, tree.max_depth)
    return Forest(
        np.concatenate(feature).astype(np.int64),
        np.concatenate(threshold).astype(np.float32).astype(np.float64),
        np.concatenate(left).astype(np.int64),
        np.concatenate(right).astype(np.int64),
        np.concatenate(chance),
        np.array(roots, dtype=np.int64),
        depth,
    )


def scaled(weights: Weights, odds: Floats, labels: Whole, counts: Floats | None = None) -> Weights:
    """The same weights on a scale of chances (Platt 1999), fitted on log-odds of claims they didn't see."""
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=10.0).fit(odds[:, None], labels, sample_weight=counts)
    return Weights(
        weights.mean,
        weights.spread,
        weights.slopes,
        weights.intercept,
        weights.forest,
        float(line.coef_[0, 0]),
        float(line.intercept_[0]),
    )


def folds(groups: Sequence[str], count: int = FOLDS) -> Whole:
    """The fold of each claim, by a hash of its group: the same on every machine, and groups stay whole."""
    return np.array([zlib.crc32(group.encode()) % count for group in groups], dtype=np.int64)


def out_of_fold(
    figures: Floats, labels: Whole, groups: Sequence[str], others: Sequence[tuple[Floats, Whole, float]] = ()
) -> Floats:
    """Log-odds of each claim by weights fitted on the other folds, and on `others` (figures, labels, how much each counts)."""
    fold = folds(groups)
    odds = np.zeros(len(labels))
    for one in np.unique(fold):
        test = fold == one
        rows = [figures[~test], *(other for other, _, _ in others)]
        answers = [labels[~test], *(answer for _, answer, _ in others)]
        counts = [
            np.ones(int((~test).sum())),
            *(np.full(len(answer), weight) for _, answer, weight in others),
        ]
        weights = fit(np.vstack(rows), np.concatenate(answers), np.concatenate(counts))
        odds[test] = weights.log_odds(figures[test])
    return odds


def line_out_of_fold(figures: Floats, labels: Whole, groups: Sequence[str], penalty: float = 1.0) -> Floats:
    """The same by logistic regression alone: the baseline."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fold = folds(groups)
    odds: npt.NDArray[np.float64] = np.zeros(len(labels))
    for one in np.unique(fold):
        test = fold == one
        line = make_pipeline(StandardScaler(), LogisticRegression(C=penalty, max_iter=3_000))
        line.fit(figures[~test], labels[~test])
        odds[test] = line.decision_function(figures[test])
    return odds
