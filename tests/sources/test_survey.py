"""What lies in what a person gave: exports side by side, exports in exports, and what nobody knows."""

from __future__ import annotations

import io
import tarfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from ownvoice.core.errors import ArchiveError, UnknownSourceError
from ownvoice.core.records import ItemRecord
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.survey import Found, describe, minutes, survey

POST = "---\ntitle: {title}\ndate: 2020-01-0{day}\n---\n\nA text about bread, number {day}.\n"
TWEETS = 'window.YTD.tweets.part0 = [{"tweet":{"id_str":"1","full_text":"Rye","created_at":"Thu Nov 03 08:50:26 +0000 2022"}}]'
ACCOUNT = (
    'window.YTD.account.part0 = [{"account":{"username":"lea","accountId":"7","accountDisplayName":"Lea"}}]'
)


def blog(*days: int) -> dict[str, str]:
    return {f"_posts/2020-01-0{day}-post.md": POST.format(title=f"Post {day}", day=day) for day in days}


def zipped(files: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def x_archive() -> bytes:
    return zipped({"data/tweets.js": TWEETS, "data/account.js": ACCOUNT})


def tarred(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return target.getvalue()


def look(*paths: Path) -> tuple[list[tuple[str, list[str]]], list[str], int]:
    """(label, sources) of each export, all unknown files, and the number of items in all of them."""
    with ExitStack() as opened:
        found = survey(list(paths), opened)
        return (
            [(Path(export.label).name, [d.source for d in export.detections]) for export in found],
            [name for export in found for name in export.unknown],
            sum(map(items_in, found)),
        )


def items_in(export: Found) -> int:
    return sum(
        isinstance(record, ItemRecord)
        for detection in export.detections
        for record in registry.source(detection.source).read(export.archive, ReadOptions())
    )


def test_a_zip_of_exports_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(
        zipped({"mine/x.zip": x_archive(), "blog.tar.gz": tarred(blog(1, 2)), "mine/notes.bin": b"\x00"})
    )
    found, unknown, items = look(path)
    assert found == [("all.zip", []), ("blog.tar.gz", ["markdown_blog"]), ("x.zip", ["x"])]
    assert unknown == ["mine/notes.bin"]
    assert items == 3


def test_a_folder_of_downloads_is_one_gift(tmp_path: Path) -> None:
    for name, text in blog(3).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "x.zip").write_bytes(x_archive())
    found, unknown, items = look(tmp_path)
    assert [sources for _, sources in found] == [["markdown_blog"], ["x"]]
    assert (unknown, items) == ([], 2)


def test_what_is_packed_within_an_export_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "blog.zip"
    path.write_bytes(zipped({**blog(1), "downloads/example.zip": x_archive()}))
    found, unknown, items = look(path)
    assert found == [("blog.zip", ["markdown_blog"])]
    assert (unknown, items) == (["downloads/example.zip"], 1)


def test_parts_in_a_folder_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "takeout-001.zip").write_bytes(zipped(blog(1)))
    (tmp_path / "takeout-002.zip").write_bytes(zipped(blog(2)))
    found, _, items = look(tmp_path)
    assert [sources for _, sources in found] == [[], ["markdown_blog"]]
    assert items == 2


def test_one_level_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "deep.zip"
    path.write_bytes(zipped({"a.zip": zipped({"b.zip": x_archive()})}))
    with pytest.raises(UnknownSourceError, match="deep"):
        look(path)


def test_a_damaged_archive_inside_is_named_with_both_names(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"x.zip": x_archive()[:-40], "y.zip": x_archive()}))
    with pytest.raises(ArchiveError) as raised:
        look(path)
    assert "x.zip in all.zip" in raised.value.problem and "ownvoice-" not in str(raised.value)


def test_a_bomb_inside_is_refused_and_nothing_stays_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    inner = zipped({"data/tweets.js": b"0" * (200 << 20)})
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"x.zip": inner}))
    with pytest.raises(ArchiveError, match="refused"):
        look(path)
    assert list(scratch.iterdir()) == []


def test_what_was_recognised_is_told_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(x_archive())
    with ExitStack() as opened:
        line, total = describe(survey([path], opened))
    assert line.endswith(" kB)") and "lea" in line
    assert total.endswith(" kB to read: a few seconds")
    assert (minutes(42.4), minutes(200)) == ("42 seconds", "3 minutes")
