"""The right citation where a model named the wrong note: a sentence that another shown note says is cited to that one.

Small models copy a sentence and miss the number beside it. Only what another note says outright is cited to it: a claim in
other words that names the wrong note is doubtful as it is. A citation that holds is never exchanged: of several, those stay
under which the sentence stands by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ownvoice.core.answers import Draft, EvidenceItem, Sentence, SentenceRole
from ownvoice.reply.verbatim import says_verbatim, says_with_other_articles

Stands = Callable[[Sentence], bool]
"""Whether a claim may stand under the notes that it names."""


def cited_truly(draft: Draft, notes: Sequence[EvidenceItem], stands: Stands) -> Draft:
    """The draft with each sentence cited to what says it, among the notes it names first, then the others shown.

    What stands under none keeps its own citation, and falls.
    """
    return replace(draft, sentences=tuple(_cited(one, notes, stands) for one in draft.sentences))


def _cited(sentence: Sentence, notes: Sequence[EvidenceItem], stands: Stands) -> Sentence:
    if sentence.role is SentenceRole.GOAL or (sentence.role is SentenceRole.COURTESY and stands(sentence)):
        return sentence
    named = sentence.evidence_ids
    if named:
        holding = tuple(name for name in named if stands(replace(sentence, evidence_ids=(name,))))
        if holding:
            return replace(sentence, evidence_ids=holding)
        if stands(sentence):
            return sentence
    for note in notes:
        if note.id in named:
            continue
        other = replace(sentence, role=SentenceRole.CLAIM, evidence_ids=(note.id,))
        if _says(note, sentence.text) and stands(other):
            return other
    return sentence


def _says(note: EvidenceItem, text: str) -> bool:
    return says_verbatim(text, note.text) or says_with_other_articles(text, note.text)
