"""What all kinds of archives share: limits, the sorted member list, and streams that fail in sentences."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.member_names import NameIndex
from ownvoice.sources.reading.zstandard_stream import ZstandardStream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

AGAIN = "Download the export again, and wait until the download is complete."
BUFFER_BYTES = 1 << 18
_WHOLE_BYTES = 1 << 20  # members up to this size are read at once: thousands of tiny ones cost little then

# How the bytes of packed files begin.
PACKINGS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)

# What the standard library raises for damaged data, whichever way it was packed.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may claim, so that a small hostile file can't fill memory or disk.

    `members`: files in it. `total_bytes`: their sizes together, unpacked. `member_bytes`: a file that is
    opened must be smaller than this; files are read as streams, so a single one may be as large as all together.
    `ratio`: unpacked size for each packed byte, looked at once `ratio_from_bytes` are unpacked; exports stay below
    a fifth of it, what is made to do harm comes close to the thousand that deflate can reach. `depth`: folders in a
    member's name.
    """

    members: int = 1_000_000
    total_bytes: int = 256 << 30
    member_bytes: int = 256 << 30
    ratio: int = 250
    ratio_from_bytes: int = 64 << 20
    depth: int = 64


class MemberArchive(ABC):
    """The base of every kind of archive: `contract.Archive` that closes itself as a context manager."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._members: list[Member] = []
        self._index: NameIndex | None = None

    @abstractmethod
    def _stream(self, member: Member) -> BinaryIO:
        """An unbuffered or buffered stream of the member's bytes; may raise anything in `DAMAGE`."""

    def close(self) -> None:  # noqa: B027  (most kinds hold nothing open)
        """Give back what the archive holds open. Calling it twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _keep(self, sizes: dict[str, int]) -> None:
        """Take the members over, after checking them against the limits."""
        check_limits(self.path, len(sizes), sum(sizes.values()), self.limits)
        self._members = [Member(name, sizes[name]) for name in sorted(sizes)]

    def members(self) -> Sequence[Member]:
        """All regular files, sorted by name."""
        return self._members

    def matching(self, *patterns: str) -> list[Member]:
        """Members whose path, or any tail of it, matches a pattern; junk of operating systems never does."""
        if self._index is None:
            self._index = NameIndex(self._members)
        return [self._members[number] for number in self._index.numbers(patterns)]

    def open(self, member: Member) -> BinaryIO:
        """A buffered stream of the member's bytes; damage found while reading raises `ArchiveError`."""
        if member.size >= self.limits.member_bytes:
            raise ArchiveError(
                f"{self.path.name} can't be read: {member.name} would be {in_gb(member.size)}, and files "
                f"from {in_gb(self.limits.member_bytes)} on aren't read.",
                "If it really is that large, ask the platform for an export of a shorter time span.",
            )
        try:
            stream = self._stream(member)
            if member.size > _WHOLE_BYTES:
                raw = CheckedStream(stream, self.path, member, self.limits.member_bytes)
                return cast(BinaryIO, io.BufferedReader(raw, BUFFER_BYTES))
            with stream:
                whole = stream.read(_WHOLE_BYTES + 1)
        except KeyError as error:
            raise ArchiveError(f"{self.path.name} has no member {member.name}.", AGAIN) from error
        except DAMAGE as error:
            raise damaged(self.path, member.name, error) from error
        if len(whole) > _WHOLE_BYTES:
            raise ArchiveError(f"{self.path.name} is damaged: {member.name} is larger than it says.", AGAIN)
        return io.BytesIO(whole)

    def head(self, member: Member, size: int = 4096) -> bytes:
        """The first `size` bytes."""
        with self.open(member) as stream:
            return stream.read(size)


