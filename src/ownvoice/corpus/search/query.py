"""A question as the index sees it: words with their stems in each language, and what each word weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ownvoice.core.text import STOP_WORDS, stem, terms, words
from ownvoice.corpus.identifiers import parts_of_names

MAX_WORDS = 20  # of a long message, the rarest words are searched for,
RANKED_WORDS = 60  # and by these what was found is ranked
Counts = Mapping[str, tuple[int, int]]
"""Stem → in how many passages and in how many items it occurs."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of the question. `stems`: its forms in the languages searched, the question's own first.

    `passages`, `items`: in how many of them any of those occurs, at least 1, since only words that occur twice are
    `counted`; `weight`: BM25's inverse document frequency over items; `word`: as it stands in the question,
    folded; `times`: how often it stands there. `part`: it stands there only within a longer name.
    """

    stems: tuple[str, ...]
    passages: int = 1
    items: int = 1
    weight: float = 1.0
    word: str = ""
    counted: bool = False
    times: int = 1
    part: bool = False

    @property
    def pull(self) -> float:
        """What the word counts for in ranking: said twice it counts more, though not twice as much."""
        return self.weight * (1.0 + math.log(self.times))


def distinct_words(text: str, language: str, languages: Sequence[str]) -> list[QueryWord]:
    """The question's distinct content words, unweighted, in order of appearance; then parts of names in it."""
    ordered = ([language] if language else []) + [code for code in languages if code != language]
    stop = STOP_WORDS.get(language, frozenset()) if language else frozenset().union(*STOP_WORDS.values())
    seen: dict[str, QueryWord] = {}
    for word in words(text):
        if word in stop or len(word) >= 64:
            continue
        stems = tuple(dict.fromkeys(stem(word, code) for code in ordered)) or (word,)
        known = seen.get(stems[0])
        seen[stems[0]] = replace(known, times=known.times + 1) if known else QueryWord(stems, word=word)
    for part in parts_of_names(text, ordered[0] if ordered else ""):
        known = seen.get(part)
        seen[part] = replace(known, times=known.times + 1) if known else QueryWord((part,), part=True)
    return list(seen.values())


def weigh(query: Sequence[QueryWord], counts: Counts, total: int, items: int) -> list[QueryWord]:
    """The words with their weights, rarest in passages first; of many those `RANKED_WORDS` that pull most.

    The weight is Robertson and Spärck Jones's as in BM25, kept positive: ln(1 + (N - n + 0.5) / (n + 0.5)), over
    items: a word that one long text says in every passage still tells that text from others.
    """
    weighed = []
    for word in query:
        known = [counts[form] for form in word.stems if form in counts]
        passages = max((one[0] for one in known), default=0)
        found_in = min(max((one[1] for one in known), default=0) or 1, max(items, 1))
        weight = math.log(1 + (max(items, 1) - found_in + 0.5) / (found_in + 0.5))
        weighed.append(
            replace(
                word,
                passages=min(max(1, passages), max(total, 1)),
                items=found_in,
                weight=weight,
                counted=passages > 1,
            )
        )
    weighed.sort(key=lambda word: -word.pull)
    return sorted(weighed[:RANKED_WORDS], key=lambda word: word.passages)


def pairs(query: Sequence[QueryWord], text: str, language: str) -> dict[tuple[str, str], float]:
    """Neighbouring words of the text, stop words left out, with what both of them pull, as shares of 1."""
    pull = {form: word.pull for word in query if not word.part for form in word.stems}
    known = [form for form in terms(text, language) if form in pull]
    found = {pair: pull[pair[0]] + pull[pair[1]] for pair in pairwise(known) if pair[0] != pair[1]}
    total = sum(found.values()) or 1.0
    return {pair: both / total for pair, both in found.items()}


def searched(query: Sequence[QueryWord]) -> list[QueryWord]:
    """The rarest `MAX_WORDS` of the words as they stand in the question."""
    return [word for word in query if not word.part][:MAX_WORDS]
