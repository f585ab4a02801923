"""`ownvoice import`: read exports into the corpus, with a bar, and say what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, errors, print_json
from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.runtime.starting import start


def import_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Export files or folders, as downloaded.")
    ],
    creator: CreatorOption = None,
    name: Annotated[str | None, typer.Option(help="The creator's name (first import).")] = None,
    languages: Annotated[str | None, typer.Option(help="Languages they write in, such as en,fr.")] = None,
    own_names: Annotated[
        list[str] | None,
        typer.Option(
            "--as", metavar="NAME", help="A name or handle the creator writes under; may be given often."
        ),
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Also read private messages and posts; they are never told.")
    ] = False,
    answers: Annotated[
        bool | None,
        typer.Option("--answers/--no-answers", help="May be quoted in replies (yes, unless said)."),
    ] = None,
    voice: Annotated[
        bool | None,
        typer.Option("--voice/--no-voice", help="May shape how replies sound (yes, unless said)."),
    ] = None,
    training: Annotated[
        bool | None, typer.Option("--training/--no-training", help="May train a model (no, unless said).")
    ] = None,
    theirs: Annotated[
        bool,
        typer.Option("--theirs", help="A friend's export: keep of it only what the creator answered."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read exports, feeds and sites into the corpus.

    What each file is, is found out from its content. Importing the same export again, or a newer one, adds only
    what is new and updates what was edited. An interrupted import goes on where it stopped.
    """
    start()
    from ownvoice.corpus.importing.run import prepare_import, run_import

    owner = session.find_or_make_creator(creator, name, languages)
    said = {"answer": answers, "voice": voice, "training": training}
    consent = {use: given for use, given in said.items() if given is not None}

    def announce(lines: list[str]) -> None:
        for line in () if as_json else lines:
            console.print(f"Recognised: {line}", markup=False, soft_wrap=True)

    def bring_in(names: list[str]) -> dict[str, Any]:
        run = prepare_import(owner, paths, names, private, consent=consent, of_somebody_else=theirs)
        if run.done and not as_json:
            console.print("Going on with an interrupted import of the same files.")
        return with_progress(
            lambda tick: run_import(owner, run.pk, tick, announce), "Importing", quiet=as_json
        )

    names = list(own_names or ())
    try:
        report = bring_in(names)
    except AmbiguousCreatorError as error:
        if as_json or not is_conversation():
            raise
        report = bring_in([*names, ask_who(error)])
    if as_json:
        print_json(report)
    else:
        print_report(report)
        console.print(
            "Keyword search works now; `ownvoice worker` or `ownvoice serve` adds search by meaning."
        )


def is_conversation() -> bool:
    """Whether somebody sits at the terminal who can be asked."""
    return sys.stdin.isatty() and console.is_terminal


def ask_who(error: AmbiguousCreatorError) -> str:
    """Ask who the creator is, once: the name is remembered. Ends the command where nothing is answered."""
    console.print(error.problem, markup=False)
    for number, candidate in enumerate(error.candidates, start=1):
        console.print(f"  {number}  {candidate}", markup=False)
    answer = typer.prompt("Who are you there? A number, or a name", default="", show_default=False).strip()
    if answer.isdecimal() and 1 <= int(answer) <= len(error.candidates):
        return error.candidates[int(answer) - 1]
    if not answer:
        raise error
    return answer


def with_progress(work: Any, title: str, quiet: bool) -> Any:
    """Call `work(tick)` under a progress bar on standard error; `tick(share, records)` moves it."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
    )
    more = (TextColumn("{task.fields[records]:,} records"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(
        *columns, *more, console=errors, transient=True, disable=quiet or not errors.is_terminal
    ) as progress:
        task = progress.add_task(title, total=1.0, records=0)
        return work(lambda share, records: progress.update(task, completed=share, records=records))


def print_report(report: dict[str, Any]) -> None:
    """The import report for people."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    items = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report["items"].items())) or "none"
    roles, exchanges = report["by_role"], report["exchanges"]
    table.add_row("Items", items)
    table.add_row("By", f"{roles['creator']:,} by the creator, {roles['fan']:,} by others")
    table.add_row(
        "Stored",
        f"{report['added']:,} new, {report['changed']:,} changed, {report['unchanged']:,} known already",
    )
    table.add_row(
        "Replies",
        f"{exchanges['whole']:,} with the message they answer, {exchanges['half']:,} with its id only, "
        f"{exchanges['none']:,} without",
    )
    by_source = report.get("by_source", [])
    for counted in by_source if len(by_source) > 1 else ():
        table.add_row(
            "", f"{counted['whole']:,} / {counted['half']:,} / {counted['none']:,}  {counted['source']}"
        )
    if report["skipped"]:
        table.add_row(
            "Left out", ", ".join(f"{count:,} {why}" for why, count in sorted(report["skipped"].items()))
        )
    table.add_row("Malformed", f"{report['malformed_count']:,}")
    table.add_row("Unknown files", f"{report['unknown_count']:,}")
    table.add_row("Took", f"{report['seconds']:.1f} s, at most {report['peak_rss_mb']:.0f} MB")
    console.print(table)
    for warning in report.get("warnings", ()):
        console.print(f"Warning: {warning}", style="yellow", markup=False)
    for entry in report["malformed"][:10]:
        console.print(
            f"  {entry['file']}, {entry['unit']} {entry['offset']}: {entry['reason']}", markup=False
        )
    for unknown in report["unknown_files"][:10]:
        console.print(f"  not read: {unknown}", markup=False)
