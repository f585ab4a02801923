"""Text: folded the same for questions and for what is stored, cut without losing anything."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.text import fold, sentence_spans, sentences, terms, tidy, unescape_once, words


def test_accents_case_and_ligatures_fold() -> None:
    assert fold("Éclair à l'Œuf, ÇA Æ") == "eclair a l'oeuf, ca ae"
    assert words("L’hydratation d'aujourd'hui, porte-à-faux") == [
        "l", "hydratation", "d", "aujourd", "hui", "porte", "a", "faux",
    ]  # fmt: skip


def test_the_same_word_is_found_with_and_without_accents() -> None:
    assert terms("réussir la pâte", "fr") == terms("REUSSIR LA PATE", "fr")


def test_stop_words_and_endless_words_are_not_searched_by() -> None:
    assert terms("the bread of " + "a" * 80, "en") == ["bread"]


def test_sentences_end_where_people_end_them() -> None:
    assert sentences("Hello Dr. Who. It's 3.5 min! Really?! “Yes.” Ok\n1. First step. Then… what") == [
        "Hello Dr. Who.", "It's 3.5 min!", "Really?!", "“Yes.”", "Ok", "1. First step.", "Then…", "what",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Is it safe? No. Salt comes first.", ["Is it safe?", "No.", "Salt comes first."]),
        ("It says no. The other says yes.", ["It says no.", "The other says yes."]),
        ("No.", ["No."]),
        ("Mix No. 5 with no. 12. Done.", ["Mix No. 5 with no. 12.", "Done."]),
        ("Beethoven Nr. 5 und Nr. 9.", ["Beethoven Nr. 5 und Nr. 9."]),
        ("La farine no. 65 convient. Non. Merci.", ["La farine no. 65 convient.", "Non.", "Merci."]),
        ("We said no... 5 times.", ["We said no...", "5 times."]),
    ],
)
def test_no_is_an_answer_unless_a_number_follows(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


def test_entities_are_unescaped_exactly_once() -> None:
    assert unescape_once("a &amp;lt; b") == "a &lt; b"


@given(st.text())
def test_sentences_are_verbatim_in_order_and_lose_only_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once and "\x00" not in once


@given(st.text(), st.sampled_from(["en", "fr", "de", "xx", ""]))
def test_terms_never_fail_and_are_safe_in_a_tsquery(text: str, language: str) -> None:
    for term in terms(text, language):
        assert term and not set(term) & set(" \t\n'\"\\:&|!()*<>")


@given(st.text(max_size=300))
def test_folding_takes_every_combining_character_and_nothing_else(text):
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    assert fold(text) == (text.lower() if text.lower().isascii() else plain)
