"""Writing batches: COPY into staging tables, one INSERT … ON CONFLICT from there, passages for what was new.

Uses a connection of its own, so that parsing (Python) and writing (PostgreSQL) go on side by side. Each batch is
one transaction that also moves the import's checkpoint: after a crash nothing is missing and nothing is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import psycopg
from django.db import connection as django_connection

from ownvoice.corpus.importing.rows import ITEM_COLUMNS, PASSAGE_COLUMNS, Batch

_ITEMS = ", ".join(ITEM_COLUMNS)
_PASSAGES = ", ".join(f'"{column}"' for column in PASSAGE_COLUMNS)

_STAGING = f"""
CREATE TEMPORARY TABLE staged_item ON COMMIT DELETE ROWS AS SELECT {_ITEMS} FROM corpus_item WITH NO DATA;
CREATE TEMPORARY TABLE staged_passage ON COMMIT DELETE ROWS AS
    SELECT ''::text AS native_id, {", ".join(f'"{c}"' for c in PASSAGE_COLUMNS[1:])} FROM corpus_passage WITH NO DATA;
"""  # noqa: S608 - column names are constants

# The columns that a newer export may change; everything else identifies the item.
_UPDATES = ", ".join(f"{c} = excluded.{c}" for c in ITEM_COLUMNS if c not in ("platform", "native_id"))

_KEEP_OLD = """
INSERT INTO corpus_itemrevision (creator_id, item_id, replaced_by_id, before)
SELECT i.creator_id, i.id, %(import)s, to_jsonb(i)
FROM staged_item s JOIN corpus_item i
  ON i.creator_id = %(creator)s AND i.platform = s.platform AND i.native_id = s.native_id
WHERE i.content_hash <> s.content_hash
"""

_UPSERT = f"""
WITH written AS (
    INSERT INTO corpus_item (creator_id, source_id, first_import_id, {_ITEMS})
    SELECT %(creator)s, %(source)s, %(import)s, {_ITEMS} FROM staged_item
    ON CONFLICT (creator_id, platform, native_id) DO UPDATE SET {_UPDATES}
    WHERE corpus_item.content_hash <> excluded.content_hash
    RETURNING id, native_id, (xmax = 0) AS fresh
), cleared AS (
    DELETE FROM corpus_passage USING written
    WHERE corpus_passage.creator_id = %(creator)s AND corpus_passage.item_id = written.id AND NOT written.fresh
    RETURNING corpus_passage.id
), cleared_vectors AS (
    DELETE FROM corpus_passagevector USING cleared WHERE passage_id = cleared.id
), passages AS (
    INSERT INTO corpus_passage (creator_id, item_id, source_id, {", ".join(f'"{c}"' for c in PASSAGE_COLUMNS[1:])})
    SELECT %(creator)s, w.id, %(source)s, {", ".join(f'p."{c}"' for c in PASSAGE_COLUMNS[1:])}
    FROM staged_passage p JOIN written w USING (native_id)
)
SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM written
"""  # noqa: S608

_CHECKPOINT = "UPDATE corpus_import SET done = %s, progress = %s WHERE id = %s"


class BulkWriter:
    """Writes batches of one import over a connection of its own. Not for use by two threads at once."""

    def __init__(self, creator_id: int, import_id: int) -> None:
        self.creator_id = creator_id
        self.import_id = import_id
        parameters = django_connection.get_connection_params()
        for name in ("context", "cursor_factory", "prepare_threshold"):
            parameters.pop(name, None)
        self._connection = psycopg.connect(**parameters, autocommit=False)
        with self._connection.transaction():
            self._connection.execute(_STAGING)

    def write(
        self, batch: Batch, source_id: int, platform_is_new: bool, done: Mapping[str, int], progress: float
    ) -> tuple[int, int]:
        """Store the batch and the checkpoint together. Returns (items added, items changed)."""
        values = {"creator": self.creator_id, "source": source_id, "import": self.import_id}
        with self._connection.transaction(), self._connection.cursor() as cursor:
            # A lost last batch is read again on resuming, so it needn't wait for the disk.
            cursor.execute("SET LOCAL synchronous_commit = off")
            with cursor.copy(f"COPY staged_item ({_ITEMS}) FROM STDIN") as copy:
                for row in batch.items.values():
                    copy.write_row(row)
            with cursor.copy(f"COPY staged_passage ({_PASSAGES}) FROM STDIN") as copy:
                for native_id, rows in batch.passages.items():
                    for row in rows:
                        copy.write_row((native_id, *row))
            if not platform_is_new:
                cursor.execute(_KEEP_OLD, values)
            cursor.execute(_UPSERT, values)
            row = cursor.fetchone()
            cursor.execute(_CHECKPOINT, [json.dumps(dict(done)), progress, self.import_id])
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def platform_is_new(creator_id: int, platform: str) -> bool:
    """Whether the creator has no item of this platform yet, so that nothing can be changed by an import."""
    with django_connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM corpus_item WHERE creator_id = %s AND platform = %s)",
            [creator_id, platform],
        )
        return bool(cursor.fetchone()[0])
