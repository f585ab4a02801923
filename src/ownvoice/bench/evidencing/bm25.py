"""BM25 as it is written down, over everything: what the product's quick ways are measured against.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Term = Hashable


def once(times: int) -> float:
    """A question's word counts once."""
    return 1.0


def by_logarithm(times: int) -> float:
    """A question's word counts more when it is said again."""
    return 1.0 + math.log(times)


class Bm25:
    """Documents as lists of terms. Scores are against all of them."""

    def __init__(self, documents: Sequence[Sequence[Term]], k1: float, b: float) -> None:
        lengths = np.array([len(document) for document in documents], dtype=np.float32)
        norms = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean())))
        postings: dict[Term, tuple[list[int], list[float]]] = {}
        for number, document in enumerate(documents):
            for term, times in Counter(document).items():
                numbers, weights = postings.setdefault(term, ([], []))
                numbers.append(number)
                weights.append(times * (k1 + 1) / (times + float(norms[number])))
        self.size = len(documents)
        self.weights: dict[Term, float] = {
            term: math.log(1 + (self.size - len(numbers) + 0.5) / (len(numbers) + 0.5))
            for term, (numbers, _) in postings.items()
        }
        self._postings = {
            term: (
                np.array(numbers, dtype=np.int32),
                np.array(weights, dtype=np.float32) * self.weights[term],
            )
            for term, (numbers, weights) in postings.items()
        }

    def scores(self, question: Sequence[Term], counted: Callable[[int], float] = once) -> Floats:
        """Shape (documents,)."""
        found = np.zeros(self.size, dtype=np.float32)
        for term, times in Counter(question).items():
            if term in self._postings:
                numbers, weights = self._postings[term]
                found[numbers] += weights * np.float32(counted(times))
        return found


def best_of(scores: Floats, owners: npt.NDArray[np.int64], places: int) -> Floats:
    """The best score among each place's parts; `owners`: the place of each part, in order."""
    best = np.zeros(places, dtype=np.float32)
    np.maximum.at(best, owners, scores)
    return best
