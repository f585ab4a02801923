"""Candidates by meaning: the nearest vectors, through the HNSW index or, for a small corpus, exactly.

The index is shared by all creators. Filtering its results down to a small creator's costs more than comparing
with every vector they have, so the way is chosen by size.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ownvoice.corpus.models import EmbeddingModel
from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.vectors import vector_literal

CANDIDATES = 40
EXACT_UP_TO = 8_000  # passages: an exact scan of this many takes about as long as the index
EF_SEARCH = 1_000  # breadth of the index's search; measured by `ownvoice bench search`


def nearest(
    cursor: Any, query: np.ndarray, model: EmbeddingModel, creator_id: int, passages: int, filters: Filters
) -> list[int]:
    """Ids of the passages whose vectors are nearest, at most `CANDIDATES`. Runs inside a transaction."""
    exact = passages <= EXACT_UP_TO
    if exact:
        cursor.execute("SET LOCAL enable_indexscan = off")
    else:
        cursor.execute(
            f"SET LOCAL hnsw.ef_search = {EF_SEARCH}; SET LOCAL hnsw.iterative_scan = relaxed_order"
        )
    where, values = filters.as_sql()
    cast = f"vector::halfvec({int(model.dimension)})"
    cursor.execute(
        f"""
        WITH close AS MATERIALIZED (
            SELECT passage_id, {cast} <=> %s::halfvec({int(model.dimension)}) AS distance
            FROM corpus_passagevector WHERE model_id = {int(model.pk)} AND creator_id = %s
            ORDER BY distance LIMIT %s
        )
        SELECT p.id FROM close JOIN corpus_passage p ON p.id = close.passage_id
        WHERE {where} ORDER BY close.distance LIMIT %s
        """,  # noqa: S608 - whole numbers and conditions of our own
        [vector_literal(query), creator_id, 2 * CANDIDATES, *values, CANDIDATES],
    )
    found = [row[0] for row in cursor.fetchall()]
    if exact:
        cursor.execute("SET LOCAL enable_indexscan = on")
    return found
