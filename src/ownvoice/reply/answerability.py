"""The estimated chance that an item answers a question, and that anything found does.

A logistic formula over the features of `matching.py`: what several items have only together, none of them has said.
A draft needs an item that is likely to answer. Whether the corpus holds at all what is asked about is another matter:
a long question matches no single item well, and yet the post that it is about may stand out (`standing.py`). The
calibrated chance of that weighs both.

The weights come from a conditional logit model (McFadden 1974) with an outside option: of the items found and
"none of them", which answers? Fitting on whole questions rather than on single items makes the weights rank
the items and know when to hold back at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, mul

import numpy as np

from ownvoice.reply.matching import Match
from ownvoice.reply.standing import Floats, StandingWeights, log_odds, shipped_standing

FAR_BELOW = -8.0  # log-odds that a question is about what was found, where nothing was
ENOUGH = 0.55  # below this chance a question counts as one that nothing answers


@dataclass(frozen=True, slots=True)
class AnswerabilityWeights:
    """The formula: logistic(bias + the sum of weight times feature), one weight per feature of `Match`."""

    bias: float
    whole: float
    stretch: float
    lacks: float
    unknown: float
    similarity: float
    earlier: float
    alike: float
    amount: float
    near: float


# Fitted on the questions marked `part: fit` in tests/reply/questions_more.yml, each searched with and without
# vectors.
FITTED = AnswerabilityWeights(
    bias=-2.44,
    whole=1.66,
    stretch=2.48,
    lacks=-3.52,
    unknown=-1.63,
    similarity=1.85,
    earlier=0.17,
    alike=1.19,
    amount=1.2,
    near=1.78,
)


_NAMES = tuple(feature.name for feature in fields(Match))
_FEATURES = attrgetter(*_NAMES)  # `astuple` copies deeply and takes ten times as long


def answerable(found: Match, weights: AnswerabilityWeights = FITTED) -> float:
    """The chance in [0, 1] that an item that matches so answers the question."""
    z = weights.bias + sum(map(mul, _FEATURES(weights), _FEATURES(found)))
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, z))))


def any_answers(best: float, features: Floats, weights: StandingWeights | None = None) -> float:
    """The calibrated chance that anything found answers.

    `best` is the chance of the likeliest single item, `features` are those of the originals (`standing.py`). Below
    one half the likeliest item says nothing any more, and how the originals stand decides alone.
    """
    weights = weights or shipped_standing()
    stands = float(log_odds(features, weights).max()) if len(features) else FAR_BELOW
    own = math.log(max(best, 1e-9) / max(1.0 - best, 1e-9))
    z = weights.level + weights.standing * stands + weights.item * max(0.0, own)
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, z))))


def fit_answerability(
    questions: Iterable[Sequence[tuple[Match, bool]]], ridge: float = 0.5, rounds: int = 3_000
) -> AnswerabilityWeights:
    """The weights that explain best which items answered which questions, and which questions none did.

    Each question is given as its items with whether they answer it. The likelihood is climbed by gradient with
    momentum; a ridge on all weights but the bias keeps them finite where few examples separate perfectly.
    Raises ValueError unless there are questions with an answer and questions without one.
    """
    rows = [
        (
            np.array([(1.0, *_FEATURES(match)) for match, _ in items]),
            np.array([answers for _, answers in items]),
        )
        for items in questions
        if items
    ]
    if len({bool(answers.any()) for _, answers in rows}) < 2:
        raise ValueError("Fitting needs questions with an answer and questions without one.")
    beta = np.zeros(rows[0][0].shape[1])
    speed = np.zeros_like(beta)
    free = np.array([0.0] + [1.0] * (len(beta) - 1))
    step = 0.5 / len(rows)
    for _ in range(rounds):
        slope = -ridge * free * beta
        for x, answers in rows:
            chance = _shares(x @ beta)
            wanted = answers if answers.any() else np.zeros(0, dtype=bool)
            target = _shares((x @ beta)[wanted], outside=False) if wanted.any() else np.zeros(0)
            slope += x[wanted].T @ target - x.T @ chance if wanted.any() else -(x.T @ chance)
        speed = 0.9 * speed + step * slope
        beta += speed
    return AnswerabilityWeights(*(float(value) for value in beta))


def _shares(z: np.ndarray, outside: bool = True) -> np.ndarray:
    """Each option's share of the exponentials, beside an outside option of value 0 unless told otherwise."""
    top = max(0.0, float(z.max())) if outside else float(z.max())
    grown = np.exp(z - top)
    return np.asarray(grown / (grown.sum() + (math.exp(-top) if outside else 0.0)))
