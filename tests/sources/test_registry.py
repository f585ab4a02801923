"""Sources are found by themselves, asked one by one, and what nobody knows is reported."""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ownvoice.core.errors import ArchiveError, UnknownSourceError
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import Archive, Detection, Source
from tests.sources.in_memory import InMemory


def fake(name: str, detect: Any) -> Source:
    return cast(
        Source, SimpleNamespace(NAME=name, TITLE=f"{name} export", detect=detect, read=lambda *_: iter(()))
    )


def nothing(_: Archive) -> None:
    return None


def failing(_: Archive) -> None:
    raise ZeroDivisionError


def test_sources_are_the_modules_with_the_four_names_sorted() -> None:
    names = [source.NAME for source in registry.sources()]
    assert names == sorted(set(names))
    assert {"mastodon", "x"} <= set(names)
    assert registry.source("x").TITLE == "X (Twitter) archive"
    with pytest.raises(KeyError):
        registry.source("fax")


def test_each_source_leaves_strange_archives_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as made:
        for name in ("photo.jpg", "notes/tax.xlsx", "tweets.js", "outbox.json", "empty.json"):
            made.writestr(name, b"" if name == "empty.json" else b"\x89PNG\r\n nothing of the kind")
    with open_archive(tmp_path / "holiday.zip") as archive:
        for source in registry.sources():
            assert source.detect(archive) is None, source.NAME


def test_one_failing_source_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    found = Detection("good", "a good export", ("a.txt",))
    with open_archive(tmp_path / "a.txt") as archive:
        assert registry.recognise(archive, [fake("bad", failing), fake("good", lambda _: found)]) == [found]


def test_damage_met_while_looking_is_told_when_nobody_recognised_anything(tmp_path: Path) -> None:
    def damaged(_: Archive) -> None:
        raise ArchiveError("a.txt is damaged.", "Download it again.")

    (tmp_path / "a.txt").write_text("a")
    with open_archive(tmp_path / "a.txt") as archive, pytest.raises(ArchiveError, match="damaged"):
        registry.recognise(archive, [fake("first", damaged), fake("second", nothing)])


def test_an_unknown_archive_is_described(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as made:
        for name in ("a.jpg", "b.JPG", "c.txt", "__MACOSX/._a.jpg", "LICENSE"):
            made.writestr(name, b"1")
    with open_archive(tmp_path / "holiday.zip") as archive, pytest.raises(UnknownSourceError) as caught:
        registry.recognise(archive, [fake("fax", nothing)])
    assert "holiday.zip" in caught.value.problem
    assert "2 .jpg, 1 without ending, 1 .txt (LICENSE, a.jpg, b.JPG, …)" in caught.value.problem
    assert "fax export" in caught.value.remedy


def test_what_to_do_instead_is_said_where_it_is_known() -> None:
    with pytest.raises(UnknownSourceError) as raised:
        registry.recognise(InMemory({"letter.doc": b"\xd0\xcf\x11\xe0"}, "letter.doc"))
    assert raised.value.remedy.startswith("Save older Word files as .docx or PDF first. These can be read: ")


def test_an_empty_archive_is_described(tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "e.zip", "w").close()
    with (
        open_archive(tmp_path / "e.zip") as archive,
        pytest.raises(UnknownSourceError, match="no file in it"),
    ):
        registry.recognise(archive, [fake("fax", nothing)])


def test_members_nobody_claims_are_unknown_and_junk_is_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        for name in ("read.js", "left.jpg", "new.js", ".DS_Store", "__MACOSX/._read.js", "x/Thumbs.db"):
            made.writestr(name, b"1")
    with open_archive(tmp_path / "e.zip") as archive:
        detection = Detection("x", "", ("read.js",), ("left.jpg",))
        assert registry.unknown_members(archive, [detection]) == ["new.js"]


def test_a_last_source_is_asked_only_where_all_others_looked_and_found_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    theirs, own = Detection("z", "an export", ("a.txt",)), Detection("a", "a text", ("a.txt",))
    last = cast(
        Source,
        SimpleNamespace(NAME="a", TITLE="texts", LAST=True, detect=lambda _: own, read=lambda *_: iter(())),
    )
    with open_archive(tmp_path / "a.txt") as archive:
        assert registry.recognise(archive, [last, fake("z", lambda _: theirs)]) == [theirs]
        assert registry.recognise(archive, [last, fake("z", nothing)]) == [own]
        with pytest.raises(UnknownSourceError):
            registry.recognise(archive, [last, fake("z", failing)])
