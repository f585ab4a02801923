"""Candidates by words: PostgreSQL's GIN index finds them, rarest words first, within a fixed budget of rows.

A question full of common words would make the index return a good part of the corpus, and the reply would get
slower as the corpus grows. So the words are taken from the rarest on while their passages together stay under
`BUDGET`; common words only help where two of them meet. True BM25 follows in Python over the best of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.search.query import QueryWord
from ownvoice.corpus.search.ranking import B, K1

BUDGET = 2_000  # passages that the index may return for one question
CANDIDATES = 60  # passages handed on to be ranked exactly


def _any_of(word: QueryWord, creator_id: int) -> str:
    return "(" + "|".join("'%d.%s'" % (creator_id, stem) for stem in word.stems) + ")"


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
    for first, second in zip(common, common[1:], strict=False):
        expected = first.passages * second.passages // max(total, 1)
        if spent + expected <= BUDGET:
            chosen.append(f"({_any_of(first, creator_id)}&{_any_of(second, creator_id)})")
            spent += expected
    if not chosen and common:
        chosen = ["&".join(_any_of(word, creator_id) for word in common[:3])]
    return "|".join(chosen)


def candidates(
    cursor: Any, words: Sequence[QueryWord], creator_id: int, total: int, average_length: float, filters: Filters
) -> list[int]:
    """Ids of the most promising passages, at most `CANDIDATES`.

    They are ordered by BM25 as it would be if no word occurred twice, which in passages of a few sentences is
    nearly true.
    """
    if not words:
        return []
    where, values = filters.as_sql()
    parts, weights = [], []
    average = max(average_length, 1.0)
    for word in words:
        parts.append("CASE WHEN p.words @@ %s::tsquery THEN %s ELSE 0 END")
        weights += [_any_of(word, creator_id), word.weight]
    cursor.execute(
        f"SELECT p.id FROM (SELECT * FROM corpus_passage p WHERE p.words @@ %s::tsquery AND {where} LIMIT %s) p "
        f"ORDER BY ({' + '.join(parts)}) / (1 + {K1} * ({1 - B} + {B / average} * p.length)) DESC, p.id LIMIT %s",
        [candidate_query(words, creator_id, total), *values, 2 * BUDGET, *weights, CANDIDATES],
    )
    return [row[0] for row in cursor.fetchall()]
