"""Rows of word classes: what stands where tells hatred from speech about it."""

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.text import words
from ownvoice.reply.rows import MOST_WORDS, Rows, despair, hostility, names_people, traits


def no_word_is_ordinary(word: str) -> bool:
    return False


def row(text: str) -> list[str]:
    return hostility().row(words(text), no_word_is_ordinary)


def test_the_same_words_in_another_order_make_another_row():
    assert row("I hate women") == ["self", "hostile", "group"]
    assert row("women hate me") == ["group", "hostile", "self"]
    assert row("je déteste les femmes")[:2] == ["self", "hostile"]


def test_a_row_is_the_same_whichever_group_and_insult_it_names():
    assert row("immigrants are vermin") == row("women are parasites") == ["group", "are", "vile"]


def test_misspelled_words_and_words_run_together_are_read_as_meant():
    assert row("I hate imigrants") == ["self", "hostile", "group"]
    assert row("I hate immigrnats") == ["self", "hostile", "group"]
    assert row("ihatewomen") == ["self", "hostile", "group"]


def test_ordinary_words_are_not_taken_for_misspelled_ones():
    rows = Rows({"group": ("immigrants",)}, frozenset({"group"}))
    assert rows.row(["imigrants"], lambda word: True) == []


def test_a_message_without_a_telling_word_has_no_row():
    assert row("which flour do you use for the crust") == []


def test_traits_say_what_stands_before_what():
    assert {"^ self", "self hostile group", "hostile > group"} <= traits(["self", "hostile", "group"])
    assert traits([]) == set()


def test_groups_and_slurs_name_people_and_an_insult_alone_does_not():
    assert names_people(words("I hate women"), no_word_is_ordinary)
    assert not names_people(words("you are an idiot"), no_word_is_ordinary)


@given(st.lists(st.text(max_size=60), max_size=100))
def test_any_words_make_a_bounded_row(said):
    for rows in (hostility(), despair()):
        found = rows.row(said, no_word_is_ordinary)
        assert len(found) <= MOST_WORDS
        assert len(traits(found)) < 2_000
