"""A folder, and a single file, packed or not."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Member
from ownvoice.sources.reading.member_names import readable
from ownvoice.sources.reading.members import FileSpan, Limits, MemberArchive, check_limits
from ownvoice.sources.reading.tar_archive import unpacked

_LEFT_OUT = frozenset({".git", ".hg", ".svn", "node_modules", "__MACOSX"})
_PACKED_ENDINGS = (".gz", ".bz2", ".xz", ".zst")


class Folder(MemberArchive):
    """All regular files below a folder. Links aren't followed: what they lead to inside is listed anyway.

    Version control and package folders are left out. Raises `ArchiveError` where a folder can't be read, or
    beyond the limits.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self._paths: dict[str, str] = {}
        sizes: dict[str, int] = {}
        total = 0
        waiting = [(str(path), "", 0)]
        while waiting:
            folder, prefix, depth = waiting.pop()
            for entry in _entries(path, folder):
                name = prefix + readable(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _LEFT_OUT and depth < limits.depth:
                        waiting.append((entry.path, name + "/", depth + 1))
                elif entry.is_file(follow_symlinks=False):
                    sizes[name] = entry.stat(follow_symlinks=False).st_size
                    self._paths[name] = entry.path
                    total += sizes[name]
            check_limits(path, len(sizes), total, limits)
        self._keep(sizes)

    def _stream(self, member: Member) -> BinaryIO:
        # A file may have become a link since it was listed.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return cast(BinaryIO, os.fdopen(os.open(self._paths[member.name], flags), "rb", buffering=0))


def _entries(top: Path, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        name = readable(str(Path(folder).relative_to(top.parent)))
        raise ArchiveError(
            f"The folder {name} can't be read: {error.strerror}.",
            "Allow reading it, or import a copy.",
        ) from error


class SingleFile(MemberArchive):
    """One file as an archive with one member; a packed one is unpacked first and loses its ending.

    `packing` is "", "gzip", "bzip2", "xz" or "zstd". Raises `ArchiveError` on damage or beyond the limits.
    """

    def __init__(self, path: Path, limits: Limits, packing: str) -> None:
        super().__init__(path, limits)
        self._lock = Lock()
        self._file: BinaryIO = path.open("rb")
        name = readable(path.name)
        if packing:
            self._file = unpacked(self._file, path, limits, packing)
            if name.lower().endswith(_PACKED_ENDINGS):
                name = name.rpartition(".")[0]
        try:
            self._keep({name: self._file.seek(0, 2)})
        except BaseException:
            self._file.close()
            raise

    def _stream(self, member: Member) -> BinaryIO:
        if member not in self._members:
            raise KeyError(member.name)
        return cast(BinaryIO, FileSpan(self._file, self._lock, 0, member.size))

    def close(self) -> None:
        self._file.close()
