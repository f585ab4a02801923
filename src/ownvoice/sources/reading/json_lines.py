"""JSON with one value a line (NDJSON, JSON Lines), in constant memory and past damage."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_array import Element, Elements
from ownvoice.sources.reading.json_values import parsed
from ownvoice.sources.reading.text_lines import LINE_BYTES, Line, iter_lines

_BLOCK_BYTES = 16 << 10  # of lines parsed together; what is made of more no longer fits a processor's cache

Keep = Callable[[bytes], bytes]
"""Takes whole lines and gives back those of them that are wanted."""


def iter_json_lines(stream: BinaryIO, file: str) -> Iterator[Element | Malformed]:
    """The value of each line that isn't empty; a line that can't be parsed is a `Malformed`."""
    return _one_by_one(iter_lines(stream), file)


def iter_line_batches(
    stream: BinaryIO, file: str, keep: Keep | None = None
) -> Iterator[Elements | Malformed]:
    """The same, as many values at a time as can be parsed together: half the time.

    With `keep`, only of the lines it wants, and offsets mean nothing.
    """
    offset = 0
    while block := stream.read(_BLOCK_BYTES):
        if not block.endswith(b"\n"):
            block += stream.readline(LINE_BYTES)
        size = len(block)
        endless = size > LINE_BYTES and not block.endswith(b"\n")
        if keep is not None and not endless:
            block = keep(block)
        batch = None if endless else _together(block, offset)
        if batch is not None:
            yield batch
        elif block:
            lines = iter_lines(io.BytesIO(block))
            if endless:  # what is left of the last line is passed over
                while (rest := stream.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
                    size += len(rest)
                size += len(rest)
                lines = (line._replace(whole=line.data.endswith(b"\n")) for line in lines)
            for part in _one_by_one((line._replace(offset=offset + line.offset) for line in lines), file):
                yield part if isinstance(part, Malformed) else Elements([part.value], part.offset, b"", 0)
        offset += size


def _together(block: bytes, offset: int) -> Elements | None:
    """The values of all lines, if each is an object that can be parsed."""
    if not block.startswith(b"{"):
        return None
    lines = block.rstrip()
    try:
        values = orjson.loads(b"".join((b"[", lines.replace(b"\n", b","), b"]")))
    except orjson.JSONDecodeError:
        return None
    # Of damaged lines, two may look like one object: then there are fewer objects than lines.
    count = len(values)
    if lines.count(b"\n") != count - 1 or lines.count(b"\n{") != count - 1:
        return None
    return Elements(values, offset, block, 0)


def _one_by_one(lines: Iterator[Line], file: str) -> Iterator[Element | Malformed]:
    for line in lines:
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
