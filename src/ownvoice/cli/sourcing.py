"""`ownvoice sources`: where everything came from, and what each source may be used for."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json


def sources_command(
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="The source whose use is to be changed.")
    ] = None,
    answers: Annotated[
        bool | None, typer.Option("--answers/--no-answers", help="May be quoted in replies.")
    ] = None,
    voice: Annotated[
        bool | None, typer.Option("--voice/--no-voice", help="May shape how replies sound.")
    ] = None,
    training: Annotated[
        bool | None, typer.Option("--training/--no-training", help="May be used to train a model.")
    ] = None,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the sources, or change what one may be used for. It holds from the next search on."""
    with session.acting(creator):
        from ownvoice.corpus.consent import change_consent, list_sources

        said = {"answer": answers, "voice": voice, "training": training}
        changes = {use: given for use, given in said.items() if given is not None}
        if number is not None and changes:
            change_consent(number, changes)
        elif changes:
            raise typer.BadParameter("Say which source, by its number.")
        found = list_sources()
    if as_json:
        print_json(found)
        return
    if not found:
        console.print("Nothing has been imported yet. Begin with `ownvoice import PATH`.")
        return
    table = Table(
        "No.", "Source", "Items", "Replies", "Answers", "Voice", "Training", box=None, padding=(0, 2, 0, 0)
    )
    for source in found:
        replies = source["replies"]
        table.add_row(
            str(source["number"]),
            source["label"],
            f"{source['items']:,}",
            f"{replies['whole']:,} / {replies['half']:,} / {replies['none']:,}",
            *(_yes(source["may"][use]) for use in ("answer", "voice", "training")),
        )
    console.print(table)
    console.print("Replies: with the message they answer / with its id only / without.")


def _yes(given: Any) -> str:
    return "yes" if given else "no"
