"""What a pattern found in a sentence, before it is given the sentence's source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ownvoice.core.text import STOP_WORDS, words
from ownvoice.voice.facts.fact import FactKind

MOST_WORDS = 5  # of a key
_IDLE = (
    STOP_WORDS["en"]
    | STOP_WORDS["fr"]
    | frozenset(
        "only just about around really very more most new current now currently still also basic full "
        "regular normal usually s t d ll ve re lot while though "
        "located hosted dates date price prices cost prix tarif own despite "
        "having including".split()
    )
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact without its quote; the fields are those of `FoundFact`."""

    kind: FactKind
    key: str
    value: str
    valid_from: date | None = None
    valid_until: date | None = None


def key_of(text: str) -> str:
    """The last few words of a phrase that carry meaning, folded, in order; "" where there is none."""
    found = [word for word in words(text) if word not in _IDLE]
    return " ".join(found[-MOST_WORDS:])
