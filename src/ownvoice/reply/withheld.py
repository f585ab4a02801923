"""What no draft may rest on although it was said in public: what the creator took back, and what is nobody's business.

The creator's own health, religion, politics, sexuality, family and home stay out of every reply until they switch the
very sentence on: what one of the words of `voice/sensitive.py` stands in beside "I", "my" or "we", in a sentence that
tells of them without ("Diagnosed at forty.", "The wife …", "On habite …"), or in one that goes on about somebody close
("My wife … She …"). A post on child nodes, taxes or a mother dough speaks of nobody's life. Taken out before anything is
composed, so that no composer can quote it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ownvoice.core.answers import Evidence, EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans
from ownvoice.reply.checking.own_life import (
    in_first_person,
    speaks_of_others,
    tells_of_family_or_state,
)
from ownvoice.voice.sensitive import sensitive_category


def without_withheld(
    evidence: Evidence, withdrawn: Collection[str], switched_on: Collection[str]
) -> Evidence:
    """The evidence without the sentences that are withdrawn, or sensitive and not switched on.

    Both collections hold sentences, or whole replies, verbatim. Facts that the creator stated are theirs to tell.
    """
    kept = (_kept(item, withdrawn, switched_on) for item in evidence.items)
    return replace(evidence, items=tuple(item for item in kept if item.text.strip()))


def _kept(item: EvidenceItem, withdrawn: Collection[str], switched_on: Collection[str]) -> EvidenceItem:
    if item.kind is EvidenceKind.FACT or item.text in switched_on:
        return item
    if item.text in withdrawn:
        return replace(item, text="")
    spans = sentence_spans(item.text)
    stays: list[bool] = []
    of_family = False  # whether the sentences before speak of somebody close, so that "she" does, too
    for start, end in spans:
        sentence = item.text[start:end]
        private = sensitive_category(sentence, item.language)
        told = _tells_of_own(sentence) or (of_family and speaks_of_others(sentence))
        of_family = told and (private is not None or of_family)
        sensitive = told and private is not None and sentence not in switched_on
        stays.append(sentence not in withdrawn and not sensitive)
    if all(stays):
        return item
    said = (item.text[a:b] for (a, b), stay in zip(spans, stays, strict=True) if stay)
    return replace(item, text="\n".join(said))


def _tells_of_own(sentence: str) -> bool:
    return in_first_person(sentence) or tells_of_family_or_state(sentence)
