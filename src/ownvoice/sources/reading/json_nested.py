"""A JSON document that is mostly a few long lists, wherever in it: their elements are parsed whole, many at a time.

To follow every key and value of a large document takes several times as long as to parse it. So its events are
followed only down to a list that is wanted; there elements are cut out and parsed, and where the list ends the events
go on as if it had been empty. That needs a pretty-printed file, in which a line break and its indentation tell where
an element ends: a line break can't stand inside a string. In any other file, and where an element is damaged,
everything comes as events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_events import EventParser, Events, clean_chunks

_BATCH_BYTES = (
    16 << 10
)  # of elements parsed together; what is made of more no longer fits a processor's cache
_ELEMENT_BYTES = 16 << 20  # no element is larger
_KEY_BYTES = 512  # where a list begins is told by no more than this
_LEAD = re.compile(rb"(\r?\n)[ \t]{0,64}(?=\{)")


class Values(NamedTuple):
    """Elements of the list that is open, in order."""

    values: list[Any]


def iter_nested(
    stream: BinaryIO, file: str, beginning: re.Pattern[bytes], wanted: Callable[[], bool]
) -> Iterator[Events | Values | Malformed]:
    """The document's events and, in between, elements of the lists that are wanted.

    `beginning` finds where a list may begin, up to and with its bracket. `wanted` is asked after the events that
    lead there whether the elements of the list that is open now may come as `Values`; they may come as events all
    the same. Damage is told, and ends the reading, as in `iter_events`.
    """
    return _Nested(stream, file, beginning, wanted).parts()


class _Nested:
    """A window on the stream, and the position `at` in it of the first byte that nothing was made of."""

    def __init__(
        self, stream: BinaryIO, file: str, beginning: re.Pattern[bytes], wanted: Callable[[], bool]
    ) -> None:
        self._chunks = clean_chunks(stream)
        self._parser = EventParser(file)
        self._beginning = beginning
        self._wanted = wanted
        self._data = b""
        self._at = 0
        self._base = 0  # the position of the window's first byte
        self._ended = False
        self._lead = b""  # what stands before each element of the list: a line break and its indentation
        self._last = b""  # how the list's last element ends

    def parts(self) -> Iterator[Events | Values | Malformed]:
        while not self._parser.broken:
            match = self._beginning.search(self._data, self._at)
            if match is not None:
                yield from self._events(match.end())
                if self._wanted() and self._has_layout():
                    yield from self._elements()
                continue
            # What may be the key of a list is kept until more is known.
            yield from self._events(len(self._data) - (0 if self._ended else _KEY_BYTES))
            if self._ended:
                yield from self._parser.close(self._base + len(self._data))
                return
            self._more()

    def _events(self, end: int, before: bytes = b"") -> Iterator[Events | Malformed]:
        """The events of the bytes up to `end`, and of what is put before them."""
        if end > self._at and not self._parser.broken:
            piece, self._at = self._data[self._at : end], end
            yield from self._parser.feed(before + piece, self._base + len(self._data))

    def _has_layout(self) -> bool:
        """Whether elements of the list that begins here stand on lines of their own; moves to the first."""
        if len(self._data) - self._at < _KEY_BYTES:
            self._more()
        lead = _LEAD.match(self._data, self._at)
        if lead is None:
            return False
        self._at = lead.end()
        self._lead, self._last = lead.group(), lead.group() + b"}" + lead.group(1)
        return True

    def _elements(self) -> Iterator[Events | Values | Malformed]:
        """Elements of the list, up to its end or to what can't be cut out."""
        comma = b""  # where the parser of events has met an element of this list
        alone_until = 0  # the position up to which elements are parsed by themselves
        while not self._parser.broken:
            alone = self._base + self._at < alone_until
            end = self._end_of_one() if alone else self._end_of_some()
            if end < 0:
                yield from self._events(len(self._data), comma)
                return
            try:
                values = orjson.loads(b"".join((b"[", memoryview(self._data)[self._at : end], b"]")))
            except orjson.JSONDecodeError:
                if not alone:
                    alone_until = self._base + end
                    continue
                yield from self._events(end, comma)
                comma = b","
            else:
                yield Values(values)
                self._at = end
            if not self._data.startswith(b"," + self._lead + b"{", end):
                return
            self._at = end + 1 + len(self._lead)

    def _end_of_some(self) -> int:
        """Where the last of the elements ends that are parsed together; -1 where that can't be told."""
        most = _BATCH_BYTES
        while True:
            data, at = self._data, self._at
            end = data.find(self._last, at, at + most)
            if end < 0:
                end = data.rfind(self._lead + b"}," + self._lead + b"{", at, at + most)
            if end >= 0:
                return end + len(self._lead) + 1
            if len(data) - at > most:
                most *= 2
            elif not self._more():
                return -1
            if most > _ELEMENT_BYTES:
                return -1

    def _end_of_one(self) -> int:
        """Where the element at the position ends; it lies in what was looked through as a whole before."""
        end = self._data.find(self._lead + b"}", self._at)
        return end + len(self._lead) + 1 if end >= 0 else -1

    def _more(self) -> bool:
        """Go on with the next chunk; what lies before the position is dropped."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._base += self._at
        self._data = self._data[self._at :] + chunk
        self._at = 0
        return True
