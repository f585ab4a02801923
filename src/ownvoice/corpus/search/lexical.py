"""Candidates by words: PostgreSQL's GIN index finds them, rarest words first, within a fixed budget of rows.

A question full of common words would make the index return a good part of the corpus, and the reply would get
slower as the corpus grows. So the words are taken from the rarest on while their passages together stay under
`BUDGET`; common words only help where two of them meet. True BM25 follows in Python over the best of them, of
passages in `ranking.py`. Whole items are found in `whole.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.search.query import QueryWord
from ownvoice.corpus.search.ranking import K1, B

BUDGET = 2_000  # passages that the index may return for one question
PAIRABLE = 10_000  # passages: a word more common than this selects nothing, not even together with another
CANDIDATES = 50  # passages handed on to be ranked exactly


def _any_of(word: QueryWord, creator_id: int) -> str:
    return "(" + "|".join(f"'{creator_id}.{stem}'" for stem in word.stems) + ")"


def candidate_query(words: Sequence[QueryWord], creator_id: int, total: int) -> str:
    """The `tsquery` that selects candidates; `words` rarest first."""
    chosen: list[str] = []
    spent = 0
    common: list[QueryWord] = []
    for word in words:
        if spent + word.passages <= BUDGET:
            chosen.append(_any_of(word, creator_id))
            spent += word.passages
        else:
            common.append(word)
    # Two words that are each too common may select together. Their postings are read through for that, so only
    # moderately common ones qualify, and only where the rare words left room.
    pairable = [word for word in common if word.passages <= PAIRABLE] if spent < BUDGET // 2 else []
    for first, second in itertools.pairwise(pairable):
        expected = 2 * first.passages * second.passages // max(total, 1)  # words of one question go together
        if spent + expected <= BUDGET:
            chosen.append(f"({_any_of(first, creator_id)}&{_any_of(second, creator_id)})")
            spent += expected
    if not chosen and common:
        chosen = ["&".join(_any_of(word, creator_id) for word in common[:3])]
    return "|".join(chosen)


_SELECT = """
WITH matched AS MATERIALIZED (
    SELECT p.id, ({k1} * ({rest} + {b} * p.length / %s))::float8 AS norm, {flags}
    FROM corpus_passage p WHERE p.words @@ %s::tsquery AND {where} LIMIT %s
)
SELECT id FROM matched m ORDER BY {score} DESC, id LIMIT {candidates}
"""


def candidates(
    cursor: Any,
    words: Sequence[QueryWord],
    creator_id: int,
    total: int,
    average_length: float,
    filters: Filters,
) -> list[int]:
    """Ids of the passages with the best BM25, counted in the database.

    A passage of a few sentences hardly ever holds a word twice, so a word counts once.
    """
    if not words:
        return []
    where, values = filters.as_sql()
    numbers = range(len(words))
    possible = sum(word.pull for word in words) * (K1 + 1) or 1.0
    shares = [word.pull * (K1 + 1) / possible for word in words]
    statement = _SELECT.format(
        k1=K1,
        rest=1 - B,
        b=B,
        where=where,
        flags=", ".join(f"(p.words @@ %s::tsquery)::int::float8 AS w{n}" for n in numbers),
        score="(" + " + ".join(f"{shares[n]}::float8 * w{n}" for n in numbers) + ") / (1 + m.norm)",
        candidates=CANDIDATES,
    )
    flags = [_any_of(word, creator_id) for word in words]
    chosen = candidate_query(words, creator_id, total)
    cursor.execute(statement, [max(average_length, 1.0), *flags, chosen, *values, 2 * BUDGET])
    return [row[0] for row in cursor.fetchall()]
