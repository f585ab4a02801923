"""Zstandard (RFC 8878), the packing of large public dumps, as a stream like gzip's.

Dumps are packed with windows of up to 2 GB, more than the format's tools accept unasked.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_WINDOW_BYTES = 1 << 31
_PIECE_BYTES = 1 << 10  # a hostile piece of this size unpacks to 32 MB at most: a block is 4 bytes or more


class ZstandardStream(io.RawIOBase):
    """Unpacks `file` while it is read, one frame behind the other.

    Raises `OSError` on damage and `EOFError` where the file ends too early.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._unpacking = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES)
        self._file = file
        self._frame: Any = None
        self._ready = memoryview(b"")
        self._packed = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        while not self._ready:
            piece = self._packed or self._file.read(_PIECE_BYTES)
            self._packed = b""
            if not piece:
                if self._frame is not None:
                    raise EOFError("the file ends before its end-of-stream marker was reached")
                return 0
            self._ready = memoryview(self._unpacked(piece))
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _unpacked(self, piece: bytes) -> bytes:
        try:
            if self._frame is None:
                self._frame = self._unpacking.decompressobj()
            data = bytes(self._frame.decompress(piece))
            if self._frame.eof:
                self._packed = self._frame.unused_data
                self._frame = None
        except zstandard.ZstdError as error:
            raise OSError(f"Zstandard: {error}") from error
        except MemoryError as error:
            raise OSError("there is too little memory to unpack it") from error
        return data
