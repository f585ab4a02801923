"""Bounds are exact where they say so, and monotone: more errors never look better, more clean reviews never worse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ownvoice.training import betting, bounds

counts = st.integers(0, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.001, 0.01, 0.05, 0.2, 0.5])
limits = st.sampled_from([0.001, 0.01, 0.02, 0.05, 0.2, 0.9])


@settings(deadline=None)
@given(counts, st.floats(0, 1))
def test_the_binomial_is_that_of_scipy(case: tuple[int, int], share: float) -> None:
    errors, tries = case
    assert bounds.binomial_cdf(errors, tries, share) == pytest.approx(
        float(stats.binom.cdf(errors, tries, share)), rel=1e-9, abs=1e-300
    )


@settings(deadline=None)
@given(counts, levels)
def test_the_bounds_are_those_of_clopper_and_pearson(case: tuple[int, int], level: float) -> None:
    errors, tries = case
    upper = float(stats.beta.ppf(1 - level, errors + 1, tries - errors)) if errors < tries else 1.0
    lower = float(stats.beta.ppf(level, errors, tries - errors + 1)) if errors else 0.0
    assert bounds.upper_bound(errors, tries, level) == pytest.approx(upper, abs=1e-9)
    assert bounds.lower_bound(errors, tries, level) == pytest.approx(lower, abs=1e-9)


def test_without_reviews_nothing_is_known() -> None:
    assert (bounds.upper_bound(0, 0), bounds.lower_bound(0, 0)) == (1.0, 0.0)
    assert bounds.hoeffding_bentkus(0.0, 0, 0.02) == 1.0
    assert betting.upper_bound(0, 0) == 1.0 and betting.p_value(0, 0, 0.02) == 1.0


def test_where_all_were_rejected_nothing_is_promised() -> None:
    assert bounds.upper_bound(40, 40) == 1.0 and betting.upper_bound(40, 40) == 1.0
    assert betting.p_value(40, 40, 0.02) == 1.0
    assert (
        betting.still_needed(40, 40, 0.02) is not None and betting.still_needed(20_000, 20_000, 0.02) is None
    )


@pytest.mark.parametrize("errors,tries", [(-1, 5), (6, 5)])
def test_counts_that_cannot_be_are_refused(errors: int, tries: int) -> None:
    with pytest.raises(ValueError):
        bounds.upper_bound(errors, tries)


@pytest.mark.parametrize("limit,once,any_time", [(0.01, 299, 329), (0.02, 149, 164), (0.05, 59, 65)])
def test_how_many_clean_reviews_prove_a_limit(limit: float, once: int, any_time: int) -> None:
    assert bounds.clean_tries_needed(limit) == once
    assert bounds.upper_bound(0, once) <= limit < bounds.upper_bound(0, once - 1)
    assert betting.clean_needed(limit) == any_time
    assert betting.credible(0, any_time, limit) and not betting.credible(0, any_time - 1, limit)


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(1, 400), limits)
def test_hoeffding_and_bentkus_is_no_sharper_than_the_binomial(mean: float, tries: int, limit: float) -> None:
    p = bounds.hoeffding_bentkus(mean, tries, limit)
    assert 0.0 <= p <= 1.0
    exact = bounds.binomial_cdf(math.floor(tries * mean), tries, limit)
    assert p >= exact - 1e-12 or mean * tries != round(mean * tries)


@settings(deadline=None)
@given(counts, limits)
def test_an_error_never_helps_and_a_clean_review_never_harms(case: tuple[int, int], limit: float) -> None:
    errors, tries = case
    here = betting.log_capital(errors, tries, limit)
    assert betting.log_capital(errors, tries + 1, limit) >= here
    assert betting.log_capital(errors + 1, tries + 1, limit) <= here
    assert betting.upper_bound(errors + 1, tries + 1) >= betting.upper_bound(errors, tries + 1)


@settings(deadline=None)
@given(counts, limits, limits)
def test_what_is_proven_for_a_limit_is_proven_for_every_looser_one(
    case: tuple[int, int], one: float, other: float
) -> None:
    tight, loose = sorted((one, other))
    assert betting.log_capital(*case, loose) >= betting.log_capital(*case, tight) - 1e-9
    bound = betting.upper_bound(*case)
    assert bound > 0.99 or betting.credible(*case, bound * 1.000001)


@settings(deadline=None)
@given(counts, st.sampled_from([0.01, 0.02, 0.05]))
def test_the_reviews_still_needed_are_just_enough(case: tuple[int, int], limit: float) -> None:
    errors, tries = case
    needed = betting.still_needed(errors, tries, limit)
    if needed is None:
        assert not betting.credible(errors, tries + 100_000, limit)
        return
    assert betting.credible(errors, tries + needed, limit)
    assert needed == 0 or not betting.credible(errors, tries + needed - 1, limit)


@settings(deadline=None)
@given(st.integers(0, 12), st.floats(0.02, 1.0))
def test_the_stake_never_grows_on_average_under_the_limit_or_worse(tries: int, share: float) -> None:
    expected = sum(
        float(stats.binom.pmf(errors, tries, share)) * math.exp(betting.log_capital(errors, tries, 0.02))
        for errors in range(tries + 1)
    )
    assert expected <= 1.0 + 1e-9


def test_looking_at_every_review_lets_few_through_where_the_fixed_bound_lets_many() -> None:
    """At a share of errors just at the limit, with a look after each of 1,500 reviews."""
    chance = np.random.default_rng(7)
    tries = np.arange(1, 1_501)
    errors = np.cumsum(chance.random((1_500, 1_500)) < 0.02, axis=1)
    betted = (betting.log_capital(errors, tries, 0.02) >= math.log(20)).any(axis=1).mean()
    once = (stats.binom.cdf(errors, tries, 0.02) <= 0.05).any(axis=1).mean()
    assert betted <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 1_500)
    assert once > 0.12


def test_the_capital_takes_arrays() -> None:
    several = betting.log_capital(np.array([0, 1]), np.array([10, 10]), 0.02)
    assert several[0] == betting.log_capital(0, 10, 0.02) and several[1] == betting.log_capital(1, 10, 0.02)
