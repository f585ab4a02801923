"""Finding facts in one item: what a sentence of the creator's states outright, with that sentence as its evidence.

Questions, conditions, quotations and code are left out before any pattern looks (see `own_sentences`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ownvoice.voice.evidence_quotes import quote_of
from ownvoice.voice.facts.dates import dates_in
from ownvoice.voice.facts.fact import FactKind, FoundFact
from ownvoice.voice.facts.links import links_in
from ownvoice.voice.facts.people import people_in
from ownvoice.voice.facts.prices import prices_in
from ownvoice.voice.facts.products import products_in
from ownvoice.voice.facts.statement import Statement
from ownvoice.voice.facts.tools import tools_in
from ownvoice.voice.own_sentences import OwnSentence, own_sentences
from ownvoice.voice.sensitive import sensitive_category
from ownvoice.voice.writing import Written

SHORTEST = 12  # characters of a sentence
# A quick look that spares most items everything else.
_MAY = re.compile(
    r"[$€£]|https?://|\b(?:[Mm]y|[Oo]ur|[Mm]on|[Mm]a|[Nn]otre|[Ee]uros?|[Dd]ollars?|EUR|USD|GBP|CHF|I|"
    r"[Jj]e|19\d\d|20\d\d)\b|"
    r"\b[Jj]['’]|\d ?(?:st|nd|rd|th)?\b ?(?:of )?(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]a[iy]|[Jj]u[nli]|"
    r"[Aa]ug|[Aa]o|[Ss]ep|[Oo]ct|[Nn]ov|[Dd][eé]c|[Ff][eé]v|[Aa]vr)|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
)


def facts_in(written: Written, sentences: Iterable[OwnSentence] | None = None) -> Iterator[FoundFact]:
    """The facts of one item, in order, the same statement once. Depends on this item alone; never raises.

    `sentences` are its `own_sentences`, where the caller has them already.
    """
    if not _MAY.search(written.text):
        return
    seen: set[tuple[FactKind, str, str]] = set()
    for sentence in own_sentences(written.text) if sentences is None else sentences:
        if len(sentence.text) < SHORTEST or not _MAY.search(sentence.text):
            continue
        for found in _statements(sentence, written):
            if (found.kind, found.key, found.value) not in seen:
                seen.add((found.kind, found.key, found.value))
                yield _fact(found, sentence, written)


def _statements(sentence: OwnSentence, written: Written) -> Iterator[Statement]:
    yield from prices_in(sentence)
    yield from dates_in(sentence, written.published_at.date() if written.published_at else None)
    yield from tools_in(sentence)
    yield from people_in(sentence)
    yield from products_in(sentence)
    if "://" in sentence.text:
        yield from links_in(sentence)


def _fact(found: Statement, sentence: OwnSentence, written: Written) -> FoundFact:
    return FoundFact(
        found.kind,
        found.key,
        found.value,
        quote_of(written, sentence.text),
        written.language,
        found.valid_from,
        found.valid_until,
        sensitive_category(sentence.text, written.language),
    )
