"""The events of a JSON document of any size and shape: keys, values, beginnings and ends, in constant memory.

For documents that are more than one long list (see `json_array` for those). Bytes that are no UTF-8 and
control characters, which some exports hold, cost only themselves; other damage ends the reading.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import ijson

from ownvoice.core.records import Malformed

_CHUNK_BYTES = 1 << 18
_VALUE_BYTES = 16 << 20  # no text is longer
DEPTH = 64  # of brackets: no export nests deeper, and following them costs memory
CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))


class Events(NamedTuple):
    """Some events in order, each a name (`start_map`, `map_key`, `string`, ...) and a value.

    `position` is that of the byte up to which the file was read for them.
    """

    events: list[tuple[str, Any]]
    position: int


class ValueBuilder:
    """Puts one object or list together from its events, while the rest of the document is passed over.

    `open` is empty while nothing is being built.
    """

    def __init__(self) -> None:
        self.open: list[dict[str, Any] | list[Any]] = []  # the open containers, innermost last
        self._keys: list[str] = []

    def begin(self, array: bool) -> None:
        """Start with an empty list or object."""
        self.open.append([] if array else {})
        self._keys.append("")

    def take(self, event: str, value: Any) -> bool:
        """Add an event; True when that completes the value. Raises `RecursionError` beyond `DEPTH` brackets."""
        if event == "map_key":
            self._keys[-1] = value
            return False
        if event in ("end_map", "end_array"):
            self._keys.pop()
            if len(self.open) == 1:
                return True
            self.open.pop()
            return False
        if event == "start_map":
            value = {}
        elif event == "start_array":
            value = []
        parent = self.open[-1]
        if isinstance(parent, list):
            parent.append(value)
        else:
            parent[self._keys[-1]] = value
        if event in ("start_map", "start_array"):
            if len(self.open) > DEPTH:
                raise RecursionError
            self.open.append(value)
            self._keys.append("")
        return False

    def finish(self) -> dict[str, Any] | list[Any]:
        """The complete value."""
        return self.open.pop()


def iter_events(stream: BinaryIO, file: str) -> Iterator[Events | Malformed]:
    """All events up to the end or to the first damage, which is a `Malformed` with its byte position.

    The list of events is used again for the next ones.
    """
    parser = EventParser(file)
    position = 0
    for chunk in clean_chunks(stream):
        position += len(chunk)
        yield from parser.feed(chunk, position)
        if parser.broken:
            return
    yield from parser.close(position)


class EventParser:
    """Makes events of the pieces of a document it is given; `broken` once it can't go on."""

    def __init__(self, file: str) -> None:
        self.broken = False
        self._file = file
        self._events = ijson.sendable_list()
        # Exact numbers (ijson's default) end the whole process where one is beyond what Python can make of it.
        self._parser = ijson.basic_parse_coro(self._events, use_float=True)
        self._silent_bytes = 0

    def feed(self, piece: bytes, position: int) -> Iterator[Events | Malformed]:
        """The events of the next piece; `position` is that of the byte up to which the file was read for it."""
        problem = ""
        try:
            self._parser.send(piece)
        except ijson.JSONError as error:
            problem = f"this is no JSON any more ({_one_line(error)})"
        except UnicodeDecodeError:  # the parser's, for the second half of a surrogate pair without the first
            problem = "a character there is only half of one"
        self._silent_bytes = 0 if self._events else self._silent_bytes + len(piece)
        if self._silent_bytes > _VALUE_BYTES:
            problem = f"a text is longer than {_VALUE_BYTES >> 20} MB"
        yield Events(self._events, position)
        del self._events[:]
        if problem:
            self.broken = True
            yield Malformed(self._file, position, f"Nothing behind this place was read: {problem}.", "byte")

    def close(self, position: int) -> Iterator[Events | Malformed]:
        """What is to be said where the document ends too early."""
        try:
            self._parser.close()
        except (ijson.JSONError, UnicodeDecodeError):
            yield Events(self._events, position)
            reason = "The file ends before its list does; export it again."
            yield Malformed(self._file, position, reason, "byte")


def too_deep(file: str, position: int) -> Malformed:
    """What to say of brackets nested without end, by whoever follows the events."""
    return Malformed(
        file, position, "Nothing behind this place was read: its brackets are nested too deeply.", "byte"
    )


def clean_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """UTF-8 without a byte order mark and control characters; what is no UTF-8 becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    while chunk := stream.read(_CHUNK_BYTES):
        if clean := decoder.decode(chunk).encode().translate(None, CONTROLS):
            yield clean  # nothing at all (a hole of NULs) would be the end to the parser
    if rest := decoder.decode(b"", True).encode():
        yield rest


def _one_line(error: Exception) -> str:
    return str(error).partition("\n")[0].strip()[:80]
