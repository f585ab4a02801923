"""The lines of a file of any size, each of a bounded length, and what their bytes say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LINE_BYTES = 16 << 20  # no entry is longer
_BOM = b"\xef\xbb\xbf"

# Windows-1252, where the five bytes it leaves undefined stand for the control characters of Latin-1.
_WINDOWS_1252 = {
    code: character
    for code in range(0x80, 0xA0)
    if (character := bytes([code]).decode("cp1252", "ignore")) != ""
}


class Line(NamedTuple):
    """One line with its ending. `offset` is the position of its first byte in the file.

    `whole` is False where the line was longer than the limit; `data` is then its beginning.
    """

    offset: int
    data: bytes
    whole: bool


def iter_lines(stream: BinaryIO, longest: int = LINE_BYTES) -> Iterator[Line]:
    """The lines of `stream`, without a byte order mark; at most `longest` bytes of each are held."""
    offset = 0
    while data := stream.readline(longest):
        size = len(data)
        whole = size < longest or data.endswith(b"\n")
        while not whole and (rest := stream.readline(longest)):
            size += len(rest)
            if rest.endswith(b"\n"):
                break
        yield Line(offset, data.removeprefix(_BOM) if offset == 0 else data, whole)
        offset += size


def decoded(data: bytes) -> str:
    """UTF-8; what is none is read as Windows-1252, which spreadsheets on old machines write."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_WINDOWS_1252)
