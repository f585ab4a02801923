"""Tar files, plain or packed with gzip, bzip2, xz or zstd.

A packed tar can only be read from its beginning, so it is unpacked once into a nameless temporary file; after
that its members open in any order at the speed of the disk.
"""

from __future__ import annotations

import re
import tarfile
import tempfile
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Member
from ownvoice.sources.reading.member_names import safe_name
from ownvoice.sources.reading.members import (
    AGAIN,
    DAMAGE,
    FileSpan,
    Limits,
    MemberArchive,
    check_limits,
    damaged,
    decompressor,
    spool,
)

_BLOCK = 512
_HEADER_BYTES = 64 << 10  # extended headers (long names, attributes) are read whole; none is larger than this
_DIGITS = re.compile(rb"\d{256}")  # such runs make the header parser of some Python versions very slow


class _GuardedFile:
    """The tar as `tarfile` sees it; refuses extended headers made to fill memory or stall the parser."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > _HEADER_BYTES:
            raise tarfile.ReadError("an extended header is too large")
        data = self._file.read(size)
        if size > _BLOCK and _DIGITS.search(data):
            raise tarfile.ReadError("an extended header is malformed")
        return data


class TarArchive(MemberArchive):
    """A tar with safe names and only regular files. Of members with the same name the largest is kept.

    `packing` is "", "gzip", "bzip2", "xz" or "zstd". Raises `ArchiveError` on damage, an unsafe name, a link or a
    device, or beyond the limits.
    """

    def __init__(self, path: Path, limits: Limits, packing: str) -> None:
        super().__init__(path, limits)
        self._lock = Lock()
        self._file: BinaryIO = path.open("rb")
        try:
            if packing:
                self._file = unpacked(self._file, path, limits, packing)
            self._spans = self._accepted()
            self._keep({name: size for name, (_, size) in self._spans.items()})
        except BaseException:
            self._file.close()
            raise

    def _accepted(self) -> dict[str, tuple[int, int]]:
        end = self._file.seek(0, 2)
        self._file.seek(0)
        spans: dict[str, tuple[int, int]] = {}
        total = count = 0
        try:
            tar = tarfile.open(fileobj=cast(BinaryIO, _GuardedFile(self._file)), mode="r:")  # noqa: SIM115
            while (info := tar.next()) is not None:
                vars(tar)["members"].clear()  # it keeps every header otherwise
                count += 1
                total += info.size
                check_limits(self.path, count, total, self.limits)
                name = safe_name(info.name, self.path.name, self.limits.depth)
                if not name or info.isdir():
                    continue
                if not info.isreg() or info.issparse():
                    raise ArchiveError(
                        f"{self.path.name} can't be read safely: {name} is a link or a device, not a file.",
                        "Pack the files themselves, or download the export again from the platform.",
                    )
                if info.offset_data + info.size > end:
                    raise tarfile.ReadError(f"it ends within {name}")
                known = spans.get(name)
                if known is None or info.size > known[1]:
                    spans[name] = (info.offset_data, info.size)
            self._check_end(tar.offset)
        except (tarfile.TarError, ValueError, *DAMAGE) as error:
            raise damaged(self.path, "", error) from error
        return spans

    def _check_end(self, offset: int) -> None:
        """`tarfile` takes a damaged header for the end; the true end is zeros or nothing."""
        self._file.seek(offset)
        if self._file.read(_BLOCK).strip(b"\0"):
            raise ArchiveError(f"{self.path.name} is damaged at byte {offset:,} of the tar.", AGAIN)

    def _stream(self, member: Member) -> BinaryIO:
        start, size = self._spans[member.name]
        return cast(BinaryIO, FileSpan(self._file, self._lock, start, size))

    def close(self) -> None:
        self._file.close()


def unpacked(file: BinaryIO, path: Path, limits: Limits, packing: str) -> BinaryIO:
    """A nameless temporary file with the unpacked bytes; `file` is closed. Raises `ArchiveError`."""
    target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  (closed with the archive)
    try:
        with file:
            spool(decompressor(packing, file), target, path, limits, file.tell)
        target.flush()
    except BaseException:
        target.close()
        raise
    return target


def is_tar_header(block: bytes) -> bool:
    """Whether the first 512 bytes are a tar header, by its checksum."""
    try:
        tarfile.TarInfo.frombuf(block[:_BLOCK], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True
