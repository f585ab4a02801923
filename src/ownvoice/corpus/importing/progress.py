"""Knowing how far a reader is without asking it: an archive that counts the bytes it hands out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from ownvoice.sources.reading.contract import Archive, Member


class CountingArchive:
    """Passes everything on to another archive and counts the bytes read from its members."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.bytes_read = 0
        self.path: Path = archive.path

    def members(self) -> Sequence[Member]:
        """See `Archive`."""
        return self._archive.members()

    def matching(self, *patterns: str) -> list[Member]:
        """See `Archive`."""
        return self._archive.matching(*patterns)

    def head(self, member: Member, size: int = 4096) -> bytes:
        """See `Archive`."""
        return self._archive.head(member, size)

    def open(self, member: Member) -> BinaryIO:
        """See `Archive`."""
        if member.size < 65_536:  # not worth a wrapper
            self.bytes_read += member.size
            return self._archive.open(member)
        return cast(BinaryIO, io.BufferedReader(_Counting(self._archive.open(member), self), 262_144))


class _Counting(io.RawIOBase):
    def __init__(self, stream: BinaryIO, archive: CountingArchive) -> None:
        self._stream = stream
        self._archive = archive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._archive.bytes_read += len(chunk)
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()
