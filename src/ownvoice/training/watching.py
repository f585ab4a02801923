"""Watching a permission that is on: withdrawn as soon as its limit is no longer credible.

A random sample of what would be sent goes to review instead. Each outcome multiplies a stake on "the share of errors has
risen to q" by q/limit after an error and by (1 - q)/(1 - limit) otherwise, and a new stake of 1 is put in with each review:
a Shiryaev-Roberts e-detector (Shin, Ramdas & Rinaldo, "E-detectors", 2023), here over a few values of q. While the share is
at most the limit, the sum grows by 1 a review on average at most, so that it takes some `PATIENCE` reviews or more, on
average, until a permission that keeps its limit is withdrawn for nothing. A rise is noticed from whenever it begins: a test that
remembers a long clean year would need another one to forget it (`bench/autopilot.py` shows both).

As soon as there is doubt, everything goes to review until the doubt is gone or the permission is. Whether to sample depends
only on earlier outcomes, never on the draft at hand, so the test stays valid and the sample stays fair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

RISES = (1.5, 2.5, 5.0, 10.0)  # q, in limits
HIGHEST = 0.6  # no q above it
PATIENCE = 2_000.0  # reviews until a false withdrawal, on average, at a share of errors just at the limit
DOUBT = 1.75  # everything is reviewed from this stake on, in stakes as they come to rest without errors
REVIEW_SHARE = 0.2  # of what would be sent goes to review, where there is no doubt


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen since the permission was given. `capital`: the sum for each q of `RISES`."""

    limit: float
    capital: tuple[float, ...]
    reviewed: int = 0
    errors: int = 0

    @property
    def stake(self) -> float:
        """What the bets against the limit are worth together; `PATIENCE` withdraws."""
        return sum(self.capital) / len(self.capital)

    @property
    def withdrawn(self) -> bool:
        """Whether the limit is no longer credible."""
        return self.stake >= PATIENCE

    @property
    def doubtful(self) -> bool:
        """Whether everything goes to review for now."""
        return self.stake >= self._doubt

    @property
    def _doubt(self) -> float:
        return DOUBT * sum(at_rest(self.limit)) / len(RISES)

    def share(self, base: float = REVIEW_SHARE) -> float:
        """The share of what would be sent that goes to review now, in [0, 1]."""
        return 1.0 if self.doubtful or self.withdrawn else min(1.0, max(0.0, base))

    def seen(self, error: bool) -> Watch:
        """The watch after one more review of the sample."""
        capital = tuple(
            (1.0 + before) * (q / self.limit if error else (1 - q) / (1 - self.limit))
            for before, q in zip(self.capital, rises(self.limit), strict=True)
        )
        return replace(self, capital=capital, reviewed=self.reviewed + 1, errors=self.errors + int(error))

    def as_json(self) -> dict[str, Any]:
        """The watch as JSON data."""
        return {
            "limit": self.limit,
            "capital": list(self.capital),
            "reviewed": self.reviewed,
            "errors": self.errors,
        }


def rises(limit: float) -> tuple[float, ...]:
    """The shares of errors that are looked out for, all above the limit."""
    return tuple(min(max(HIGHEST, (1 + limit) / 2), limit * times) for times in RISES)


def at_rest(limit: float) -> tuple[float, ...]:
    """Where each bet comes to rest without errors: it loses with a clean review what the new stake of 1 brings."""
    return tuple((1 - q) / (q - limit) for q in rises(limit))


def begun(limit: float) -> Watch:
    """A watch that has seen nothing. It begins at rest, so that the very first error raises doubt."""
    return Watch(limit, at_rest(limit))


def from_json(stored: Mapping[str, Any], limit: float) -> Watch:
    """The watch as it was stored; a fresh one where nothing was, or for another limit."""
    capital = stored.get("capital", ())
    if stored.get("limit") != limit or len(capital) != len(RISES) or not all(map(_is_number, capital)):
        return begun(limit)
    return Watch(limit, tuple(map(float, capital)), int(stored["reviewed"]), int(stored["errors"]))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value) and value >= 0
