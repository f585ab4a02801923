"""What wears out is known by its words and its age, counts less, and is said with its month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ownvoice.core.answers import EvidenceKind, FanMessage
from ownvoice.reply.freshness import newness, said_when, worn
from ownvoice.reply.pipeline import Context, answer
from tests.reply.samples import item

TODAY = date(2026, 3, 1)


def ago(days: int) -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "language", "days", "words"),
    [
        ("The market is tomorrow.", "en", 3, ("tomorrow",)),
        ("The market is tomorrow.", "en", 1, ()),
        ("I currently bake on Mondays.", "en", 300, ()),
        ("I currently bake on Mondays.", "en", 500, ("currently",)),
        ("Le marché est la semaine prochaine.", "fr", 30, ("la semaine prochaine",)),
        ("Cette année je cuis le lundi.", "fr", 900, ("cette annee",)),
        ("The course costs 89 €.", "en", 400, ()),
        ("The course costs 89 €.", "en", 800, ("89 €",)),
        ("It needs version 2.1 of the tool.", "en", 800, ("2.1",)),
        ("Rye rests 20 hours.", "en", 5_000, ()),
    ],
)
def test_what_wears_out(text, language, days, words):
    assert worn(item(text, "p1", language=language, published_at=ago(days)), TODAY) == words


def test_what_is_stated_or_dated_does_not_wear_out():
    old = item("The course costs 89 €.", "p1", published_at=ago(2_000), valid_until=date(2026, 12, 31))
    assert worn(old, TODAY) == ()
    assert worn(item("It is 89 €.", "f1", kind=EvidenceKind.FACT, published_at=ago(2_000)), TODAY) == ()
    assert worn(item("It is 89 €.", "p1"), TODAY) == ()


def test_the_month_is_said_in_the_replys_language():
    assert said_when(datetime(2021, 3, 5, tzinfo=UTC), "en") == "(From March 2021.)"
    assert said_when(datetime(2021, 8, 5, tzinfo=UTC), "fr") == "(D’août 2021.)"
    assert said_when(None, "fr") == ""


def test_newness_falls_from_one_to_nothing():
    days = [newness(item("x", "p1", published_at=ago(n)), TODAY) for n in (0, 1, 30, 364, 5_000)]
    assert days[0] == 1 and days == sorted(days, reverse=True) and days[-1] == 0
    assert newness(item("x", "p1"), TODAY) == 0


def test_a_draft_says_from_when_an_old_price_is_and_it_counts_less():
    def asked(days):
        price = item("The rye workshop costs 40 €.", "p1", language="en", published_at=ago(days))
        return answer(
            FanMessage("How much does the rye workshop cost?"), Context(lambda q, lang: [price], TODAY)
        )

    new, old = asked(100), asked(1_000)
    assert "(From" not in new.draft.text
    assert old.draft.text.endswith("(From June 2023.)") and old.verdict.supported
    assert old.evidence.items[0].score < new.evidence.items[0].score


def test_what_is_expired_is_never_used():
    gone = item("The rye workshop costs 40 €.", "p1", valid_until=date(2026, 2, 28))
    asked = answer(FanMessage("How much does the rye workshop cost?"), Context(lambda q, lang: [gone], TODAY))
    assert asked.evidence.items == () and asked.draft.text == ""
