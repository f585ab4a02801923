"""`ownvoice demo`: the whole way on the sample creator, from exports to drafts, then the pages."""

from __future__ import annotations

import os
import sys
import time
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

from ownvoice.cli.asking import print_answer
from ownvoice.cli.output import console, errors
from ownvoice.cli.reporting import print_report
from ownvoice.runtime import environment
from ownvoice.runtime.starting import start


def demo_command(
    serve: Annotated[
        bool | None, typer.Option(help="Serve the pages afterwards (default: when this is a terminal).")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8765,
) -> None:
    """Import the sample creator, draft replies to her fans' messages, show everything, serve the pages.

    Needs no account, no key and no network. Everything is kept apart from your own data.
    """
    home = environment.home() / "demo"
    os.environ["OWNVOICE_HOME"] = str(home)
    started = time.monotonic()
    start()
    from ownvoice.inbox.sample import load_sample
    from ownvoice.tenants.scope import acting_for

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("Starting", total=1.0)
        creator = load_sample(
            lambda doing, share, _: progress.update(task, description=doing, completed=share)
        )
        with acting_for(creator):
            progress.update(task, description="Drafting replies", completed=0.0)
            rows = _drafts(lambda share: progress.update(task, completed=share))
    with acting_for(creator):
        _show(creator, rows)
    console.print(f"Done in {time.monotonic() - started:.1f} s. Everything of the demo is in {home}.")
    if serve if serve is not None else sys.stdin.isatty() and sys.stdout.isatty():
        from ownvoice.cli.serving import serve_command

        serve_command(port=port)
    else:
        console.print(
            f"To look at it in a browser: OWNVOICE_HOME={home} {_program()} serve",
            soft_wrap=True,
            markup=False,
        )


def _program() -> str:
    return sys.argv[0] if "/" in sys.argv[0] else "ownvoice"


def _drafts(tick: Any) -> list[tuple[Any, Any]]:
    """The sample inbox's messages with their drafts, made where they are missing."""
    from ownvoice.inbox.drafting import draft_reply
    from ownvoice.inbox.sample import receive_sample_inbox

    messages = receive_sample_inbox()
    rows = []
    for number, message in enumerate(messages, 1):
        rows.append((message, message.drafts.order_by("-pk").first() or draft_reply(message)))
        tick(number / len(messages))
    return rows


def _show(creator: Any, rows: list[tuple[Any, Any]]) -> None:
    from ownvoice.corpus.models import Fact, Import
    from ownvoice.voice.models import Goal

    console.print(Rule(Text(f"{creator.name}, a sample creator")))
    report = Import.objects.filter(state=Import.State.DONE).order_by("pk").first()
    if report:
        for line in report.report["recognised"]:
            console.print(f"Recognised: {line}", markup=False)
        print_report(report.report, console)
    console.print(f"She also states {Fact.objects.count()} facts and {Goal.objects.count()} goals.")
    console.print(Rule(Text(f"{len(rows)} messages from fans")))
    for message, draft in rows:
        console.print(Text(f"{message.conversation.fan_name}: {message.text}", style="bold"))
        print_answer(draft.text, draft.action, draft.reason, draft.work, indent=4)
        console.print()
    actions: dict[str, int] = {}
    for _, draft in rows:
        actions[draft.action] = actions.get(draft.action, 0) + 1
    summary = ", ".join(f"{count} to {action}" for action, count in sorted(actions.items()))
    console.print(f"{len(rows)} messages: {summary}. Nothing was sent: a person approves first.")
