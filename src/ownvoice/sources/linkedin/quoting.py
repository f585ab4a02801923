"""LinkedIn's two ways of quoting, and rows that fell apart over them.

`Comments.csv` has a backslash before a quotation mark and before a backslash. `Shares.csv` doubles quotation
marks, a backslash there is a backslash; and each line of a post is a quoted piece of its own, so that a line
break comes out as `"`, line break, `"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ownvoice.core.records import Malformed
from ownvoice.sources.linkedin.files import Table
from ownvoice.sources.reading.csv_rows import Row, column_names, iter_rows

_DATE = re.compile(r"\s{0,9}\d{4}-\d{1,2}-\d{1,2}")
_LONGEST_MENDED = 20_000  # characters; posts have 3,000


def table_rows(stream: BinaryIO, file: str, table: Table) -> Iterator[tuple[int, dict[str, str]] | Malformed]:
    """Each row's number and cells by column name, missing ones "".

    A row of posts or comments that begins neither with a date nor with a link is the rest of the one before.
    """
    names: list[str] = []
    waiting: Row | None = None
    for row in iter_rows(stream, file, "\\" if table is Table.COMMENTS else None):
        if isinstance(row, Malformed):
            if waiting is not None:
                yield _keyed(waiting, names, file)
                waiting = None
            yield row
        elif not names:
            names = column_names(row.cells)
        elif waiting is not None and _continues(waiting, row, table, len(names)):
            waiting = _joined(waiting, row)
        else:
            if waiting is not None:
                yield _keyed(waiting, names, file)
            waiting = row
    if waiting is not None:
        yield _keyed(waiting, names, file)


def _continues(before: Row, row: Row, table: Table, width: int) -> bool:
    if table not in (Table.SHARES, Table.COMMENTS) or _DATE.match(row.cells[0]):
        return False
    if len(row.cells) > 1 and row.cells[1].startswith("http") and table is Table.COMMENTS:
        return False
    fits = len(before.cells) + len(row.cells) - 1 <= width
    return fits and len(before.cells) > 2 and len(before.cells[-1]) < _LONGEST_MENDED


def _joined(before: Row, row: Row) -> Row:
    *first, last = before.cells
    return Row(before.number, [*first, f"{last}\n{row.cells[0]}", *row.cells[1:]])


def _keyed(row: Row, names: list[str], file: str) -> tuple[int, dict[str, str]] | Malformed:
    missing = len(names) - len(row.cells)
    if missing < 0:
        return Malformed(file, row.number, "This row has more cells than the table has columns.", "row")
    return row.number, dict(zip(names, row.cells + [""] * missing, strict=True))


def without_pieces(text: str) -> str:
    """A post's text without the quotation marks around each of its lines."""
    if "\n" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    closed = all(line.endswith('"') for line in lines[:-1])
    opened = all(line.startswith('"') for line in lines[1:])
    if not (closed and opened) or '"' in lines[1:-1]:
        return text
    whole = [line[:-1] for line in lines[:-1]] + lines[-1:]
    return "\n".join(whole[:1] + [line[1:] for line in whole[1:]])
