"""What every reply reads and few people change, kept in this process for as long as the database says it is the same.

A creator's facts, goals, boundaries and what their corrections taught take longer to read than all the rest of a reply's
context. One short query tells whether any row is another than before; only then they are read again. So whoever changes
something, in whichever process, sees it in the next reply.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models

from ownvoice.tenants.scope import current_creator_id

T = TypeVar("T")
MOST_CREATORS = 256  # that are remembered, the ones asked for last


class Remembered(Generic[T]):
    """The current creator's `T`, made by `make` when its `stamp` is another than the last time."""

    def __init__(self, stamp: Callable[[], Hashable], make: Callable[[], T]) -> None:
        self._stamp, self._make = stamp, make
        self._lock = threading.Lock()
        self._known: OrderedDict[int, tuple[Hashable, T]] = OrderedDict()

    def get(self) -> T:
        """Call within `acting_for(creator)`."""
        creator_id, stamp = current_creator_id(), self._stamp()
        with self._lock:
            known = self._known.get(creator_id)
            if known is not None and known[0] == stamp:
                self._known.move_to_end(creator_id)
                return known[1]
        made = self._make()
        if self._stamp() != stamp:  # somebody changed it while it was read: it may be of both
            return self._make()
        with self._lock:
            self._known[creator_id] = stamp, made
            self._known.move_to_end(creator_id)
            while len(self._known) > MOST_CREATORS:
                self._known.popitem(last=False)
        return made


def rows_stamp(tables: Sequence[type[models.Model]]) -> Callable[[], Hashable]:
    """What tells whether any of the current creator's rows in these tables was added, changed or removed.

    Each row's version (PostgreSQL's `xmin` and `ctid`) goes into one sum a table; rows that were never touched keep theirs.
    """
    rows = "sum(hashtextextended(concat_ws(':', id, xmin, ctid), 0))"
    names = [connection.ops.quote_name(table._meta.db_table) for table in tables]
    sums = [f"(SELECT concat({rows}, ' ', count(*)) FROM {name} WHERE creator_id = %s)" for name in names]  # noqa: S608
    statement = f"SELECT {', '.join(sums)}"

    def stamp() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, [current_creator_id()] * len(tables))
            return cursor.fetchone()

    return stamp
