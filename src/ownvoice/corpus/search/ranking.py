"""From candidates to an order: BM25 counted exactly, closeness in meaning, and how the two are weighed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
title counted as part of the text at a lower weight (their BM25F, with one length for both fields).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ownvoice.core.text import stems, terms
from ownvoice.corpus.search.query import QueryWord

K1 = 1.2
B = 0.6
TITLE_WEIGHT = 0.7  # that a title's word counts in a passage
B_TITLE = 0.5
USUAL_TITLE = 7.0  # stems in a title, stop words too


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a hit, each in [0, 1] but `similarity`, a cosine (None: no vector).

    `passage`, `whole`: BM25 of the passage and of its whole item, as shares of the most the question's words could
    reach. `coverage`: the weighted share of the question's words in the passage and its title. `pairs`: the
    weighted share of the question's pairs of neighbouring words that are neighbours in the passage too. `title`: BM25
    of the item's title alone. `foreign`: the passage is known to be in another language than the question, so that
    words which agree are chance or names.
    """

    passage: float = 0.0
    whole: float = 0.0
    coverage: float = 0.0
    pairs: float = 0.0
    title: float = 0.0
    similarity: float | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the features are weighed against each other.

    The words' weights are those of a conditional logit model, fitted on readers' questions under one half of a blog's
    posts and measured on the other (`ownvoice bench evidence`, docs/evidence.md). Meaning counts little where words
    agree, and decides where they don't; `abroad`: it counts more across languages, and is told from a higher `floor`
    on. Cosines of the built-in model lie between about .75 (unrelated) and .95 (the
    same): `floor` and `ceiling` stretch that range to 0 … 1.
    """

    passage: float = 0.22
    whole: float = 0.54
    pairs: float = 0.09
    title: float = 0.15
    meaning: float = 0.1
    abroad: float = 0.6
    floor: float = 0.76
    floor_abroad: float = 0.8
    ceiling: float = 0.94

    def score(self, features: Features) -> float:
        """A figure in [0, 1]; without a vector the words alone make it up."""
        words = self.passage + self.whole + self.pairs + self.title
        by_words = (
            self.passage * features.passage
            + self.whole * features.whole
            + self.pairs * features.pairs
            + self.title * features.title
        )
        if features.similarity is None:
            return by_words / words
        meaning = self.abroad if features.foreign else self.meaning
        floor = self.floor_abroad if features.foreign else self.floor
        close = min(1.0, max(0.0, (features.similarity - floor) / (self.ceiling - floor)))
        return (by_words + meaning * close) / (words + meaning)


def word_features(
    query: Sequence[QueryWord],
    pairs: Mapping[tuple[str, str], float],
    text: str,
    title: str,
    language: str,
    length: int,
    average_length: float,
) -> Features:
    """What the words of a passage and of its item's title say; `whole` is not known here and left at 0.

    `pairs` are the question's neighbouring words with their shares; `length` is the text's number of stems.
    """
    if not query:
        return Features()
    said = stems(text, language)
    frequencies = Counter(said)
    titled = stems(title, language) if title else []
    in_title = set(titled)
    norm = K1 * (1 - B + B * length / max(average_length, 1.0))
    reached = present = possible = pull = of_title = 0.0
    held = 0
    for query_word in query:
        pull += query_word.pull
        frequency: float = max(frequencies[form] for form in query_word.stems)
        if in_title and not in_title.isdisjoint(query_word.stems):
            frequency += TITLE_WEIGHT
            of_title += query_word.pull
        if frequency:
            held += 1
            reached += query_word.pull * frequency * (K1 + 1) / (frequency + norm)
        if not query_word.part:
            possible += query_word.weight
            present += query_word.weight if frequency else 0.0
    title_norm = K1 * (1 - B_TITLE + B_TITLE * len(titled) / USUAL_TITLE)
    return Features(
        passage=reached / (pull * (K1 + 1) or 1.0),
        title=of_title / (pull * (1 + title_norm) or 1.0),
        coverage=present / (possible or 1.0),
        pairs=_together(pairs, text, title, language) if pairs and held > 1 else 0.0,
    )


def _together(pairs: Mapping[tuple[str, str], float], text: str, title: str, language: str) -> float:
    said = [*pairwise(terms(title, language)), *pairwise(terms(text, language))]
    return sum(pairs[pair] for pair in pairs.keys() & said)
