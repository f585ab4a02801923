"""One answer for many: offered where it answers, in the fan's language and form of address, and never made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.answers import (
    Evidence,
    FanMessage,
    Habits,
    Sentence,
    SentenceRole,
)
from ownvoice.core.text import words
from ownvoice.reply import shared
from ownvoice.reply.triage import triage

HABITS = Habits(
    openings={"fr": ("Merci à vous !", "Salut !"), "en": ("Hi!",)}, closings={"fr": ("Bises !",), "en": ()}
)


def offered(said, text, score=0.9, name=""):
    message = FanMessage(text, author_name=name)
    kind = triage(message)
    from dataclasses import replace

    evidence = Evidence(tuple(replace(item, score=score) for item in said.evidence), score)
    return said(message, kind, evidence, HABITS, ())


MIC = shared.written(["It is a Shure SM7B. I have had it for years."], "Which microphone do you use?", "en")


def test_the_answer_stands_between_the_creators_own_greeting_and_closing():
    draft = offered(MIC, "Which microphone do you use?")
    assert [s.text for s in draft.sentences] == ["Hi!", "It is a Shure SM7B.", "I have had it for years."]
    assert [s.role for s in draft.sentences] == [
        SentenceRole.COURTESY,
        SentenceRole.CLAIM,
        SentenceRole.CLAIM,
    ]


def test_nothing_is_offered_where_it_is_unlikely_to_answer_or_what_it_rests_on_was_not_found():
    assert not offered(MIC, "Which microphone do you use?", score=0.2).sentences
    message = FanMessage("Which microphone do you use?")
    assert not MIC(message, triage(message), Evidence(), HABITS, ()).sentences


def test_nothing_is_offered_in_another_language():
    assert not offered(MIC, "Bonjour, quel micro est-ce que tu utilises dans tes vidéos ?").sentences


def test_the_wording_goes_by_the_form_of_address_of_the_fan():
    both = shared.written(
        ["Tu peux le laisser douze heures.", "Vous pouvez le laisser douze heures."],
        "Combien de temps ?",
        "fr",
    )
    familiar = offered(both, "Salut, combien de temps tu laisses ton pâton au frigo ?")
    polite = offered(both, "Bonjour, combien de temps laissez-vous votre pâton au frigo ?")
    assert "Tu peux" in familiar.text and "Salut !" in familiar.text
    assert "Vous pouvez" in polite.text and "Merci à vous" in polite.text
    only = shared.written(["Tu peux le laisser douze heures."], "Combien de temps ?", "fr")
    assert not offered(only, "Bonjour, combien de temps laissez-vous votre pâton au frigo ?").sentences


def test_an_answer_that_greets_by_itself_is_not_greeted_twice():
    said = shared.written(["Hello! It is a Shure."], "Which microphone?", "en")
    assert [s.text for s in offered(said, "Which microphone do you use?").sentences] == [
        "Hello!",
        "It is a Shure.",
    ]


@pytest.mark.parametrize(
    ("greeting", "name", "said"),
    [
        ("Salut !", "Camille Dupont", "Salut Camille !"),
        ("Hi!", "Ana", "Hi Ana!"),
        ("Bonjour,", "Jean-Marc", "Bonjour Jean-Marc,"),
        ("Hi!", "@ollie.bakes", "Hi!"),
        ("Hi!", "camille_b", "Hi!"),
        ("Hi!", "BUY NOW", "Hi!"),
        ("Hi!", "https://evil.example", "Hi!"),
        ("Hi!", "The Baker", "Hi!"),
        ("Hi!", "Idiots", "Hi!"),
        ("Hi!", "", "Hi!"),
        ("Hi there, friend!", "Ana", "Hi there, friend!"),
    ],
)
def test_a_greeting_of_one_word_takes_a_name_that_looks_like_one(greeting, name, said):
    sentence = Sentence(greeting, SentenceRole.COURTESY)
    assert shared.with_name(sentence, name).text == said


@given(st.text(max_size=60))
def test_whatever_a_display_name_holds_at_most_one_word_of_letters_is_said(name):
    said = shared.with_name(Sentence("Hi!", SentenceRole.COURTESY), name).text
    extra = said.removeprefix("Hi").removesuffix("!").strip()
    assert len(words(extra)) <= 2 and all(c.isalpha() or c == "-" for c in extra) and len(extra) <= 20
    assert shared.with_name(Sentence("Hi!", SentenceRole.CLAIM), name).text == "Hi!"
