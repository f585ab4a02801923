"""What one item shows, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.records import Kind
from ownvoice.voice.style.figures import INDEX, MEASURES
from ownvoice.voice.style.observing import observe
from ownvoice.voice.style.phrases import words_and_phrases
from ownvoice.voice.writing import Register
from tests.voice.style.written import write


def number(figure: str, text: str, language: str = "en", **others: Any) -> float | None:
    """The item's number for a figure."""
    seen = observe(write(text, language=language, **others))
    assert seen is not None
    found = seen.numbers[INDEX[figure]]
    return None if found is None else found / MEASURES[INDEX[figure]].scale


@pytest.mark.parametrize(
    ("figure", "text", "language", "value"),
    [
        ("words_per_item", "Hey Ana, it's five-minute bread. Try it!", "en", 7),
        ("words_per_item", "L'eau, c'est tout ce qu'il faut !", "fr", 6),
        ("sentences_per_item", "One. Two! Three?", "en", 3),
        ("sentences_per_item", "Yes. 🎉 Fine! :)", "en", 2),
        ("exclamations", "Fine! :)", "en", 1),
        ("words_per_sentence", "One two three. Four.", "en", 2),
        ("characters_per_word", "aa bbbb", "en", 3),
        ("paragraphs_per_item", "One.\n\nTwo.\n\nThree.", "en", 3),
        ("one_liners", "Just this.", "en", 1),
        ("one_liners", "This. And that.", "en", 0),
        ("lists", "You need:\n- flour\n- water", "en", 1),
        ("addresses_reader", "Let your dough rest.", "en", 1),
        ("addresses_reader", "Dough needs rest.", "en", 0),
        ("addresses_reader", "T'es prête ?", "fr", 1),
        ("polite_address", "Vous pouvez, si vous voulez.", "fr", 1),
        ("polite_address", "Tu peux, si tu veux.", "fr", 0),
        ("polite_address", "Tu peux, et vous aussi.", "fr", 0.5),
        ("polite_address", "Können Sie das? Ich danke Ihnen.", "de", 1),
        ("polite_address", "Sie ist da. Das weißt du.", "de", 0),  # the first word of a sentence has a capital anyway
        ("polite_address", "Usted lo sabe.", "es", 1),
        ("polite_address", "Il fait beau.", "fr", None),
        ("polite_address", "You know.", "en", None),
        ("names_the_fan", "Hi Ana, sure.", "en", 1),
        ("names_the_fan", "Thanks Ana! Sure.", "en", 1),
        ("names_the_fan", "Merci beaucoup !", "fr", 0),
        ("names_the_fan", "Hey everyone, sure.", "en", 0),
        ("names_the_fan", "@ana Sure.", "en", 1),
        ("addresses_community", "Hey folks, new bread today.", "en", 1),
        ("addresses_community", "Salut les amis ! Du pain.", "fr", 1),
        ("addresses_community", "Many people bake.", "en", 0),
        ("says_i", "I'm sure.", "en", 1),
        ("says_i", "J'en suis sûre.", "fr", 1),
        ("says_we", "Nous verrons.", "fr", 1),
        ("emoji_per_item", "Yes 🎉🎉 👩🏽‍🍳 🇫🇷", "en", 4),
        ("emoji_at_start", "🎉 Yes", "en", 1),
        ("emoji_in_middle", "Yes 🎉 yes", "en", 1),
        ("emoji_at_end", "Yes 🎉 yes 🎉", "en", 0.5),
        ("emoji_alone", "🎉🎉", "en", 1),
        ("emoji_at_end", "🎉🎉", "en", None),
        ("emoji_at_end", "No emoji.", "en", None),
        ("exclamations", "Yes! Fine. Yes!! Well", "en", 0.5),
        ("exclamations", "Oui ! 🎉 Bien.", "fr", 0.5),
        ("questions", "Why? Because. (Really?)", "en", 0.667),
        ("ellipses", "Well...", "en", 1),
        ("ellipses", "Bon… voilà", "fr", 1),
        ("double_marks", "What?!", "en", 1),
        ("spaced_marks", "Bien sûr ! Oui ? Non:", "fr", 0.667),
        ("spaced_marks", "Sure! Why?", "en", 0),
        ("spaced_marks", "Bonjour :) et voilà.", "fr", None),  # a smiley is no colon
        ("no_end_mark", "See you", "en", 1),
        ("no_end_mark", "See you 🎉", "en", 0),
        ("no_end_mark", "See you ❤️", "en", 0),
        ("commas_per_sentence", "One, two, three. Four.", "en", 1),
        ("parentheses", "One (or two).", "en", 1),
        ("semicolons", "One; two.", "en", 1),
        ("dashes", "One - or two.", "en", 1),
        ("dashes", "One-or-two.", "en", 0),
        ("long_dashes", "One — or two.", "en", 1),
        ("straight_quotes", 'Say "yes".', "en", 1),
        ("curly_quotes", "Say “yes”.", "en", 1),
        ("guillemets", "Dites « oui ».", "fr", 1),
        ("guillemets", "Dites oui.", "fr", None),
        ("curly_apostrophes", "It’s.", "en", 1),
        ("curly_apostrophes", "It's.", "en", 0),
        ("lowercase_starts", "yes. Fine. fine.", "en", 0.667),
        ("words_in_capitals", "This is SO good", "en", 0.25),
        ("laughing", "hahaha yes", "en", 1),
        ("laughing", "mdrrr oui", "fr", 1),
        ("laughing", "Sure 😂", "en", 1),
        ("laughing", "A lollipop", "en", 0),
        ("smileys", "Sure :-)", "en", 1),
        ("smileys", "Note: (yes)", "en", 0),
        ("with_links", "See https://a.example", "en", 1),
        ("links_per_item", "https://a.example and https://b.example here", "en", 2),
        ("hashtags_per_item", "#bread and #butter", "en", 2),
        ("with_mentions", "Ask @ben about it.", "en", 1),
        ("other_language_sentences", "Le pain est cuit. This is what you have there.", "fr", 0.5),
        ("other_language_words", "C'est the best pain.", "fr", 0.2),
    ],
)  # fmt: skip
def test_counted_by_hand(figure: str, text: str, language: str, value: float | None) -> None:
    found = number(figure, text, language)
    assert found == (None if value is None else pytest.approx(value, abs=0.001))


