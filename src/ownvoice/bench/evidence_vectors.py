"""What meaning adds to words: across languages, and under a real blog. Embedding is what takes the time."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

NAME = "evidence-vectors"
SUMMARY = "The same with vectors of the built-in model: English questions about French texts, and the blog (with --data)."
TARGETS = {"across_vectors_at_1": {"at_least": 0.5}}
BLOG_QUESTIONS = 600
QUICK_QUESTIONS = 100
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3)  # of meaning, beside 1 for all words

Figures = dict[str, Any]


def run(quick: bool, data: Path | None) -> Figures:
    """Measure on the collections under `data`; without it there is nothing to measure.

    `across_*`: 24 questions in English about paragraphs in French. `blog_*` (not when quick: about 18,000 passages are
    embedded, and kept in a temporary folder): the blog's first 600 questions, by vectors alone and by the product's
    search with meaning weighed as it is (`blog_search_with_vectors`) and otherwise (`blog_search_meaning_<weight>`).
    """
    if data is None:
        return {}
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.bench.evidencing.vectors import KeptEmbedder

    figures: Figures = {}
    embedder = KeptEmbedder()
    _across(figures, data, embedder)
    if not quick:
        _blog(figures, data, embedder)
    return figures


def _across(figures: Figures, data: Path, embedder: Any) -> None:
    from ownvoice.bench.evidencing import measures, product
    from ownvoice.bench.evidencing.across import english_questions
    from ownvoice.bench.evidencing.retrievers import lexical
    from ownvoice.corpus.vectors import embed_waiting
    from ownvoice.tenants.scope import acting_for

    collection = english_questions(data)
    figures["across_questions"], figures["across_places"] = len(collection.questions), len(collection.places)
    for retriever in lexical(collection):
        if retriever.name in ("whole", "letters"):
            ranks = [measures.rank(retriever(one.text), one.truth) for one in collection.questions]
            measures.put(figures, f"across_{retriever.name}", ranks)
    started = time.process_time()
    passages = embedder.passages([place.text for place in collection.places])
    figures["across_index_s_per_1000"] = round(
        1_000 * (time.process_time() - started) / len(collection.places), 1
    )
    close = embedder.queries([one.text for one in collection.questions]) @ passages.T
    measures.put(
        figures,
        "across_vectors",
        [measures.rank(1 + row, one.truth) for row, one in zip(close, collection.questions, strict=True)],
    )
    creator = product.imported_texts("across", ("fr", "en"), collection)
    with acting_for(creator):
        embed_waiting(creator.pk, embedder)
    for name, by_meaning in (("search_words_alone", False), ("search_with_vectors", True)):
        found, _ = product.ranks(creator, collection, by_meaning=by_meaning, embedder=embedder)
        measures.put(figures, f"across_{name}", found)


def _blog(figures: Figures, data: Path, embedder: Any) -> None:
    from ownvoice.bench.evidencing import collections, measures, product
    from ownvoice.bench.evidencing.bm25 import best_of
    from ownvoice.corpus.passages import cut
    from ownvoice.corpus.search.ranking import Fusion
    from ownvoice.corpus.vectors import TEXT_LIMIT, embed_waiting
    from ownvoice.tenants.scope import acting_for

    collection = collections.smaller(collections.blog(data), BLOG_QUESTIONS)
    owners, texts = [], []
    for n, place in enumerate(collection.places):
        for span in cut(place.text):
            owners.append(n)
            said = place.text[span.start : span.end][:TEXT_LIMIT]
            texts.append(f"{place.title}\n{said}" if place.title else said)
    passages = embedder.passages(texts)
    asked = embedder.queries([one.text[:2_000] for one in collection.questions])
    ranks = [
        measures.rank(
            best_of((1 + passages @ vector).astype(np.float32), np.array(owners), len(collection.places)),
            one.truth,
        )
        for one, vector in zip(collection.questions, asked, strict=True)
    ]
    measures.put(figures, "blog_vectors", ranks)
    creator = product.imported("blog", ("en",), data / collections.BLOG, "_posts")
    with acting_for(creator):
        embed_waiting(creator.pk, embedder)
    found, _ = product.ranks(creator, collection)
    measures.put(figures, "blog_search_words_alone", found)
    found, spent = product.ranks(creator, collection, by_meaning=True, embedder=embedder)
    measures.put(figures, "blog_search_with_vectors", found)
    figures["blog_search_with_vectors_ms"] = round(statistics.median(spent), 2)
    for weight in WEIGHTS:
        found, _ = product.ranks(
            creator, collection, by_meaning=True, embedder=embedder, fusion=Fusion(meaning=weight)
        )
        measures.put(figures, f"blog_search_meaning_{weight}", found)
