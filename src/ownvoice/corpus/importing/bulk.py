"""Writing batches with COPY: straight into the tables where nothing can be there yet, else through staging tables.

Staged rows go on with one INSERT … ON CONFLICT, and passages follow for what was new. A connection of its own lets
parsing (Python) and writing (PostgreSQL) go on side by side. Each batch is one transaction that also moves the
import's checkpoint: after a crash nothing is missing and nothing is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from django.db import connection as django_connection

from ownvoice.corpus.importing.copying import OPTIONS, SEPARATOR, copy_data
from ownvoice.corpus.importing.rows import ITEM_COLUMNS, PASSAGE_COLUMNS, Batch

_ITEMS = ", ".join(ITEM_COLUMNS)
_PASSAGES = ", ".join(f'"{column}"' for column in PASSAGE_COLUMNS)

_STAGING = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS staged_item ON COMMIT DELETE ROWS AS SELECT {_ITEMS} FROM corpus_item WITH NO DATA;
CREATE TEMPORARY TABLE IF NOT EXISTS staged_passage ON COMMIT DELETE ROWS AS
    SELECT ''::text AS native_id, {_PASSAGES} FROM corpus_passage WITH NO DATA;
"""  # noqa: S608 - column names are constants

# The columns that a newer export may change; everything else identifies the item. What it doesn't state about what was
# answered stays as another export stated it.
_STATED_ONCE = ("parent_native_id", "root_native_id", "parent_author", "parent_text")
_UPDATES = ", ".join(
    f"{c} = coalesce(excluded.{c}, corpus_item.{c})" if c in _STATED_ONCE else f"{c} = excluded.{c}"
    for c in ITEM_COLUMNS
    if c not in ("platform", "native_id")
)

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
    INSERT INTO corpus_passage (creator_id, item_id, source_id, {_PASSAGES})
    SELECT %(creator)s, w.id, %(source)s, {", ".join(f'p."{c}"' for c in PASSAGE_COLUMNS)}
    FROM staged_passage p JOIN written w USING (native_id)
)
SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM written
"""  # noqa: S608

# Passages name their item, so its id must be known before either is written.
_IDS = "SELECT nextval(pg_get_serial_sequence('corpus_item', 'id')) FROM generate_series(1, %s)"

_COPY_ITEMS = f"COPY corpus_item (id, creator_id, source_id, first_import_id, {_ITEMS}) FROM STDIN {OPTIONS}"
_COPY_PASSAGES = f"COPY corpus_passage (creator_id, item_id, source_id, {_PASSAGES}) FROM STDIN {OPTIONS}"

_STAGE_ITEMS = f"COPY staged_item ({_ITEMS}) FROM STDIN {OPTIONS}"
_STAGE_PASSAGES = f"COPY staged_passage (native_id, {_PASSAGES}) FROM STDIN {OPTIONS}"

_CHECKPOINT = "UPDATE corpus_import SET done = %s, progress = %s WHERE id = %s"


class BulkWriter:
    """Writes batches of one import over a connection of its own. Not for use by two threads at once."""

    def __init__(self, creator_id: int, import_id: int) -> None:
        self.creator_id = creator_id
        self.import_id = import_id
        self._nothing_twice = True
        parameters = django_connection.get_connection_params()
        for name in ("context", "cursor_factory", "prepare_threshold"):
            parameters.pop(name, None)
        self._connection = psycopg.connect(**parameters, autocommit=False)
        with self._connection.transaction():
            self._connection.execute(_STAGING)

    def write(
        self, batch: Batch, source_id: int, platform_is_new: bool, done: Mapping[str, int], progress: float
    ) -> tuple[int, int]:
        """Store the batch and the checkpoint together. Returns (items added, items changed).

        `platform_is_new`: nothing of the batch should be stored yet. Where it is after all (an export that holds
        an item twice), this and all later batches are compared with what is there.
        """
        with self._connection.transaction(), self._connection.cursor() as cursor:
            # A lost last batch is read again on resuming, so it needn't wait for the disk.
            cursor.execute("SET LOCAL synchronous_commit = off")
            written = None
            if platform_is_new and self._nothing_twice:
                written = self._write_new(cursor, batch, source_id)
            if written is None:
                written = _write_compared(
                    cursor, batch, self.creator_id, source_id, self.import_id, keep_old=not platform_is_new
                )
            cursor.execute(_CHECKPOINT, [json.dumps(dict(done)), progress, self.import_id])
        return written

    def _write_new(self, cursor: psycopg.Cursor, batch: Batch, source_id: int) -> tuple[int, int] | None:
        """Straight into the tables; None, and nothing written, where one of the items is there already."""
        creator, passages = self.creator_id, batch.passages
        ids = [row[0] for row in cursor.execute(_IDS, [len(batch.items)])]
        ours = SEPARATOR.join(("", str(creator), str(source_id), str(self.import_id), ""))
        try:
            with self._connection.transaction():
                items = zip(ids, batch.items.values(), strict=True)
                _copy(cursor, _COPY_ITEMS, [f"{pk}{ours}{row}" for pk, row in items])
                said = (
                    f"{creator}{SEPARATOR}{pk}{SEPARATOR}{source_id}{SEPARATOR}{row}"
                    for pk, native_id in zip(ids, batch.items, strict=True)
                    for row in passages.get(native_id, ())
                )
                _copy(cursor, _COPY_PASSAGES, said)
        except psycopg.errors.UniqueViolation:
            self._nothing_twice = False
            return None
        return len(batch.items), 0

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def write_again(batch: Batch, creator_id: int, source_id: int) -> None:
    """Put the batch's rows in the place of those with the same ids, within Django's own transaction.

    No revisions are kept: nothing was published anew, only understood anew.
    """
    with django_connection.cursor() as cursor:
        cursor.execute(_STAGING)
        cursor.execute("TRUNCATE staged_item, staged_passage")
        _write_compared(cursor, batch, creator_id, source_id, 0, keep_old=False)


def _write_compared(
    cursor: Any, batch: Batch, creator_id: int, source_id: int, import_id: int, *, keep_old: bool
) -> tuple[int, int]:
    values = {"creator": creator_id, "source": source_id, "import": import_id}
    _copy(cursor, _STAGE_ITEMS, batch.items.values())
    said = (f"{native_id}{SEPARATOR}{row}" for native_id, rows in batch.passages.items() for row in rows)
    _copy(cursor, _STAGE_PASSAGES, said)
    if keep_old:
        cursor.execute(_KEEP_OLD, values)
    cursor.execute(_UPSERT, values)
    row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _copy(cursor: Any, statement: str, rows: Iterable[str]) -> None:
    with cursor.copy(statement) as copy:
        copy.write(copy_data(rows))


def platform_is_new(creator_id: int, platform: str) -> bool:
    """Whether the creator has no item of this platform yet, so that nothing can be changed by an import."""
    with django_connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM corpus_item WHERE creator_id = %s AND platform = %s)",
            [creator_id, platform],
        )
        return bool(cursor.fetchone()[0])
