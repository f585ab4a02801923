"""The table of what real files give is as the readers give it."""

from __future__ import annotations

from tests.real_files import real
from tests.sources.conformance import PAGE, page


def test_the_conformance_table_is_true() -> None:
    real("x")
    assert PAGE.read_text() == page(), "run `python -m tests.sources.conformance` and look at what changed"
