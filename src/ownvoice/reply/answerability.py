"""The estimated chance that what was found answers the question at all.

A logistic formula over five features that can be read off the evidence. Its weights are a first guess until
they are fitted on questions whose answer is known to be in a corpus or not (`fit_answerability`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from ownvoice.core.answers import EvidenceItem
from ownvoice.reply.question import content_terms

# The cosine at which a multilingual-e5-small pair is as likely unrelated as related; where there is no vector
# the feature is 0, which says as much.
SIMILARITY_MIDPOINT = 0.85
SIMILARITY_SPREAD = 0.05
REST = 4  # how many items behind the best one it is compared with


@dataclass(frozen=True, slots=True)
class AnswerFeatures:
    """What the estimate is made from.

    `coverage`: the best item's share of the question's content, weighted by rarity, in [0, 1]. `similarity`:
    the best cosine, centred and scaled, clipped to [-2, 2]. `gap`: the best score minus the mean of the next
    few, in [0, 1]. `single`: the largest share of the question's content terms found in one item (with its
    title and the question it answered), in [0, 1]. `asked`: the same share among the questions that exchanges
    answered, in [0, 1].
    """

    coverage: float = 0.0
    similarity: float = 0.0
    gap: float = 0.0
    single: float = 0.0
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerabilityWeights:
    """The formula: logistic(bias + the sum of weight times feature). A first guess, not fitted."""

    bias: float = -5.0
    coverage: float = 4.0
    similarity: float = 1.0
    gap: float = 0.5
    single: float = 3.5
    asked: float = 1.0


FIRST_GUESS = AnswerabilityWeights()


def features(question: str, language: str, items: Sequence[EvidenceItem]) -> AnswerFeatures:
    """The features of the evidence `items`, best first, for `question`."""
    if not items:
        return AnswerFeatures()
    wanted = set(content_terms(question, language))
    similarities = [item.similarity for item in items if item.similarity is not None]
    rest = [item.score for item in items[1 : 1 + REST]]
    return AnswerFeatures(
        coverage=max(item.coverage for item in items),
        similarity=_scaled(max(similarities)) if similarities else 0.0,
        gap=max(0.0, items[0].score - sum(rest) / len(rest)) if rest else 0.0,
        single=max(share(wanted, f"{item.text} {item.title} {item.asked}", language) for item in items),
        asked=max(share(wanted, item.asked, language) for item in items),
    )


def answerable(found: AnswerFeatures, weights: AnswerabilityWeights = FIRST_GUESS) -> float:
    """The chance in [0, 1] that evidence with these features answers its question."""
    z = weights.bias + sum(
        weight * value for weight, value in zip(astuple(weights)[1:], astuple(found), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, z))))


def share(wanted: set[str], text: str, language: str) -> float:
    """The share of the `wanted` stems that `text` has, in [0, 1]; 0 where nothing is wanted."""
    if not wanted or not text.strip():
        return 0.0
    return len(wanted & set(content_terms(text, language))) / len(wanted)


def fit_answerability(
    examples: Iterable[tuple[AnswerFeatures, bool]], ridge: float = 1.0, rounds: int = 50
) -> AnswerabilityWeights:
    """The weights that explain best which examples were answerable (True) and which not.

    Logistic regression by iteratively reweighted least squares, with a ridge on all weights but the bias, so
    that few or separable examples give finite weights. Raises ValueError unless both answers occur.
    """
    rows = [(astuple(found), answer) for found, answer in examples]
    if len({answer for _, answer in rows}) < 2:
        raise ValueError("Fitting needs examples of questions with an answer and of questions without one.")
    x = np.array([(1.0, *values) for values, _ in rows], dtype=np.float64)
    y = np.array([float(answer) for _, answer in rows], dtype=np.float64)
    penalty = np.diag([1e-6, *([ridge] * (x.shape[1] - 1))])
    beta = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30, 30)))
        step = np.linalg.solve(
            x.T @ (x * (p * (1 - p) + 1e-9)[:, None]) + penalty, x.T @ (y - p) - penalty @ beta
        )
        beta += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return AnswerabilityWeights(*(float(value) for value in beta))


def _scaled(similarity: float) -> float:
    return max(-2.0, min(2.0, (similarity - SIMILARITY_MIDPOINT) / SIMILARITY_SPREAD))
