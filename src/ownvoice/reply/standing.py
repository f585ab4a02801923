"""Whether what a question is about is among what was found at all: told by how the originals stand beside each other.

The score of the best one hardly says it: a long question finds something in every corpus. What says more is how far one
original stands out from the rest found by the same words, whether it holds the question's rarest words and neighbouring
words together, and how long ago it was published, since most of what readers ask is about what has just appeared.

The weights are those of a conditional logit model (McFadden 1974) with an outside option, "none of them", learned on real
readers' questions, each once with the post it stands under in the index and once with that post taken out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from ownvoice.core.answers import EvidenceItem
from ownvoice.core.text import words
from ownvoice.reply.freshness import age_days
from ownvoice.reply.matching import Match, Sought, share, stems_of

Floats = npt.NDArray[np.float64]
FILE = "standing.json"
AGES = (1, 2, 5, 10, 30, 90, 365)  # days within which it was published
RARE = 8.0  # the weight of a word that one text in 3,000 holds
LONGEST = 2_000  # characters of a passage, and of a question, whose runs of words are compared
CLOSE, SPREAD = 0.87, 0.03  # as in `matching`: the cosine that says nothing, and how cosines spread
NAMES = (
    *(
        "score",
        "whole",
        "pairs",
        "covered",
        "stretch",
        "title",
        "rarest",
        "runs",
        "found",
        "close",
        "similar",
    ),
    *(f"within_{days}" for days in AGES),
    *(
        "newness",
        "newest",
        "best_whole",
        "ahead_whole",
        "share_whole",
        "ahead_pairs",
        "share_score",
        "best_score",
    ),
    *("ahead_score", "ahead_covered", "new_and_covered", "length"),
)


@dataclass(frozen=True, slots=True)
class StandingWeights:
    """One weight per feature of `NAMES` after centring by `mean` and scaling by `spread`, and the bias.

    `level`, `standing` and `item` make the calibrated chance of `answerability.any_answers`: its bias, and the weights of
    the best original's log-odds and of the best item's own, as far as they are above 0.
    """

    bias: float
    weights: tuple[float, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    level: float = 0.0
    standing: float = 1.0
    item: float = 0.0


def standing(
    question: Sought,
    text: str,
    language: str,
    items: Sequence[EvidenceItem],
    found: Sequence[Match],
    today: date,
) -> tuple[Floats, list[str]]:
    """The features of each original among the items, shape (originals, len(NAMES)), and what names each original.

    `items` are as the search gave them, with `found` their matches; passages of one item count as one original.
    """
    groups: dict[str, list[tuple[EvidenceItem, Match]]] = {}
    for item, match in zip(items, found, strict=True):
        groups.setdefault(str(item.item_id) if item.item_id is not None else item.id, []).append(
            (item, match)
        )
    if not groups:
        return np.zeros((0, len(NAMES))), []
    runs = _runs(text)
    own = np.array([_own(question, group, runs, language, today) for group in groups.values()])
    score, whole, pairs, covered = own[:, 0], own[:, 1], own[:, 2], own[:, 3]
    age = own[:, -1]
    within = np.array([(age <= days).astype(float) for days in AGES]).T
    newness = np.where(
        np.isinf(age), 0.0, np.maximum(0.0, 1 - np.log1p(np.minimum(age, 365)) / math.log(366))
    )
    length = np.full(len(own), math.log1p(len(question.words)))
    beside = [
        newness, _places(newness), _places(whole), _ahead(whole), _relative(whole), _ahead(pairs), _relative(score),
        _places(score), _ahead(score), _ahead(covered), newness * covered, length,
    ]  # fmt: skip
    return np.column_stack([own[:, :-1], within, *beside]), list(groups)


def _own(
    question: Sought,
    group: Sequence[tuple[EvidenceItem, Match]],
    runs: frozenset[tuple[str, ...]],
    language: str,
    today: date,
) -> list[float]:
    """What is read off one original alone; its age in days comes last, infinite where nobody knows."""
    first = group[0][0]
    code = first.language or language
    title = stems_of(first.title, code)
    stems = title.union(*(stems_of(item.text, code) for item, _ in group))
    held = [word.weight for word in question.words if not stems.isdisjoint(word.stems)]
    together = frozenset().union(*(_runs(item.text) for item, _ in group)) if runs else frozenset()
    cosines = [item.similarity for item, _ in group if item.similarity is not None]
    age = age_days(first, today)
    return [
        max(item.score for item, _ in group),
        max(item.whole for item, _ in group),
        max(item.pairs for item, _ in group),
        share(question, stems),
        max(match.stretch for _, match in group),
        share(question, title),
        max(held, default=0.0) / RARE,
        math.log1p(len(runs & together)),
        float(len(group)),
        max(match.near for _, match in group),
        max(-2.0, min(2.0, (max(cosines) - CLOSE) / SPREAD)) if cosines else 0.0,
        math.inf if age is None else float(age),
    ]


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """All three words in a row: who quotes a text says the same words in the same order."""
    said = words(text[:LONGEST])
    return frozenset(zip(said, said[1:], said[2:], strict=False))


def _places(values: Floats) -> Floats:
    """The logarithm of each value's place, the best first."""
    return np.asarray(np.log1p(np.argsort(np.argsort(-values, kind="stable"), kind="stable")))


def _ahead(values: Floats) -> Floats:
    """By how much each value is ahead of the best of the others; below 0 for all but the best."""
    if len(values) < 2:
        return np.zeros(len(values))
    top = np.sort(values)[::-1]
    return np.asarray(values - np.where(values >= top[0], top[1], top[0]))


def _relative(values: Floats) -> Floats:
    """Each value as a multiple of the mean, at most 10."""
    return np.asarray(np.minimum(10.0, values / max(float(values.mean()), 1e-6)))


def log_odds(features: Floats, weights: StandingWeights) -> Floats:
    """For each original the log-odds that the question is about it; shape (originals,)."""
    scaled = (features - np.array(weights.mean)) / np.array(weights.spread)
    return np.asarray(weights.bias + np.clip(scaled, -6, 6) @ np.array(weights.weights))


@cache
def shipped_standing() -> StandingWeights:
    """The weights that come with the program (`ownvoice.bench.answering.fitting` makes them)."""
    kept = json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    weights, mean, spread = (
        tuple(float(kept[part][name]) for name in NAMES) for part in ("weights", "mean", "spread")
    )
    return StandingWeights(
        float(kept["bias"]),
        weights,
        mean,
        spread,
        float(kept["level"]),
        float(kept["standing"]),
        float(kept["item"]),
    )
