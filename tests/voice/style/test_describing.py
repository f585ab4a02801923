"""What is told of a style, in English and French."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ownvoice.voice.style import Style, StyleTally, describe, profile
from ownvoice.voice.style.figures import MAIN
from ownvoice.voice.style.sentences import CHANGED, LENGTHS, SENTENCES, SITUATIONS
from ownvoice.voice.writing import Register, Written
from tests.voice.style.written import write, years_ago


def style(*written: Written) -> Style:
    tally = StyleTally(1)
    for one in written:
        tally.add(one)
    return profile([tally], None, date(2026, 3, 4))


def hellos(count: int = 60, **others: object) -> list[Written]:
    return [
        write(f"Hey Ana, it needs {number} hours 🎉 Hope this helps!", number, **others)
        for number in range(count)
    ]


def test_in_english() -> None:
    asked = years_ago(0) - timedelta(hours=3)
    assert describe(style(*hellos(asked_at=asked)), "en") == [
        "You answer questions in 9 words on average, in a single sentence.",
        "In replies to questions, you often open with “Hey {name}” (100%).",
        "In replies to questions, you address the person by name in 100%.",
        "In replies to questions, 100% have an emoji, most often 🎉, in the middle.",
        "In replies to questions, 100% of the sentences end with “!”.",
        "In replies to questions, you use no long dash (—).",
        "In replies to questions, half of your answers come within 3 hours.",
        "In replies to questions, 100% are written between 7:00 and 13:00 UTC.",
    ]


def test_in_french() -> None:
    items = [
        write(
            f"Bonjour ! Vous avez bien {number} heures… Bonne journée", number, "fr", register=Register.PRAISE
        )
        for number in range(60)
    ]
    assert describe(style(*items), "fr") == [
        "Vous répondez aux compliments en 8 mots en moyenne, en 3 phrases de 2,7 mots.",
        "Dans vos réponses aux compliments, vous commencez souvent par « Bonjour » (100 %).",
        "Dans vos réponses aux compliments, vous finissez souvent par « Bonne journée » (100 %).",
        "Dans vos réponses aux compliments, vous n'appelez pas la personne par son nom.",
        "Dans vos réponses aux compliments, vous dites « vous », presque jamais « tu ».",
        "Dans vos réponses aux compliments, vous n'utilisez pas d'emoji.",
        "Dans vos réponses aux compliments, 33 % des phrases finissent par « ! ».",
        "Dans vos réponses aux compliments, 100 % ont des points de suspension (…).",
        "Dans vos réponses aux compliments, vous mettez une espace avant ! ? : et ;.",
        "Dans vos réponses aux compliments, 100 % finissent sans point ni autre signe.",
        "Dans vos réponses aux compliments, vous n'utilisez pas de tiret long (—).",
        "Dans vos réponses aux compliments, vous en écrivez 100 % entre 7 h et 13 h UTC.",
    ]  # fmt: skip


def test_with_two_languages_each_line_says_which() -> None:
    french = [write("Bien sûr !", 1_000 + number, "fr") for number in range(30)]
    lines = describe(style(*hellos(), *french), "en")
    assert all("in English" in line or "in French" in line for line in lines)


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert describe(style(*hellos(10)), "en") == []
    assert describe(Style(), "fr") == []


def test_where_no_register_has_enough_they_are_told_together() -> None:
    praise = [write("Thank you!", 100 + number, register=Register.PRAISE) for number in range(12)]
    lines = describe(style(*hellos(12), *praise), "en")
    assert lines and lines[0].startswith("You write ")


def test_a_change_is_told_with_both_values() -> None:
    old = [write("word " * (28 + n % 5), n, published_at=years_ago(5)) for n in range(60)]
    new = [write("word " * (8 + n % 5), 100 + n) for n in range(60)]
    assert "In replies to questions, since 2025: words per item 30 → 10." in describe(style(*old, *new), "en")


def test_another_language_is_told_in_english() -> None:
    assert describe(style(*hellos()), "de") == describe(style(*hellos()), "en")


@pytest.mark.parametrize("language", ["fr"])
def test_every_sentence_exists_in_both_languages_with_the_same_places(language: str) -> None:
    assert SENTENCES["en"].keys() == SENTENCES[language].keys()
    for name, text in SENTENCES["en"].items():
        places = sorted(part.split("}")[0] for part in text.split("{")[1:])
        assert places == sorted(part.split("}")[0] for part in SENTENCES[language][name].split("{")[1:]), name
    for told in (LENGTHS, SITUATIONS):
        assert set(told["en"]) == set(told[language]) == {None, *Register}
    assert set(CHANGED["en"]) == set(CHANGED[language]) == {measure.name for measure in MAIN}
