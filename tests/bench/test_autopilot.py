"""The simulated creators live by the formulas of the program, step by step; and the figures come out as they should."""

from __future__ import annotations

import numpy as np
import pytest

from ownvoice.bench import autopilot
from ownvoice.bench.autopiloting.creators import CONFIDENCES, earn, mixed, reviews_needed, watch
from ownvoice.training.betting import clean_needed
from ownvoice.training.certificate import Reviewed, certify
from ownvoice.training.watching import begun


def test_a_simulated_watch_is_the_watch() -> None:
    """Everything sampled (`base=1`): then the outcomes can be told again from the same stream of chance."""
    shares = np.full((6, 400), 0.06)
    found = watch(np.random.default_rng(3), shares, 0.02, base=1.0)
    chance = np.random.default_rng(3)
    errors = []
    for at in range(400):
        errors.append(chance.random(6) < shares[:, at])
        chance.random(6)
    for run in range(6):
        steps, when = begun(0.02), -1
        for at in range(400):
            steps = steps.seen(bool(errors[at][run]))
            if steps.withdrawn:
                when = at
                break
        assert found.withdrawn[run] == when
    assert (found.withdrawn >= 0).any()


def test_a_simulated_creator_is_certified_when_the_program_would() -> None:
    mix = np.array([[0.4, 0.3, 0.2, 0.1]])
    wrong = np.array([[0.0, 0.0, 0.01, 0.3]])
    found = earn(np.random.default_rng(9), mix, wrong, 0.05, 1_500)
    chance = np.random.default_rng(9)
    drawn = chance.random((1, 1_500))
    kind = (drawn[:, :, None] > np.cumsum(mix, axis=1)[:, None, :-1]).sum(2)[0]
    error = (chance.random((1, 1_500)) < wrong[:, kind])[0]
    reviews = [Reviewed(CONFIDENCES[k], bool(e)) for k, e in zip(kind, error, strict=True)]
    at = int(found.reviews[0])
    assert at > 0
    assert certify(reviews[:at], 0.05).best is not None and certify(reviews[: at - 1], 0.05).best is None


def test_without_errors_it_takes_the_clean_reviews_that_are_promised() -> None:
    assert set(reviews_needed(np.random.default_rng(1), 0.0, 0.02, 50, 400)) == {clean_needed(0.02)}


def test_the_shares_of_errors_are_those_that_were_asked_for() -> None:
    mix, wrong = mixed(np.random.default_rng(2), 500, 0.001, 0.2)
    overall = (mix * wrong).sum(1)
    assert mix.sum(1) == pytest.approx(1) and (wrong <= 1).all()
    assert overall.min() > 0.0009 and overall.max() < 0.21


def test_few_creators_are_enough_to_tell_the_rules_apart() -> None:
    kept, naive = autopilot._kept(150), autopilot._naive(150)
    assert kept["limit_kept"] >= 0.95 > naive["naive_limit_kept"]
    rise = autopilot._rise(60)
    assert 0 < rise["withdrawn_median"] < rise["sequence_alone_median"]
