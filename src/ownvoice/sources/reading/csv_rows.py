"""The rows of a CSV file of any size, one at a time, past damage.

RFC 4180 with what exports do besides: a byte order mark, NULs, bytes that are no UTF-8, and for some files a
backslash before a quotation mark. A quotation mark that is never closed takes rows with it, up to 16 MB.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.text_lines import decoded, iter_lines

CELL_CHARS = 16_000_000
csv.field_size_limit(CELL_CHARS)


class Row(NamedTuple):
    """One row and its number in the file, counted from 0 with the header."""

    number: int
    cells: list[str]


class _Lines:
    """The decoded lines; `ended` says that another one was asked for in vain."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = iter_lines(stream)
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            text = decoded(line.data)
            return text.replace("\0", "") if "\0" in text else text
        self.ended = True
        raise StopIteration


def iter_rows(stream: BinaryIO, file: str, escape: str | None = None) -> Iterator[Row | Malformed]:
    """The rows that hold anything, the header among them; `escape` is the character before a quoted quote.

    A row that can't be read is a `Malformed`, and so is the last one where the file ends inside it.
    """
    lines = _Lines(stream)
    reader = csv.reader(lines, escapechar=escape)
    number = -1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Malformed(file, number, "This row can't be read: its quotation marks don't fit.", "row")
            continue
        if lines.ended:
            yield Malformed(file, number, "The file ends inside this row; export it again.", "row")
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield Row(number, cells)


def column_names(row: Sequence[str]) -> list[str]:
    """A header's names as they are compared: in lower case, without blanks around them."""
    return [cell.strip().lower() for cell in row]


def header_of(head: bytes) -> list[str]:
    """The column names in the first row of a file that begins with `head`; [] where there is none."""
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 3)[:3]:
        if line.strip():
            try:
                return column_names(next(csv.reader([decoded(line).replace("\0", "").strip()]), []))
            except csv.Error:
                return []
    return []


def iter_records(
    stream: BinaryIO, file: str, escape: str | None = None
) -> Iterator[tuple[int, dict[str, str]] | Malformed]:
    """Each row below the header as its number and its cells by column name; missing cells are "".

    A row with more cells than the header is a `Malformed`.
    """
    names: list[str] = []
    for row in iter_rows(stream, file, escape):
        if isinstance(row, Malformed):
            yield row
        elif not names:
            names = column_names(row.cells)
        elif len(row.cells) > len(names):
            yield Malformed(file, row.number, "This row has more cells than the table has columns.", "row")
        else:
            yield row.number, dict(zip(names, row.cells + [""] * (len(names) - len(row.cells)), strict=True))
