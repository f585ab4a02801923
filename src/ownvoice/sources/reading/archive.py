"""Whatever a person uploads, seen as a set of named members that can be opened as streams.

A zip, a tar (plain, gzip, bzip2, xz, zstd), a folder or a single file all answer to the same few calls.
Nothing is ever extracted to disk under a name from the archive; names with `..`, absolute names and links are
refused; counts, sizes and compression ratios are limited. Anything wrong with the archive as a whole raises
`ArchiveError`, which names the file and what to do.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Member
from ownvoice.sources.reading.members import (
    AGAIN,
    DAMAGE,
    Limits,
    MemberArchive,
    damaged,
    decompressor,
    packing_of,
)
from ownvoice.sources.reading.plain_files import Folder, SingleFile
from ownvoice.sources.reading.tar_archive import TarArchive, is_tar_header
from ownvoice.sources.reading.zip_archive import ZipArchive

__all__ = ["Limits", "MemberArchive", "open_archive", "open_archives"]

_UNREADABLE = (
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
)
_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def open_archive(path: Path, limits: Limits = Limits()) -> MemberArchive:  # noqa: B008  (it is frozen)
    """Open a zip, a tar, a folder or a single file, told apart by content. Close it, or use it with `with`.

    Raises `ArchiveError` where the file is missing, empty, damaged, protected, unsafe or beyond the limits.
    """
    try:
        if path.is_dir():
            return Folder(path, limits)
        with path.open("rb") as file:
            start = file.read(1024)
        if not start:
            raise ArchiveError(f"{path.name} is empty.", AGAIN)
        return _open_file(path, limits, start)
    except FileNotFoundError as error:
        raise ArchiveError(f"There is no file {path}.", "Check the path.") from error
    except PermissionError as error:
        raise ArchiveError(f"{path.name} can't be read: {error.strerror}.", "Allow reading it.") from error
    except OSError as error:
        raise damaged(path, "", error) from error


def _open_file(path: Path, limits: Limits, start: bytes) -> MemberArchive:
    for magic, kind in _UNREADABLE:
        if start.startswith(magic):
            raise ArchiveError(
                f"{path.name} is {kind}, which isn't read.", "Unpack it yourself and import the folder."
            )
    name = path.name.lower()
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")) or (
        name.endswith(".zip") and zipfile.is_zipfile(path)
    ):
        return ZipArchive(path, limits)
    if name.endswith(".zip"):
        raise _misnamed(path, start, "a zip")
    packing = packing_of(start)
    if is_tar_header(_unpacked_start(path, packing) if packing else start):
        return TarArchive(path, limits, packing)
    if name.endswith((".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz")):
        raise _misnamed(path, start, "a tar archive")
    if not packing and name.endswith((".gz", ".bz2", ".xz", ".zst")):
        raise _misnamed(path, start, "a packed file")
    return SingleFile(path, limits, packing)


def _misnamed(path: Path, start: bytes, expected: str) -> ArchiveError:
    kind = next((kind for magic, kind in _KINDS if start.lstrip().startswith(magic)), "")
    found = f"it looks like {kind}" if kind else "it is damaged, or something else under that name"
    return ArchiveError(f"{path.name} is not {expected} file: {found}.", AGAIN)


def _unpacked_start(path: Path, packing: str) -> bytes:
    try:
        with path.open("rb") as file:
            return decompressor(packing, file).read(1024)
    except DAMAGE as error:
        raise damaged(path, "", error) from error


class UnionArchive(MemberArchive):
    """The parts of one export as one archive; a member found in several parts is taken where it is larger."""

    def __init__(self, parts: Sequence[MemberArchive], limits: Limits) -> None:
        super().__init__(parts[0].path, limits)
        self._parts = parts
        self._homes: dict[str, tuple[MemberArchive, Member]] = {}
        for part in parts:
            for member in part.members():
                known = self._homes.get(member.name)
                if known is None or member.size > known[1].size:
                    self._homes[member.name] = (part, member)
        self._keep({name: member.size for name, (_, member) in self._homes.items()})

    def _stream(self, member: Member) -> BinaryIO:
        part, known = self._homes[member.name]
        return part.open(known)

    def close(self) -> None:
        for part in self._parts:
            part.close()


def open_archives(paths: Sequence[Path], limits: Limits = Limits()) -> MemberArchive:  # noqa: B008
    """Open the parts of one export (`export-1.zip`, `export-2.zip`) as one archive.

    Raises `ArchiveError` like `open_archive`, for the first part that can't be read.
    """
    if not paths:
        raise ArchiveError("No file was given.", "Choose the export's files.")
    if len(paths) == 1:
        return open_archive(paths[0], limits)
    with ExitStack() as opened:
        parts = [opened.enter_context(open_archive(path, limits)) for path in paths]
        union = UnionArchive(parts, limits)
        opened.pop_all()
        return union
