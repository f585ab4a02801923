"""Every real file gives what a careful person counts in it by the simplest means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real_files import SHARED, real
from tests.sources.conformance import Outcome, outcome_of
from tests.sources.independent_counts import CHECKS, Check, files_of

COUNTED = [(check, path) for check in CHECKS for path in files_of(check)]
# Files of these folders that hold no export: each is named, so that one that is no longer recognised is noticed.
NO_EXPORTS = {
    "rss/unrecognized.rss",
    "rss/feedparser/illformed__rss_empty_document.xml",
}


def _told(outcome: Outcome, check: Check) -> int:
    if not check.only:
        return outcome.told()
    return sum(outcome.items[kind] + outcome.skipped[kind] for kind in check.only)


@pytest.mark.parametrize(
    ("check", "path"),
    COUNTED,
    ids=[path.relative_to(SHARED / "fixtures").as_posix() for _, path in COUNTED],
)
def test_what_is_read_left_out_and_malformed_adds_up_to_what_is_there(check: Check, path: Path) -> None:
    outcome = outcome_of(path)
    if outcome.path in NO_EXPORTS:
        assert outcome.refused
        return
    assert not outcome.refused
    less, _ = check.less.get(outcome.path, (0, ""))
    assert _told(outcome, check) == check.count(path) - less


def test_every_platform_with_real_files_is_counted() -> None:
    real("x")
    folders = {path.relative_to(SHARED / "fixtures").parts[0] for _, path in COUNTED}
    there = {path.name for path in (SHARED / "fixtures").iterdir() if path.is_dir()}
    # Captions are parts of videos: how many cues each has is compared with two libraries in the side-by-side page.
    assert there - folders == {"captions"}
