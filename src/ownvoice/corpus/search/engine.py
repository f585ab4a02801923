"""One search from question to ranked hits. Reads a bounded number of rows however large the corpus is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import structlog
from django.db import connection, transaction

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.models import CorpusSize, EmbeddingModel, Source, WordCount
from ownvoice.corpus.search import lexical, semantic
from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.search.query import QueryWord, distinct_words, weigh
from ownvoice.corpus.search.ranking import Fusion, lexical_scores
from ownvoice.llm.embed import Embedder, configured_embedder
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import current_creator_id

log = structlog.get_logger()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="embed")

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
    question's words with their weights, the same in all hits of a search.
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
    languages = _languages(creator_id)
    allowed = list(Source.objects.filter(**{f"consent_{consent}": True}).values_list("pk", flat=True))
    if sources is not None:
        allowed = [pk for pk in allowed if pk in set(sources)]
    if not allowed or not query.strip():
        return []
    filters = Filters(creator_id, allowed, public_only, roles, kinds, passage_language, since, until)
    size = CorpusSize.objects.filter(creator_id=creator_id).first()
    total = size.passages if size else 0
    average = (size.stems / size.passages) if size and size.passages else 20.0
    weighed = _weighed(query, language or "", languages, total)
    model, embedding = _embed(query, embedder, by_meaning)
    with transaction.atomic(), connection.cursor() as cursor:
        by_words = lexical.candidates(cursor, weighed, creator_id, total, average, filters)
        found = set(by_words.passages)
        vector = _vector(embedding)  # made meanwhile
        if vector is not None and model is not None:
            found.update(semantic.nearest(cursor, vector, model, creator_id, total, filters))
        if not found:
            return []
        literal = semantic.vector_literal(vector) if vector is not None else None
        cursor.execute(_FETCH, [literal, model.pk if model else 0, list(found)])
        rows = cursor.fetchall()
    words = tuple(weighed)
    hits = [_hit(row, words, by_words.items, average, fusion or Fusion()) for row in rows]
    hits.sort(key=lambda hit: (-hit.score, hit.passage_id))
    return hits[:limit]


def _languages(creator_id: int) -> tuple[str, ...]:
    return tuple(Creator.objects.values_list("languages", flat=True).get(pk=creator_id)) or ("en",)


def _weighed(query: str, language: str, languages: Sequence[str], total: int) -> list[QueryWord]:
    plain = distinct_words(query, language, languages)
    stems = [form for word in plain for form in word.stems]
    counts = dict(WordCount.objects.filter(word__in=stems).values_list("word", "passages"))
    return weigh(plain, counts, total)


def _embed(
    query: str, embedder: Embedder | None, wanted: bool
) -> tuple[EmbeddingModel | None, Future[np.ndarray] | None]:
    """Begin to embed the query in another thread: the model works while the database looks for words."""
    if not wanted:
        return None, None
    embedder = embedder or configured_embedder()
    model = EmbeddingModel.objects.filter(name=embedder.name).first()
    if model is None:  # nothing has been embedded yet
        return None, None
    return model, _threads.submit(_query_vector, embedder, query)


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
    query: tuple[QueryWord, ...],
    items: dict[int, float],
    average: float,
    fusion: Fusion,
) -> Hit:
    *fields, similarity = row
    text, title, lang = fields[11], fields[12], fields[4]
    share, coverage = lexical_scores(query, text, title, lang, fields[10], average)
    return Hit(
        *fields,
        similarity=similarity,
        coverage=coverage,
        score=fusion.score(share, items.get(fields[1], share), similarity),
        query=query,
    )
