"""Items that fit as wholes: a long text may answer though no single passage of it says all the words.

Each item of several passages has one row with all its words and how often each occurs, under lexemes of its own
(`importing/rows.py`). The words that tell most are looked up one by one, within a fixed budget of rows; the items in
which most of them meet are then scored exactly, and the passages in them that fit best are handed on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ownvoice.corpus.search.filters import Filters
from ownvoice.corpus.search.query import QueryWord
from ownvoice.corpus.search.ranking import K1, B

BUDGET = 10_000  # rows of items that the index may return for one question
SELECTING = 40  # words of a question that select items
SCORED = 120  # items that are scored exactly
ITEMS = 50  # items that are looked into, and from each
INSIDE = 2  # passages handed on
LOOKED_INTO = 60  # passages of one item that are looked at; of a longer one, the first
K1_WHOLE = 3.0  # in long texts the fifth time a word comes up still says something
B_WHOLE = 0.75

_MEETING = """
SELECT hit.id, sum(word.pull) / (1 + {k1} * ({rest} + {b} * min(hit.length) / avg(min(hit.length)) OVER ())) AS score
FROM unnest(%s::tsquery[], %s::float8[]) AS word(forms, pull) CROSS JOIN LATERAL (
    SELECT p.id, p.length FROM corpus_passage p WHERE p.words @@ word.forms AND {where} LIMIT {limit}
) hit
GROUP BY hit.id ORDER BY score DESC, hit.id LIMIT {scored}
"""
_COUNTED = """
SELECT p.item_id, p.length, p.words::text FROM corpus_passage p WHERE p.id = ANY(%s)
UNION ALL
SELECT p.item_id, p.length, p.words::text FROM corpus_passage p
WHERE p.creator_id = %s AND p.role = 'whole' AND p.id <> ALL(%s)
  AND p.item_id = ANY(ARRAY(SELECT f.item_id FROM corpus_passage f WHERE f.id = ANY(%s)))
"""
_INSIDE = """
SELECT one.item_id, one.id, one.length, one.words::text
FROM unnest(%s::bigint[]) AS found(id) CROSS JOIN LATERAL (
    SELECT p.item_id, p.id, p.length, p.words FROM corpus_passage p
    WHERE p.creator_id = %s AND p.item_id = found.id AND {where} ORDER BY p.id LIMIT {limit}
) one
"""


@dataclass(frozen=True, slots=True)
class Wholes:
    """Item id → how well it fits as a whole, in [0, 1]; and the passages in the best of them that fit best."""

    scores: dict[int, float]
    passages: list[int]


def best_items(
    cursor: Any,
    words: Sequence[QueryWord],
    creator_id: int,
    average_length: float,
    filters: Filters,
    meeting: Sequence[int],
    found: Collection[int],
) -> Wholes:
    """The items of several passages that fit best as wholes: of those in which words meet, and of passages found.

    `meeting` are rows that `rows_where_words_meet` gave, `found` ids of passages; `average_length`: stems in one.
    """
    if not meeting and not found:
        return Wholes({}, [])
    scores = _scores(cursor, words, creator_id, meeting, found)
    best = sorted(scores, key=lambda item: (-scores[item], item))[:ITEMS]
    return Wholes(scores, _inside(cursor, words, creator_id, best, average_length, filters) if best else [])


def rows_where_words_meet(
    cursor: Any, words: Sequence[QueryWord], creator_id: int, filters: Filters
) -> list[int]:
    """Ids of the rows of the items in which the words that pull most meet."""
    where, values = filters.as_sql(whole=True)
    forms: list[str] = []
    pulls: list[float] = []
    left = BUDGET
    for word in sorted(words, key=lambda word: -word.pull)[:SELECTING]:
        if word.items <= left:
            left -= word.items
            forms.append("|".join(f"'{creator_id}:{form}'" for form in word.stems))
            pulls.append(word.pull)
    if not forms:
        return []
    cursor.execute(
        _MEETING.format(
            k1=K1_WHOLE, rest=1 - B_WHOLE, b=B_WHOLE, where=where, limit=2 * BUDGET, scored=SCORED
        ),
        [forms, pulls, *values],
    )
    return [row[0] for row in cursor.fetchall()]


def _scores(
    cursor: Any,
    words: Sequence[QueryWord],
    creator_id: int,
    meeting: Sequence[int],
    passages: Collection[int],
) -> dict[int, float]:
    """BM25 as a share of the most these words could reach.

    Lengths are measured against the items found: an article isn't to be held against short posts.
    """
    place = {f"{creator_id}:{form}": n for n, word in enumerate(words) for form in word.stems}
    possible = sum(word.pull for word in words) * (K1_WHOLE + 1) or 1.0
    cursor.execute(_COUNTED, [list(meeting), creator_id, list(meeting), list(passages)])
    found = cursor.fetchall()
    average = max(1.0, sum(length for _, length, _ in found) / max(1, len(found)))
    scores = {}
    for item, length, lexemes in found:
        parts = lexemes.split("'")  # "'7:rye':2 '7:water':1"
        held = dict(zip(parts[1::2], parts[2::2], strict=False))
        counts: dict[int, int] = {}
        for lexeme in place.keys() & held.keys():
            n = place[lexeme]
            counts[n] = max(counts.get(n, 0), int(held[lexeme][1:]))
        norm = K1_WHOLE * (1 - B_WHOLE + B_WHOLE * length / average)
        reached = sum(words[n].pull * count / (count + norm) for n, count in counts.items())
        scores[item] = reached * (K1_WHOLE + 1) / possible
    return scores


def _inside(
    cursor: Any,
    words: Sequence[QueryWord],
    creator_id: int,
    items: Sequence[int],
    average_length: float,
    filters: Filters,
) -> list[int]:
    """The passages that fit best in each of the items."""
    place = {f"'{creator_id}.{form}'": n for n, word in enumerate(words) for form in word.stems}
    where, values = filters.as_sql()
    cursor.execute(_INSIDE.format(where=where, limit=LOOKED_INTO), [list(items), creator_id, *values])
    by_item: dict[int, list[tuple[float, int]]] = {}
    for item, passage, length, lexemes in cursor.fetchall():
        held = {place[lexeme] for lexeme in place.keys() & lexemes.split(" ")}
        norm = K1 * (1 - B + B * length / max(average_length, 1.0))
        score = sum(words[n].pull for n in held) / (1 + norm)
        by_item.setdefault(item, []).append((-score, passage))
    return [passage for found in by_item.values() for _, passage in sorted(found)[:INSIDE]]