def test_where_words_are_not_spaced_they_are_not_counted() -> None:
    assert number("words_per_item", "今日はパンを焼きます。", "ja") is None
    assert number("with_emoji", "今日はパンを焼きます🎉", "ja") == 1


def test_a_post_names_nobody() -> None:
    assert number("names_the_fan", "Hi Ana.", register=Register.POST) is None


def test_openings_are_the_first_words_and_hide_names() -> None:
    seen = observe(write("Hey Ana, the oven is hot."))
    assert seen is not None and seen.openings == ("Hey", "Hey {name}")
    seen = observe(write("Great question! Yes."))
    assert seen is not None and seen.openings == ("Great", "Great question")


def test_a_closing_is_a_short_last_sentence() -> None:
    seen = observe(write("The oven is hot. Hope this helps!"))
    assert seen is not None and seen.closing == "Hope this helps"
    seen = observe(write("Hope this helps!"))
    assert seen is not None and seen.closing == ""


def test_what_the_community_is_called() -> None:
    seen = observe(write("Coucou les amis, du pain !", language="fr"))
    assert seen is not None and seen.community == "les amis"


def test_phrases_stay_within_one_stretch_of_words() -> None:
    tokens, words, phrases = words_and_phrases("hope this helps, don't worry")
    assert tokens == ["hope", "this", "helps", "don't", "worry"]
    assert words == set(tokens)
    assert phrases == {"hope this", "this helps", "hope this helps", "don't worry"}


def test_what_is_said_aloud_is_not_written() -> None:
    assert observe(write("so today we bake", kind=Kind.TRANSCRIPT)) is None


@pytest.mark.parametrize("text", ["", " ", "https://a.example", "> quoted", "```\ncode\n```", "...", "@ana"])
def test_nothing_of_their_own_gives_nothing(text: str) -> None:
    assert observe(write(text)) is None


@given(
    st.text(st.characters(codec=None), max_size=300),
    st.sampled_from(["en", "fr", "de", "es", "it", "xx", ""]),
)
def test_no_text_makes_it_fail_and_shares_stay_shares(text: str, language: str) -> None:
    seen = observe(write(text, language=language))
    if seen is not None:
        assert all(
            found is None or 0 <= found <= measure.most * measure.scale
            for found, measure in zip(seen.numbers, MEASURES, strict=True)
        )


@settings(deadline=None, max_examples=30)
@given(st.text(st.sampled_from("ha!?: ;-'\"@#🎉👩\u200d.\n(>`"), min_size=1, max_size=12))
def test_hostile_repetition_takes_time_in_proportion(piece: str) -> None:
    observe(write(piece * 3_000))
