"""Messages that a person should answer first, with the reason in one line; and those that aren't put on top in vain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.answers import FanMessage, Intent, Stage, Triage
from ownvoice.reply.human_first import Known, Why, human_first

PLAIN = Triage(Intent.QUESTION, "en", True)


@pytest.mark.parametrize(
    "text,why",
    [
        ("My husband passed away in May; he loved your bread.", Why.LOSS),
        ("J'ai perdu ma mère, et je cuis son pain.", Why.LOSS),
        ("This is the third time I ask. You ignored me!", Why.APOLOGY),
        ("J’attends toujours… toujours pas de réponse", Why.APOLOGY),
        ("We got married and your loaf was on the table!", Why.MILESTONE),
        ("J'ai eu mon bac, et j’ai fêté ça avec une brioche", Why.MILESTONE),
    ],
)
def test_what_matters_in_a_life(text: str, why: Why) -> None:
    found = human_first(FanMessage(text), PLAIN)
    assert found is not None and found.why is why and "“" in found.reason and "\n" not in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "How long does the dough rest?",
        "My starter died, what now?",
        "Thanks a lot!",
        "Le four est trop chaud ?",
        "",
    ],
)
def test_ordinary_messages_stay_where_they_are(text: str) -> None:
    assert human_first(FanMessage(text), PLAIN) is None


def test_distress_comes_before_everything() -> None:
    found = human_first(
        FanMessage("We got married"), replace(PLAIN, risks=("distress",)), Known(followers=10**6)
    )
    assert found is not None and found.why is Why.DISTRESS


@pytest.mark.parametrize(
    "known,why",
    [
        (Known(stage=Stage.SUPPORTER), Why.SUPPORTER),
        (Known(days=400, messages=12), Why.SUPPORTER),
        (Known(days=400, messages=3), None),
        (Known(days=20, messages=50), None),
        (Known(followers=250_000), Why.REACH),
        (Known(followers=200), None),
        (Known(), None),
    ],
)
def test_who_is_known(known: Known, why: Why | None) -> None:
    found = human_first(FanMessage("How long does the dough rest?"), PLAIN, known)
    assert (found.why if found else None) is why


def test_business() -> None:
    found = human_first(FanMessage("We'd like to book you."), replace(PLAIN, intent=Intent.BUSINESS))
    assert found is not None and found.why is Why.BUSINESS


@pytest.mark.parametrize("intent", [Intent.SPAM, Intent.SCAM, Intent.HATE])
def test_who_tricks_or_insults_is_not_first(intent: Intent) -> None:
    assert human_first(FanMessage("My husband passed away"), replace(PLAIN, intent=intent)) is None


def test_what_was_overheard_is_not_first() -> None:
    assert human_first(FanMessage("We got married", addressed=False), PLAIN) is None


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_can_be_asked_about(text: str) -> None:
    found = human_first(FanMessage(text), PLAIN)
    assert found is None or found.reason
