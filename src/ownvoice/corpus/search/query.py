"""A question as the index sees it: words with their stems in each language, and what each word weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ownvoice.core.text import STOP_WORDS, stem, words

MAX_WORDS = 20  # of a long message, the rarest words are searched for


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of the question. `stems`: its forms in the languages searched, the question's own first.

    `passages`: in how many passages any of them occurs, at least 1, since only words that occur twice are
    `counted`; `weight`: BM25's inverse document frequency; `word`: as it stands in the question, folded.
    """

    stems: tuple[str, ...]
    passages: int = 1
    weight: float = 1.0
    word: str = ""
    counted: bool = False


def distinct_words(text: str, language: str, languages: Sequence[str]) -> list[QueryWord]:
    """The question's distinct content words, unweighted, in order of appearance."""
    ordered = ([language] if language else []) + [code for code in languages if code != language]
    stop = STOP_WORDS.get(language, frozenset()) if language else frozenset().union(*STOP_WORDS.values())
    seen: dict[str, QueryWord] = {}
    for word in words(text):
        if word in stop or len(word) >= 64:
            continue
        stems = tuple(dict.fromkeys(stem(word, code) for code in ordered)) or (word,)
        seen.setdefault(stems[0], QueryWord(stems, word=word))
    return list(seen.values())


def weigh(query: Sequence[QueryWord], counts: Mapping[str, int], total: int) -> list[QueryWord]:
    """The rarest `MAX_WORDS` words with their weights, rarest first.

    The weight is Robertson and Spärck Jones's as in BM25, kept positive:
    ln(1 + (N - n + 0.5) / (n + 0.5)).
    """
    weighed = []
    for word in query:
        counted = max(counts.get(form, 0) for form in word.stems)
        passages = max(1, counted)
        passages = min(passages, max(total, 1))
        weight = math.log(1 + (max(total, 1) - passages + 0.5) / (passages + 0.5))
        weighed.append(QueryWord(word.stems, passages, weight, word.word, counted > 0))
    weighed.sort(key=lambda word: word.passages)
    return weighed[:MAX_WORDS]
