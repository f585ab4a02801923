"""Files packed with Zstandard, alone and inside archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import zstandard

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.packed_members import head_unpacked, open_unpacked


def raw_frame(data: bytes, window_log: int) -> bytes:
    """A frame of one uncompressed block that declares a window of 2**window_log bytes (RFC 8878, 3.1.1)."""
    block = (1 | len(data) << 3).to_bytes(3, "little") + data
    return b"\x28\xb5\x2f\xfd\x00" + bytes([(window_log - 10) << 3]) + block


def test_a_single_file_is_unpacked_and_loses_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "RC_2019-04.zst"
    path.write_bytes(zstandard.compress(b"hello\n" * 1000) + zstandard.compress(b"again"))
    with open_archive(path) as archive:
        (member,) = archive.members()
        assert (member.name, member.size) == ("RC_2019-04", 6005)
        assert archive.open(member).read().endswith(b"hello\nagain")


def test_windows_of_two_gigabytes_as_in_public_dumps(tmp_path: Path) -> None:
    (tmp_path / "a.zst").write_bytes(raw_frame(b"hello", 31))
    with open_archive(tmp_path / "a.zst") as archive:
        assert archive.open(archive.members()[0]).read() == b"hello"


@pytest.mark.parametrize("packed", ["zst", "xz", "gz", "bz2"])
def test_packed_members_are_read_as_what_is_in_them(tmp_path: Path, packed: str) -> None:
    import bz2
    import gzip
    import lzma

    pack = {"zst": zstandard.compress, "xz": lzma.compress, "gz": gzip.compress, "bz2": bz2.compress}[packed]
    data = b"line\n" * 100_000
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(f"a.{packed}", pack(data))
        made.writestr(f"cut.{packed}", pack(bytes(range(256)) * 4000)[:-200] + b"\xff" * 100)
    with open_archive(tmp_path / "a.zip") as archive:
        whole, cut = archive.members()
        assert head_unpacked(archive, whole, 10) == b"line\nline\n"
        with open_unpacked(archive, whole) as stream:
            assert stream.read() == data
        with pytest.raises(DAMAGE), open_unpacked(archive, cut) as stream:
            stream.read()


def test_what_unpacks_out_of_all_proportion_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zst").write_bytes(zstandard.compress(b"\0" * (80 << 20)))
    with open_archive(tmp_path) as archive, pytest.raises(ArchiveError, match="made to fill the disk"):
        open_unpacked(archive, archive.members()[0]).read()
