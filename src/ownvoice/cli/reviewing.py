"""`ownvoice inbox`: the open messages with their drafts, and the same decisions as on the page."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from ownvoice.cli import session
from ownvoice.cli.asking import print_answer
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json
from ownvoice.core.errors import OwnvoiceError

app = typer.Typer(
    help="Open messages with their drafts; approve, edit, reject or take over.", no_args_is_help=False
)

MessageId = Annotated[int, typer.Argument(metavar="ID", help="The message's number in the list.")]


@app.callback(invoke_without_command=True)
def list_command(
    context: typer.Context,
    creator: CreatorOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: JsonOption = False,
) -> None:
    """List what waits for review or for the creator in person."""
    if context.invoked_subcommand:
        return
    with session.acting(creator):
        from ownvoice.inbox.models import Message

        waiting = Message.objects.filter(state__in=[Message.State.OPEN, Message.State.PERSON], author="fan")
        messages = list(waiting.select_related("conversation").order_by("state", "-received_at")[:limit])
        rows = [_row(message) for message in messages]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        console.print(Text(f"#{row['id']} {row['from']} ({row['state']})", style="bold"))
        console.print(Text(f"  {row['message']}"))
        if row["draft"]:
            draft = row["draft"]
            print_answer(draft["text"], draft["action"], draft["reason"], draft["work"], indent=4)
        console.print()
    if not rows:
        console.print("Nothing waits.")


def _row(message: Any) -> dict[str, Any]:
    draft = message.drafts.order_by("-pk").first()
    return {
        "id": message.pk,
        "from": message.conversation.fan_name or "a fan",
        "state": {"open": "to review", "person": "for you in person"}.get(message.state, message.state),
        "message": message.text,
        "received_at": message.received_at,
        "draft": {"id": draft.pk, "text": draft.text, "action": draft.action, "rule": draft.rule,
                  "reason": draft.reason, "confidence": draft.confidence, "work": draft.work}
        if draft else None,
    }  # fmt: skip


def _decide(creator: str | None, message_id: int, verb: str, *arguments: str, **named: str) -> None:
    with session.acting(creator):
        from ownvoice.inbox import review
        from ownvoice.inbox.models import Draft

        draft = Draft.objects.filter(message_id=message_id).order_by("-pk").first()
        if draft is None:
            raise OwnvoiceError(
                f"Message {message_id} has no draft.", "`ownvoice inbox` lists those that have one."
            )
        getattr(review, verb)(draft, *arguments, by=None, **named)
        from ownvoice.jobs.worker import run_until_empty

        run_until_empty()
    console.print("Done.")


@app.command("approve")
def approve_command(message_id: MessageId, creator: CreatorOption = None) -> None:
    """Send the draft as it is."""
    _decide(creator, message_id, "approve")


@app.command("edit")
def edit_command(
    message_id: MessageId,
    text: Annotated[str, typer.Argument(help="The reply to send.")],
    creator: CreatorOption = None,
) -> None:
    """Send another text instead of the draft."""
    _decide(creator, message_id, "edit", text)


@app.command("reject")
def reject_command(
    message_id: MessageId,
    why: Annotated[
        str, typer.Option(help="fact, tone, length, goal, beside (the question) or personal.")
    ] = "",
    creator: CreatorOption = None,
) -> None:
    """Send nothing; the draft was wrong."""
    _decide(creator, message_id, "reject", cause=why)


@app.command("hand-over")
def hand_over_command(message_id: MessageId, creator: CreatorOption = None) -> None:
    """The creator will answer in person."""
    _decide(creator, message_id, "hand_over")


@app.command("ignore")
def ignore_command(message_id: MessageId, creator: CreatorOption = None) -> None:
    """No answer is wanted."""
    _decide(creator, message_id, "ignore")


@app.command("is")
def is_command(
    message_id: MessageId,
    intent: Annotated[str, typer.Argument(help="What the message is: question, thanks, spam, ...")],
    creator: CreatorOption = None,
) -> None:
    """Say what a message is where it was taken for something else; triage learns from it."""
    with session.acting(creator):
        from ownvoice.inbox.learning import correct_intent
        from ownvoice.inbox.models import Message

        message = Message.objects.filter(pk=message_id, author="fan").first()
        if message is None:
            raise OwnvoiceError(
                f"There is no message {message_id}.", "`ownvoice inbox` lists those that wait."
            )
        correct_intent(message, intent, by=None)
    console.print("Noted. Messages like it will be taken for that from now on.")


@app.command("clusters")
def clusters_command(
    creator: CreatorOption = None,
    smallest: Annotated[int, typer.Option(min=2, help="Messages in a group, at least.")] = 2,
    as_json: JsonOption = False,
) -> None:
    """Show which open messages ask for the same."""
    with session.acting(creator):
        from ownvoice.inbox.together import open_clusters

        found = [
            {"asks": cluster.name, "messages": list(cluster.ids), "language": cluster.language}
            for cluster in open_clusters(smallest)
        ]
    if as_json:
        print_json(found)
        return
    for cluster in found:
        console.print(Text(f"{len(cluster['messages'])} ask: {cluster['asks']}", style="bold"))
        console.print(Text("  " + ", ".join(f"#{pk}" for pk in cluster["messages"])))
    if not found:
        console.print("No two open messages ask for the same.")


@app.command("answer-all")
def answer_all_command(
    message_id: MessageId,
    text: Annotated[
        list[str] | None,
        typer.Option(
            help="What to answer; given twice, the second wording is for the other form of address."
        ),
    ] = None,
    by_name: Annotated[
        bool, typer.Option("--by-name", help="Greet each by name, where there is one.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
    creator: CreatorOption = None,
) -> None:
    """Answer everybody who asks what this message asks: with --text, or with the best draft there is.

    The answer is adapted to each message and checked for it; all of them are shown before anything is sent.
    """
    with session.acting(creator):
        from ownvoice.inbox import kept_clusters, sharing
        from ownvoice.inbox.models import Cluster
        from ownvoice.jobs.worker import run_until_empty

        kept_clusters.keep_clusters()
        cluster = Cluster.objects.filter(members__message_id=message_id).first()
        if cluster is None:
            raise OwnvoiceError(
                f"No other open message asks what message {message_id} asks.",
                "`ownvoice inbox clusters` shows those that go together.",
            )
        draft = None if text else kept_clusters.best_draft(cluster)
        made = sharing.prepare(cluster, None, draft, texts=text or (), by_name=by_name)
        while sharing.prepare_some(made.pk):
            pass
        fitting = _print_shared(made)
        if not fitting or not (yes or typer.confirm(f"Send {fitting} replies?")):
            sharing.cancel(made)
            console.print("Nothing was sent.")
            return
        sharing.send_all(made, None)
        while sharing.send_some(made.pk):
            pass
        run_until_empty()
        sent = made.replies.filter(state="sent").count()
    console.print(f"Sent {sent}; the others stay open.")


def _print_shared(made: Any) -> int:
    fitting = 0
    for reply in made.replies.select_related("message__conversation").order_by("pk"):
        who = reply.message.conversation.fan_name or "a fan"
        console.print(Text(f"#{reply.message_id} {who}: {reply.message.text[:200]}", style="bold"))
        console.print(Text(f"  {reply.text or 'stays open: ' + reply.reason}"))
        fitting += bool(reply.text)
    return fitting
