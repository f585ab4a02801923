"""A corpus as it was on a day: what was published later is put aside, and brought back as the day moves on.

So a reader's question can be answered as it could have been when it was asked. Word counts are taken anew whenever the
day goes back or many rows came back, and never hold anything of later than the day.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from ownvoice.corpus.statistics import recount_words, settle_index

_TABLES = ("corpus_item", "corpus_passage", "corpus_exchange")
# An exchange, and the passage of what was asked in it, are there from the reply on. What has no date is never there.
_KNOWN_FROM = {
    "corpus_item": "SELECT id, published_at AS known_from FROM corpus_item",
    "corpus_exchange": """
        SELECT e.id, r.published_at AS known_from FROM corpus_exchange e LEFT JOIN corpus_item r ON r.id = e.reply_id""",
    "corpus_passage": """
        SELECT p.id, CASE p.role WHEN 'asked' THEN (
            SELECT min(r.published_at) FROM corpus_exchange e JOIN corpus_item r ON r.id = e.reply_id
            WHERE e.message_id = p.item_id
        ) ELSE p.published_at END AS known_from FROM corpus_passage p""",
}
_RECOUNT_EVERY = 0.02  # of the passages


class CorpusClock:
    """Puts aside what a creator's corpus got later than a moment. For a database that is thrown away."""

    def __init__(self, creator_id: int) -> None:
        self._creator_id = creator_id
        self._now: datetime | None = None
        self._uncounted = 0
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _TABLES:
                cursor.execute(f"CREATE TABLE bench_known_{table} AS {_KNOWN_FROM[table]}")
                cursor.execute(f"CREATE UNIQUE INDEX ON bench_known_{table} (id)")
                cursor.execute(f"CREATE TABLE bench_later_{table} (LIKE {table})")

    def set(self, now: datetime) -> None:
        """From here on the corpus holds what was known before `now`, and nothing else."""
        back = self._now is None or now < self._now
        moved = 0
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _TABLES:
                known, later = f"bench_known_{table}", f"bench_later_{table}"
                if back:
                    cursor.execute(
                        f"WITH moved AS (DELETE FROM {table} t USING {known} k WHERE k.id = t.id"  # noqa: S608
                        f" AND (k.known_from IS NULL OR k.known_from >= %s) RETURNING t.*)"
                        f" INSERT INTO {later} SELECT * FROM moved",
                        [now],
                    )
                cursor.execute(
                    f"WITH moved AS (DELETE FROM {later} t USING {known} k WHERE k.id = t.id"  # noqa: S608
                    f" AND k.known_from < %s RETURNING t.*) INSERT INTO {table} SELECT * FROM moved",
                    [now],
                )
                moved += cursor.rowcount if table == "corpus_passage" else 0
            cursor.execute("SELECT count(*) FROM corpus_passage")
            passages = cursor.fetchone()[0]
        self._now, self._uncounted = now, self._uncounted + moved
        if back or self._uncounted > _RECOUNT_EVERY * passages:
            settle_index()
            recount_words(self._creator_id)
            self._uncounted = 0
