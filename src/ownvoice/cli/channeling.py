"""`ownvoice channel` and `ownvoice outbox`: accounts on platforms, and replies that got stuck on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json
from ownvoice.core.errors import OwnvoiceError

if TYPE_CHECKING:
    from ownvoice.channels.models import Connection

app = typer.Typer(help="Accounts on platforms: connected, checked, paused, removed.", no_args_is_help=True)
outbox_app = typer.Typer(help="Replies that could not be sent, or may have been.", no_args_is_help=True)

LabelArgument = Annotated[str, typer.Argument(metavar="CHANNEL", help="Its label, or its number.")]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="As `ownvoice outbox list` shows it.")]


@app.command("kinds")
def kinds_command(as_json: JsonOption = False) -> None:
    """List what can be connected, what each asks for, and the rights its key needs."""
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.channels.registry import channels

    told = [
        {
            "kind": kind,
            "title": module.TITLE,
            "asks": [{"name": a.name, "secret": a.secret, "meaning": a.meaning} for a in module.ASKS],
            "rights": list(module.RIGHTS),
        }
        for kind, module in channels().items()
    ]
    if as_json:
        print_json(told)
        return
    for entry in told:
        console.print(f"[bold]{entry['kind']}[/]  {entry['title']}")
        for ask in entry["asks"]:
            console.print(
                f"  {ask['name']}{' (secret)' if ask['secret'] else ''}: {ask['meaning']}", markup=False
            )
        if entry["rights"]:
            console.print(f"  rights: {', '.join(entry['rights'])}", markup=False)


@app.command("add")
def add_command(
    kind: Annotated[str, typer.Argument(help="What `ownvoice channel kinds` lists.")],
    address: Annotated[str, typer.Argument(help="Where it is: https://your.server.")],
    given: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="What the kind asks for, if it isn't secret."),
    ] = None,
    label: Annotated[str, typer.Option(help="What to call it.")] = "",
    quiet: Annotated[
        str | None, typer.Option(help="Hours in which the AI's replies wait: '22:00-07:00 Europe/Paris'.")
    ] = None,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Connect an account. Secrets are asked for, not given here, so that no shell remembers them.

    Programs give them on standard input, one a line, in the order of `ownvoice channel kinds`.
    """
    with session.acting(creator):
        from ownvoice.channels.keeping import connect
        from ownvoice.channels.registry import module_of
        from ownvoice.inbox.autopilot.quiet import parse_quiet

        values = dict(_pair(text) for text in given or [])
        for ask in module_of(kind).ASKS:
            if ask.secret and ask.name in values:
                raise OwnvoiceError(
                    f"{ask.name} is a secret and was given where others can read it.",
                    "Leave it out; it is asked for. Consider renewing it on the platform.",
                )
            if ask.secret:
                values[ask.name] = typer.prompt(
                    ask.name, hide_input=True, default="", show_default=False, err=True
                )
        row = connect(kind, address, values, label, parse_quiet(quiet) if quiet is not None else None)
        told = _told(row)
    if as_json:
        print_json(told)
        return
    console.print(f"Connected {told['label']} as {told['account']}.", markup=False)
    for remark in row.account.get("remarks", ()):
        console.print(f"  · {remark}", markup=False)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise OwnvoiceError(f"{text!r} says no value.", "Write --with NAME=VALUE.")
    return name.strip(), value


@app.command("list")
def list_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """List the connected accounts with their state. Secrets are never shown."""
    with session.acting(creator):
        from ownvoice.channels.models import Connection

        told = [_told(row) for row in Connection.objects.select_related("channel").order_by("pk")]
    if as_json:
        print_json(told)
        return
    table = Table("Number", "Channel", "Kind", "Account", "State", "Waiting", "Stuck", "Problem", box=None)
    for row in told:
        table.add_row(
            *(str(row[name]) for name in ("number", "label", "kind", "account", "state", "waiting", "stuck")),
            row["problem"],
        )
    console.print(table)


def _told(row: Connection) -> dict[str, str | int | None]:
    from ownvoice.channels.keeping import STUCK
    from ownvoice.inbox.models import Outgoing

    outgoing = Outgoing.objects.filter(channel_id=row.channel_id)
    return {
        "number": row.channel_id,
        "label": row.channel.label,
        "kind": row.channel.kind,
        "address": row.address,
        "account": row.account.get("name", ""),
        "automated": row.account.get("automated"),
        "state": row.state,
        "problem": row.problem,
        "waiting": outgoing.filter(state__in=("waiting", "sending")).count(),
        "stuck": outgoing.filter(state__in=STUCK).count(),
    }


