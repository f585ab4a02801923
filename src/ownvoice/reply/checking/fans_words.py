"""Which sentences of a creator's reply are the fan's: quoted back to them, they are nobody's ground for an answer.

"I have two children with asthma." stands in a reply because the fan wrote it; told to the next fan as the creator's own
it would be an invented life.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans, words

FEWEST = 4  # words that are no accident: "Thanks!" says anybody
_MARK = ">"  # before a line that is quoted, since mail is written
_BETWEEN = " "


def is_fans(sentence: str, item: EvidenceItem) -> bool:
    """Whether a sentence of `item.text` is what the fan wrote in `item.asked`, or stands behind a mark of quotation.

    A fact's question is the creator's own.
    """
    if item.kind is EvidenceKind.FACT:
        return False
    if sentence.lstrip().startswith(_MARK):
        return True
    said = words(sentence)
    return len(said) >= FEWEST and _joined(said) in _asked(item.asked)


def in_own_words(item: EvidenceItem) -> EvidenceItem:
    """The item without the fan's sentences in it."""
    if not item.asked and _MARK not in item.text:
        return item
    spans = sentence_spans(item.text)
    own = [item.text[start:end] for start, end in spans if not is_fans(item.text[start:end], item)]
    return item if len(own) == len(spans) else replace(item, text="\n".join(own))


@lru_cache(maxsize=256)
def _asked(text: str) -> str:
    return _joined(words(text))


def _joined(said: list[str]) -> str:
    return f"{_BETWEEN}{_BETWEEN.join(said)}{_BETWEEN}"
