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
    answers: Annotated[
        Path | None,
        typer.Option(
            help="A file that keeps the model's answers, to go on from where a run ended (`compose`)."
        ),
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option(help="A file for what became of each question (`compose`).")
    ] = None,
    answerable: Annotated[
        float | None,
        typer.Option(
            help="Ask the model from this chance of an answer on, 0 to 1 (`compose`).", min=0, max=1
        ),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(help="Ask the model for so long only (`compose`).", min=0)
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
    options = {
        "questions": questions, "answers": answers, "outcomes": outcomes, "candidates": candidates,
        "answerable": answerable, "minutes": minutes,
    }  # fmt: skip
    with errors.status(f"Measuring: {name} …"):
        result = registry.run(name, quick=quick, data=data, **options)
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
    if not quick and data is None and all(value is None for value in options.values()):
        console.print("Kept in benchmarks/results; `python docs/render.py` puts it into the docs.")