def _found(label: str) -> Connection:
    from ownvoice.channels.models import Connection

    rows = Connection.objects.select_related("channel")
    found = rows.filter(channel__label=label).first()
    if found is None and label.isascii() and label.isdigit():
        found = rows.filter(channel_id=int(label[:18])).first()
    if found is None:
        raise OwnvoiceError(f"No channel is called {label!r}.", "`ownvoice channel list` shows them.")
    row: Connection = found
    return row


@app.command("check")
def check_command(label: LabelArgument, creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """Ask the platform who we are there. Changes nothing on it; a channel that was shut out goes on if its key works."""
    with session.acting(creator):
        from ownvoice.channels.keeping import check

        row = _found(label)
        checked = check(row)
    if as_json:
        account = checked.account
        print_json({"account": account.name if account else None, "problem": checked.problem,
                    "automated": account.automated if account else None})  # fmt: skip
    elif checked.account and not checked.problem:
        console.print(f"{row.channel.label}: connected as {checked.account.name}.", markup=False)
        for remark in checked.account.remarks:
            console.print(f"  · {remark}", markup=False)
    else:
        console.print(f"{row.channel.label}: {checked.problem}", markup=False)
    if checked.problem:
        raise typer.Exit(1)


@app.command("pause")
def pause_command(label: LabelArgument, creator: CreatorOption = None) -> None:
    """Fetch and send nothing; what waits keeps waiting."""
    with session.acting(creator):
        from ownvoice.channels.keeping import pause

        pause(_found(label))
    console.print("Paused. `ownvoice channel resume` goes on.")


@app.command("resume")
def resume_command(label: LabelArgument, creator: CreatorOption = None) -> None:
    """Go on where it was paused."""
    with session.acting(creator):
        from ownvoice.channels.keeping import resume

        resume(_found(label))
    console.print("It goes on.")


@app.command("remove")
def remove_command(label: LabelArgument, creator: CreatorOption = None) -> None:
    """Forget the account and its key. Conversations stay; what waits to be sent is the creator's again."""
    with session.acting(creator):
        from ownvoice.channels.keeping import remove

        remove(_found(label))
    console.print("Removed. Withdraw the key on the platform as well.")


@app.command("rotate-key")
def rotate_command() -> None:
    """Make a new key for the secrets of all accounts, seal them with it, and drop the old key."""
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.channels.sealing import rotate

    console.print(f"Sealed the secrets of {rotate()} channels with the new key.")


@outbox_app.command("list")
def outbox_list_command(
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """List replies that failed or may have arrived, newest first."""
    with session.acting(creator):
        from ownvoice.channels.keeping import stuck

        told = [
            {
                "number": row.pk,
                "state": row.state,
                "channel": row.message.conversation.channel.label,
                "fan": row.message.conversation.fan_name,
                "text": row.text,
                "problem": row.problem,
                "attempts": row.attempts,
            }
            for row in stuck()[:most]
        ]
    if as_json:
        print_json(told)
        return
    for row in told:
        console.print(f"{row['number']}  {row['state']}  {row['channel']}  to {row['fan']}", markup=False)
        console.print(f"   {' '.join(str(row['text']).split())[:100]}", markup=False)
        console.print(f"   {row['problem']}", markup=False)
    if not told:
        console.print("Nothing is stuck.")


@outbox_app.command("retry")
def outbox_retry_command(number: NumberArgument, creator: CreatorOption = None) -> None:
    """Send a stuck reply again. For an uncertain one: only after you saw that it isn't there."""
    with session.acting(creator):
        from ownvoice.channels.keeping import send_again

        send_again(number)
    console.print("It is on its way again.")


@outbox_app.command("arrived")
def outbox_arrived_command(number: NumberArgument, creator: CreatorOption = None) -> None:
    """Say that an uncertain reply is there: you saw it."""
    with session.acting(creator):
        from ownvoice.channels.keeping import arrived

        arrived(number)
    console.print("Noted.")


@outbox_app.command("drop")
def outbox_drop_command(number: NumberArgument, creator: CreatorOption = None) -> None:
    """Don't send it; the message waits for the creator in person."""
    with session.acting(creator):
        from ownvoice.channels.keeping import drop

        drop(number)
    console.print("Dropped.")
