"""Calibrated confidence: rising, within its range, as others compute it, and judged only by curves that never saw it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.training.calibration import cross_fitted, fit, isotonic, platt, reliability

decisions = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.55, 0.6, 0.9, 1.0]), st.booleans()), max_size=60)


def split(listed: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [c for c, _ in listed], [r for _, r in listed]


@settings(deadline=None)
@given(decisions)
def test_curves_rise_and_stay_within_0_and_1(listed: list[tuple[float, bool]]) -> None:
    grid = np.linspace(-1, 2, 50)
    for curve in (isotonic(*split(listed)), platt(*split(listed))):
        values = curve(grid)
        assert (np.diff(values) >= -1e-12).all() and (values >= 0).all() and (values <= 1).all()


@settings(deadline=None)
@given(decisions.filter(bool))
def test_isotonic_is_that_of_scikit_learn(listed: list[tuple[float, bool]]) -> None:
    linear = pytest.importorskip("sklearn.isotonic")
    x, y = split(listed)
    theirs = linear.IsotonicRegression(out_of_bounds="clip").fit(x, np.asarray(y, dtype=float))
    grid = np.linspace(0, 1, 41)
    assert isotonic(x, y)(grid) == pytest.approx(theirs.predict(grid), abs=1e-9)


def test_platt_finds_the_curve_that_made_the_decisions() -> None:
    chance = np.random.default_rng(5)
    x = chance.random(20_000)
    right = chance.random(20_000) < 1 / (1 + np.exp(-(6 * x - 2)))
    curve = platt(x.tolist(), right.tolist())
    assert curve.slope == pytest.approx(6, abs=0.4) and curve.offset == pytest.approx(-2, abs=0.25)


@pytest.mark.parametrize("right", [[True] * 30, [False] * 30])
def test_where_all_went_one_way_the_curve_is_sure_but_not_certain(right: list[bool]) -> None:
    curve = fit([0.5, 0.9] * 15, right)
    value = float(curve(np.array([0.7]))[0])
    assert 0 < value < 1 and (value > 0.9) == right[0]


def test_a_decision_has_no_part_in_its_own_judgement() -> None:
    x = list(np.linspace(0, 1, 300))
    right = [value > 0.5 for value in x]
    before = cross_fitted(x, right)
    for at in (0, 149, 299):
        turned = [*right]
        turned[at] = not turned[at]
        assert cross_fitted(x, turned)[at] == before[at]


def test_calibration_mends_confidence_that_is_too_sure() -> None:
    chance = np.random.default_rng(11)
    x = 0.55 + 0.45 * chance.random(3_000)
    right = chance.random(3_000) < 2 * x - 1
    found = reliability(x.tolist(), right.tolist())
    assert found.error < 0.05 < found.error_before and found.brier < found.brier_before
    assert sum(one.count for one in found.bins) == found.decisions == 3_000
    assert all(one.low <= one.right <= one.high for one in found.bins)


def test_one_decision_and_none() -> None:
    assert reliability([0.9], [True]).decisions == 1
    with pytest.raises(ValueError):
        reliability([], [])
