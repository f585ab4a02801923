"""An item taken out of a creator's index for the time of a question: as if it had never been published.

Its passages, its vectors, and what they add to the counts of words go; then all comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_COUNTED = "SELECT words FROM corpus_passage WHERE creator_id = {creator} AND item_id = {item}"
_COUNTS = """
UPDATE corpus_wordcount c SET passages = c.passages - out.ndoc
FROM (SELECT substr(word, %s) AS word, ndoc FROM ts_stat(%s)) out
WHERE c.creator_id = %s AND c.word = out.word
"""
_SIZE = """
UPDATE corpus_corpussize z SET passages = z.passages - gone.passages, stems = z.stems - gone.stems
FROM (SELECT count(*) AS passages, coalesce(sum(length), 0) AS stems FROM corpus_passage
      WHERE creator_id = %s AND item_id = %s) gone
WHERE z.creator_id = %s
"""


@contextmanager
def taken_out(creator_id: int, item_id: int) -> Iterator[None]:
    """Within this, no search of this connection finds the item; nothing is lost."""
    creator, item = int(creator_id), int(item_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _COUNTS, [len(f"{creator}.") + 1, _COUNTED.format(creator=creator, item=item), creator]
        )
        # A word that is counted occurs at least twice.
        cursor.execute("DELETE FROM corpus_wordcount WHERE creator_id = %s AND passages < 2", [creator])
        cursor.execute(_SIZE, [creator, item, creator])
        cursor.execute(
            "DELETE FROM corpus_passagevector WHERE passage_id IN "
            "(SELECT id FROM corpus_passage WHERE creator_id = %s AND item_id = %s)",
            [creator, item],
        )
        cursor.execute("DELETE FROM corpus_passage WHERE creator_id = %s AND item_id = %s", [creator, item])
        yield
        transaction.set_rollback(True)
