"""The elements of a big JSON array, one at a time: fast, in constant memory, and past damage.

Exports hold one array of a great many small objects. Reading it token by token is slow, so it is cut into
elements first, and each is parsed in one go. Where an element ends is found in two ways:

- by the separator (`},` and `{` with the white space around them), learned from the file itself. A line
  break can't stand inside a JSON string, so in a pretty-printed file a separator with its indentation is
  certain; in a compact file it is one where as many braces have closed as opened;
- where that fails, by following strings and brackets to the matching one, which is slower and always right
  for sound JSON. The parser has the last word on both.

Many elements are parsed together where a stretch from the beginning of one to a separator further on turns out to
be whole elements.

Every byte is looked at a bounded number of times, whatever is in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_values import parsed, value_end
from ownvoice.sources.reading.json_window import ELEMENT_BYTES, JsonWindow

CHUNK_BYTES = 1 << 19
BATCH_BYTES = 16 << 10  # of elements parsed together; what is made of more no longer fits a processor's cache
_COUNTED_BYTES = 8 << 10  # how far braces are counted before following brackets instead
_TRIAL_BYTES = 64 << 10  # the largest element that is recognised behind damage

_BOM = b"\xef\xbb\xbf"
_ASSIGNMENT = re.compile(
    rb"\s*(?:var\s+)?[A-Za-z_$][\w$.\[\]\"']{0,200}\s*=\s*"
)  # X: window.YTD.tweets.part0 = [
_FOLLOWS = re.compile(rb"\s{0,64},\s{0,64}\{")
_ENDS = re.compile(rb"\s{0,64}(?:,\s{0,64}[{\[\"\d-]|\])")
_FIRST_KEY = re.compile(rb'\{\s{0,64}"([^"\\]{1,200})"')
_CANDIDATE = re.compile(rb'\}\s{0,64},\s{0,64}(?=\{\s{0,64}")')


class Element(NamedTuple):
    """One element of the array and the position of its first byte in the file."""

    offset: int
    value: Any


class Elements:
    """Elements that follow each other in the array; `values` is never empty."""

    __slots__ = ("_at", "_base", "_data", "values")

    def __init__(self, values: list[Any], base: int, data: bytes, at: int) -> None:
        self.values = values
        self._base = base
        self._data = data
        self._at = at

    def offset(self, number: int) -> int:
        """The position in the file of the first byte of one of them; looked for only when asked."""
        at = self._at
        for _ in range(number):
            at = self._data.find(b"{", value_end(self._data, at, len(self._data), True))
        return self._base + at


def iter_array(stream: BinaryIO, file: str, key: str | None = None) -> Iterator[Element | Malformed]:
    """The elements of the array in `stream`; `file` is the name that `Malformed` records carry.

    The array is the whole file (after a byte order mark and a JavaScript assignment such as
    `window.YTD.tweets.part0 = `), or what stands under `key` in the outermost object. A single object in the
    array's place counts as its only element; an empty file, `{}` and `null` as an empty array.

    An element that can't be parsed is a `Malformed` with its byte offset, and reading goes on with the next
    one that can. A file cut short yields all that is whole and one `Malformed`.
    """
    return cast("Iterator[Element | Malformed]", _ArrayReader(stream, file).parts(key))


def iter_batches(stream: BinaryIO, file: str, key: str | None = None) -> Iterator[Elements | Malformed]:
    """The same, as many elements at a time as could be parsed together: two thirds of the time."""
    for part in _ArrayReader(stream, file, together=True).parts(key):
        yield Elements([part.value], part.offset, b"", 0) if isinstance(part, Element) else part


class _ArrayReader(JsonWindow):
    """The window on the stream, and what was learned about the file."""

    def __init__(self, stream: BinaryIO, file: str, together: bool = False) -> None:
        super().__init__(stream, CHUNK_BYTES)
        self._file = file
        self._separator = b""
        self._closing = 0  # length of the separator up to and with the closing brace
        self._certain = False  # the separator can't occur inside an element
        self._last: Any = None
        self._lost = False  # nothing that can be read follows the last damage
        self._lead = b""  # white space before the first element, where it has a line break
        self._wasted = 0  # bytes looked at in vain; bounding these two keeps the time linear
        self._miscounted = 0
        self._together = together  # elements may be parsed together
        self._boundary = b""  # what stands between elements and nowhere inside one, as far as can be told
        self._alone_until = 0  # the position behind a stretch that could not be parsed together

    def parts(self, key: str | None) -> Iterator[Element | Elements | Malformed]:
        self._look_ahead(1024)
        if self._data.startswith(_BOM):
            self._at = len(_BOM)
        assignment = _ASSIGNMENT.match(self._data, self._at)
        if assignment is not None:
            self._at = assignment.end()
        if key is not None and not self._find_key(key):
            if self._peek() and not self._is_empty():
                yield self._malformed(self._at, f"there is no “{key}” in it")
            return
        match self._peek():
            case b"[":
                self._at += 1
                before = self._at
                lead = b"" if self._peek() == b"" else self._data[before : self._at]
                self._lead = lead if b"\n" in lead else b""
                yield from self._array(outermost=key is None)
            case b"{" if not self._is_empty():
                end = self._end_of_value()
                value = self._parsed(self._at, end) if end > 0 else None
                if value is None:
                    yield self._malformed(self._at, "the file is damaged or incomplete")
                else:
                    yield Element(self._base + self._at, value)
            case b"" | b"{" | b"n":
                return
            case _:
                yield self._malformed(self._at, "this is not JSON, or the list is missing")

    def _array(self, outermost: bool) -> Iterator[Element | Elements | Malformed]:
        comma = True  # an element may come here
        while True:
            if comma and self._separator and self._peek() == b"{" and self._is_patient():
                if self._together and self._base + self._at >= self._alone_until:
                    yield from self._by_stretches()
                if self._certain:
                    yield from self._by_certain_separator()
                elif self._miscounted < _TRIAL_BYTES + (self._base + self._at) // 4:
                    yield from self._by_counting()
                if self._can_read_more():
                    continue
            head = self._peek()
            if head == b"":
                if self._lost:
                    return  # the damage that led here has been told
                yield self._malformed(self._at, "the file ends before the list does")
                return
            if head == b"]":
                if self._is_end(outermost):
                    return
                yield self._malformed(self._at, "the list ends where more follows")
                yield from self._resynchronised(self._at)
            elif head == b",":
                self._at += 1
                comma = True
                continue
            else:
                if not comma:
                    yield self._malformed(self._at, "a comma is missing")
                yield from self._one_value()
            comma = False

    def _by_stretches(self) -> Iterator[Elements]:
        """Elements up to the last boundary in the window, or up to a stretch that doesn't parse.

        A stretch that begins where an element does and parses as elements holds whole ones: no part of an
        object is an object with the same beginning.
        """
        data, boundary, closing = self._data, self._boundary, self._closing
        while (found := data.rfind(boundary, self._at, self._at + BATCH_BYTES)) >= 0:
            end = found + closing
            try:
                values = orjson.loads(b"".join((b"[", memoryview(data)[self._at : end], b"]")))
            except orjson.JSONDecodeError:
                self._alone_until = self._base + end
                return
            yield Elements(values, self._base, data, self._at)
            self._last = values[-1]
            self._at = found + len(self._separator) - 1

    def _by_certain_separator(self) -> Iterator[Element]:
        """Elements up to the last separator in the window, or up to one that doesn't parse."""
        data, base, at = self._data, self._base, self._at
        separator, closing, step = self._separator, self._closing, len(self._separator) - 1
        find, loads = data.find, orjson.loads
        value = self._last
        try:
            while (found := find(separator, at)) >= 0:
                value = loads(data[at : found + closing])
                yield Element(base + at, value)
                self._at = at = found + step
        except orjson.JSONDecodeError:
            pass
        else:
            if len(data) - at > CHUNK_BYTES:
                self._wasted += len(data) - at
        self._last = value

    def _by_counting(self) -> Iterator[Element]:
        """The same for a compact file; braces inside strings are why the parser has the last word."""
        data, base = self._data, self._base
        separator, closing, step = self._separator, self._closing, len(self._separator) - 1
        find, count, loads = data.find, data.count, orjson.loads
        while True:
            at = counted = self._at
            depth = 0
            while (found := find(separator, counted, at + _COUNTED_BYTES)) >= 0:
                end = found + closing
                depth += count(b"{", counted, end) - count(b"}", counted, end)
                counted = end
                if depth == 0:
                    break
            if found < 0:
                self._miscounted += min(len(data) - at, _COUNTED_BYTES)
                return
            try:
                value = loads(data[at:counted])
            except orjson.JSONDecodeError:
                self._miscounted += counted - at
                return
            yield Element(base + at, value)
            self._last = value
            self._at = found + step

    def _can_read_more(self) -> bool:
        """Fill the window up when little is left in it; True when something came."""
        return len(self._data) - self._at < CHUNK_BYTES and self._more()

    def _one_value(self) -> Iterator[Element | Malformed]:
        """The value at the position by following its brackets; what follows damage, where there is any."""
        end = self._end_of_value()
        self._look_ahead(end + 200)
        value = self._parsed(self._at, end) if end > 0 else None
        if value is not None or (end > 0 and self._data[self._at : end] == b"null"):
            yield Element(self._base + self._at, value)
            self._last = value
            self._learn(self._at, end)
            self._at = end
            return
        start = self._at
        scalar = self._data[start] not in b'{["'
        cut_off = end < 0 and self._ended and len(self._data) - start <= ELEMENT_BYTES
        yield self._malformed(
            start, "the file ends within this entry" if cut_off else "this entry is damaged and can't be read"
        )
        if self._certain:
            found = self._data.find(self._separator, start, end if end > 0 else len(self._data))
            if found >= 0:
                yield from self._resynchronised(found + self._closing - 2)
                return
        if end > 0 and (_ENDS.match(self._data, end) or (scalar and not isinstance(self._last, dict))):
            self._at = end
            return
        yield from self._resynchronised(start)

    def _resynchronised(self, start: int) -> Iterator[Element | Malformed]:
        """Go on behind `start` with the next object that looks like an element of this list."""
        key = _FIRST_KEY.match(self._data, start)
        first_key = key.group(1).decode("utf-8", "replace") if key else None
        self._at = start + 1
        while True:
            candidate = _CANDIDATE.search(self._data, self._at)
            if candidate is None:
                # Keep what may be the beginning of one.
                self._at = max(self._at, len(self._data) - 200)
                if self._more():
                    continue
                self._at = len(self._data)
                self._lost = True
                return
            self._at = candidate.end()
            if self._last is None and not self._data.endswith(self._lead, 0, self._at):
                continue  # no element is known yet to compare with; the indentation is
            end = self._end_of_value(_TRIAL_BYTES)
            value = self._parsed(self._at, end) if end > 0 else None
            if isinstance(value, dict) and self._looks_like_an_element(value, first_key):
                yield Element(self._base + self._at, value)
                self._at = end
                return
            # Objects nested in each other are looked at over and over: from some point on, pass over them.
            tried = (end if end > 0 else min(self._at + _TRIAL_BYTES, len(self._data))) - self._at
            self._wasted += tried
            self._at += 1 if self._is_patient() else max(tried - 1, 1)

    def _is_patient(self) -> bool:
        """Whether another attempt that may be in vain keeps the whole within linear time."""
        return self._wasted < ELEMENT_BYTES + 2 * (self._base + self._at)

    def _looks_like_an_element(self, value: dict[str, Any], first_key: str | None) -> bool:
        """Whether it has the keys of the element before, or begins like the damaged one if that was first.

        An object nested in a damaged element is no element.
        """
        last = self._last
        if not isinstance(last, dict):
            return first_key is None or next(iter(value), None) == first_key
        return 2 * len(last.keys() & value.keys()) > max(len(last), len(value))

    def _parsed(self, start: int, end: int) -> Any:
        return parsed(self._data[start:end])

    def _learn(self, start: int, end: int) -> None:
        """Take the separator from what follows the object between `start` and `end`."""
        follows = _FOLLOWS.match(self._data, end)
        if follows is None or self._data[end - 1 : end] != b"}":
            return
        before = self._data[max(end - 65, 0) : end - 1]
        line = before.rfind(b"\n")
        indentation = before[line:] if line >= 0 and not before[line:].strip() else b""
        separator = indentation + b"}" + follows.group()
        closing = len(indentation) + 1
        inside = self._data.find(separator, start, end)
        self._certain = b"\n" in separator and not 0 <= inside < end - closing
        self._separator = separator
        self._closing = closing
        key = _FIRST_KEY.match(self._data, start)
        # Lists of objects inside an element rarely begin with the key that the element begins with.
        self._boundary = separator if self._certain or not key else separator + key.group()[1:]

    def _is_end(self, outermost: bool) -> bool:
        """Whether the closing bracket at the position is believable as the array's; passes over it."""
        self._at += 1
        after = self._peek()
        return after in ((b"", b";") if outermost else (b"", b",", b"}"))

    def _malformed(self, at: int, reason: str) -> Malformed:
        return Malformed(self._file, self._base + at, reason, "byte")
