"""Archives of every kind answer alike, and damaged or hostile ones are refused in a sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.archive import Limits, open_archive, open_archives
from ownvoice.sources.reading.contract import Member
from tests.real_files import real, real_creator

FILES = {"top/data/tweets.js": b"[1]", "top/data/like.js": b"x" * 3_000_000, "top/été.txt": "é".encode()}


def make_zip(path: Path, files: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files or FILES).items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, mode: str = "w:gz", extra: tuple[tarfile.TarInfo, ...] = ()) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in FILES.items():
            info = tarfile.TarInfo("./" + name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in extra:
            archive.addfile(info)
    return path


def make_folder(path: Path) -> Path:
    for name, data in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


KINDS: dict[str, Callable[[Path], Path]] = {
    "zip under another name": lambda tmp: make_zip(tmp / "export.bin"),
    "tar": lambda tmp: make_tar(tmp / "e.tar", "w"),
    "tar.gz": lambda tmp: make_tar(tmp / "e.tar.gz"),
    "tar.bz2 under another name": lambda tmp: make_tar(tmp / "e.dat", "w:bz2"),
    "tar.xz": lambda tmp: make_tar(tmp / "e.tar.xz", "w:xz"),
    "folder": lambda tmp: make_folder(tmp / "folder"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_the_same_members(kind: str, tmp_path: Path) -> None:
    with open_archive(KINDS[kind](tmp_path)) as archive:
        assert [(m.name, m.size) for m in archive.members()] == sorted((n, len(d)) for n, d in FILES.items())
        opened = [archive.open(member) for member in reversed(archive.members())]  # all at once, any order
        assert [stream.read() for stream in opened] == [FILES[m.name] for m in reversed(archive.members())]
        large = next(m for m in archive.members() if m.size > 1 << 20)
        assert archive.head(large, 10) == b"x" * 10
        with archive.open(large) as stream:
            assert sum(len(line) for line in stream) == large.size


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_that_is_not_there_is_refused(kind: str, tmp_path: Path) -> None:
    with open_archive(KINDS[kind](tmp_path)) as archive, pytest.raises(ArchiveError, match=r"secret\.txt"):
        archive.open(Member("secret.txt", 3))


def test_patterns_match_tails_of_paths_in_any_case(tmp_path: Path) -> None:
    names = [
        "a/Data/Tweets.js",
        "a/_posts/x.md",
        "a/_posts/2020/y.MD",
        "a/mytweets.js",
        "__MACOSX/a/_posts/._x.md",
    ]
    with open_archive(make_zip(tmp_path / "e.zip", dict.fromkeys(names, b"1"))) as archive:

        def match(*patterns: str) -> list[str]:
            return [member.name for member in archive.matching(*patterns)]

        assert match("tweets.js") == match("data/tweets.js") == match("t*ts.js") == ["a/Data/Tweets.js"]
        assert match("_posts/*.md") == ["a/_posts/x.md"]
        assert match("_posts/**/*.md") == match("_posts/**") == ["a/_posts/2020/y.MD", "a/_posts/x.md"]
        assert match("?weets.js") == ["a/Data/Tweets.js"]
        assert match("eets.js", "posts/x.md") == []
        assert match("*.js", "tweets.js") == ["a/Data/Tweets.js", "a/mytweets.js"]


def test_a_hundred_thousand_members_are_matched_quickly(tmp_path: Path) -> None:
    names = [f"wp/{i % 100}/{'ab' * 20}{i}.jpg" for i in range(100_000)] + ["wp/data/tweets.js"]
    with open_archive(make_zip(tmp_path / "e.zip", dict.fromkeys(names, b""))) as archive:
        archive.matching("x")
        begin = time.process_time()
        for number in range(50):
            archive.matching(
                "data/tweets.js", f"messages/inbox/**/message_{number}.json", "**/*.md", "posts/*.csv"
            )
        assert len(archive.matching("wp/7/*")) == 1000
        assert time.process_time() - begin < 1


def test_single_files_are_archives_of_one(tmp_path: Path) -> None:
    data = b'{"messages": []}' * 9
    for name, packed in {
        "result.json": data,
        "result.json.gz": gzip.compress(data),
        "result.json.bz2": bz2.compress(data),
        "result.json.XZ": lzma.compress(data),
    }.items():
        (tmp_path / name).write_bytes(packed)
        with open_archive(tmp_path / name) as archive:
            (member,) = archive.members()
            assert (member.name, member.size) == ("result.json", len(data))
            assert archive.open(member).read() == data


def test_parts_of_an_export_are_one_archive_with_the_larger_copy(tmp_path: Path) -> None:
    one = make_zip(tmp_path / "1.zip", {"a.json": b"1", "b.json": b"long"})
    two = make_zip(tmp_path / "2.zip", {"b.json": b"s", "c.json": b"3"})
    with open_archives([one, two]) as archive:
        assert {m.name: archive.open(m).read() for m in archive.members()} == {
            "a.json": b"1",
            "b.json": b"long",
            "c.json": b"3",
        }


def test_of_two_members_with_one_name_the_larger_is_kept(tmp_path: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        warnings.simplefilter("ignore")
        for data in (b"short", b"the longest", b"x"):
            made.writestr("a\\b.txt", data)
    with open_archive(tmp_path / "e.zip") as archive:
        (member,) = archive.members()
        assert (member.name, archive.open(member).read()) == ("a/b.txt", b"the longest")


def test_names_of_old_zips(tmp_path: Path) -> None:
    raw = make_zip(tmp_path / "e.zip", {"XXXX.txt": b"1", "YYYY.txt": b"2"}).read_bytes()
    raw = raw.replace(b"XXXX", "été".encode("cp437") + b"_").replace(b"YYYY", "éé".encode())
    (tmp_path / "e.zip").write_bytes(raw)
    with open_archive(tmp_path / "e.zip") as archive:
        assert [member.name for member in archive.members()] == ["été_.txt", "éé.txt"]


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/etc/passwd", "C:\\a", "c:a", "a\\..\\..\\b", "\\\\host\\a", "d/" * 70 + "x",
     "n" * 5000],
)  # fmt: skip
def test_unsafe_names_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"export\.zip can't be read safely"):
        open_archive(make_zip(tmp_path / "export.zip", {"ok": b"", name: b"1"}))
    with pytest.raises(ArchiveError, match=r"export\.tar\.gz can't be read safely"):
        open_archive(make_tar(tmp_path / "export.tar.gz", extra=(tarfile.TarInfo(name),)))


def test_a_name_with_nul_is_refused(tmp_path: Path) -> None:
    raw = make_zip(tmp_path / "e.zip", {"aXb.txt": b"1"}).read_bytes().replace(b"aXb.txt", b"a\0b.txt")
    (tmp_path / "e.zip").write_bytes(raw)
    with pytest.raises(ArchiveError, match="NUL"):
        open_archive(tmp_path / "e.zip")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_tars_are_refused(kind: bytes, tmp_path: Path) -> None:
    info = tarfile.TarInfo("data/link")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(ArchiveError, match="link or a device"):
        open_archive(make_tar(tmp_path / "e.tar.gz", extra=(info,)))


def test_links_in_zips_are_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        made.writestr(info, "/etc/passwd")
    with pytest.raises(ArchiveError, match="link or a device"):
        open_archive(tmp_path / "e.zip")


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.txt").write_text("secret")
    folder = make_folder(tmp_path / "folder")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "out.txt").symlink_to(tmp_path / "secret" / "a.txt")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    with open_archive(folder) as archive:
        assert [member.name for member in archive.members()] == sorted(FILES)
        (folder / "top/data/tweets.js").unlink()
        (folder / "top/data/tweets.js").symlink_to(tmp_path / "secret" / "a.txt")
        with pytest.raises(ArchiveError):
            archive.open(archive.matching("tweets.js")[0])


def damaged_files(tmp: Path) -> dict[str, bytes]:
    whole = make_zip(tmp / "w.zip", {"a.txt": os.urandom(50_000), "b.txt": b"b" * 5000}).read_bytes()
    packed = make_tar(tmp / "w.tar.gz").read_bytes()
    plain = make_tar(tmp / "w.tar", "w").read_bytes()
    return {
        "truncated.zip": whole[:30_000],
        "document.zip": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 2000,
        "page.zip": b"<!DOCTYPE html><html>Please sign in",
        "empty.zip": b"",
        "empty.json": b"",
        "cut.tar.gz": packed[:-500],
        "flipped.tar.gz": packed[:2000] + b"\xff\x00\xff" + packed[2003:],
        "cut.tar": plain[: len(plain) // 2],
        "header.tar": plain[:512] + plain[512:].replace(b"ustar", b"us\xfear"),
        "x.rar": b"Rar!\x1a\x07\x01\x00",
        "x.json.zst": b"\x28\xb5\x2f\xfd1234",
        "page.tar.gz": b"<html>Please sign in",
        "page.json.gz": b"<html>Please sign in",
    }


def test_damaged_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    for name, data in damaged_files(tmp_path).items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ArchiveError) as caught:
            open_archive(tmp_path / name)
        assert name in caught.value.problem
        assert caught.value.remedy
    with pytest.raises(ArchiveError, match="a PDF document"):
        open_archive(tmp_path / "document.zip")
    with pytest.raises(ArchiveError, match="no file"):
        open_archive(tmp_path / "missing.zip")


def zip_by_hand(name: bytes = b"a.txt", local: bytes | None = None, flags: int = 0, place: int = 0) -> bytes:
    """A zip of one member; `name` in the directory, `local` before its bytes, which the directory says are at `place`."""
    local = name if local is None else local
    checksum = zlib.crc32(b"x")
    head = (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 0, checksum, 1, 1, len(local), 0) + local + b"x"
    )
    far = struct.pack("<2HQ", 1, 8, place)
    listed = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 45, 45, flags, 0, 0, 0, checksum, 1, 1, len(name), len(far), 0, 0, 0, 0, 0xFFFFFFFF
    )  # fmt: skip
    listed += name + far
    return head + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listed), len(head), 0)


def test_a_zip_whose_names_or_places_mean_nothing_is_refused_in_a_sentence(tmp_path: Path) -> None:
    utf8 = 0x800
    path = tmp_path / "h.zip"
    path.write_bytes(zip_by_hand())
    with open_archive(path) as opened:
        assert opened.open(opened.members()[0]).read() == b"x"
    for made in (
        zip_by_hand(name=b"\xff.txt", flags=utf8),
        zip_by_hand(local=b"\xff.txt", flags=utf8),
        zip_by_hand(place=2**64 - 1),
        zip_by_hand(place=2**62),
    ):
        path.write_bytes(made)
        with pytest.raises(ArchiveError, match=r"h\.zip is damaged"), open_archive(path) as opened:
            opened.open(opened.members()[0])


def test_a_damaged_member_is_found_when_it_is_read(tmp_path: Path) -> None:
    for size in (1000, 3_000_000):
        path = make_zip(tmp_path / "e.zip", {"a.txt": os.urandom(size), "b.txt": b"fine"})
        with zipfile.ZipFile(path) as archive:
            place = archive.getinfo("a.txt").header_offset + 40
        raw = bytearray(path.read_bytes())
        raw[place] ^= 0x10
        path.write_bytes(raw)
        with open_archive(path) as opened:
            with (
                pytest.raises(ArchiveError, match=r"e\.zip is damaged at a\.txt"),
                opened.open(opened.members()[0]) as s,
            ):
                s.read()
            assert opened.open(opened.members()[1]).read() == b"fine"


def test_a_password_is_told(tmp_path: Path) -> None:
    raw = bytearray(make_zip(tmp_path / "e.zip", {"a": b"1"}).read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "e.zip").write_bytes(raw)
    with pytest.raises(ArchiveError, match="password"):
        open_archive(tmp_path / "e.zip")


def test_packings_that_cannot_be_limited_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a", "1")
    with pytest.raises(ArchiveError, match="Unpack it yourself"):
        open_archive(tmp_path / "e.zip")


def test_bombs_are_refused(tmp_path: Path) -> None:
    limits = Limits(ratio_from_bytes=1 << 20)
    zeros = bytes(30_000_000)
    make_zip(tmp_path / "bomb.zip", {"a": zeros})
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(zeros))
    (tmp_path / "bomb.json.bz2").write_bytes(bz2.compress(zeros))
    (tmp_path / "bomb.json.xz").write_bytes(lzma.compress(zeros))
    for name in ("bomb.zip", "bomb.json.gz", "bomb.json.bz2", "bomb.json.xz"):
        with pytest.raises(ArchiveError, match=f"{name} was refused"):
            open_archive(tmp_path / name, limits)


FIVE_GB = 5 * 10**9


def zip64(path: Path, sizes: dict[str, tuple[int, int]], starts: dict[str, bytes]) -> Path:
    """A zip of unpacked and packed sizes beyond 4 GB, with holes in the file for all but the beginnings."""
    directory = b""
    with path.open("wb") as file:
        for name, (size, packed) in sizes.items():
            offset, start = file.tell(), starts[name]
            extra = struct.pack("<HHQQ", 1, 16, size, packed)
            place = struct.pack("<HHQQQ", 1, 24, size, packed, offset)
            method = zipfile.ZIP_STORED if size == packed else zipfile.ZIP_DEFLATED
            shared = (45, 0, method, 0, 0x21, zlib.crc32(start), 2**32 - 1, 2**32 - 1, len(name))
            file.write(
                struct.pack("<4s5H3I2H", b"PK\3\4", *shared, len(extra)) + name.encode() + extra + start
            )
            file.seek(packed - len(start), 1)
            directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 45, *shared, len(place), 0, 0, 0, 0, 2**32 - 1)
            directory += name.encode() + place
        at, count = file.tell(), len(sizes)
        file.write(directory)
        file.write(struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), at))
        file.write(struct.pack("<4sIQI", b"PK\6\7", 0, at + len(directory), 1))
        file.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), 2**32 - 1, 0))
    if path.stat().st_blocks * 512 > 1 << 20:
        path.unlink()
        pytest.skip("this file system writes holes out")
    return path


def test_members_beyond_four_gigabytes_are_read(tmp_path: Path) -> None:
    sizes = {"history.json": (FIVE_GB, FIVE_GB), "later.json": (3, 3)}
    path = zip64(tmp_path / "takeout.zip", sizes, {"history.json": b"[1, 2", "later.json": b"[3]"})
    with open_archive(path) as archive:
        history, later = archive.members()
        assert (history.size, archive.head(history, 5)) == (FIVE_GB, b"[1, 2")
        assert archive.head(later) == b"[3]"  # which begins behind the first four gigabytes


def test_a_bomb_beyond_four_gigabytes_is_refused(tmp_path: Path) -> None:
    packed = FIVE_GB // 1_000
    path = zip64(tmp_path / "bomb.zip", {"x": (FIVE_GB, packed)}, {"x": b"\0"})
    with pytest.raises(ArchiveError, match=r"a few packed bytes unpack to 4\.7 GB"):
        open_archive(path)


def test_a_large_member_that_ends_too_early_is_damaged(tmp_path: Path) -> None:
    """The size is a claim of the header's; as much as there is comes out, then a sentence."""
    path = zip64(
        tmp_path / "short.zip", {"x": (FIVE_GB, 2_000_000_000)}, {"x": zlib.compress(b"abc" * 9)[2:-4]}
    )
    with (
        open_archive(path) as archive,
        archive.open(archive.members()[0]) as stream,
        pytest.raises(ArchiveError, match="damaged"),
    ):
        stream.read()


