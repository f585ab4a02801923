"""Multi-part exports are read as one."""

from __future__ import annotations

from pathlib import Path

from ownvoice.sources.reading.parts import group_parts


def grouped(*names: str) -> list[list[str]]:
    return [[path.name for path in group] for group in group_parts([Path("/d") / name for name in names])]


def test_numbered_archives_belong_together() -> None:
    assert grouped("takeout-20240101T000000Z-002.zip", "takeout-20240101T000000Z-001.zip") == [
        ["takeout-20240101T000000Z-001.zip", "takeout-20240101T000000Z-002.zip"]
    ]
    assert grouped("export.part1.zip", "export.part2.zip", "export (3).zip") == [
        ["export (3).zip", "export.part1.zip", "export.part2.zip"]
    ]


def test_others_stand_alone() -> None:
    assert grouped("twitter-2024-01-01-abc.zip", "takeout-001.zip", "posts.json", "posts2.json") == [
        ["twitter-2024-01-01-abc.zip"], ["takeout-001.zip"], ["posts.json"], ["posts2.json"],
    ]  # fmt: skip


def test_two_exports_of_different_days_are_not_mixed() -> None:
    assert len(grouped("takeout-20240101T000000Z-001.zip", "takeout-20250101T000000Z-001.zip")) == 2


def test_metas_parts_differ_in_letters() -> None:
    names = ["instagram-lea.roy-2024-05-01-Ab3dE9.zip", "instagram-lea.roy-2024-05-01-Zz9QpL.zip"]
    other = ["instagram-lea.roy-2024-06-01-Ab3dE9.zip", "facebook-lea-2024-05-01-Ab3dE9.zip"]
    groups = group_parts([Path(name) for name in (*names, *other)])
    assert [[path.name for path in group] for group in groups] == [names, [other[0]], [other[1]]]
