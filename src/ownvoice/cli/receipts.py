"""`ownvoice receipt`: is a receipt genuine? Needs no database, no network and no installation of the creator's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ownvoice.cli.output import JsonOption, console, print_json
from ownvoice.core.errors import OwnvoiceError

MOST_BYTES = 1_000_000


def receipt_command(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT.json", help="The signed receipt.")],
    keys: Annotated[
        Path,
        typer.Option(
            "--keys",
            metavar="KEYS.json",
            help="The keys the creator's site publishes at /.well-known/ownvoice-receipts.json.",
        ),
    ],
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="The reply's text, to compare it as well.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a receipt offline: who signed it, and whether a text is the one it was issued for."""
    from ownvoice.trust.proof import problems

    shown = _json(receipt)
    wrong = problems(shown, _json(keys), _read(text) if text else None)
    if as_json:
        print_json({"genuine": not wrong, "problems": wrong})
    elif wrong:
        for line in wrong:
            console.print(line, markup=False)
    else:
        who = {"ai": "the AI", "person": "a person"}[shown["written_by"]]
        console.print(
            f"Genuine. Written by {who} for {shown['creator']}, let go by "
            f"{'a person' if shown['approved_by'] == 'person' else 'the autopilot'}, sent {shown['sent_at']}.",
            markup=False,
        )
    if wrong:
        raise typer.Exit(1)


def _json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise OwnvoiceError(
            f"{path} is not JSON: {error}", "Save it again from the receipt's page."
        ) from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise OwnvoiceError(f"{path} can't be read: {error.strerror}.", "Check the path.") from None
    if len(content) > MOST_BYTES:
        raise OwnvoiceError(f"{path} is larger than a receipt can be.", "Check that it is the right file.")
    return content.decode("utf-8", "replace")
