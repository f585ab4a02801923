"""From candidates to an order: BM25 counted exactly, closeness in meaning, and how the two are weighed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
title counted as part of the text at a lower weight (their BM25F, with one length for both fields).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.text import stems
from ownvoice.corpus.search.query import QueryWord

K1 = 1.2
B = 0.6
TITLE_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the words of a passage, the words of its whole item, and meaning are weighed against each other.

    Cosines of the built-in model lie between about .75 (unrelated) and .95 (the same): `floor` and `ceiling`
    stretch that range to 0 … 1.
    """

    passage: float = 0.35
    whole: float = 0.35
    meaning: float = 0.3
    floor: float = 0.76
    ceiling: float = 0.94

    def score(self, passage: float, whole: float, similarity: float | None) -> float:
        """A figure in [0, 1] from two shares of BM25's maximum and a cosine (None: no vector yet)."""
        by_words = self.passage * passage + self.whole * whole
        if similarity is None:
            return by_words / (self.passage + self.whole)
        close = min(1.0, max(0.0, (similarity - self.floor) / (self.ceiling - self.floor)))
        return (by_words + self.meaning * close) / (self.passage + self.whole + self.meaning)


def lexical_scores(
    query: Sequence[QueryWord], text: str, title: str, language: str, length: int, average_length: float
) -> tuple[float, float]:
    """BM25 as a share of the most these words could reach, and the weighted share of the words present.

    Both lie in [0, 1]; the second is the evidence's `coverage`. `length` is the text's number of stems.
    """
    if not query:
        return 0.0, 0.0
    said = stems(text, language)
    frequencies = {form: said.count(form) for word in query for form in word.stems}
    in_title = set(stems(title, language)) if title else set()
    norm = K1 * (1 - B + B * length / max(average_length, 1.0))
    reached = present = possible = 0.0
    for query_word in query:
        possible += query_word.weight
        frequency: float = max(frequencies[form] for form in query_word.stems)
        if in_title and not in_title.isdisjoint(query_word.stems):
            frequency += TITLE_WEIGHT
        if frequency:
            present += query_word.weight
            reached += query_word.weight * frequency * (K1 + 1) / (frequency + norm)
    return reached / (possible * (K1 + 1) or 1.0), present / (possible or 1.0)
