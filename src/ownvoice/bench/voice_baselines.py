"""What the voice score is held against: character n-grams with logistic regression, and Burrows's Delta.

Both need scikit-learn, which only benchmarks and tests use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ownvoice.core.errors import OwnvoiceError

Vector = NDArray[np.float64]
DELTA_WORDS = 150  # the commonest words and marks of the earlier texts
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


class CharacterNgrams:
    """2- to 5-grams of characters, case kept, TF-IDF with logarithmic counts; balanced logistic regression, C = 10."""

    def __init__(self, own: Sequence[str], others: Sequence[str]) -> None:
        try:
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.linear_model import LogisticRegression
        except ImportError as error:
            raise OwnvoiceError(
                "The comparison needs scikit-learn, which is not installed.",
                "Install requirements/dev.txt, or run the benchmark without --data.",
            ) from error
        self._vectors: Any = TfidfVectorizer(
            analyzer="char", ngram_range=(2, 5), min_df=2, sublinear_tf=True, lowercase=False, max_features=300_000,
            dtype=np.float32,
        )  # fmt: skip
        target = np.arange(len(own) + len(others)) < len(own)
        self._model: Any = LogisticRegression(
            C=10, class_weight="balanced", solver="liblinear", random_state=0
        )
        self._model.fit(self._vectors.fit_transform([*own, *others]), target)

    def scores(self, texts: Sequence[str]) -> Vector:
        """Higher is likelier the creator's."""
        return np.asarray(self._model.decision_function(self._vectors.transform(texts)), np.float64)


class BurrowsDelta:
    """Mean absolute difference of z-scored frequencies of common words (Burrows 2002), the others' less the creator's."""

    def __init__(self, own: Sequence[str], others: Sequence[str]) -> None:
        counts: Counter[str] = Counter()
        for text in (*own, *others):
            counts.update(_TOKEN.findall(text.lower()))
        self._at = {word: place for place, (word, _) in enumerate(counts.most_common(DELTA_WORDS))}
        mine, theirs = self._frequencies(own), self._frequencies(others)
        both = np.vstack([mine, theirs])
        self._mean, self._spread = both.mean(0), both.std(0) + 1e-9
        self._mine = self._standard(self._frequencies([" ".join(own)])[0])
        self._theirs = self._standard(self._frequencies([" ".join(others)])[0])

    def scores(self, texts: Sequence[str]) -> Vector:
        """Higher is likelier the creator's."""
        standard = self._standard(self._frequencies(texts))
        return np.asarray(np.abs(standard - self._theirs).mean(1) - np.abs(standard - self._mine).mean(1))

    def _standard(self, frequencies: Vector) -> Vector:
        return np.asarray((frequencies - self._mean) / self._spread)

    def _frequencies(self, texts: Sequence[str]) -> Vector:
        found = np.zeros((len(texts), len(self._at)))
        for row, text in enumerate(texts):
            tokens = _TOKEN.findall(text.lower())
            for token in tokens:
                if (place := self._at.get(token)) is not None:
                    found[row, place] += 1
            found[row] /= max(1, len(tokens))
        return found
