"""What a creator's corrections teach: a small layer on top of triage, for this creator alone.

"This isn't spam, it's a question": messages that share words with the corrected one lean the same way. The method is
the passive-aggressive multiclass update (Crammer et al. 2006) on hashed words: what triage found starts with a lead
of one, and words that corrections spoke of add to an intent or take from it. A lead is lost only where a message
looks much like corrected ones. Everything is bounded, and the same corrections give the same layer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from zlib import crc32

from ownvoice.core.answers import Intent
from ownvoice.reply.phrases import spoken_words

MOST_CORRECTIONS = 2_000  # the latest ones that are learned from
MOST_WORDS = 120  # of a message
PLACES = 1 << 18
LEAD = 1.0  # of the intent that triage found,
MARGIN = 0.5  # and by how much a corrected intent shall overtake it
LARGEST = 1.5  # of one word's weight for one intent
ROUNDS = 4
_LAW = (Intent.CRISIS,)  # never learned, neither to it nor from it

Weights = Mapping[int, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A message, what triage found it to be, and what the creator says it is (the same, where they agree)."""

    text: str
    found: Intent
    intent: Intent


@dataclass(frozen=True, slots=True)
class Learned:
    """Of hashed words: how much each speaks for or against an intent."""

    weights: Weights = field(default_factory=lambda: MappingProxyType({}))

    def intent(self, said: Sequence[str], found: Intent) -> Intent:
        """The intent of a message with these folded words, where triage found `found`."""
        if not self.weights or found in _LAW:
            return found
        leads = _leads(self.weights, _seen(said), found)
        best = max(leads, key=lambda name: (leads[name], name == found.value))
        return Intent(best)

    def as_json(self) -> dict[str, dict[str, float]]:
        """The weights as JSON data, for storing."""
        return {str(place): dict(weights) for place, weights in self.weights.items()}


NOTHING_LEARNED = Learned()


def from_json(data: Mapping[str, Mapping[str, float]]) -> Learned:
    """What `as_json` gave. Intents that don't exist any more are left out."""
    known = {intent.value for intent in Intent}
    return Learned(
        {
            int(place): {name: float(weight) for name, weight in weights.items() if name in known}
            for place, weights in data.items()
        }
    )


def learn(corrections: Sequence[Correction]) -> Learned:
    """The layer that these corrections teach, the oldest first. A message's last correction counts."""
    latest = {correction.text: correction for correction in corrections[-MOST_CORRECTIONS:]}
    cases = [
        (_seen(spoken_words(correction.text)), correction)
        for correction in latest.values()
        if correction.found not in _LAW and correction.intent not in _LAW
    ]
    weights: dict[int, dict[str, float]] = {}
    for _ in range(ROUNDS):
        for seen, correction in cases:
            _update(weights, seen, correction)
    return Learned(
        {
            place: {name: round(weight, 4) for name, weight in sorted(of_place.items())}
            for place, of_place in sorted(weights.items())
        }
    )


def _update(weights: dict[int, dict[str, float]], seen: Mapping[int, float], correction: Correction) -> None:
    right = correction.intent.value
    leads = _leads(weights, seen, correction.found)
    rival = max((name for name in leads if name != right), key=lambda name: leads[name], default="")
    loss = MARGIN - leads.get(right, 0.0) + leads.get(rival, 0.0)
    if loss <= 0 or not seen:
        return
    step = loss / 2  # the trait values have length one
    for place, value in seen.items():
        of_place = weights.setdefault(place, {})
        for name, sign in ((right, 1), (rival, -1)):
            if name:
                moved = of_place.get(name, 0.0) + sign * step * value
                of_place[name] = max(-LARGEST, min(LARGEST, moved))


def _leads(weights: Weights, seen: Mapping[int, float], found: Intent) -> dict[str, float]:
    leads = {intent.value: 0.0 for intent in Intent if intent not in _LAW}
    leads[found.value] = LEAD
    for place, value in seen.items():
        for name, weight in weights.get(place, {}).items():
            leads[name] = leads.get(name, 0.0) + weight * value
    leads.pop(Intent.CRISIS.value, None)
    return leads


def _seen(said: Sequence[str]) -> dict[int, float]:
    """The places of a message's words and pairs of words, of length one together."""
    said = said[:MOST_WORDS]
    traits = {*said, *(f"{a} {b}" for a, b in zip(said, said[1:], strict=False))}
    places = sorted({crc32(trait.encode()) % PLACES for trait in traits})
    return {place: 1 / math.sqrt(len(places)) for place in places}
