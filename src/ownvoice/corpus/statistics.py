"""How common each word is in a creator's passages and items: what BM25 weighs by.

Counted afresh by PostgreSQL after an import or a removal, never while a reply is being worked out. Of a very large
corpus a sample is counted: a weight is the logarithm of a share, and 100,000 passages tell a share well enough.
"""

from __future__ import annotations

from django.db import connection, transaction

COUNTED = 100_000  # passages; of a larger corpus a random share of about this size

_COUNT_ALL = """
INSERT INTO corpus_corpussize (creator_id, passages, items, stems)
SELECT %(creator)s, count(*), count(DISTINCT item_id), coalesce(sum(length), 0)
FROM corpus_passage WHERE creator_id = %(creator)s AND role <> 'whole'
ON CONFLICT (creator_id) DO UPDATE
SET passages = excluded.passages, items = excluded.items, stems = excluded.stems
RETURNING passages
"""

# Passages of items that have one are counted apart: there the passage stands for the item.
_COUNT_WORDS = """
WITH single AS (SELECT substr(word, %(start)s) AS word, ndoc FROM ts_stat(%(single)s)),
several AS (SELECT substr(word, %(start)s) AS word, ndoc FROM ts_stat(%(several)s)),
whole AS (SELECT substr(word, %(start)s) AS word, ndoc FROM ts_stat(%(whole)s)),
counted AS (
    SELECT word, coalesce(single.ndoc, 0) + coalesce(several.ndoc, 0) AS passages,
           coalesce(single.ndoc, 0) + coalesce(whole.ndoc, 0) AS items
    FROM single FULL JOIN several USING (word) FULL JOIN whole USING (word)
)
INSERT INTO corpus_wordcount (creator_id, word, passages, items)
SELECT %(creator)s, word, (passages * %(scale)s)::int, (items * %(scale)s)::int
FROM counted WHERE passages > %(once)s OR items > %(once)s
"""

_ROWS = """
SELECT p.words FROM corpus_passage p {sample} WHERE p.creator_id = {creator} AND {which}
"""
_SEVERAL = (
    "EXISTS (SELECT 1 FROM corpus_passage w "
    "WHERE w.creator_id = p.creator_id AND w.item_id = p.item_id AND w.role = 'whole')"
)
_WHICH = {
    "single": f"p.role <> 'whole' AND NOT {_SEVERAL}",
    "several": f"p.role <> 'whole' AND {_SEVERAL}",
    "whole": "p.role = 'whole'",
}


def settle_index() -> None:
    """Sort into the word index what an import left on its list of pending entries.

    Every search reads through that list. PostgreSQL would get round to it with the next vacuum
    (https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('passage_words')")


def recount_words(creator_id: int) -> None:
    """Bring `WordCount` and `CorpusSize` up to date with the creator's passages."""
    creator = int(creator_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(20, %s)", [creator])
        cursor.execute("DELETE FROM corpus_wordcount WHERE creator_id = %s", [creator])
        cursor.execute(_COUNT_ALL, {"creator": creator})
        share = min(1.0, COUNTED / max(1, cursor.fetchone()[0]))
        sample = f"TABLESAMPLE SYSTEM ({100 * share:.4f}) REPEATABLE (1)" if share < 1 else ""
        rows = {
            name: _ROWS.format(sample=sample, creator=creator, which=which) for name, which in _WHICH.items()
        }
        cursor.execute(
            _COUNT_WORDS,
            {
                **rows,
                "creator": creator,
                "start": len(f"{creator}.") + 1,
                "scale": 1 / share,
                # A word that occurs once needs no row: that is what is assumed of unknown ones.
                "once": 0 if share < 1 else 1,
            },
        )
