"""What of a persona may go where others read it: a Character Card is made to be passed on, so nothing private is in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from ownvoice.voice.persona.document import PersonaDocument, only_quotes
from ownvoice.voice.writing import Quote


def without_private(document: PersonaDocument) -> PersonaDocument:
    """The document without a quote, or a line that rests on one, of what not everybody could read. Figures stay."""
    return replace(
        only_quotes(document, lambda quote: quote.public),
        style=_public(document.style),
        faq=tuple(_public(entry) for entry in document.faq if entry.answer is None or entry.answer.public),
        found_goals=_public(document.found_goals),
    )


def _public(value: Any) -> Any:
    """The value with every private quote out of the tuples in it."""
    if isinstance(value, tuple):
        return tuple(_public(one) for one in value if not isinstance(one, Quote) or one.public)
    if isinstance(value, dict):
        return {key: _public(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _public(getattr(value, f.name)) for f in fields(value) if f.init})
    return value
