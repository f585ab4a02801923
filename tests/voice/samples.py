"""Items of a made-up creator for the tests of what a persona is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ownvoice.core.records import Kind
from ownvoice.voice.writing import Quote, Register, Written


def written(text: str, language: str = "en", item_id: int = 1, **more: Any) -> Written:
    """A public post of January 2025, unless said otherwise."""
    given: dict[str, Any] = {
        "source_id": 1,
        "kind": Kind.POST,
        "register": Register.POST,
        "published_at": datetime(2025, 1, 15, 12, tzinfo=UTC),
    }
    return Written(item_id=item_id, text=text, language=language, **(given | more))


def quote(text: str, item_id: int = 1, year: int = 2025, **more: Any) -> Quote:
    """Words of a public item of the first of January."""
    return Quote(item_id, 1, text, datetime(year, 1, 1, tzinfo=UTC), **more)
