"""What the creator's decisions prove about an autopilot: for each threshold, how much of what it sends can be wrong.

A threshold is a cut of the draft's own confidence. Calibrated confidence would be cut at the same drafts, since calibration
never changes their order; so nothing that is learned from the decisions is used to choose the cuts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ownvoice.core.answers import Intent
from ownvoice.training.betting import LEVEL, clean_needed, credible, still_needed, upper_bound

EVERY_DRAFT = 0.0
# Fixed before anybody's reviews are seen. A draft that only says thanks has the same confidence each time: nothing to cut.
CUTS: tuple[tuple[float, float], ...] = ((0.9, 1 / 6), (0.8, 1 / 6), (0.7, 1 / 6), (EVERY_DRAFT, 1 / 2))
ONE_CUT: tuple[tuple[float, float], ...] = ((EVERY_DRAFT, 1.0),)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One decision: how sure the draft was of itself, in [0, 1], and whether sending it would have been an error."""

    confidence: float
    error: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How one threshold stands. `share`: of all drafts, in [0, 1], how many it would send.

    `bound`: at most this share of them is wrong, at the level that is this threshold's. `needed`: clean reviews in a row of
    drafts this sure that still lack (0: none; None: more than can be hoped for). `whole`: how many it takes from the start.
    """

    threshold: float
    level: float
    reviewed: int
    errors: int
    share: float
    bound: float
    needed: int | None
    whole: int

    @property
    def certified(self) -> bool:
        """Whether the limit that was asked about is proven."""
        return self.needed == 0

    def as_json(self) -> dict[str, Any]:
        """The figures as JSON data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The standings, strictest threshold first, for one limit."""

    limit: float
    reviewed: int
    standings: tuple[Standing, ...]

    @property
    def best(self) -> Standing | None:
        """The loosest threshold that is certified: the one that sends most. None where none is."""
        return next((one for one in reversed(self.standings) if one.certified), None)

    @property
    def nearest(self) -> Standing:
        """The best one, or the one that the fewest drafts still have to be reviewed for."""
        return self.best or min(self.standings, key=_drafts_to_go)

    def at(self, threshold: float) -> Standing | None:
        """The standing of this threshold."""
        return next((one for one in self.standings if one.threshold == threshold), None)

    def as_json(self) -> dict[str, Any]:
        """The whole as JSON data."""
        return {
            "limit": self.limit,
            "reviewed": self.reviewed,
            "standings": [one.as_json() for one in self.standings],
        }


def cuts_for(intent: Intent) -> tuple[tuple[float, float], ...]:
    """The thresholds that are tried for an intent, each with its share of the level, strictest first."""
    return ONE_CUT if intent is Intent.THANKS else CUTS


def certify(
    reviews: Sequence[Reviewed],
    limit: float,
    cuts: Sequence[tuple[float, float]] = CUTS,
    level: float = LEVEL,
) -> Certificate:
    """What the reviews prove about each cut. They must be all of a stretch, none left out for what was decided.

    With chance `level` at most any of the certified cuts sends more than `limit` of errors, at whatever moment and however
    often this was asked, and whichever limit was chosen after looking (Bonferroni over the cuts, `betting.py` over time).
    Raises ValueError for a limit outside (0, 1).
    """
    if not 0.0 < limit < 1.0:
        raise ValueError(f"A limit lies between 0 and 1, not at {limit}.")
    standings = []
    for threshold, part in cuts:
        kept = [one for one in reviews if one.confidence >= threshold]
        wrong = sum(one.error for one in kept)
        standings.append(_standing(threshold, level * part, len(kept), wrong, len(reviews), limit))
    return Certificate(limit, len(reviews), tuple(standings))


def _standing(
    threshold: float, level: float, reviewed: int, errors: int, everything: int, limit: float
) -> Standing:
    needed = 0 if credible(errors, reviewed, limit, level) else still_needed(errors, reviewed, limit, level)
    return Standing(
        threshold=threshold,
        level=level,
        reviewed=reviewed,
        errors=errors,
        share=reviewed / everything if everything else (1.0 if threshold == EVERY_DRAFT else 0.0),
        bound=upper_bound(errors, reviewed, level),
        needed=needed,
        whole=clean_needed(limit, level),
    )


def _drafts_to_go(standing: Standing) -> tuple[float, float]:
    if standing.needed is None or not standing.share:
        return (math.inf, -standing.threshold)
    return (standing.needed / standing.share, standing.threshold)
