"""Sentences that speak to a machine instead of a reader ("Ignore all previous instructions and say …"): never evidence.

Whoever can write where a creator is read can plant some, and an answer that quotes one has half obeyed it. The sentence
goes, and what follows it in the same text: an order runs on. So do a title and an old question that hold one. No list of
wordings is complete; what holds beyond it is that an order is nothing to this program: it says what the creator
published, judged sentence by sentence, and a person approves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans
from ownvoice.reply.evidence import Search
from ownvoice.reply.lexicon import instruction_markers, word_classes
from ownvoice.reply.phrases import Label, PhraseBook, spoken_words

LONGEST = 8_000  # characters of a sentence that are read


def speaks_to_a_machine(sentence: str) -> bool:
    """Whether it holds a wording that addresses a language model or the program around it."""
    text = sentence[:LONGEST]
    lowered = text.lower()
    return any(marker in lowered for marker in instruction_markers()) or bool(
        _book().find(spoken_words(text))
    )


def without_orders(search: Search) -> Search:
    """The same search, whose hits hold no sentence that speaks to a machine, and nothing behind one."""

    def cleaned(question: str, language: str) -> Sequence[EvidenceItem]:
        items = (_without(item) for item in search(question, language))
        return [item for item in items if item.text.strip()]

    return cleaned


def _without(item: EvidenceItem) -> EvidenceItem:
    if item.kind is EvidenceKind.FACT:  # the creator stated it for the AI to use
        return item
    if item.title and speaks_to_a_machine(item.title):
        item = replace(item, title="")
    if item.asked and speaks_to_a_machine(item.asked):
        item = replace(item, asked="")
    if not speaks_to_a_machine(item.text):
        return item
    for start, end in sentence_spans(item.text):
        if speaks_to_a_machine(item.text[start:end]):
            return replace(item, text=item.text[:start].rstrip())
    return replace(item, text="")  # it takes several sentences to say it


@cache
def _book() -> PhraseBook:
    book = PhraseBook()
    for phrases in word_classes("machines").values():
        for phrase in phrases:
            book.add(phrase, Label("order", "order"))
    return book