def test_a_header_that_lies_about_the_size_yields_no_more_than_it_says(tmp_path: Path) -> None:
    raw = bytearray(make_zip(tmp_path / "e.zip", {"a": bytes(5_000_000)}).read_bytes())
    for place in (22, raw.index(b"PK\x01\x02") + 24):
        raw[place : place + 4] = struct.pack("<I", 2_000_000)
    (tmp_path / "e.zip").write_bytes(raw)
    with open_archive(tmp_path / "e.zip") as archive, pytest.raises(ArchiveError, match="damaged"):
        archive.open(archive.members()[0]).read()


def test_limits_on_number_and_size(tmp_path: Path) -> None:
    for path in (
        make_zip(tmp_path / "e.zip"),
        make_tar(tmp_path / "e.tar.gz"),
        make_folder(tmp_path / "folder"),
    ):
        with pytest.raises(ArchiveError, match="more than 2 files"):
            open_archive(path, Limits(members=2))
        with pytest.raises(ArchiveError, match="would unpack to more"):
            open_archive(path, Limits(total_bytes=10_000))
        with open_archive(path, Limits(member_bytes=10_000)) as archive:
            assert archive.open(archive.matching("tweets.js")[0]).read() == b"[1]"
            with pytest.raises(ArchiveError, match=r"like\.js would be 2\.9 MB"):
                archive.open(archive.matching("like.js")[0])


def test_a_header_made_to_fill_memory_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    info.pax_headers = {"comment": "x" * 1_000_000}
    with tarfile.open(tmp_path / "e.tar", "w", format=tarfile.PAX_FORMAT) as made:
        made.addfile(info)
    with pytest.raises(ArchiveError, match="header is too large"):
        open_archive(tmp_path / "e.tar")


def test_thousands_of_tiny_members_of_a_packed_tar_read_in_seconds() -> None:
    begin = time.process_time()
    with open_archive(real_creator("haacked-blog.tar.gz")) as archive:
        assert len(archive.members()) == 26_316
        assert sum(len(archive.open(member).read()) for member in archive.members()) == 17_545_201
        assert len(archive.matching("_data/comments/**/*.yml")) == 24_258
    assert time.process_time() - begin < 10


def test_an_empty_zip_is_an_archive_without_members() -> None:
    with open_archive(real("instagram/empty.zip")) as archive:
        assert archive.members() == []
