"""How well an earlier reply, or the post the author would send people to, is found by the new question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.evidencing import measures
from ownvoice.bench.evidencing.bm25 import Bm25, by_logarithm, once
from ownvoice.bench.evidencing.collections import BLOG, blog, records
from ownvoice.bench.evidencing.measures import NOWHERE
from ownvoice.bench.evidencing.repeats import Exchange, Truth, exchanges, linked, repeated
from ownvoice.bench.triaging.sets import needed
from ownvoice.core.records import Kind
from ownvoice.core.text import terms
from ownvoice.corpus.identifiers import parts_of_names
from ownvoice.corpus.importing.rows import whole_words

Figures = dict[str, Any]


def by_words(figures: Figures, data: Path) -> tuple[list[Truth], list[Truth]]:
    """Exact BM25 over what was there before the question, nothing of its thread among it. Returns both truths.

    `linked_*` over posts; `repeated_*` over earlier exchanges: by both texts, by what was asked, by what was answered.
    """
    found = exchanges(data)
    posts = blog(data).places
    published = {
        item.native_id: item.created_at for item in records(needed(data, BLOG)) if item.kind is Kind.POST
    }
    keys = [place.key for place in posts]
    to_posts = [
        Truth(one.exchange, right)
        for one in linked(found, keys)
        if (right := frozenset(key for key in one.right if _before(published[key], one.exchange)))
    ]
    again = repeated(found)
    figures["exchanges"], figures["linked_questions"] = len(found), len(to_posts)
    figures["repeated_questions"] = len(again)
    bare = Bm25([terms(place.text, "en") for place in posts], 1.2, 0.75)
    full = Bm25([list(whole_words(p.text, p.title, p.raw, "en").elements()) for p in posts], 3.0, 0.75)
    for name, index, counted in (("bm25", bare, once), ("whole", full, by_logarithm)):
        ranks = []
        for one in to_posts:
            hidden = [
                n
                for n, key in enumerate(keys)
                if key == one.exchange.thread or not _before(published[key], one.exchange)
            ]
            ranks.append(_rank(index, one, keys, hidden, counted))
        measures.put(figures, f"linked_{name}", ranks)
    replies = [one.reply for one in found]
    for name, text in (
        ("both", lambda one: f"{one.asked} {one.answered}"),
        ("asked", lambda one: one.asked),
        ("answered", lambda one: one.answered),
    ):
        index = Bm25([terms(text(one), "en") for one in found], 1.2, 0.75)
        ranks = []
        for one in again:
            hidden = [n for n, other in enumerate(found) if not _earlier(other, one.exchange)]
            ranks.append(_rank(index, one, replies, hidden, by_logarithm))
        measures.put(figures, f"repeated_{name}", ranks)
    return to_posts, again


def by_search(
    figures: Figures, data: Path, creator: Any, to_posts: Sequence[Truth], again: Sequence[Truth]
) -> None:
    """The product's own search in posts, replies and what was asked, all from before the question; words alone."""
    from ownvoice.corpus.models import Item
    from ownvoice.tenants.scope import acting_for

    messages = {one.reply: one.message for one in exchanges(data)}
    with acting_for(creator):
        items = {pk: (key, root, kind) for pk, key, root, kind in Item.objects.values_list(
            "pk", "native_id", "root_native_id", "kind")}  # fmt: skip
        ranks = []
        for one in to_posts:
            keys = _found(one.exchange, items, lambda kind: kind == Kind.POST)
            ranks.append(_first(keys, one.right))
        measures.put(figures, "linked_search", ranks)
        ranks = []
        for one in again:
            keys = _found(one.exchange, items, lambda kind: kind != Kind.POST)
            ranks.append(_first(keys, one.right | {messages[reply] for reply in one.right}))
        measures.put(figures, "repeated_search", ranks)


def _found(exchange: Exchange, items: dict[int, Any], wanted: Callable[[str], bool]) -> list[str]:
    from ownvoice.corpus.search import search

    hits = search(
        exchange.asked, "en", 100_000, roles=("said", "asked"), until=exchange.asked_at, by_meaning=False
    )
    keys = []
    for hit in hits:
        key, root, kind = items[hit.item_id]
        if wanted(kind) and exchange.thread not in (key, root):
            keys.append(key)
    return list(dict.fromkeys(keys))


def _first(keys: Sequence[str], right: Collection[str]) -> int:
    return next((place for place, key in enumerate(keys) if key in right), NOWHERE)


def _before(published: datetime | None, exchange: Exchange) -> bool:
    return published is not None and published < exchange.asked_at


def _earlier(other: Exchange, exchange: Exchange) -> bool:
    return other.asked_at < exchange.asked_at and other.thread != exchange.thread


def _rank(index: Bm25, one: Truth, keys: Sequence[str], hidden: Sequence[int],
          counted: Callable[[int], float]) -> int:  # fmt: skip
    asked = [*terms(one.exchange.asked, "en"), *parts_of_names(one.exchange.asked, "en")]
    scores = index.scores(asked, counted)
    scores[list(hidden)] = -1.0
    right = [n for n, key in enumerate(keys) if key in one.right and scores[n] > 0]
    if not right:
        return NOWHERE
    best = max(float(scores[n]) for n in right)
    return int((scores > np.float32(best)).sum())
