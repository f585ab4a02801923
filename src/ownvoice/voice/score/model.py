"""A learned voice: how likely is it that a text is by this creator, and which of several sounds most like them?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ownvoice.voice.score.calibration import Vector, log_odds
from ownvoice.voice.score.features import BITS, VIEWS, Codes, Floats, Rows, counted, masked, weighed


@dataclass(frozen=True, slots=True)
class Score:
    """`probability` that the creator wrote the text, if it were as likely as not beforehand."""

    probability: float
    log_odds: float
    chars: int


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How well later texts that were not learned from were told apart, cut to `chars` characters.

    `own`, `others`: how many there were. `low`, `high`: a 95 % interval of `auc`. `ece`: calibration error.
    """

    chars: int
    own: int
    others: int
    auc: float
    low: float
    high: float
    equal_error_rate: float
    ece: float


@dataclass(frozen=True, slots=True)
class NotEnough:
    """No score is given; `reason` is a sentence that says why and what would help."""

    reason: str


@dataclass(frozen=True, slots=True)
class LanguageVoice:
    """What was learned in one language: only counts, weights and scores, no text.

    `weights`: one for each place of `features.PLACES`; `constants`: one for each view. `own_odds`: for each cut
    length the sorted log-odds of the creator's held-out texts. `least_chars`: shorter texts are not scored, because
    held-out ones as short could not be told apart.
    """

    common: Codes
    rarities: Floats
    weights: Floats
    constants: Vector
    calibration: Vector
    held_out: tuple[HeldOut, ...]
    own_odds: Mapping[int, Floats]
    least_chars: int
    own_texts: int
    other_texts: int
    other_authors: int

    def odds(self, texts: Sequence[str]) -> Vector:
        """The log-odds of each text, whatever its length."""
        return self._odds(weighed(counted(texts, self.common), self.rarities), chars_of(texts))

    def _odds(self, rows: Rows, chars: Vector) -> Vector:
        return log_odds(self.calibration, margins(rows, self.weights, self.constants), chars)


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """The voice in each language that is known well enough; `unknown` says of the others why they aren't."""

    languages: Mapping[str, LanguageVoice]
    unknown: Mapping[str, NotEnough]

    def score(self, text: str, language: str) -> Score | None:
        """How likely the text is by the creator; None where that can't be said (`why_not` says why)."""
        if self.why_not(text, language) is not None:
            return None
        odds = float(self.languages[language].odds([text])[0])
        return Score(1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))), odds, len(masked(text)))

    def why_not(self, text: str, language: str) -> NotEnough | None:
        """Why a text gets no score, or None where it gets one."""
        known = self.languages.get(language)
        if known is None:
            return self.unknown.get(language) or NotEnough(
                f"Nothing was learned in this language ({language or 'unknown'})."
            )
        chars = len(masked(text))
        if chars < known.least_chars:
            return NotEnough(
                f"The text has {chars} characters; in fewer than {known.least_chars} this creator can't be told from others."
            )
        return None

    def rank(self, candidates: Sequence[str], language: str) -> list[int]:
        """The candidates' indices, the likeliest first; those without a score last; ties in the order given."""
        scores = [self.score(text, language) for text in candidates]
        return sorted(
            range(len(candidates)),
            key=lambda index: -scored.log_odds if (scored := scores[index]) else math.inf,
        )


def margins(rows: Rows, weights: Floats, constants: Vector) -> Vector:
    """What each view says of each row: texts by views."""
    views = len(VIEWS)
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
    part = owner * views + (rows.places >> BITS)
    summed = np.bincount(part, rows.values * weights[rows.places], len(rows) * views)
    return np.asarray(summed.reshape(len(rows), views) + constants)


def chars_of(texts: Sequence[str]) -> Vector:
    """How long each text is as the model sees it."""
    return np.array([len(masked(text)) for text in texts], np.float64)
