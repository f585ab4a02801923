"""The benchmark results as the tables that `docs/benchmarks.md` shows: no figure there is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ownvoice.bench.registry import mark


def results_tables(folder: Path) -> str:
    """Markdown: a section for each `NAME.json` in the folder, by name."""
    sections = [_section(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]
    return "\n".join(sections)


def _section(result: dict[str, Any]) -> str:
    rows = []
    for figure, value in result["figures"].items():
        if isinstance(value, (list, dict)):
            continue
        bounds = result["targets"].get(figure, {})
        wanted = ", ".join(
            f"{'≥' if kind == 'at_least' else '≤'} {limit:,}" for kind, limit in bounds.items()
        )
        shown = f"{value:,}" if isinstance(value, (int, float)) else str(value)
        if f"{figure}_interval" in result["figures"]:
            low, high = result["figures"][f"{figure}_interval"]
            shown += f" ({low:,} to {high:,})"
        rows.append(f"| {figure.replace('_', ' ')} | {shown} | {wanted} | {mark(value, bounds)} |")
    return "\n".join(
        [
            f"## {result['name']}",
            "",
            "| figure | measured | target | |",
            "|---|---:|---|---|",
            *rows,
            "",
            f"`ownvoice bench {result['name']}` on {result['machine']}, commit {result['commit']}.",
            "",
        ]
    )
