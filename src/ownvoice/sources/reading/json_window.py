"""The stretch of a JSON file that is held in memory, and finding one's way in it."""

from __future__ import annotations

import re
from typing import BinaryIO

import orjson

from ownvoice.sources.reading.json_values import follow_brackets, value_end

ELEMENT_BYTES = 16 << 20  # no post or message is larger
_SPACE = re.compile(rb"[ \t\r\n]*")


class JsonWindow:
    """A window on a stream, for readers that derive from it, and the position `_at` of the next byte in it.

    `_base` is where the window's first byte stands in the file. At least `chunk_bytes` are read at a time.
    """

    def __init__(self, stream: BinaryIO, chunk_bytes: int) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._data = b""
        self._base = 0
        self._at = 0
        self._ended = False  # nothing follows the window

    def _find_key(self, key: str) -> bool:
        """Go to the value of `key` in the outermost object; False where it isn't in the first 16 MB."""
        pattern = re.compile(rb"(?<!\\)" + re.escape(orjson.dumps(key)) + rb"\s{0,64}:\s{0,64}(?=[\[{n])")
        if self._peek() != b"{":
            return False
        start = counted = self._at
        depth = 0
        searched = start
        while True:
            match = pattern.search(self._data, searched)
            if match is None:
                searched = max(searched, len(self._data) - 2 * len(key) - 200)
                if len(self._data) > ELEMENT_BYTES or not self._more(keep=True):
                    return False
                continue
            counted, depth = follow_brackets(self._data, counted, match.start(), depth)
            searched = match.end()
            if depth == 1:
                self._at = match.end()
                return True

    def _is_empty(self) -> bool:
        self._look_ahead(self._at + 100)
        return (
            self._peek() == b"{" and re.match(rb"\{\s*\}", self._data[self._at : self._at + 100]) is not None
        )

    def _end_of_value(self, most: int = ELEMENT_BYTES) -> int:
        """Where the value at the position ends in the window; -1 where it doesn't within `most` bytes."""
        while True:
            data, at = self._data, self._at
            end = value_end(data, at, at + most, self._ended)
            if end > 0 or len(data) - at > most or self._ended:
                return end
            self._more()

    def _peek(self) -> bytes:
        """The next byte that is no white space, b"" at the end; the position moves to it."""
        while True:
            space = _SPACE.match(self._data, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._data) or not self._more():
                return self._data[self._at : self._at + 1]

    def _look_ahead(self, position: int) -> None:
        """Have the bytes before `position` in the window, where there are any."""
        while len(self._data) < position and self._more(keep=True):
            pass

    def _more(self, keep: bool = False) -> bool:
        """Read a chunk, or as much as is left in the window; drops what lies before the position."""
        if self._ended:
            return False
        left = len(self._data) - self._at
        chunk = self._stream.read(max(self._chunk_bytes, left))
        if not chunk:
            self._ended = True
            return False
        if keep:
            self._data += chunk
        else:
            self._data = self._data[self._at :] + chunk
            self._base += self._at
            self._at = 0
        return True
