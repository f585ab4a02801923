"""The verifier's benchmark: what it learns is what the program computes, and what it plants is found."""

import numpy as np
import pytest

from ownvoice.bench.verifying.learning import fit, folds, out_of_fold
from ownvoice.bench.verifying.measures import accepted_at, auroc, share_interval
from ownvoice.bench.verifying.paraphrases import FILE
from ownvoice.reply.checking.features import LEXICAL, SEMANTIC
from ownvoice.reply.checking.support import as_arrays, from_arrays, shipped
from tests.real_files import real_creator


def two_clouds(count=240, figures=6):
    random = np.random.default_rng(1)
    labels = np.arange(count) % 2
    return random.normal(size=(count, figures)) + labels[:, None] * 0.8, labels


def test_the_arrays_say_what_scikit_learn_says():
    from sklearn.ensemble import ExtraTreesClassifier

    figures, labels = two_clouds()
    ours = fit(figures, labels).forest.chances(figures)
    theirs = ExtraTreesClassifier(120, min_samples_leaf=6, max_depth=9, max_features=0.4, random_state=0)
    expected = theirs.fit(figures, labels).predict_proba(figures)[:, 1]
    assert np.abs(ours - expected).max() < 1e-3


def test_weights_survive_being_written():
    figures, labels = two_clouds()
    weights = fit(figures, labels)
    again = from_arrays(as_arrays(weights, "x"), "x")
    assert np.abs(weights.chances(figures) - again.chances(figures)).max() < 0.02


def test_the_shipped_weights_fit_the_figures():
    support = shipped()
    assert len(support.lexical.mean) == len(LEXICAL)
    assert len(support.semantic.mean) == len(LEXICAL) + len(SEMANTIC)
    assert 0.5 < support.enough < 1 and 0.5 < support.enough_semantic < 1


def test_groups_stay_in_one_fold_and_unseen_claims_are_told_apart():
    figures, labels = two_clouds()
    groups = [str(i // 2) for i in range(len(labels))]
    assert (folds(groups)[::2] == folds(groups)[1::2]).all()
    assert auroc(labels, out_of_fold(figures, labels, groups)) > 0.8


def test_the_measures_are_those_of_the_books():
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(2)
    labels, scores = random.integers(0, 2, 200), random.integers(0, 20, 200).astype(float)
    assert auroc(labels, scores) == pytest.approx(roc_auc_score(labels, scores))
    assert accepted_at(np.array([1] * 8 + [0] * 2), np.arange(10, 0, -1.0), 0.95) == 0.8
    assert accepted_at(np.array([0] * 10), np.arange(10.0), 0.95) == 0.0
    low, high = share_interval(98, 100)
    assert 0.92 < low < 0.98 < high < 1


def test_the_rewordings_are_two_a_sentence_in_both_languages():
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert len(lines) * 2 >= 300
    assert all(len(row) == 3 and row[1] and row[2] and row[1] != row[2] for row in cells)
    assert len({row[0] for row in cells}) == len(lines)


def test_errors_planted_in_real_sentences_are_refused_and_true_ones_are_not():
    from ownvoice.bench.verify import _planted

    data = real_creator("nhoizey-site.tar.gz").parents[1]
    figures = _planted(data, 25, 60)
    assert figures["planted_recall"] >= 0.98
    assert figures["true_refused"] <= 0.10 and figures["verbatim_refused"] == 0.0
