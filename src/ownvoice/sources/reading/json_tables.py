"""Rows of the tables in a JSON dump of a database, one at a time: `{"data": {"posts": [{…}, …], "users": […]}}`.

The tables may lie at any place in the document that a few outer brackets lead to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, NamedTuple

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_events import DEPTH, ValueBuilder, iter_events, too_deep

TABLE_DEPTH = 8  # brackets that may be open around a table


class TableRow(NamedTuple):
    """One element of a table; `number` counts the table's elements from 0."""

    table: str
    number: int
    value: Any


def iter_tables(stream: BinaryIO, file: str, wanted: Collection[str]) -> Iterator[TableRow | Malformed]:
    """The rows of the lists that stand under one of the keys `wanted`, up to the end or the first damage."""
    follower = _Follower(wanted)
    for batch in iter_events(stream, file):
        if isinstance(batch, Malformed):
            yield batch
            return
        try:
            yield from follower.take(batch.events)
        except RecursionError:
            yield too_deep(file, batch.position)
            return


class _Follower:
    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = frozenset(wanted)
        self._builder = ValueBuilder()
        self._key = ""
        self._depth = 0
        self._table = ""  # the list that is being read,
        self._table_depth = 0  # and how many brackets were open when it began
        self._index = 0

    def take(self, events: list[tuple[str, Any]]) -> Iterator[TableRow]:
        for event, value in events:
            if self._builder.open:
                if self._builder.take(event, value):
                    yield self._row(self._builder.finish())
            elif event in ("start_map", "start_array"):
                self._open(event)
            elif event in ("end_map", "end_array"):
                if self._table and self._depth == self._table_depth:
                    self._table = ""
                self._depth -= 1
            elif event == "map_key":
                self._key = value
            elif self._table:
                yield self._row(value)

    def _open(self, event: str) -> None:
        if self._table:
            self._builder.begin(event == "start_array")
            return
        self._depth += 1
        if self._depth > DEPTH:
            raise RecursionError
        if event == "start_array" and self._key in self._wanted and self._depth <= TABLE_DEPTH:
            self._table, self._table_depth, self._index = self._key, self._depth, 0
        self._key = ""

    def _row(self, value: Any) -> TableRow:
        row = TableRow(self._table, self._index, value)
        self._index += 1
        return row
