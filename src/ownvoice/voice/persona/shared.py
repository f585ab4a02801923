"""What of a persona may go where others read it: a Character Card is made to be passed on, so nothing private is in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from ownvoice.voice.facts.fact import FactLine
from ownvoice.voice.persona.document import PersonaDocument
from ownvoice.voice.stances.stance import Topic
from ownvoice.voice.writing import Quote


def without_private(document: PersonaDocument) -> PersonaDocument:
    """The document without a quote, or a line that rests on one, of what not everybody could read. Figures stay."""
    topics = (_public_topic(topic) for topic in document.topics)
    lines = (_public_line(line) for line in document.found_facts)
    return replace(
        document,
        style=_public(document.style),
        topics=tuple(topic for topic in topics if topic.stances),
        found_facts=tuple(line for line in lines if line.facts),
        faq=tuple(_public(entry) for entry in document.faq if entry.answer is None or entry.answer.public),
        found_goals=_public(document.found_goals),
    )


def _public_topic(topic: Topic) -> Topic:
    return replace(
        topic,
        stances=tuple(one for one in topic.stances if one.quote.public),
        pairs=tuple(pair for pair in topic.pairs if pair.latest.quote.public and pair.earlier.quote.public),
    )


def _public_line(line: FactLine) -> FactLine:
    kept = [i for i, fact in enumerate(line.facts) if fact.quote.public]
    return replace(line, facts=tuple(line.facts[i] for i in kept), flags=tuple(line.flags[i] for i in kept))


def _public(value: Any) -> Any:
    """The value with every private quote out of the tuples in it."""
    if isinstance(value, tuple):
        return tuple(_public(one) for one in value if not isinstance(one, Quote) or one.public)
    if isinstance(value, dict):
        return {key: _public(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _public(getattr(value, f.name)) for f in fields(value) if f.init})
    return value
