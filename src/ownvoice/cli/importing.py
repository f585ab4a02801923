"""`ownvoice import`: read exports into the corpus, with a bar, and say what was found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import progress
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, errors, print_json
from ownvoice.cli.reporting import print_recognised, print_report
from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.runtime.starting import start

Progress = Callable[[float, int], None]
Announce = Callable[[list[str]], None]


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
    with errors.status("Starting …") if errors.is_terminal and not as_json else nullcontext():
        start()
    from ownvoice.corpus.importing.run import prepare_import, run_import

    owner = session.find_or_make_creator(creator, name, languages)
    said = {"answer": answers, "voice": voice, "training": training}
    consent = {use: given for use, given in said.items() if given is not None}

    def bring_in(names: list[str], again: bool = False) -> dict[str, Any]:
        run = prepare_import(owner, paths, names, private, consent=consent, of_somebody_else=theirs)
        if run.done and not as_json:
            console.print("Going on with an interrupted import of the same files.")
        return under_a_bar(
            lambda tick, say: run_import(owner, run.pk, tick, None if again else say), quiet=as_json
        )

    names = list(own_names or ())
    try:
        report = bring_in(names)
    except AmbiguousCreatorError as error:
        if as_json or not is_conversation():
            raise
        report = bring_in([*names, ask_who(error)], again=True)
    if as_json:
        print_json(report)
    else:
        print_report(report, console)
        if report["skipped"].get("private") and not private:
            console.print("Private messages and posts are read only with --private; they are never told.")
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


def under_a_bar(work: Callable[[Progress, Announce], Any], quiet: bool) -> Any:
    """Call `work(tick, say)` under a progress bar on standard error.

    `tick(share, records)` moves the bar; `say(lines)` tells what was recognised, above it.
    """
    columns = (SpinnerColumn(), TextColumn("{task.percentage:>3.0f} %"), BarColumn(bar_width=None))
    more = (
        TextColumn("{task.fields[records]:,} records"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with progress.Progress(
        *columns, *more, console=errors, transient=True, expand=True, disable=quiet or not errors.is_terminal
    ) as bar:
        task = bar.add_task("", total=1.0, records=0)
        # Above a bar only what goes through it keeps its place; where the output goes elsewhere, it goes there.
        shown = bar.console if errors.is_terminal and console.is_terminal else console

        def say(lines: list[str]) -> None:
            if not quiet:
                print_recognised(lines, shown)

        return work(lambda share, records: bar.update(task, completed=share, records=records), say)
