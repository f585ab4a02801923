"""Sentences of a model that lean on one that isn't there: true where they were written, and something else here.

"This is something we may consider adding." promises what its reader asked for, whatever "this" was. A sentence of the
creator's own has to be fit to be quoted by itself, as in an answer in own words (`quoting.py`), or to follow the sentence
it followed there; one in other words must not begin with a word that points back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ownvoice.core.answers import Evidence, EvidenceItem, Sentence, SentenceRole, SentenceVerdict, Verdict
from ownvoice.core.text import sentence_spans, words
from ownvoice.reply.lexicon import all_lexicons
from ownvoice.reply.quoting import Quote, quotes
from ownvoice.reply.verbatim import says_verbatim, says_with_other_articles

# What they point to is named elsewhere, wherever in a sentence they stand,
_POINTING = frozenset("these those latter former ces ceux celles celui celle dernier derniere".split())
# or where it begins with them.
_KNOWN_THING = frozenset(
    {
        ("the", "situation"),
        ("the", "problem"),
        ("the", "issue"),
        ("the", "same"),
        ("the", "above"),
        ("the", "rest"),
    }
    | {("la", "situation"), ("le", "probleme"), ("la", "meme"), ("le", "meme"), ("le", "reste")}
)
HANGS = "Points back to something that isn't said here."


def without_hanging(verdict: Verdict, evidence: Evidence) -> Verdict:
    """The verdict with those claims failed too that nothing before them in the draft gives their meaning to."""
    judged: list[SentenceVerdict] = []
    before: Sentence | None = None
    for one in verdict.sentences:
        if one.supported and one.sentence.role is SentenceRole.CLAIM:
            cited = [item for name in one.sentence.evidence_ids if (item := evidence.get(name))]
            if not _stands(one.sentence, before, cited):
                one = replace(one, supported=False, reason=HANGS)
        judged.append(one)
        before = one.sentence if one.supported else None
    if tuple(judged) == verdict.sentences:
        return verdict
    return Verdict(tuple(judged), 0.0)


def _stands(sentence: Sentence, before: Sentence | None, cited: Sequence[EvidenceItem]) -> bool:
    if any(item.url and sentence.text == item.url for item in cited):
        return True
    said = words(sentence.text)
    outright = [item for item in cited if _says(sentence.text, item.text)]
    if outright:
        return any(_quotable(sentence.text, before, item) for item in outright)
    return not _points_back(said) and not any(book.dangling.starting(said) for book in all_lexicons())


def _quotable(text: str, before: Sentence | None, item: EvidenceItem) -> bool:
    for quote in quotes(item):
        if _says(text, quote.text):
            leans = quote.relies or _points_back(words(text))
            return not leans or (before is not None and _precedes(before.text, quote, item))
    return False


def _points_back(said: Sequence[str]) -> bool:
    return tuple(said[:2]) in _KNOWN_THING or not _POINTING.isdisjoint(said)


def _precedes(text: str, quote: Quote, item: EvidenceItem) -> bool:
    """Whether `text` is the sentence of the item right before the quote."""
    spans = sentence_spans(item.text)
    if not 0 < quote.index < len(spans):
        return False
    start, end = spans[quote.index - 1]
    return _says(text, item.text[start:end])


def _says(text: str, source: str) -> bool:
    return says_verbatim(text, source) or says_with_other_articles(text, source)
