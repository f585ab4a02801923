"""How what was found stands beside each other says whether what is asked about is among it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from ownvoice.bench.answering.learning import Judged, fit_logistic, fit_standing
from ownvoice.core.answers import SoughtWord
from ownvoice.reply.answerability import any_answers
from ownvoice.reply.matching import matches, sought
from ownvoice.reply.standing import NAMES, log_odds, shipped_standing, standing
from tests.reply.samples import item

TODAY = date(2026, 3, 1)
QUESTION = "Does the AsyncController of MVC run on mono too?"
WORDS = tuple(
    SoughtWord(word, (word,), weight)
    for word, weight in (("asynccontrol", 7.0), ("mvc", 3.0), ("run", 1.5), ("mono", 5.0))
)


def found(text, name, days, item_id, **more):
    at = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=days)
    return item(text, name, published_at=at, item_id=item_id, sought=WORDS, **more)


def chance(*items):
    question = sought(QUESTION, "en", items)
    features, names = standing(question, QUESTION, "en", items, matches(question, "en", items), TODAY)
    assert features.shape == (len(names), len(NAMES)) and np.isfinite(features).all()
    return any_answers(0.1, features)


OTHERS = tuple(
    found(f"MVC can run number {n}.", f"p{n}", 900 + n, n, score=0.2, whole=0.1) for n in range(2, 8)
)


def test_what_stands_out_and_is_new_is_likelier_what_is_asked_about():
    there = found("The AsyncController of MVC run on mono too.", "p1", 1, 1, score=0.6, whole=0.5, pairs=0.8)
    assert chance(there, *OTHERS) > 0.7 > 0.3 > chance(*OTHERS)


def test_passages_of_one_item_are_one_original():
    both = (found("MVC can run.", "p1", 5, 1), found("The mono of mvc.", "p2", 5, 1))
    question = sought(QUESTION, "en", both)
    features, names = standing(question, QUESTION, "en", both, matches(question, "en", both), TODAY)
    assert names == ["1"] and features[0, NAMES.index("found")] == 2


def test_nothing_found_is_hardly_answerable_and_a_good_item_surely():
    nothing = np.zeros((0, len(NAMES)))
    assert any_answers(0.0, nothing) < 0.1 < 0.55 < any_answers(0.9, nothing)


def test_the_shipped_weights_are_whole():
    weights = shipped_standing()
    assert len(weights.weights) == len(weights.mean) == len(weights.spread) == len(NAMES)
    assert weights.standing > 0 and weights.item > 0


def test_weights_can_be_learned():
    rng = np.random.default_rng(5)
    cases = []
    for n in range(200):
        features = rng.normal(size=(4, len(NAMES)))
        right = np.zeros(4, dtype=bool)
        if n % 2:
            right[n % 4] = True
            features[n % 4, 0] += 3.0
        cases.append(Judged(features, right))
    weights = fit_standing(cases)
    best = np.array([log_odds(one.features, weights).max() for one in cases])
    within = np.array([bool(one.right.any()) for one in cases])
    assert best[within].mean() > best[~within].mean() + 1
    bias, slope = fit_logistic(best[:, None], within.astype(float))
    assert slope > 0 and np.isfinite(bias)
