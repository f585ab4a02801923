"""Other tools count the same, or it is known why not."""

from __future__ import annotations

from tests.real_files import real
from tests.sources.side_by_side import PAGE, differences, page


def test_every_difference_is_explained() -> None:
    real("x")
    agreed, differing = differences()
    assert [(tool, name, told) for tool, name, _, told, reason in differing if not reason] == []
    assert sum(files for files, _ in agreed.values()) > 150


def test_the_page_is_as_the_tools_told() -> None:
    real("x")
    assert PAGE.read_text() == page(), "run `make side-by-side` and look at what changed"
