"""Benchmarks are found, held against their targets, and rendered without a figure typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from ownvoice.bench.registry import benchmarks, is_met, mark
from ownvoice.bench.tables import results_tables


def test_the_first_benchmarks_exist_and_say_what_they_measure() -> None:
    found = {bench.name: bench for bench in benchmarks()}
    assert {"import", "search", "ask"} <= set(found)
    assert all(bench.summary and bench.targets for bench in found.values())


def test_bounds() -> None:
    assert is_met(5, {"at_least": 5}) and not is_met(4.9, {"at_least": 5})
    assert is_met(5, {"at_most": 5}) and not is_met(5.1, {"at_most": 5})
    assert (mark(1, {"at_most": 5}), mark(9, {"at_most": 5}), mark(9, {})) == ("met", "missed", "")


def test_results_become_tables(tmp_path: Path) -> None:
    result = {
        "name": "x",
        "figures": {"items_per_s": 15234, "missed": ["a"], "share": 0.5, "share_interval": [0.4, 0.6]},
        "targets": {"items_per_s": {"at_least": 15000}},
        "met": True,
        "machine": "m",
        "commit": "c",
    }
    (tmp_path / "x.json").write_text(json.dumps(result))
    table = results_tables(tmp_path)
    assert "| share | 0.5 (0.4 to 0.6) |" in table
    assert "| items per s | 15,234 | ≥ 15,000 | met |" in table and "missed" not in table.replace(
        "| missed", ""
    )
