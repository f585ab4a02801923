"""Passages' embeddings: made in batches after an import, kept beside the text, searched through an HNSW index."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from django.db import connection, transaction

from ownvoice.corpus.models import EmbeddingModel
from ownvoice.llm.embed import Embedder

BATCH = 64  # passages embedded and stored together: about a second's work for the built-in model
TEXT_LIMIT = 1_200  # characters of a passage that are embedded; the model reads no more than 512 word pieces

_WAITING = """
SELECT p.id, substr(i.text, p.start + 1, least(p."end" - p.start, %(limit)s)), i.title
FROM corpus_passage p JOIN corpus_item i ON i.id = p.item_id
WHERE p.creator_id = %(creator)s AND p.id > %(after)s AND p.role <> 'whole'
  AND NOT EXISTS (SELECT 1 FROM corpus_passagevector v WHERE v.passage_id = p.id AND v.model_id = %(model)s)
ORDER BY p.id LIMIT %(batch)s
"""

_COUNT_WAITING = """
SELECT count(*) FROM corpus_passage p
WHERE p.creator_id = %s AND p.role <> 'whole'
  AND NOT EXISTS (SELECT 1 FROM corpus_passagevector v WHERE v.passage_id = p.id AND v.model_id = %s)
"""


def registered_model(embedder: Embedder) -> EmbeddingModel:
    """The row of this model, with its index, made when missing."""
    model, _ = EmbeddingModel.objects.get_or_create(
        name=embedder.name, defaults={"dimension": embedder.dimension}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [index_name(model)])
        if cursor.fetchone()[0] is None:
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {index_name(model)} ON corpus_passagevector "
                f"USING hnsw ((vector::halfvec({model.dimension})) halfvec_cosine_ops) "
                f"WITH (m = 24, ef_construction = 200) WHERE model_id = {model.pk}"
            )
    return model


def index_name(model: EmbeddingModel) -> str:
    """The name of the model's HNSW index."""
    return f"passage_vector_{int(model.pk)}"


def vector_literal(vector: np.ndarray) -> str:
    """pgvector's text form of one vector."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"


def count_waiting(creator_id: int, embedder: Embedder) -> int:
    """How many of the creator's passages have no vector of this model yet."""
    model = EmbeddingModel.objects.filter(name=embedder.name).first()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WAITING, [creator_id, model.pk if model else 0])
        return int(cursor.fetchone()[0])


def embed_waiting(
    creator_id: int,
    embedder: Embedder,
    on_progress: Callable[[int], None] | None = None,
    keep_going: Callable[[], bool] = lambda: True,
) -> int:
    """Embed passages that have no vector yet, batch by batch, each batch its own transaction.

    `on_progress` gets the number embedded so far; `keep_going` is asked between batches. Returns how many were
    embedded. Stopping anywhere loses at most the batch in hand.
    """
    model = registered_model(embedder)
    after = made = 0
    while keep_going():
        with connection.cursor() as cursor:
            cursor.execute(
                _WAITING,
                {
                    "limit": TEXT_LIMIT,
                    "creator": creator_id,
                    "after": after,
                    "model": model.pk,
                    "batch": BATCH,
                },
            )
            waiting = cursor.fetchall()
        if not waiting:
            break
        after = waiting[-1][0]
        vectors = embedder.passages([f"{title}\n{text}" if title else text for _, text, title in waiting])
        with transaction.atomic(), connection.cursor() as cursor:
            # A passage may have been removed meanwhile; its vector must not come back. The lock on the rows
            # that are still there holds a removal up until these vectors can be removed with them.
            cursor.execute(
                "SELECT id FROM corpus_passage WHERE id = ANY(%s) FOR SHARE",
                [[passage for passage, *_ in waiting]],
            )
            still_there = {row[0] for row in cursor.fetchall()}
            cursor.executemany(
                "INSERT INTO corpus_passagevector (creator_id, passage_id, model_id, dimension, vector) "
                "VALUES (%s, %s, %s, %s, %s::halfvec) ON CONFLICT (passage_id) DO UPDATE "
                "SET model_id = excluded.model_id, dimension = excluded.dimension, vector = excluded.vector",
                [
                    (creator_id, passage, model.pk, model.dimension, vector_literal(vector))
                    for (passage, *_), vector in zip(waiting, vectors, strict=True)
                    if passage in still_there
                ],
            )
        made += len(waiting)
        if on_progress:
            on_progress(made)
    return made
