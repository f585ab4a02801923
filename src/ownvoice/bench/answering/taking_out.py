"""An item taken out of a creator's index for the time of a question: as if it had never been published.

Its passages, its vectors, and what they add to the counts of words go; then all comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ROWS = "SELECT words FROM corpus_passage WHERE creator_id = {creator} AND item_id = {item} AND role {which}"
_COUNTS = """
WITH said AS (SELECT substr(word, %(start)s) AS word, ndoc FROM ts_stat(%(passages)s)),
whole AS (SELECT substr(word, %(start)s) AS word FROM ts_stat(%(whole)s)),
gone AS (SELECT word, coalesce(said.ndoc, 0) AS passages FROM said FULL JOIN whole USING (word))
UPDATE corpus_wordcount c SET passages = c.passages - gone.passages, items = c.items - 1
FROM gone WHERE c.creator_id = %(creator)s AND c.word = gone.word
"""
_SIZE = """
UPDATE corpus_corpussize z
SET passages = z.passages - gone.passages, items = z.items - 1, stems = z.stems - gone.stems
FROM (SELECT count(*) AS passages, coalesce(sum(length), 0) AS stems FROM corpus_passage
      WHERE creator_id = %(creator)s AND item_id = %(item)s AND role <> 'whole') gone
WHERE z.creator_id = %(creator)s
"""


@contextmanager
def taken_out(creator_id: int, item_id: int) -> Iterator[None]:
    """Within this, no search of this connection finds the item; nothing is lost."""
    creator, item = int(creator_id), int(item_id)
    with transaction.atomic(), connection.cursor() as cursor:
        known = {
            "creator": creator,
            "item": item,
            "start": len(f"{creator}.") + 1,
            "passages": _ROWS.format(creator=creator, item=item, which="<> 'whole'"),
            "whole": _ROWS.format(creator=creator, item=item, which="= 'whole'"),
        }
        cursor.execute(_COUNTS, known)
        # A word that is counted occurs at least twice.
        cursor.execute(
            "DELETE FROM corpus_wordcount WHERE creator_id = %s AND passages < 2 AND items < 2", [creator]
        )
        cursor.execute(_SIZE, known)
        cursor.execute(
            "DELETE FROM corpus_passagevector WHERE passage_id IN "
            "(SELECT id FROM corpus_passage WHERE creator_id = %s AND item_id = %s)",
            [creator, item],
        )
        cursor.execute("DELETE FROM corpus_passage WHERE creator_id = %s AND item_id = %s", [creator, item])
        yield
        transaction.set_rollback(True)
