"""Members of an archive that are packed themselves (`comments.zst`), read as what is in them.

Nothing is unpacked to disk, so their size has no limit; only what unpacks out of all proportion is refused.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.members import (
    BUFFER_BYTES,
    DAMAGE,
    Limits,
    check_ratio,
    decompressor,
    packing_of,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Proportionate(io.RawIOBase):
    """Passes unpacked bytes through as long as there aren't absurdly many for the packed ones."""

    def __init__(self, unpacking: BinaryIO, archive: Archive, member: Member) -> None:
        self._unpacking = unpacking
        self._path = archive.path
        self._packed = member.size
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        chunk = self._unpacking.read(len(view))
        self._count += len(chunk)
        check_ratio(self._path, self._count, self._packed, Limits())
        view[: len(chunk)] = chunk
        return len(chunk)


def open_unpacked(archive: Archive, member: Member) -> BinaryIO:
    """A buffered stream of what is in the member, packed or not.

    Reading what is damaged raises one of `DAMAGE`; what is made to do harm, `ArchiveError`.
    """
    packing = packing_of(archive.head(member, 8))
    stream = archive.open(member)
    if not packing:
        return stream
    raw = _Proportionate(decompressor(packing, stream), archive, member)
    return cast(BinaryIO, io.BufferedReader(raw, BUFFER_BYTES))


def head_unpacked(archive: Archive, member: Member, size: int) -> bytes:
    """The first `size` bytes of what is in the member; b"" where it can't be unpacked."""
    if not packing_of(archive.head(member, 8)):
        return archive.head(member, size)
    try:
        with open_unpacked(archive, member) as stream:
            return stream.read(size)
    except DAMAGE:
        return b""
