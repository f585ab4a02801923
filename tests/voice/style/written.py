"""Items for the tests, with what doesn't matter filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ownvoice.core.records import Kind
from ownvoice.voice.writing import Register, Written


def write(text: str, item_id: int = 1, language: str = "en", **others: Any) -> Written:
    """A reply to a question, written on 4 March 2026 at 12:30 UTC unless said otherwise."""
    given: dict[str, Any] = {
        "source_id": 1,
        "kind": Kind.REPLY,
        "register": Register.QUESTION,
        "published_at": datetime(2026, 3, 4, 12, 30, tzinfo=UTC),
    }
    return Written(item_id=item_id, text=text, language=language, **(given | others))


def years_ago(years: float) -> datetime:
    """That long before 4 March 2026."""
    return datetime(2026, 3, 4, 12, 30, tzinfo=UTC) - timedelta(days=365.25 * years)
