"""The second step of a reply: does search find what a reader's question is about? Beside every simple way, in one run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAME = "evidence"
SUMMARY = "Finding the post a reader's question stands under, and the earlier reply that answers it (both with --data)."
TARGETS = {
    "blog_fused_at_1": {"at_least": 0.36},
    "blog_fused_at_5": {"at_least": 0.56},
    "blog_fused_at_20": {"at_least": 0.71},
    "blog_search_at_1": {"at_least": 0.36},
    "blog_search_at_5": {"at_least": 0.56},
    "blog_search_at_20": {"at_least": 0.71},
    "site_search_at_1": {"at_least": 0.442},
    "site_search_at_5": {"at_least": 0.632},
    "site_search_at_20": {"at_least": 0.716},
    "faq_fused_at_1": {"at_least": 0.445},
    "faq_fused_at_5": {"at_least": 0.762},
    "faq_fused_at_20": {"at_least": 0.902},
}
QUICK_QUESTIONS = 150
FEATURES = ("whole", "passages", "windows", "titles", "pairs", "letters", "asking_more", "feedback")
CANDIDATES = 100  # places that the fusion chooses among
CHOSEN_BY = ("whole", "passages", "letters")

Figures = dict[str, Any]


def run(quick: bool, data: Path | None) -> Figures:
    """Measure on the collections under `data` (see `docs/evidence.md`); without it there is nothing to measure.

    `<collection>_<retriever>_at_<k>` is the share of questions whose post is among the first k, with a 95 % interval;
    `_held_back_` figures are of the half of the posts that nothing was fitted on, `_fitted_` of the other. `fused`
    judges each half by weights fitted on the other. `search` is the product's own, through its database.
    """
    if data is None:
        return {}
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.bench.evidencing import collections

    figures: Figures = {}
    most = QUICK_QUESTIONS if quick else collections.BLOG_QUESTIONS
    for make in (collections.blog, collections.site, collections.faq):
        collection = collections.smaller(make(data), most)
        figures[f"{collection.name}_places"] = len(collection.places)
        figures[f"{collection.name}_questions"] = len(collection.questions)
        _by_words(figures, collection)
    _product(figures, data, most)
    _asked_again(figures, data, quick)
    return figures


def _by_words(figures: Figures, collection: Any) -> None:
    import numpy as np

    from ownvoice.bench.evidencing import measures
    from ownvoice.bench.evidencing.retrievers import lexical

    retrievers = lexical(collection)
    name = collection.name
    ranks: dict[str, list[int]] = {one.name: [] for one in retrievers} | {"rank_fusion": []}
    rows = []
    for asked in collection.questions:
        scores = {one.name: one(asked.text) for one in retrievers}
        for retriever, found in scores.items():
            ranks[retriever].append(measures.rank(found, asked.truth))
        both = measures.fused_by_rank([scores[one] for one in CHOSEN_BY])
        ranks["rank_fusion"].append(measures.rank(both, asked.truth))
        best = [np.argsort(-scores[one], kind="stable")[:CANDIDATES] for one in CHOSEN_BY]
        chosen = np.unique(np.concatenate(best))
        rows.append((chosen, np.stack([scores[one][chosen] for one in FEATURES], axis=1).astype(float)))
    for retriever, found in ranks.items():
        measures.put(figures, f"{name}_{retriever}", found)
    for retriever in retrievers:
        figures[f"{name}_{retriever.name}_ms"] = round(statistics.median(retriever.spent), 2)
        figures[f"{name}_{retriever.name}_index_s_per_1000"] = round(
            1_000 * retriever.index_s / max(1, retriever.texts), 3
        )
    _fused(figures, collection, rows)


def _fused(figures: Figures, collection: Any, rows: Sequence[Any]) -> None:
    """Learned weights: each half of the posts is judged by what was fitted on the other."""
    import numpy as np

    from ownvoice.bench.evidencing import measures

    def examples(to_fit: bool) -> list[Any]:
        return [
            (features, int(np.searchsorted(chosen, asked.truth)))
            for asked, (chosen, features) in zip(collection.questions, rows, strict=True)
            if asked.to_fit is to_fit and asked.truth in chosen
        ]

    def ranked(weights: Any) -> list[int]:
        found = []
        for asked, (chosen, features) in zip(collection.questions, rows, strict=True):
            scores = np.full(len(collection.places), -np.inf)
            scores[chosen] = features @ weights
            right = scores[asked.truth]
            found.append(
                measures.NOWHERE
                if right == -np.inf
                else int((scores > right).sum() + (scores[: asked.truth] == right).sum())
            )
        return found

    name = collection.name
    to_fit = np.array([asked.to_fit for asked in collection.questions])
    weights = measures.learned_weights(examples(True))
    other = measures.learned_weights(examples(False))
    fitted, crossed = np.array(ranked(weights)), np.array(ranked(other))
    figures[f"{name}_fused_weights"] = dict(zip(FEATURES, np.round(weights, 3).tolist(), strict=True))
    measures.put(figures, f"{name}_fused_fitted", fitted[to_fit])
    measures.put(figures, f"{name}_fused_held_back", fitted[~to_fit])
    measures.put(figures, f"{name}_fused", np.where(to_fit, crossed, fitted))


def _product(figures: Figures, data: Path, most: int) -> None:
    """The product's search through its database, by words alone; only the posts are imported."""
    import numpy as np

    from ownvoice.bench.evidencing import collections, measures, product

    for make, archive, under, languages in (
        (collections.blog, collections.BLOG, "_posts", ("en",)),
        (collections.site, collections.SITE, "src", ("fr", "en")),
    ):
        collection = collections.smaller(make(data), most)
        creator = product.imported(collection.name, languages, data / archive, under)
        found, spent = product.ranks(creator, collection)
        name, ranks = f"{collection.name}_search", np.array(found)
        to_fit = np.array([asked.to_fit for asked in collection.questions])
        measures.put(figures, name, ranks)
        measures.put(figures, f"{name}_fitted", ranks[to_fit])
        measures.put(figures, f"{name}_held_back", ranks[~to_fit])
        figures[f"{name}_ms"] = round(statistics.median(spent), 2)
        figures[f"{name}_p99_ms"] = round(sorted(spent)[int(len(spent) * 0.99) - 1], 2)


def _asked_again(figures: Figures, data: Path, quick: bool) -> None:
    """The author's own links tell what answers; the product is measured on the whole archive, replies and all."""
    from ownvoice.bench.evidencing import asked_again, collections

    to_posts, again = asked_again.by_words(figures, data)
    if quick:
        return
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.tenants.models import Creator

    creator = Creator.objects.create(slug="replies", name="Haacked", languages=["en"])
    run_import(creator, prepare_import(creator, [data / collections.BLOG]).pk)
    asked_again.by_search(figures, data, creator, to_posts, again)
