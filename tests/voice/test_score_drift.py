"""Drift: texts that sound like the creator raise no alarm, others do, and the alarm's error is as stated."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ownvoice.voice.score import VoiceModel, drift, learn
from ownvoice.voice.score.drift import ALPHA, evidence
from tests.voice.made_up_authors import creator_text, other_text, others, own


@pytest.fixture(scope="module")
def voice() -> VoiceModel:
    learned = learn(own(150), others(300))
    assert isinstance(learned, VoiceModel)
    return learned


def test_the_creators_own_manner_is_no_drift(voice: VoiceModel) -> None:
    chosen = random.Random(31)
    found = drift(voice, [(creator_text(chosen), "en") for _ in range(100)])
    assert not found.drifted and found.at is None and found.placed == 100


def test_another_manner_is_drift_and_is_seen_early(voice: VoiceModel) -> None:
    chosen = random.Random(32)
    found = drift(voice, [(other_text(chosen), "en") for _ in range(40)])
    assert found.drifted and found.at is not None and found.at <= 15
    assert found.mean_place is not None and found.mean_place < 0.1


def test_a_change_later_on_is_seen_after_it(voice: VoiceModel) -> None:
    chosen = random.Random(33)
    sent = [(creator_text(chosen), "en") for _ in range(15)] + [(other_text(chosen), "en") for _ in range(60)]
    assert 15 < (drift(voice, sent).at or 0) <= 75


def test_what_cannot_be_placed_is_left_out(voice: VoiceModel) -> None:
    found = drift(voice, [("ok", "en"), ("Ein ganz anderer Satz, aber lang genug für alles", "de")])
    assert (found.placed, found.mean_place, found.drifted, found.evidence) == (0, None, False, 1.0)


def test_however_often_one_looks_false_alarms_stay_within_the_stated_error() -> None:
    chosen = np.random.default_rng(1)
    alarms = sum(max(evidence(chosen.uniform(size=150))) >= 1 / ALPHA for _ in range(1_000))
    assert alarms / 1_000 <= ALPHA + 0.01
