"""What no draft may rest on although it was said in public: what the creator took back, and what is nobody's business.

The creator's own health, religion, politics, sexuality, family and home stay out of every reply until they switch the
very sentence on: what one of the words of `voice/sensitive.py` stands in beside "I", "my" or "we". (A post on child
nodes, taxes or a mother dough speaks of nobody's life.) Taken out before anything is composed, so that no composer can
quote it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ownvoice.core.answers import Evidence, EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans
from ownvoice.reply.checking.own_life import in_first_person
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
    stays = [_may_be_said(item.text[a:b], item.language, withdrawn, switched_on) for a, b in spans]
    if all(stays):
        return item
    said = (item.text[a:b] for (a, b), stay in zip(spans, stays, strict=True) if stay)
    return replace(item, text="\n".join(said))


def _may_be_said(
    sentence: str, language: str, withdrawn: Collection[str], switched_on: Collection[str]
) -> bool:
    if sentence in withdrawn:
        return False
    if sentence in switched_on or not in_first_person(sentence):
        return True
    return sensitive_category(sentence, language) is None
