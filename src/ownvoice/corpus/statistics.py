"""How common each word is in a creator's passages: what BM25 weighs by.

Counted afresh by PostgreSQL after an import or a removal (a second per 200,000 passages or so), never while a
reply is being worked out.
"""

from __future__ import annotations

from django.db import connection, transaction

_COUNT_WORDS = """
INSERT INTO corpus_wordcount (creator_id, word, passages)
SELECT %s, substr(word, %s), ndoc FROM ts_stat(%s) WHERE ndoc > 1
"""


def recount_words(creator_id: int) -> None:
    """Bring `WordCount` and `CorpusSize` up to date with the creator's passages."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(20, %s)", [creator_id])
        cursor.execute("DELETE FROM corpus_wordcount WHERE creator_id = %s", [creator_id])
        passages = f"SELECT words FROM corpus_passage WHERE creator_id = {int(creator_id)}"  # noqa: S608
        cursor.execute(_COUNT_WORDS, [creator_id, len(f"{creator_id}.") + 1, passages])
        cursor.execute(
            """
            INSERT INTO corpus_corpussize (creator_id, passages, stems)
            SELECT %s, count(*), coalesce(sum(length), 0) FROM corpus_passage WHERE creator_id = %s
            ON CONFLICT (creator_id) DO UPDATE SET passages = excluded.passages, stems = excluded.stems
            """,
            [creator_id, creator_id],
        )
