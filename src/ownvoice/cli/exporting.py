"""`ownvoice export`: everything out again, in plain documented files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, errors, print_json


def export_command(
    target: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The archive to write.")],
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything of a creator's into one zip of JSON lines: corpus, exchanges, facts, inbox, feedback."""
    with session.acting(creator) as owner:
        from ownvoice.trust.export import export_all

        with errors.status(f"Writing {target.name} …"):
            counts = export_all(owner, target)
    if as_json:
        print_json({"file": str(target), "rows": counts})
    else:
        console.print(f"Wrote {target}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
