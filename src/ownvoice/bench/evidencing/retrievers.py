"""Ways to find the place a question is about, each over the whole collection, and what each costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from ownvoice.bench.evidencing.bm25 import Bm25, Floats, Term, best_of, by_logarithm, once
from ownvoice.bench.evidencing.collections import Collection, Place
from ownvoice.core.text import sentences, terms, words
from ownvoice.corpus.identifiers import parts_of_names
from ownvoice.corpus.importing.rows import whole_words
from ownvoice.corpus.passages import cut

WINDOW = 120  # words
STEP = 60
GRAM = 4  # characters
FEEDBACK_PLACES = 3
FEEDBACK_WORDS = 10
Scorer = Callable[[str], Floats]


@dataclass(slots=True)
class Retriever:
    """`scores` takes a question and gives one figure for each place; `index_s` is processor time."""

    name: str
    label: str
    scores: Scorer
    index_s: float
    texts: int
    spent: list[float] = field(default_factory=list)

    def __call__(self, question: str) -> Floats:
        started = time.process_time()
        found = self.scores(question)
        self.spent.append((time.process_time() - started) * 1_000)
        return found


def lexical(collection: Collection) -> list[Retriever]:
    """Every retriever that needs nothing but words. The first is the baseline, the second the best of them."""
    language, places = collection.language, collection.places
    made: list[Retriever] = []

    def add(name: str, label: str, texts: int, make: Callable[[], Scorer]) -> None:
        started = time.process_time()
        scores = make()
        made.append(Retriever(name, label, scores, time.process_time() - started, texts))

    def own(text: str) -> list[str]:
        return terms(text, language)

    def named(text: str) -> list[str]:
        return [*terms(text, language), *parts_of_names(text, language)]

    def simple(documents: Sequence[Sequence[Term]], k1: float, b: float, split: Callable[[str], Sequence[Term]],
               counted: Callable[[int], float] = once) -> Scorer:  # fmt: skip
        index = Bm25(documents, k1, b)
        return lambda question: index.scores(split(question), counted)

    def parted(parts: Sequence[tuple[int, Sequence[Term]]], k1: float, b: float,
               counted: Callable[[int], float] = once) -> Scorer:  # fmt: skip
        index = Bm25([part for _, part in parts], k1, b)
        owners = np.array([owner for owner, _ in parts], dtype=np.int64)
        return lambda question: best_of(index.scores(own(question), counted), owners, len(places))

    said = [terms(place.text, place.language) for place in places]
    titles = [terms(place.title, place.language) for place in places]
    add("bm25", "BM25, whole posts", len(places), lambda: simple(said, 1.2, 0.75, own))
    files = [terms(f"{place.title} {place.raw or place.text}", place.language) for place in places]
    add("files", "BM25, the posts' files as they are, with title and markup", len(places),
        lambda: simple(files, 1.2, 0.75, own))  # fmt: skip
    entire = [list(whole_words(p.text, p.title, p.raw, p.language).elements()) for p in places]
    add(
        "whole",
        "all five below together",
        len(places),
        lambda: simple(entire, 3.0, 0.75, named, by_logarithm),
    )
    add("longer", "+ k1 = 3 instead of 1.2", len(places), lambda: simple(said, 3.0, 0.75, own))
    add("again", "+ a word asked twice counts more", len(places),
        lambda: simple(said, 3.0, 0.75, own, by_logarithm))  # fmt: skip
    titled = [[*title * 3, *text] for title, text in zip(titles, said, strict=True)]
    add(
        "titled",
        "+ the title, three times",
        len(places),
        lambda: simple(titled, 3.0, 0.75, own, by_logarithm),
    )
    beside = [[*text, *_beside(place)] for text, place in zip(titled, places, strict=True)]
    add("beside", "+ words in code, links and pictures' names", len(places),
        lambda: simple(beside, 3.0, 0.75, own, by_logarithm))  # fmt: skip
    add("titles", "titles alone", len(places), lambda: simple(titles, 1.2, 0.5, own))
    passages = [
        (n, [*terms(place.text[span.start : span.end], place.language), *titles[n]])
        for n, place in enumerate(places)
        for span in cut(place.text)
    ]
    add("passages", "best passage (the product's, about 280 characters)", len(passages),
        lambda: parted(passages, 1.2, 0.6))  # fmt: skip
    windows = [
        (n, [*terms(" ".join(spoken[start : start + WINDOW]), place.language)])
        for n, place in enumerate(places)
        for spoken in [words(place.text)]
        for start in range(0, max(1, len(spoken) - STEP), STEP)
    ]
    add("windows", f"best window of {WINDOW} words", len(windows), lambda: parted(windows, 1.2, 0.75))
    neighbours = [[*pairwise(text), *pairwise(title)] for text, title in zip(said, titles, strict=True)]
    add("pairs", "neighbouring words", len(places),
        lambda: simple(neighbours, 3.0, 0.75, lambda question: list(pairwise(own(question)))))  # fmt: skip
    grams = [_grams(f"{place.title} {place.raw or place.text}") for place in places]
    add("letters", f"{GRAM} letters in a row", len(places), lambda: simple(grams, 3.0, 0.75, _grams))
    full = Bm25(entire, 3.0, 0.75)
    add("asking", "the same, by the sentences with a question mark", len(places),
        lambda: lambda question: full.scores(named(_asking(question)), by_logarithm))  # fmt: skip
    add("asking_more", "the same, those sentences counted twice", len(places),
        lambda: lambda question: full.scores(named(f"{question} {_asking(question)}"), by_logarithm))  # fmt: skip
    add("feedback", "the same, with words of the first three posts", len(places),
        lambda: lambda question: _with_feedback(full, entire, named(question)))  # fmt: skip
    return made


def _beside(place: Place) -> list[str]:
    said = Counter(terms(place.text, place.language))
    return list(Counter(terms(place.raw, place.language)) - said) if place.raw else []


def _grams(text: str) -> list[str]:
    return [
        padded[start : start + GRAM]
        for word in words(text)
        if len(word) >= GRAM
        for padded in [f"_{word}_"]
        for start in range(len(padded) - GRAM + 1)
    ]


def _asking(text: str) -> str:
    return " ".join(one for one in sentences(text) if "?" in one) or text


def _with_feedback(index: Bm25, documents: Sequence[Sequence[str]], question: Sequence[str]) -> Floats:
    """Relevance feedback on what was found first, as in Rocchio (1971), with offer weights for the words."""
    first = index.scores(question, by_logarithm)
    best = np.argsort(-first, kind="stable")[:FEEDBACK_PLACES]
    held = Counter(term for n in best for term in set(documents[n]))
    asked = set(question)
    offered = sorted(
        (term for term in held if term not in asked),
        key=lambda term: (-held[term] * index.weights[term], term),
    )
    again = index.scores(offered[:FEEDBACK_WORDS])
    return np.asarray(first + 0.3 * again, dtype=np.float32)
