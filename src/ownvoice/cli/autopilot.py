"""`ownvoice autopilot`: what may be sent without review, and the red switch."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json

app = typer.Typer(help="What may be sent without review; the red switch.", no_args_is_help=True)

ChannelName = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's label, kind or number.")]
IntentName = Annotated[str, typer.Argument(metavar="INTENT", help="question, thanks, request or smalltalk.")]


@app.command("status")
def status_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """Show how far along each permission is, and whether everything is stopped."""
    with session.acting(creator):
        from ownvoice.inbox.autopilot.deciding import settings
        from ownvoice.inbox.autopilot.quiet import told
        from ownvoice.training.permissions import all_progress

        rules = settings()
        rows = [_row(one) for one in all_progress()]
        document = {
            "stopped": rules.stopped,
            "stopped_at": rules.stopped_at,
            "retract_seconds": rules.retract_s,
            "review_share": rules.review_share,
            "quiet": told(rules.quiet),
            "permissions": rows,
        }
    if as_json:
        print_json(document)
        return
    if document["stopped"]:
        console.print(
            "[bold red]Everything is stopped: nothing leaves.[/] `ownvoice autopilot resume` ends that."
        )
    table = Table("Channel", "Intent", "Mode", "Clean reviews", "Limit", "Proven", box=None)
    for row in rows:
        table.add_row(
            Text(row["channel"]), row["intent"], row["mode"], f"{row['clean']} of {row['of']}",
            f"{row['limit']:.1%}", f"at most {row['bound']:.1%}" if row["reviewed"] else "nothing yet",
        )  # fmt: skip
    console.print(table)
    for row in rows:
        if row["reason"]:
            console.print(Text(f"{row['intent']} on {row['channel']}: {row['reason']}"))
    if not rows:
        console.print("No draft has been made yet that could be sent without review one day.")


def _row(progress: Any) -> dict[str, Any]:
    permission, nearest = progress.permission, progress.certificate.nearest
    return {
        "channel": permission.channel.label,
        "intent": permission.intent,
        "mode": permission.mode,
        "limit": permission.limit,
        "threshold": permission.threshold,
        "reviewed": nearest.reviewed,
        "errors": nearest.errors,
        "clean": nearest.reviewed - nearest.errors,
        "of": nearest.reviewed - nearest.errors + nearest.needed if nearest.needed is not None else None,
        "needed": nearest.needed,
        "bound": nearest.bound,
        "waiting": progress.waiting,
        "blocked_by": progress.blocked_by,
        "reason": permission.reason,
        "seen_since": progress.watch.reviewed if progress.watch else None,
        "errors_since": progress.watch.errors if progress.watch else None,
    }


@app.command("on")
def on_command(
    channel: ChannelName,
    intent: IntentName,
    limit: Annotated[
        float | None, typer.Option(help="The share of errors that is allowed: 0.02 is 2 %.")
    ] = None,
    creator: CreatorOption = None,
) -> None:
    """Let drafts leave by themselves, if that is earned; says what is missing if not."""
    with session.acting(creator):
        from ownvoice.training.permissions import find, give

        given = give(find(channel, intent), None, limit)
    console.print(f"On from a confidence of {given.threshold:.2f}; at most {given.limit:.1%} of it is wrong.")


@app.command("off")
def off_command(
    channel: ChannelName,
    intent: IntentName,
    no_drafts: Annotated[bool, typer.Option("--no-drafts", help="Propose no drafts either.")] = False,
    creator: CreatorOption = None,
) -> None:
    """Back to drafts that wait for review."""
    with session.acting(creator):
        from ownvoice.training.permissions import find, set_mode

        set_mode(find(channel, intent), "off" if no_drafts else "draft")
    console.print("Off. Every draft waits for review." if not no_drafts else "Off. No drafts are proposed.")


@app.command("stop")
def stop_command(creator: CreatorOption = None) -> None:
    """The red switch: from now on nothing leaves, on any channel, until `resume`."""
    with session.acting(creator):
        from ownvoice.inbox.autopilot.switch import stop

        stop()
    console.print("[bold red]Stopped.[/] Nothing leaves until `ownvoice autopilot resume`.")


@app.command("resume")
def resume_command(creator: CreatorOption = None) -> None:
    """Let approved replies leave again; automatic ones that waited come to review."""
    with session.acting(creator):
        from ownvoice.inbox.autopilot.switch import resume

        approved, to_review = resume()
    console.print(f"Approved replies leave again: {approved}. Back in review: {to_review}.")


@app.command("retract")
def retract_command(
    message_id: Annotated[int, typer.Argument(metavar="ID", help="The message it answers.")],
    creator: CreatorOption = None,
) -> None:
    """Take an automatic reply back before it leaves; its draft waits for review again."""
    with session.acting(creator):
        from ownvoice.core.errors import OwnvoiceError
        from ownvoice.inbox.autopilot.leaving import take_back
        from ownvoice.inbox.models import Outgoing

        held = Outgoing.objects.filter(message_id=message_id, automatic=True).order_by("-pk").first()
        if held is None:
            raise OwnvoiceError(f"No automatic reply answers message {message_id}.")
        take_back(held.pk)
    console.print("Taken back; the draft waits for review.")
