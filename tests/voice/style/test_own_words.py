"""Only what the creator wrote themselves is measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.voice.style.own_words import GAP, LONGEST, own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> You wrote this\nI disagree.", "I disagree."),
        ("Try:\n```python\nprint(1)\n```\nIt works.", "Try:\n\nIt works."),
        ("Call `main()` first.", f"Call {GAP} first."),
        ("See https://example.org/a?b=c for more.", f"See {GAP} for more."),
        ("Read it: https://example.org", "Read it:"),
        ("@ana @ben@social.example Thank you!", "Thank you!"),
        ("On Monday Ana wrote:\n> Hello\nHi Ana!", "Hi Ana!"),
        ("Le lundi 3 mars, Ana a écrit :\n> Bonjour\nSalut !", "Salut !"),
        ("All the best\n-- \nLea\nBakery, Lyon", "All the best"),
        ("::: lead\nToday we bake.\n:::", "Today we bake."),
        ("Bien sûr\u202f!", "Bien sûr !"),
        ("> only a quote", ""),
        ("@ana", ""),
    ],
)
def test_what_others_or_machines_wrote_is_left_out(text: str, own: str) -> None:
    assert own_words(text).text == own


def test_links_hashtags_and_mentions_are_counted() -> None:
    found = own_words(
        "@ana Look, @ben: https://a.example and www.b.example #bread #Pain2026 (issue #12)", links=1
    )
    assert (found.links, found.hashtags, found.mentions, found.names_in_front) == (2, 2, 1, True)


def test_links_that_the_export_lists_count_when_they_are_more() -> None:
    assert own_words("See there", links=3).links == 3


def test_of_a_very_long_text_only_the_beginning_is_read() -> None:
    assert len(own_words("word " * LONGEST).text) <= LONGEST


@given(st.text(st.characters(codec=None)))
def test_no_text_makes_it_fail(text: str) -> None:
    own_words(text).text.encode()


@pytest.mark.parametrize(
    "piece", ["@a ", "`", "```\n", ">", "#", "www.", "<http://", "-- \n", "On a wrote:\n", ":::"]
)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    own_words(piece * 20_000)
