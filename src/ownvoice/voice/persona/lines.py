"""The lines of a persona that a creator can say something to: each with the key their word is kept under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from ownvoice.core.text import words
from ownvoice.voice.facts.fact import FaqEntry, FoundFact
from ownvoice.voice.persona.document import PersonaDocument, State, Word
from ownvoice.voice.stances.stance import Stance
from ownvoice.voice.style import Manner
from ownvoice.voice.writing import Register


def style_key(language: str, register: Register | None, line: str) -> str:
    """The key of one line of the style: a figure's name, or "opening Hey" for one of its forms."""
    return f"style/{language}/{register.value if register else 'all'}/{line}"[:160]


def faq_key(entry: FaqEntry) -> str:
    """The key of a question that keeps coming, by its words."""
    return blake2b(f"faq\n{' '.join(words(entry.question))}".encode(), digest_size=8).hexdigest()


def manners_of(document: PersonaDocument) -> list[Manner]:
    """Each manner something can be said of: all registers together first, unless one register is all there is."""
    style = document.style
    if style is None:
        return []
    alone = {(m.language, m.items) for m in style.manners if m.register is not None}
    return [m for m in style.manners if m.language and (m.register or (m.language, m.items) not in alone)]


def stances_of(document: PersonaDocument) -> Iterator[tuple[Stance, Word]]:
    """Every stance with the creator's word on it; `allowed` tells whether a sensitive one was switched on."""
    for topic in document.topics:
        for stance in topic.stances:
            word = document.word(stance.key)
            yield replace(stance, allowed=word.usable), word


def facts_of(document: PersonaDocument) -> Iterator[tuple[FoundFact, Word]]:
    """The same of every fact that was found."""
    for line in document.found_facts:
        for fact in line.facts:
            word = document.word(fact.id_key)
            yield replace(fact, allowed=word.usable), word


def withdrawn(document: PersonaDocument) -> frozenset[str]:
    """The quotes that no reply may rest on any more, since the creator forgot or corrected them."""
    gone = (State.FORGOTTEN, State.CORRECTED)
    said = [stance.quote.text for stance, word in stances_of(document) if word.state in gone]
    said += [fact.quote.text for fact, word in facts_of(document) if word.state in gone]
    said += [
        entry.answer.text
        for entry in document.faq
        if entry.answer and document.word(faq_key(entry)).state in gone
    ]
    return frozenset(said)


def switched_on(document: PersonaDocument) -> frozenset[str]:
    """The quotes of a sensitive category that the creator allows replies to use."""
    said = [stance.quote.text for stance, word in stances_of(document) if word.usable]
    said += [fact.quote.text for fact, word in facts_of(document) if word.usable]
    said += [
        entry.answer.text for entry in document.faq if entry.answer and document.word(faq_key(entry)).usable
    ]
    return frozenset(said)