class CheckedStream(io.RawIOBase):
    """Passes bytes through, counts them, and turns damage into an `ArchiveError` with file and member."""

    def __init__(self, source: BinaryIO, path: Path, member: Member, most_bytes: int) -> None:
        self._source = source
        self._path = path
        self._member = member
        self._left = most_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        try:
            chunk = self._source.read(len(view))
        except DAMAGE as error:
            raise damaged(self._path, self._member.name, error) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise ArchiveError(
                f"{self._path.name} is damaged: {self._member.name} is larger than it says.", AGAIN
            )
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class FileSpan(io.RawIOBase):
    """A span of an open file that other spans share: each read seeks first, under the file's lock."""

    def __init__(self, file: BinaryIO, lock: Lock, start: int, size: int) -> None:
        self._file = file
        self._lock = lock
        self._position = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        wanted = min(len(view), self._end - self._position)
        if wanted <= 0:
            return 0
        with self._lock:
            self._file.seek(self._position)
            chunk = self._file.read(wanted)
        if not chunk:
            raise EOFError("the file ends before the member does")
        view[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)


def in_gb(size: int) -> str:
    """A size for people: "4.0 GB", "12.5 MB", "3 kB"."""
    if size < 2**20:
        return f"{-(-size // 1000):,} kB"
    return f"{size / 2**30:,.1f} GB" if size >= 2**30 else f"{size / 2**20:,.1f} MB"


def damaged(path: Path, member: str, error: BaseException) -> ArchiveError:
    """The error for data that can't be unpacked."""
    if isinstance(error, ArchiveError):
        return error
    where = f"{path.name} is damaged at {member}" if member else f"{path.name} is damaged or incomplete"
    return ArchiveError(f"{where} ({str(error) or type(error).__name__}).", AGAIN)


def check_limits(path: Path, members: int, total_bytes: int, limits: Limits) -> None:
    """Raise `ArchiveError` where there are too many members or too many bytes."""
    if members > limits.members:
        raise ArchiveError(
            f"{path.name} holds more than {limits.members:,} files, more than is read at once.",
            "Import its folders one by one.",
        )
    if total_bytes > limits.total_bytes:
        raise ArchiveError(
            f"{path.name} would unpack to more than {in_gb(limits.total_bytes)}.",
            "Remove pictures and videos from it, or import its folders one by one.",
        )


def check_ratio(path: Path, unpacked: int, packed: int, limits: Limits) -> None:
    """Raise `ArchiveError` where so little unpacks to so much that it can only be made to do harm."""
    if unpacked > limits.ratio_from_bytes and unpacked > max(packed, 1) * limits.ratio:
        raise ArchiveError(
            f"{path.name} was refused: a few packed bytes unpack to {in_gb(unpacked)} or more, as in "
            "a file made to fill the disk.",
            "Download the export again from the platform itself.",
        )


def spool(source: BinaryIO, target: BinaryIO, path: Path, limits: Limits, packed: Callable[[], int]) -> int:
    """Unpack `source` into `target` and return the number of bytes; `packed` tells how many were used so far.

    Raises `ArchiveError` on damage, beyond the limits, and when the disk is full.
    """
    total = 0
    while True:
        try:
            chunk = source.read(1 << 20)
        except DAMAGE as error:
            raise damaged(path, "", error) from error
        if not chunk:
            return total
        total += len(chunk)
        check_limits(path, 0, total, limits)
        check_ratio(path, total, packed(), limits)
        try:
            target.write(chunk)
        except OSError as error:
            raise ArchiveError(
                f"{path.name} can't be unpacked: {error.strerror} after {in_gb(total)}.",
                "Free some space in the folder for temporary files, or set TMPDIR to a larger one.",
            ) from error


def packing_of(start: bytes) -> str:
    """How a file that begins like this is packed: "gzip", "bzip2", "xz", "zstd", or "" for not at all."""
    return next((packing for magic, packing in PACKINGS if start.startswith(magic)), "")


def decompressor(kind: str, file: BinaryIO) -> BinaryIO:
    """A stream that unpacks `file`; `kind` is "gzip", "bzip2", "xz" or "zstd"."""
    if kind == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))
    if kind == "bzip2":
        return cast(BinaryIO, bz2.BZ2File(file))
    if kind == "zstd":
        return cast(BinaryIO, ZstandardStream(file))
    return cast(BinaryIO, lzma.LZMAFile(file))


def as_archive(archive: MemberArchive) -> Archive:
    """The same archive as the protocol that sources know; here so that a type checker compares the two."""
    return archive
