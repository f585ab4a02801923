"""`ownvoice authors`: who wrote what was imported, and which of them the creator is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json
from ownvoice.runtime.starting import start


def authors_command(
    mine: Annotated[
        list[str] | None,
        typer.Option(
            "--mine", metavar="NAME", help="The creator wrote under this name, handle or id as well."
        ),
    ] = None,
    not_mine: Annotated[
        list[str] | None,
        typer.Option("--not-mine", metavar="NAME", help="Somebody else wrote under this one."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to list.")] = 30,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who wrote what was imported, or say which of them the creator is.

    Roles, exchanges and what is searched are derived again from what is stored; nothing needs to be imported anew.
    """
    start()
    from ownvoice.corpus.authorship import authors, change_authorship

    owner = session.find_creator(creator)
    changed = change_authorship(owner, mine or (), not_mine or ()) if mine or not_mine else None
    found = authors(owner, limit)
    if as_json:
        print_json({"changed": changed, "authors": [asdict(author) for author in found]})
        return
    if changed is not None:
        console.print(f"{changed:,} items changed hands.")
    table = Table("Name", "Handle", "Platform", "Items", "Taken for", box=None, padding=(0, 2, 0, 0))
    for author in found:
        taken = "the creator" if author.role == "creator" else "somebody else"
        table.add_row(author.name, author.handle, author.platform, f"{author.items:,}", taken)
    console.print(table)
