"""How common each word is in a creator's passages: what BM25 weighs by.

Counted afresh by PostgreSQL after an import or a removal, never while a reply is being worked out. Of a very large
corpus a sample is counted: a weight is the logarithm of a share, and 100,000 passages tell a share well enough.
"""

from __future__ import annotations

from django.db import connection, transaction

COUNTED = 100_000  # passages; of a larger corpus a random share of about this size

_COUNT_WORDS = """
INSERT INTO corpus_wordcount (creator_id, word, passages)
SELECT %s, substr(word, %s), (ndoc * %s)::int FROM ts_stat(%s) WHERE ndoc > %s
"""


def settle_index() -> None:
    """Sort into the word index what an import left on its list of pending entries.

    Every search reads through that list. PostgreSQL would get round to it with the next vacuum
    (https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('passage_words')")


def recount_words(creator_id: int) -> None:
    """Bring `WordCount` and `CorpusSize` up to date with the creator's passages."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(20, %s)", [creator_id])
        cursor.execute("DELETE FROM corpus_wordcount WHERE creator_id = %s", [creator_id])
        cursor.execute(
            """
            INSERT INTO corpus_corpussize (creator_id, passages, stems)
            SELECT %s, count(*), coalesce(sum(length), 0) FROM corpus_passage WHERE creator_id = %s
            ON CONFLICT (creator_id) DO UPDATE SET passages = excluded.passages, stems = excluded.stems
            """,
            [creator_id, creator_id],
        )
        cursor.execute("SELECT passages FROM corpus_corpussize WHERE creator_id = %s", [creator_id])
        share = min(1.0, COUNTED / max(1, cursor.fetchone()[0]))
        sample = f"TABLESAMPLE SYSTEM ({100 * share:.4f})" if share < 1 else ""
        passages = f"SELECT words FROM corpus_passage {sample} WHERE creator_id = {int(creator_id)}"  # noqa: S608
        once = (
            0 if share < 1 else 1
        )  # a word that occurs once needs no row: that is what is assumed of unknown ones
        cursor.execute(_COUNT_WORDS, [creator_id, len(f"{creator_id}.") + 1, 1 / share, passages, once])
