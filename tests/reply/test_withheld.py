"""What is nobody's business stays out of the evidence, however the creator tells of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ownvoice.core.answers import Evidence
from ownvoice.reply.withheld import without_withheld
from tests.reply.samples import item

PLAIN = {"en": "Rye bread is baked on Mondays.", "fr": "Le pain de seigle se cuit le lundi."}


def left(text, language, switched_on=frozenset()):
    note = item(f"{text} {PLAIN[language]}", language=language)
    kept = without_withheld(Evidence((note,), 1.0), frozenset(), switched_on).items
    return kept[0].text if kept else ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My wife bakes on Sundays.", "en"),
        ("The wife and kids love it.", "en"),
        ("Diagnosed with ADHD at forty.", "en"),
        ("Got divorced last year.", "en"),
        ("Wife is pregnant again.", "en"),
        ("Married with three kids.", "en"),
        ("Mom was in hospital all winter.", "en"),
        ("Ma femme cuit le dimanche.", "fr"),
        ("On habite à Lyon depuis mars.", "fr"),
        ("Opéré du genou hier.", "fr"),
        ("Marié, deux enfants.", "fr"),
        ("Le petit dernier est malade.", "fr"),
        ("Maman est à l'hôpital.", "fr"),
    ],
)
def test_of_their_own_life_nothing_is_told_until_that_sentence_is_switched_on(text, language):
    assert left(text, language) == PLAIN[language]
    assert text in left(text, language, frozenset({text}))


@pytest.mark.parametrize(
    ("text", "language", "gone"),
    [
        ("My wife bakes on Sundays. She was diagnosed with cancer.", "en", "diagnosed"),
        ("Ma femme cuit le dimanche. Sa grossesse se passe bien.", "fr", "grossesse"),
    ],
)
def test_who_was_named_before_is_still_the_one_meant(text, language, gone):
    assert gone not in left(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Each child node has one parent.", "en"),
        ("Taxes are due in April.", "en"),
        ("She was diagnosed with cancer, the heroine of the novel.", "en"),
        ("A mother dough is fed once a day.", "en"),
        ("La levure mère se nourrit chaque jour.", "fr"),
        ("Les impôts se paient en mai.", "fr"),
        ("Elle est malade, l'héroïne du roman.", "fr"),
    ],
)
def test_what_speaks_of_nobody_close_stays(text, language):
    assert text in left(text, language)


def test_where_nothing_is_left_the_item_goes():
    note = replace(item("My daughter was ill."), id="p9")
    assert without_withheld(Evidence((note,), 1.0), frozenset(), frozenset()).items == ()
