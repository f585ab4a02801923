"""Whether what is sent has stopped sounding like the creator: a test that may be looked at after every text.

Each sent text is cut to the longest of the known lengths it reaches, and its score is placed among those of the
creator's own held-out texts of that length. While it sounds like them, that place is as likely below the middle as
above. The evidence against it is a bet that grows when places are low (a test martingale; Ville 1939, Vovk et al.
2003), averaged over several stakes: under no drift it ever reaches 1 / ALPHA with a chance of at most ALPHA, however
often one looks. The held-out texts are a sample too: each place is raised by the margin of Dvoretzky, Kiefer and
Wolfowitz (constant by Massart 1990), which fails with a chance of at most ALPHA. Together at most 2 ALPHA.

It holds where sent texts and held-out texts could have been swapped. Somebody whose own manner changes drifts too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ownvoice.voice.score.features import masked
from ownvoice.voice.score.model import LanguageVoice, VoiceModel

ALPHA = 0.025
FALSE_ALARMS = 2 * ALPHA
STAKES = (0.25, 0.5, 1.0, 1.5, 1.9)
LEAST_OWN = 30  # held-out texts of a length, for a place among them to mean anything


@dataclass(frozen=True, slots=True)
class Drift:
    """`drifted`: whether the evidence ever reached its bound, after `at` texts (None where it didn't).

    `placed`: how many of the texts could be placed. `mean_place`: where they stand on average among the creator's own
    held-out texts, 0 lowest, about .5 without drift; None without texts. `evidence`: the bet's worth now, 1 at first.
    """

    drifted: bool
    at: int | None
    placed: int
    mean_place: float | None
    evidence: float


def drift(voice: VoiceModel, sent: Iterable[tuple[str, str]]) -> Drift:
    """Look at sent texts (text, ISO 639-1 language) in the order they were sent."""
    placed = [
        (number, *found)
        for number, (text, language) in enumerate(sent, start=1)
        if (known := voice.languages.get(language)) and (found := _place(known, text))
    ]
    worth = evidence(place + margin for _, place, margin in placed)
    at = next((number for (number, _, _), now in zip(placed, worth, strict=True) if now >= 1 / ALPHA), None)
    mean = float(np.mean([place for _, place, _ in placed])) if placed else None
    return Drift(at is not None, at, len(placed), mean, worth[-1] if worth else 1.0)


def evidence(places: Iterable[float]) -> list[float]:
    """What the bet is worth after each place (0 lowest, 1 highest): 1 at first, more where places are low."""
    logs = np.zeros(len(STAKES))
    worth = []
    for place in places:
        logs = logs + np.log1p(np.array(STAKES) * (0.5 - min(1.0, place)))
        worth.append(float(np.mean(np.exp(np.minimum(logs, 700)))))
    return worth


def _place(known: LanguageVoice, text: str) -> tuple[float, float] | None:
    """The share of own held-out texts that score no higher, and how far that may be off; None where too few."""
    seen = masked(text)
    usable = [
        length for length, odds in known.own_odds.items() if len(odds) >= LEAST_OWN and len(seen) >= length
    ]
    if not usable:
        return None
    length = max(usable)
    own = known.own_odds[length]
    odds = float(known.odds([text[:length]])[0])
    lengths = sum(len(odds) >= LEAST_OWN for odds in known.own_odds.values())
    margin = math.sqrt(math.log(lengths / ALPHA) / (2 * len(own)))
    return float(np.searchsorted(own, odds, "right") / len(own)), margin
