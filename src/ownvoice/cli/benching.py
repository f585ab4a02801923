"""`ownvoice bench`: the benchmarks as commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ownvoice.cli.output import JsonOption, console, errors, print_json


def bench_command(
    name: Annotated[str | None, typer.Argument(help="Which benchmark; none lists them.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A smaller run, over within 45 s.")] = False,
    data: Annotated[Path | None, typer.Option(help="Other data of the same form.")] = None,
    as_json: JsonOption = False,
    questions: Annotated[
        int | None, typer.Option(help="How many questions are asked (`compose`).", min=1)
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(help="A file that keeps each answer, to go on from where a run ended (`compose`)."),
    ] = None,
    candidates: Annotated[
        int | None, typer.Option(help="Proposals of the model for a question (`compose`).", min=1)
    ] = None,
) -> None:
    """Measure, and hold the figures against their targets. Runs in a database of its own, removed afterwards."""
    from ownvoice.bench import registry

    if name is None:
        listed = {bench.name: bench.summary for bench in registry.benchmarks()}
        if as_json:
            print_json(listed)
        else:
            table = Table("Name", "What it measures", box=None)
            for bench_name, summary in listed.items():
                table.add_row(bench_name, summary)
            console.print(table)
        return
    with errors.status(f"Measuring: {name} …"):
        result = registry.run(
            name, quick=quick, data=data, questions=questions, journal=journal, candidates=candidates
        )
    if as_json:
        print_json(result)
        return
    table = Table("Figure", "Value", "Target", "", box=None)
    for figure, value in result["figures"].items():
        target = result["targets"].get(figure, {})
        wanted = " ".join(f"{'≥' if bound == 'at_least' else '≤'} {limit}" for bound, limit in target.items())
        table.add_row(figure, str(value), wanted, registry.mark(value, target))
    console.print(table)
    console.print(f"{result['machine']}, commit {result['commit']}")
    if not quick and data is None and questions is None and candidates is None and journal is None:
        console.print("Kept in benchmarks/results; `python docs/render.py` puts it into the docs.")
