"""Renders the parts of the documentation that come from the program, so that the two can't drift apart.

python docs/render.py           write them
python docs/render.py --check   fail where one is not as it would be written
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer.main

from ownvoice.bench.injecting.garak import probes_table
from ownvoice.bench.tables import results_tables
from ownvoice.cli.main import app
from ownvoice.runtime.environment import settings_table
from ownvoice.voice.persona.schema import schema

DOCS = Path(__file__).resolve().parent
HEAD = "<!-- rendered by docs/render.py: change the program, not this file -->\n\n"


def settings() -> str:
    return (
        HEAD
        + "# Settings\n\nEverything is set by environment variables; none is needed to begin.\n\n"
        + settings_table()
    )


def benchmarks() -> str:
    return (
        HEAD
        + "# Benchmarks\n\n`ownvoice bench` lists them, `ownvoice bench NAME` runs one in a database of its own and keeps "
        "its result in `benchmarks/results/`. Below is what those files hold.\n\n"
        + results_tables(DOCS.parent / "benchmarks" / "results")
    )


def injection_probes() -> str:
    kept = DOCS.parent / "benchmarks" / "results"
    results = {
        name: json.loads((kept / f"{name}.json").read_text())
        for name in ("injection", "injection-model")
        if (kept / f"{name}.json").exists()
    }
    return (
        HEAD
        + "# Answers that passed garak's probes\n\n[injection.md](injection.md) says what is asked of whom, and what else "
        "each answer is held to.\n\n" + probes_table(results)
    )


def commands() -> str:
    lines = [HEAD + "# Commands\n"]
    root = typer.main.get_command(app)
    for name, command in sorted(_walk(root, "ownvoice")):
        context = command.make_context(name, [], resilient_parsing=True)
        lines.append(f"\n## {name}\n\n{_plain(command.help or '')}\n\n")
        rows = [
            record
            for p in command.params
            if (record := p.get_help_record(context)) and "--help" not in record[0]
        ]
        if rows:
            lines.append(
                "| option | |\n|---|---|\n" + "".join(f"| `{_cell(a)}` | {_cell(b)} |\n" for a, b in rows)
            )
    return "".join(lines)


def _walk(command: Any, name: str) -> list[tuple[str, Any]]:
    found = [(name, command)]
    for sub_name, sub in getattr(command, "commands", {}).items():
        found += _walk(sub, f"{name} {sub_name}")
    return found


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def persona_schema() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def autopilot() -> str:
    """The page's words with the figures of the last benchmark in their places."""
    figures = json.loads((DOCS.parent / "benchmarks" / "results" / "autopilot.json").read_text())["figures"]
    return (DOCS / "autopilot.md.in").read_text().format(**figures)


RENDERED = {
    "autopilot.md": autopilot,
    "settings.md": settings,
    "benchmarks.md": benchmarks,
    "injection-probes.md": injection_probes,
    "commands.md": commands,
    "persona.schema.json": persona_schema,
}


def main() -> int:
    stale = []
    for name, render in RENDERED.items():
        path, text = DOCS / name, render()
        if path.exists() and path.read_text() == text:
            continue
        if "--check" in sys.argv:
            stale.append(name)
        else:
            path.write_text(text)
    if stale:
        sys.stderr.write(f"Not as the program says: {', '.join(stale)}. Run `python docs/render.py`.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
