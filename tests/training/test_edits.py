"""Which edits matter: facts, goals, sentences and wording do; courtesy, slips and punctuation don't."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.training.edits import EditKind, compare

POLISH = [
    ("Keep it in the fridge for 12 hours.", "Hi Anna! Keep it in the fridge for 12 hours. Thanks for asking!", "en"),
    ("Hello! Keep it in the fridge.", "keep it, in the fridge", "en"),
    ("Keep the douhg in the fridge.", "Keep the dough in the fridge.", "en"),
    ("It rests 20 hours at 4 °C.", "It rests twenty hours at 4 °C.", "en"),
    ("It costs 89 €.", "It costs €89.", "en"),
    ("La pâte repose 12 heures.", "Bonjour Anna, la pate repose 12 heures ! Merci", "fr"),
    ("Rye needs water. Wheat needs less.", "Wheat needs less. Rye needs water.", "en"),
]  # fmt: skip
MATERIAL = [
    ("It rests 20 hours.", "It rests 24 hours.", "en", EditKind.FACT),
    ("I use yeast in my bread.", "I never use yeast in my bread.", "en", EditKind.FACT),
    ("Je mets du sel dans la pâte.", "Je ne mets pas de sel dans la pâte.", "fr", EditKind.FACT),
    ("Ask Marie about the rye flour.", "Ask Julie about the rye flour.", "en", EditKind.FACT),
    ("See https://lea.example/rye for it.", "See https://lea.example/oats for it.", "en", EditKind.FACT),
    ("See https://lea.example/rye.", "It is on my site.", "en", EditKind.FACT),
    ("It costs 5 euros at the market.", "It costs only 5 euros at the market.", "en", EditKind.FACT),
    ("Le stage a lieu le 12 mai.", "Le stage a lieu le 13 mai.", "fr", EditKind.FACT),
    ("Rye needs water. Wheat needs patience.", "Rye needs water.", "en", EditKind.LENGTH),
    ("Rye needs water.", "Rye needs water. My neighbour grows wheat.", "en", EditKind.LENGTH),
    ("The dough stays in a cold place overnight.", "Leave that mixture where it is cool.", "en",
     EditKind.TONE),
    ("Your starter smells bad because it starves.", "Your starter smells funny because it hungers.", "en", EditKind.TONE),
]  # fmt: skip


@pytest.mark.parametrize("draft,sent,language", POLISH)
def test_what_does_not_matter(draft: str, sent: str, language: str) -> None:
    edit = compare(draft, sent, language)
    assert edit.kind is EditKind.POLISH and not edit.material


@pytest.mark.parametrize("draft,sent,language,kind", MATERIAL)
def test_what_matters(draft: str, sent: str, language: str, kind: EditKind) -> None:
    edit = compare(draft, sent, language)
    assert edit.kind is kind and edit.material
    assert compare(sent, draft, language).material


def test_a_goal_that_was_taken_out() -> None:
    goal = "Join my newsletter for more."
    edit = compare(f"Rye needs water. {goal}", "Rye needs water.", "en", [goal])
    assert edit.kind is EditKind.GOAL and edit.material
    assert (
        compare(f"Rye needs water. {goal}", f"Hi! Rye needs water. {goal}", "en", [goal]).kind
        is EditKind.POLISH
    )


def test_the_same_text_is_no_edit() -> None:
    assert compare("Rye needs water.", "Rye needs water.").kind is EditKind.NONE


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(draft: str, sent: str) -> None:
    edit = compare(draft, sent)
    assert 0 <= edit.distance <= 1 and (draft != sent or not edit.material)


@pytest.mark.parametrize("text", ["a " * 5_000, "a. " * 3_000, "12 " * 3_000, "not " * 2_500, "é" * 10_000])
def test_the_longest_replies_are_compared_soon(text: str) -> None:
    started = time.thread_time()
    compare(text, text[1:] + "b")
    assert time.thread_time() - started < 5
