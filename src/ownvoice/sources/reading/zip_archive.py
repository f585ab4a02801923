"""Zip files, read from their central directory; nothing is extracted to disk."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import BinaryIO, cast

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Member
from ownvoice.sources.reading.member_names import safe_name
from ownvoice.sources.reading.members import (
    AGAIN,
    DAMAGE,
    Limits,
    MemberArchive,
    check_limits,
    check_ratio,
    damaged,
)

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# Other methods unpack a few bytes into gigabytes in one step, which can't be limited, or aren't in the
# standard library; no platform uses them.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DIRECTORY_BYTES = 512 << 20  # a central directory beyond this isn't loaded into memory


class _GuardedFile:
    """The file as `zipfile` sees it; refuses the one huge read that a forged central directory asks for."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY_BYTES:
            raise ArchiveError(f"{self._path.name} holds more files than can be read.", AGAIN)
        return self._file.read(size)


class ZipArchive(MemberArchive):
    """A zip with safe names, no links and no passwords. Of members with the same name the largest is kept.

    Raises `ArchiveError` on damage, a password, an unsafe name or link, an unknown packing, or beyond the
    limits.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(cast(BinaryIO, _GuardedFile(file, path)))
            self._infos = self._accepted()
            self._keep({name: info.file_size for name, info in self._infos.items()})
        except (ArchiveError, ValueError, *DAMAGE) as error:  # names that say they are UTF-8 and aren't
            file.close()
            raise damaged(path, "", error) from error
        except BaseException:
            file.close()
            raise

    def _accepted(self) -> dict[str, zipfile.ZipInfo]:
        infos: dict[str, zipfile.ZipInfo] = {}
        listed = self._zip.infolist()
        check_limits(self.path, len(listed), sum(info.file_size for info in listed), self.limits)
        for info in listed:
            # `orig_filename` still has what follows a NUL, which `filename` hides.
            name = safe_name(_decoded(info), self.path.name, self.limits.depth)
            if not name or info.is_dir() or info.filename.endswith("\\"):
                continue
            self._refuse_unreadable(info, name)
            known = infos.get(name)
            if known is None or info.file_size > known.file_size:
                infos[name] = info
        # Members that overlap in the file add up here, too.
        check_ratio(self.path, sum(info.file_size for info in listed), self.path.stat().st_size, self.limits)
        return infos

    def _refuse_unreadable(self, info: zipfile.ZipInfo, name: str) -> None:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveError(
                f"{self.path.name} can't be read safely: {name} is a link or a device, not a file.",
                "Pack the files themselves, or download the export again from the platform.",
            )
        if info.flag_bits & _ENCRYPTED:
            raise ArchiveError(
                f"{self.path.name} is protected with a password ({name}).",
                "Unpack it yourself and import the folder.",
            )
        if info.compress_type not in _METHODS:
            raise ArchiveError(
                f"{self.path.name} is packed in a way that isn't read (method {info.compress_type}, {name}).",
                "Unpack it yourself and import the folder.",
            )

    def _stream(self, member: Member) -> BinaryIO:
        info = self._infos[member.name]
        check_ratio(self.path, info.file_size, info.compress_size, self.limits)
        try:
            return cast(BinaryIO, self._zip.open(info))
        except ValueError as error:  # the same, or a place that no file has
            raise zipfile.BadZipFile(str(error)) from error

    def close(self) -> None:
        fp = self._zip.fp
        self._zip.close()
        if fp is not None:
            fp.close()


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name as stored. Without the UTF-8 flag it is cp437 by the specification and often UTF-8 in fact."""
    name = info.orig_filename
    if info.flag_bits & _UTF8_NAME or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
