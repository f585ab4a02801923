"""The command `ownvoice`. Each command is a module; this one puts them together and speaks when one fails."""

from __future__ import annotations

import sys

import typer

from ownvoice import __version__
from ownvoice.cli import (
    asking,
    authoring,
    autopilot,
    benching,
    channeling,
    demoing,
    exporting,
    importing,
    learning,
    model,
    persona,
    receipts,
    reviewing,
    serving,
    sourcing,
    status,
    tokens,
)
from ownvoice.cli.output import errors
from ownvoice.core.errors import OwnvoiceError

app = typer.Typer(
    name="ownvoice",
    help="Answers a creator's community in the creator's own words, from what they really published.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done · 1 nothing found, or handed over · 2 wrong use or an error, told on standard error.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ownvoice {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    pass


app.command("import")(importing.import_command)
app.command("sources")(sourcing.sources_command)
app.command("authors")(authoring.authors_command)
app.command("search")(asking.search_command)
app.command("ask")(asking.ask_command)
app.add_typer(persona.app, name="persona")
app.add_typer(reviewing.app, name="inbox")
app.add_typer(channeling.app, name="channel")
app.add_typer(channeling.outbox_app, name="outbox")
app.add_typer(autopilot.app, name="autopilot")
app.command("feedback")(learning.feedback_command)
app.add_typer(model.app, name="model")
app.add_typer(tokens.app, name="tokens")
app.command("serve")(serving.serve_command)
app.command("worker")(serving.worker_command)
app.command("receipt")(receipts.receipt_command)
app.command("status")(status.status_command)
app.command("export")(exporting.export_command)
app.command("bench")(benching.bench_command)
app.command("demo")(demoing.demo_command)


def main() -> None:
    """Run the command; a failure is a sentence on standard error and exit code 2, never a traceback."""
    try:
        app()
    except OwnvoiceError as error:
        errors.print(f"[bold red]Error:[/] {_plain(error.problem)}")
        if error.remedy:
            errors.print(_plain(error.remedy))
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


if __name__ == "__main__":
    main()
