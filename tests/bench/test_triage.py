"""How triage is measured: splits that never change sides, figures that mean what they say."""

from __future__ import annotations

import pytest

from ownvoice.bench.triaging import clustering, intervals, sets, templates


def test_a_message_is_in_one_half_and_always_in_the_same() -> None:
    for parts in ((sets.crisis(False), sets.crisis(True)), (sets.intents(False), sets.intents(True))):
        known, held_back = ({case.text for case in part} for part in parts)
        assert known and held_back and not known & held_back


def test_there_are_enough_messages_of_people_in_distress() -> None:
    for language in sets.LANGUAGES:
        assert sum(case.language == language for case in sets.written("crisis")) >= 150
    assert len(sets.written("harmless")) >= 150


def test_no_held_back_message_is_made_up_for_training() -> None:
    import random

    held_back = {case.text for case in (*sets.crisis(True), *sets.intents(True))}
    chance = random.Random(11)
    made = {
        text
        for text, _ in (
            *templates.distress(chance),
            *templates.promotion(chance),
            *templates.about_groups(chance),
        )
    }
    made |= {text for text, _ in templates.intents(("question", "thanks", "support"), chance)}
    assert len(held_back & made) <= 2  # the shortest ones ("lol") may come about by chance


def test_macro_f1_and_its_interval() -> None:
    assert intervals.f1([True, True, False, False], [True, True, False, False])[0] == 1.0
    assert intervals.f1([True, True, False, False], [False, False, True, True])[0] == 0.0
    value, (low, high) = intervals.share([True] * 90 + [False] * 10)
    assert value == 0.9 and low < 0.9 < high


def test_the_rand_index_is_one_for_the_same_groups_and_near_nothing_for_chance() -> None:
    assert clustering.adjusted_rand([1, 1, 2, 2], ["a", "a", "b", "b"]) == 1.0
    assert clustering.adjusted_rand([1, 1, 2, 2], ["a", "b", "a", "b"]) < 0.1
    assert clustering.purity([1, 1, 2, 9], ["a", "a", "a", "b"]) == pytest.approx(2 / 3)


def test_paraphrases_come_together() -> None:
    figures = clustering.of_paraphrases()
    assert figures["clusters_of_paraphrases_ari"] >= 0.6
    assert figures["clusters_of_paraphrases_purity"] >= 0.7
