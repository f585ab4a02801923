"""Everything an item says of its author's values and facts, read in one pass over its sentences."""

from __future__ import annotations

from dataclasses import dataclass

from ownvoice.voice.facts.fact import FoundFact
from ownvoice.voice.facts.find import facts_in
from ownvoice.voice.own_sentences import own_sentences
from ownvoice.voice.plain_data import PlainData
from ownvoice.voice.stances.find import stances_in
from ownvoice.voice.stances.stance import Stance
from ownvoice.voice.writing import Written


@dataclass(frozen=True, slots=True)
class Values(PlainData):
    """What was found in one item, in the order it stands there."""

    stances: tuple[Stance, ...] = ()
    facts: tuple[FoundFact, ...] = ()


def values_in(written: Written) -> Values:
    """The stances and facts of one item. It depends on this item alone: what a source says goes with the source."""
    sentences = tuple(own_sentences(written.text))
    return Values(tuple(stances_in(written, sentences)), tuple(facts_in(written, sentences)))
