"""A small made-up creator, a baker, for the tests of the reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from ownvoice.core.answers import EvidenceItem, EvidenceKind, FanMessage, Goal, Habits, Intent, Triage
from ownvoice.reply.pipeline import Context

TODAY = date(2026, 3, 1)

HABITS = Habits(
    openings={"en": ("Hello!",), "fr": ("Bonjour !",)},
    closings={"en": ("Hope this helps!",), "fr": ("Bonne journée !",)},
    thanks={"en": ("Thank you so much!",), "fr": ("Merci beaucoup !",)},
)

STARTER_COURSE = Goal(
    1,
    "course",
    "My sourdough course opens in April.",
    "https://example.org/course",
    "en",
    ("starter", "sourdough"),
)


def item(text: str, id: str = "p1", **more: Any) -> EvidenceItem:
    """An English passage that covers the question well, unless said otherwise."""
    given: dict[str, Any] = {
        "kind": EvidenceKind.PASSAGE,
        "score": 0.8,
        "language": "en",
        "coverage": 0.9,
        "published_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    return EvidenceItem(id=id, text=text, **(given | more))


def exchange(text: str, asked: str, id: str = "x1", **more: Any) -> EvidenceItem:
    """The creator's earlier answer `text` to a fan who `asked`."""
    return item(text, id, **({"kind": EvidenceKind.EXCHANGE, "asked": asked} | more))


def asking(question: str, language: str = "en", intent: Intent = Intent.QUESTION) -> Triage:
    """The triage of a message that asks this."""
    return Triage(intent, language, True, (), question)


def said(text: str, **more: Any) -> FanMessage:
    """A fan's message."""
    return FanMessage(text, **more)


def context(items: Sequence[EvidenceItem] = (), **more: Any) -> Context:
    """A context whose search always finds `items`."""
    return Context(**({"search": lambda question, language: items, "today": TODAY, "habits": HABITS} | more))
