"""A permission that is on: doubt after an error, withdrawal where the limit isn't credible, patience where it is."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.training.watching import PATIENCE, REVIEW_SHARE, Watch, at_rest, begun, from_json, rises

limits = st.sampled_from([0.005, 0.01, 0.02, 0.05, 0.2])


def after(outcomes: list[bool], limit: float = 0.02) -> Watch:
    watch = begun(limit)
    for error in outcomes:
        watch = watch.seen(error)
    return watch


def test_clean_reviews_raise_no_doubt() -> None:
    watch = after([False] * 5_000)
    assert not watch.doubtful and not watch.withdrawn and watch.share() == REVIEW_SHARE


def test_an_error_sends_everything_to_review_until_the_doubt_is_gone() -> None:
    assert after([True]).doubtful
    watch = after([False] * 100 + [True])
    assert watch.doubtful and watch.share() == 1.0
    clean = 0
    while watch.doubtful:
        watch, clean = watch.seen(False), clean + 1
    assert 3 < clean < 100 and watch.share() == REVIEW_SHARE


def test_errors_in_a_row_withdraw() -> None:
    assert after([False] * 500 + [True] * 4).withdrawn
    assert not after([False] * 500 + [True]).withdrawn


@settings(deadline=None)
@given(limits, st.lists(st.booleans(), max_size=60))
def test_an_error_never_calms(limit: float, outcomes: list[bool]) -> None:
    watch = after(outcomes, limit)
    assert watch.seen(True).stake > watch.seen(False).stake


@settings(deadline=None)
@given(limits, st.floats(0, 1), st.lists(st.booleans(), max_size=40))
def test_within_the_limit_the_stake_grows_by_one_a_review_at_most(
    limit: float, part: float, outcomes: list[bool]
) -> None:
    watch, share = after(outcomes, limit), limit * part
    expected = share * watch.seen(True).stake + (1 - share) * watch.seen(False).stake
    assert expected <= watch.stake + 1 + 1e-9 * (1 + watch.stake)


@settings(deadline=None)
@given(limits)
def test_what_is_looked_out_for_lies_above_the_limit(limit: float) -> None:
    assert all(limit < q < 1 for q in rises(limit))


@settings(deadline=None)
@given(limits, st.lists(st.booleans(), max_size=40))
def test_it_is_stored_and_read_back(limit: float, outcomes: list[bool]) -> None:
    watch = after(outcomes, limit)
    assert from_json(json.loads(json.dumps(watch.as_json())), limit) == watch


@pytest.mark.parametrize(
    "stored", [{}, {"limit": 0.02, "capital": [1]}, {"limit": 0.02, "capital": [1, 2, "x", math.inf]}]
)
def test_what_was_stored_wrongly_begins_anew(stored: dict[str, object]) -> None:
    assert from_json(stored, 0.02) == begun(0.02)


def test_another_limit_begins_anew() -> None:
    assert from_json(after([True]).as_json(), 0.05) == begun(0.05)


def test_a_permission_that_just_keeps_its_limit_is_withdrawn_seldom() -> None:
    """On average after `PATIENCE` reviews or more, at a share of errors that is the limit itself."""
    chance, waits = np.random.default_rng(3), []
    for _ in range(60):
        watch = begun(0.02)
        while not watch.withdrawn:
            watch = watch.seen(bool(chance.random() < 0.02))
        waits.append(watch.reviewed)
    assert np.mean(waits) + 3 * np.std(waits) / math.sqrt(60) >= PATIENCE - sum(at_rest(0.02)) / 4
