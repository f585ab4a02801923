"""`ownvoice model`: the model that words drafts: brought, shown, tried, and what it was asked."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, errors, print_json
from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime import environment

app = typer.Typer(
    help="The model that words drafts, if there is to be one. What it writes is checked like everything else.",
    no_args_is_help=True,
)


@app.command("install")
def install_command(as_json: JsonOption = False) -> None:
    """Install the small built-in model, SmolLM2-135M, and what runs it: 127 MB, once."""
    from ownvoice.llm.embedded import installed
    from ownvoice.llm.installing import install

    before = installed()
    with errors.status("Installing the built-in model …"):
        path = install()
    if as_json:
        print_json({"file": str(path), "installed_before": before})
        return
    console.print(f"{'It was here already' if before else 'Installed'}: {path}", soft_wrap=True)
    console.print("Set OWNVOICE_MODEL_URL=builtin to let it word drafts.")


@app.command("status")
def status_command(as_json: JsonOption = False) -> None:
    """Show which model is set, whether the built-in one is here, and what a day may use. Asks no model anything."""
    from ownvoice.llm.embedded import installed, weights
    from ownvoice.llm.generate import configured_generator

    model = configured_generator()
    money = environment.amount("OWNVOICE_MODEL_MONEY_PER_DAY")
    told = {
        "model": model.name if model else None,
        "built_in": str(weights()) if installed() else None,
        "tokens_per_day": environment.whole_number("OWNVOICE_MODEL_TOKENS_PER_DAY", 200_000),
        "money_per_day": str(money) if money is not None else None,
        "timeout_seconds": environment.whole_number("OWNVOICE_MODEL_TIMEOUT", 30),
        "calls_kept_days": environment.whole_number("OWNVOICE_MODEL_KEEP_DAYS", 30),
    }
    if as_json:
        print_json(told)
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_row("Model", model.name if model else "none: drafts are made of the creator's own sentences")
    table.add_row("Built-in model", told["built_in"] or "not installed (`ownvoice model install`)")
    table.add_row(
        "A creator's day", f"{told['tokens_per_day']:,} tokens, money: {told['money_per_day'] or 'no limit'}"
    )
    table.add_row("Waits at most", f"{told['timeout_seconds']} s for an answer")
    table.add_row("Prompts are kept", f"{told['calls_kept_days']} days (`ownvoice model calls`)")
    console.print(table)


@app.command("try")
def try_command(
    text: Annotated[str, typer.Argument(help="What to say to the model.")],
    tokens: Annotated[int, typer.Option(min=1, max=4_000, help="The longest answer.")] = 120,
) -> None:
    """Say something to the model and show what it answers, as it comes. Unchecked: this is the bare model."""
    from ownvoice.llm.generate import Turn, Wanted, configured_generator

    model = configured_generator()
    if model is None:
        raise ConfigurationError(
            "No model is set.",
            "Set OWNVOICE_MODEL_URL to an endpoint, or to builtin after `ownvoice model install`.",
        )
    timeout_s = float(environment.whole_number("OWNVOICE_MODEL_TIMEOUT", 30))
    started = time.monotonic()
    for piece in model.stream((Turn("user", text),), Wanted(max_tokens=tokens, timeout_s=timeout_s)):
        console.out(piece, end="", highlight=False)
    console.print()
    errors.print(f"{model.name}, {time.monotonic() - started:.1f} s", style="cyan", markup=False)


@app.command("serve")
def serve_command(
    port: Annotated[int, typer.Option(min=1, max=65535, help="On 127.0.0.1 only.")] = 8766,
) -> None:
    """Serve the built-in model to other programs of this machine, OpenAI-compatible, until interrupted."""
    from ownvoice.llm.embedded import NAME, listen

    server, address = listen(port)
    console.print(f"{NAME} answers at {address}/v1 (Ctrl-C ends it).", soft_wrap=True)
    try:
        while True:
            time.sleep(3_600)
    except KeyboardInterrupt:
        del server


@app.command("calls")
def calls_command(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many, newest first.")] = 10,
    full: Annotated[bool, typer.Option("--full", help="Whole prompts and answers.")] = False,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the model was asked and what it answered: every call, newest first."""
    with session.acting(creator):
        from ownvoice.inbox.models import ModelCall

        rows = list(
            ModelCall.objects.order_by("-id").values(
                "id", "at", "purpose", "model", "prompt", "answer", "problem", "prompt_tokens", "completion_tokens",
                "seconds", "cost_millionths", "message_id",
            )[:limit]
        )  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        used = f"{row['prompt_tokens']}+{row['completion_tokens']} tokens, {row['seconds']:.1f} s"
        cost = f", {row['cost_millionths'] / 1e6:.6f}" if row["cost_millionths"] else ""
        console.print(f"[bold]{row['id']}[/] {row['at']:%Y-%m-%d %H:%M} {row['purpose']}, {used}{cost}")
        for turn in row["prompt"] if full else row["prompt"][-1:]:
            _part(turn["role"], turn["content"], full)
        _part("answered" if row["answer"] else "no answer", row["answer"] or row["problem"], full)
    if not rows:
        console.print("The model hasn't been asked anything yet.")


def _part(label: str, text: str, full: bool) -> None:
    shown = text if full else " ".join(text.split())[:300]
    console.print(f"  {label}: {shown}", markup=False)
