"""What the creator said in two ways: found, settled by day or fact, and never quoted against what counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ownvoice.core.answers import Action, EvidenceItem, EvidenceKind, Fact, FanMessage, Settled
from ownvoice.reply.conflicts import conflicts, overruled
from ownvoice.reply.matching import sought
from ownvoice.reply.pipeline import Context, answer
from tests.reply.samples import item

TODAY = date(2026, 3, 1)


def said(text: str, year: int, name: str, language: str = "en") -> EvidenceItem:
    return item(text, name, language=language, score=0.8, published_at=datetime(year, 3, 1, tzinfo=UTC))


def found(question: str, first: str, second: str, language: str = "en") -> list[tuple[str, str, str]]:
    items = [said(first, 2021, "p1", language), said(second, 2024, "p2", language)]
    return [
        (one.used, one.value, one.other_value) for one in conflicts(sought(question, language, items), items)
    ]


@pytest.mark.parametrize(
    ("language", "question", "old", "new", "values"),
    [
        (
            "en",
            "How much is the workshop?",
            "The workshop costs 40 €.",
            "The workshop is now 50 euros.",
            ("50 euros", "40 €"),
        ),
        (
            "fr",
            "Combien coûte l'atelier ?",
            "L'atelier coûte 40 €.",
            "L'atelier coûte 50 euros par personne.",
            ("50 euros", "40 €"),
        ),
        (
            "en",
            "When does the shop open?",
            "The shop opens at 9:00.",
            "The shop opens at 10:30 now.",
            ("10:30", "9:00"),
        ),
        (
            "en",
            "When is the market?",
            "The market is on Saturday.",
            "The market is on Sunday.",
            ("Sunday", "Saturday"),
        ),
        (
            "en",
            "Which Python version do you use?",
            "I use Python 3.9 for this.",
            "I use Python 3.11 for this.",
            ("3.11", "3.9"),
        ),
        (
            "en",
            "Does a kit include an apron?",
            "The course includes an apron.",
            "The course doesn't include an apron.",
            ("", ""),
        ),
        (
            "fr",
            "Le cours comprend un tablier ?",
            "Le cours comprend un tablier.",
            "Le cours ne comprend pas de tablier.",
            ("", ""),
        ),
    ],
)
def test_what_cannot_both_hold_is_found_and_the_newer_counts(language, question, old, new, values):
    assert found(question, old, new, language) == [("p2", *values)]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "How long does rye dough rest?",
            "Rye dough rests 20 hours.",
            "Rye dough rests 20 hours in the fridge.",
        ),
        ("How long does rye dough rest?", "Rye dough rests 20 hours.", "Wheat dough rests 8 hours."),
        ("How long does rye dough rest?", "Rye dough rests 20 hours.", "Rye dough rests at 4 °C."),
        ("How long does rye dough rest?", "Rye dough rests 20 hours.", "Does rye dough rest 30 hours?"),
        ("How much is the kit?", "The kit costs 40 € or 60 € with a jar.", "The kit is 60 €."),
        ("When is the market?", "The market is on Saturday.", "The market is in June."),
    ],
)
def test_what_goes_together_is_no_contradiction(question, first, second):
    assert found(question, first, second) == []


def test_what_may_not_be_quoted_is_not_compared():
    items = [said("The kit is 40 €.", 2021, "p1"), replace(said("The kit is 50 €.", 2024, "p2"), score=0.1)]
    assert conflicts(sought("How much is the kit?", "en", items), items) == ()


def test_the_same_day_and_two_facts_are_for_the_creator_to_settle():
    same = [said("The kit is 40 €.", 2024, "p1"), said("The kit is 50 €.", 2024, "p2")]
    (open_,) = conflicts(sought("How much is the kit?", "en", same), same)
    assert open_.settled is Settled.OPEN
    stated = [replace(one, kind=EvidenceKind.FACT) for one in (same[0], said("The kit is 50 €.", 2020, "p2"))]
    (open_,) = conflicts(sought("How much is the kit?", "en", stated), stated)
    assert open_.settled is Settled.OPEN


def asked(question, items, facts=()):
    return answer(FanMessage(question), Context(lambda q, language: items, TODAY, facts=facts))


def test_the_draft_rests_on_the_newer():
    old, new = (
        said("The rye workshop costs 40 €.", 2021, "p1"),
        said("The rye workshop costs 50 €.", 2025, "p2"),
    )
    reply = asked("How much does the rye workshop cost?", [old, new])
    assert "50 €" in reply.draft.text and "40 €" not in reply.draft.text
    assert [one.other for one in reply.evidence.conflicts] == ["p1"]
    assert overruled(reply.evidence) == {"p1": frozenset({"The rye workshop costs 40 €."})}


def test_a_fact_counts_before_what_is_newer():
    fact = Fact(1, "The rye workshop costs 45 €.", "How much does the rye workshop cost?", language="en")
    reply = asked(
        "How much does the rye workshop cost?", [said("The rye workshop costs 50 €.", 2025, "p2")], [fact]
    )
    assert "45 €" in reply.draft.text and reply.evidence.conflicts[0].settled is Settled.FACT


def test_what_nothing_settles_is_handed_over():
    first, second = (
        said("The rye workshop costs 40 €.", 2025, "p1"),
        said("The rye workshop costs 50 €.", 2025, "p2"),
    )
    reply = asked("How much does the rye workshop cost?", [first, second])
    assert (reply.decision.action, reply.decision.rule) == (Action.HAND_OVER, "contradiction")
    assert reply.draft.text == ""
