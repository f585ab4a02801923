"""One search from question to ranked hits. Reads a bounded number of rows however large the corpus is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import structlog
from django.db import connection, transaction

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.search import lexical, semantic
from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.search.folding import Place, fold_cross_posts
from ownvoice.corpus.search.ground import look_up, word_counts
from ownvoice.corpus.search.query import QueryWord, distinct_words, pairs, searched, weigh
from ownvoice.corpus.search.ranking import Features, Fusion, word_features
from ownvoice.corpus.search.whole import Wholes, best_items, rows_where_words_meet
from ownvoice.llm.embed import Embedder, configured_embedder
from ownvoice.tenants.scope import current_creator_id

log = structlog.get_logger()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="embed")

NO_FEATURES = Features()
FOLLOWING = 400  # characters of the item after a passage that come with a hit

_FETCH = f"""
SELECT p.id, p.item_id, p.role, p.kind, p.lang, p.public, p.offset_ms, p.published_at, p.start, p."end", p.length,
       substr(i.text, p.start + 1, p."end" - p.start), i.title, i.url, i.platform, i.author_name,
       substr(i.text, p."end" + 1, {FOLLOWING}),
       1 - (v.vector <=> %s::halfvec) AS similarity
FROM corpus_passage p JOIN corpus_item i ON i.id = p.item_id
LEFT JOIN corpus_passagevector v ON v.passage_id = p.id AND v.model_id = %s
WHERE p.id = ANY(%s)
"""  # noqa: S608 - a whole number of our own


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score`, `coverage` in [0, 1]; `similarity` a cosine or None.

    `following` is how the item goes on after the passage, up to `FOLLOWING` characters. `query` are the
    question's words with their weights, the same in all hits of a search; `features` what the score is made of.
    `also_at` are the other places where the same text was published.
    """

    passage_id: int
    item_id: int
    role: str
    kind: str
    language: str
    public: bool
    offset_ms: int | None
    published_at: datetime | None
    start: int
    end: int
    length: int
    text: str
    title: str
    url: str
    platform: str
    author_name: str
    following: str
    similarity: float | None
    coverage: float
    score: float
    query: tuple[QueryWord, ...] = ()
    features: Features = NO_FEATURES
    also_at: tuple[Place, ...] = ()


def search(
    query: str,
    language: str | None = None,
    limit: int = 10,
    *,
    sources: Sequence[int] | None = None,
    roles: Sequence[str] = ("said",),
    kinds: Sequence[str] | None = None,
    passage_language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    public_only: bool = True,
    consent: str = "answer",
    embedder: Embedder | None = None,
    by_meaning: bool = True,
    fusion: Fusion | None = None,
) -> list[Hit]:
    """The current creator's passages that fit the query, best first.

    `language` is the query's (ISO 639-1), None when unknown. `sources` narrows to these ids; whatever is
    asked, sources without the named consent ("answer", "voice", "training") are left out. Until vectors have
    been made, and where the model fails, the words alone decide.
    """
    creator_id = current_creator_id()
    query = query[:2_000]
    if not query.strip():
        return []
    embedder = (embedder or configured_embedder()) if by_meaning else None
    with transaction.atomic(), connection.cursor() as cursor:
        ground = look_up(cursor, creator_id, consent, embedder.name if embedder else "")
        wanted = set(sources) if sources is not None else None
        allowed = [pk for pk in ground.sources if wanted is None or pk in wanted]
        if not allowed:
            return []
        # The model works in another thread while the database looks for words.
        model = ground.model
        embedding = _threads.submit(_query_vector, embedder, query) if embedder and model else None
        filters = Filters(creator_id, allowed, public_only, roles, kinds, passage_language, since, until)
        plain = distinct_words(query, language or "", ground.languages)
        counts = word_counts(cursor, creator_id, [form for word in plain for form in word.stems])
        words = weigh(plain, counts, ground.passages, ground.items)
        asked = tuple(searched(words))
        average = ground.average_length
        found = set(lexical.candidates(cursor, asked, creator_id, ground.passages, average, filters))
        of_several = ground.passages > ground.items and "said" in roles
        meeting = rows_where_words_meet(cursor, words, creator_id, filters) if of_several else []
        vector = _vector(embedding)
        if vector is not None and model is not None:
            found.update(semantic.nearest(cursor, vector, model, creator_id, ground.passages, filters))
        wholes = Wholes({}, [])
        if of_several:
            wholes = best_items(cursor, words, creator_id, average, filters, meeting, found)
            found.update(wholes.passages)
        if not found:
            return []
        literal = semantic.vector_literal(vector) if vector is not None else None
        cursor.execute(_FETCH, [literal, model.pk if model else 0, list(found)])
        rows = cursor.fetchall()
    neighbours = pairs(words, query, language or ground.languages[0])
    hits = [
        _hit(row, words, neighbours, asked, wholes.scores, average, fusion or Fusion(), language)
        for row in rows
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage_id))
    return fold_cross_posts(hits)[:limit]


def _vector(embedding: Future[np.ndarray] | None) -> np.ndarray | None:
    if embedding is None:
        return None
    try:
        return embedding.result()
    except OwnvoiceError as error:
        log.warning("search without vectors", problem=error.problem)
        return None


@lru_cache(maxsize=2_048)
def _query_vector(embedder: Embedder, query: str) -> np.ndarray:
    vector: np.ndarray = embedder.queries([query])[0]
    return vector


def _hit(
    row: tuple[Any, ...],
    words: Sequence[QueryWord],
    neighbours: dict[tuple[str, str], float],
    asked: tuple[QueryWord, ...],
    whole: dict[int, float],
    average: float,
    fusion: Fusion,
    language: str | None,
) -> Hit:
    *fields, similarity = row
    text, title, lang = fields[11], fields[12], fields[4]
    features = word_features(words, neighbours, text, title, lang, fields[10], average)
    features = replace(
        features,
        whole=whole.get(fields[1], features.passage),
        similarity=similarity,
        foreign=bool(language and lang and lang != language),
    )
    return Hit(
        *fields,
        similarity=similarity,
        coverage=features.coverage,
        score=fusion.score(features),
        query=asked,
        features=features,
    )
