"""JSON with one value a line (NDJSON, JSON Lines), in constant memory and past damage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_array import Element
from ownvoice.sources.reading.json_values import parsed
from ownvoice.sources.reading.text_lines import iter_lines


def iter_json_lines(stream: BinaryIO, file: str) -> Iterator[Element | Malformed]:
    """The value of each line that isn't empty; a line that can't be parsed is a `Malformed`."""
    for line in iter_lines(stream):
        try:
            value = orjson.loads(line.data)
        except orjson.JSONDecodeError:
            if not line.data.strip():
                continue
            value = parsed(line.data) if line.whole else None
            if value is None:
                reason = "this line is damaged and can't be read" if line.whole else "this line is too long"
                yield Malformed(file, line.offset, reason, "byte")
                continue
        yield Element(line.offset, value)
