"""A follow-up is searched for with what it leans on: what was asked, what was answered, or the post it stands under."""

from __future__ import annotations

import pytest

from ownvoice.bench.answering.threads import written
from ownvoice.core.answers import FanMessage, Turn
from ownvoice.reply.rewriting import LONGEST, Leans, leaning, standing_alone


def turns(*said: str) -> tuple[Turn, ...]:
    """Turns of the fan and the creator in turn."""
    return tuple(Turn(text, n % 2 == 1) for n, text in enumerate(said))


def asked(text: str, language: str, *said: str, about: str = "") -> str:
    return standing_alone(text, FanMessage(text, turns=turns(*said), about=about), language)


@pytest.mark.parametrize(
    ("language", "question", "leans"),
    [
        ("en", "And in winter?", Leans.TURN),
        ("fr", "Et pour le bois ?", Leans.TURN),
        ("en", "Where did you buy it?", Leans.THING),
        ("fr", "Comment je la conserve ?", Leans.TURN | Leans.THING),
        ("fr", "Combien faut-il en mettre dans un bocal ?", Leans.THING),
        ("en", "Does this work in Fahrenheit?", Leans.THING),
        ("fr", "Et le test dont tu parles, tu y crois ?", Leans.TURN | Leans.THING | Leans.POST),
        ("en", "What oven do you use for rye bread with walnuts?", Leans.NOTHING),
        ("fr", "Quelle farine pour la tourte de seigle ?", Leans.NOTHING),
    ],
)
def test_what_a_question_leans_on(language, question, leans):
    assert leaning(question, language) == leans


def test_what_was_asked_before_comes_first():
    assert asked("Et en hiver ?", "fr", "Combien de temps lève la pâte ?", "Quatre heures.") == (
        "Combien de temps lève la pâte ? Et en hiver ?"
    )


def test_a_follow_up_of_a_follow_up_is_followed_back():
    said = ("How do you feed your starter?", "Twice a day.", "And in summer?", "Three times.")
    assert (
        asked("And in winter?", "en", *said) == "How do you feed your starter? And in summer? And in winter?"
    )


def test_it_may_be_what_the_creator_named():
    said = ("What do you do with the discard?", "Mostly crackers, rolled thin with rosemary.")
    assert "crackers" in asked("How thin do you roll them?", "en", *said)
    assert "12" not in asked(
        "At what temperature should it sit?", "en", "How long do you proof rye?", "12 hours."
    )


def test_a_question_on_the_post_takes_its_title_or_its_address():
    assert asked("Is two days too long in your example?", "en", about="Cold proof").startswith("Cold proof ")
    address = "https://example.org/2021/04/cold-proof-explained.html?x=1"
    assert asked("Does this work?", "en", about=address).startswith("cold proof explained ")
    assert asked("Does this work?", "en", about="https://[") == "Does this work?"


def test_what_stands_alone_stays_as_it_is():
    said = ("How do you feed your starter?", "Twice a day.")
    assert asked("What oven do you use for rye bread?", "en", *said, about="Pizza") == (
        "What oven do you use for rye bread?"
    )
    assert asked("And in winter?", "en") == "And in winter?"


def test_a_greeting_is_nothing_to_lean_on():
    assert asked("How long must it cool?", "en", "Good morning", "Good morning!") == "How long must it cool?"


def test_long_turns_are_cut_at_a_word():
    before = asked("And in winter?", "en", "How do you feed " + "the rye starter " * 200 + "?")
    assert len(before) <= LONGEST + len(" And in winter?") and "starter" in before


def test_the_threads_are_whole():
    listed = written()
    assert len(listed) >= 55 and {one.language for one in listed} == {"en", "fr"}
    assert sum(one.held for one in listed) >= 10
