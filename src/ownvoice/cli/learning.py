"""`ownvoice feedback`: every decision as a line of JSON, with what it taught."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, errors
from ownvoice.core.errors import OwnvoiceError


def feedback_command(
    target: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
    creator: CreatorOption = None,
) -> None:
    """Export every decision about a draft: what was asked, drafted, decided, and what an edit changed (JSON lines)."""
    with session.acting(creator):
        from ownvoice.training.feedback import decisions

        try:
            count = 0
            out = target.open("w", encoding="utf-8") if target else None
            try:
                for row in decisions():
                    line = json.dumps(row, ensure_ascii=False, default=str)
                    out.write(line + "\n") if out else typer.echo(line)
                    count += 1
            finally:
                if out:
                    out.close()
        except OSError as error:
            raise OwnvoiceError(
                f"{target} can't be written: {error.strerror}.", "Choose another place."
            ) from error
    errors.print(f"{count} decisions.")
