"""Connecting, checking, pausing and removing channels; and what a person says about replies that got stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ownvoice.channels import sealing
from ownvoice.channels.failing import ChannelError
from ownvoice.channels.models import Connection
from ownvoice.channels.port import Account
from ownvoice.channels.registry import module_of, opened
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Channel, Message, Outgoing
from ownvoice.inbox.outbox import wake
from ownvoice.runtime.queue import enqueue

STUCK = (Outgoing.State.FAILED, Outgoing.State.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: who we are, or what is wrong; and what a person should do."""

    account: Account | None
    problem: str = ""


def connect(
    kind: str, address: str, given: Mapping[str, str], label: str = "", quiet: Mapping[str, str] | None = None
) -> Connection:
    """Connect an account of the current creator, after asking the platform who it is.

    A channel that is known by this label is connected anew, with its conversations and what waits in it; another
    account than before is refused.
    """
    module = module_of(kind)
    asked = {ask.name: ask for ask in module.ASKS}
    unknown = sorted(set(given) - set(asked) - {"per_s", "burst"})
    missing = [ask.name for ask in module.ASKS if ask.needed and not given.get(ask.name)]
    if unknown or missing:
        raise OwnvoiceError(
            f"{module.TITLE} can't be connected with this.",
            "; ".join(
                [f"{name} is missing ({asked[name].meaning})" for name in missing]
                + [f"{name} is not asked for" for name in unknown]
            )
            + ".",
        )
    secret = {name: value for name, value in given.items() if name in asked and asked[name].secret}
    options: dict[str, Any] = {name: value for name, value in given.items() if name not in secret}
    channel = module.open_channel(address, options, sealing.Secret(secret))
    try:
        account: Account = channel.connect()
        if hasattr(channel, "longest"):
            options["longest"] = channel.longest()
    finally:
        channel.close()
    options["account_id"] = account.id
    with transaction.atomic():
        row, _made = Channel.objects.get_or_create(kind=kind, label=(label or f"{kind} {account.name}")[:200])
        known = Connection.objects.select_for_update().filter(channel=row).first()
        if known is not None and known.account.get("id") not in (None, "", account.id):
            raise OwnvoiceError(
                f"{row.label} is connected to the account {known.account.get('name')}, and this key is "
                f"{account.name}'s.",
                "Give the other account a --label of its own.",
            )
        values = {
            "address": address,
            "options": options,
            "secret": sealing.seal(secret),
            "account": asdict(account),
            "state": Connection.State.LIVE,
            "problem": "",
            "failures": 0,
            "closed_until": None,
        }
        if quiet is not None:
            values["quiet"] = dict(quiet)
        connection, _made = Connection.objects.update_or_create(channel=row, defaults=values)
        _go_on(row.pk)
    found: Connection = connection
    return found


def check(row: Connection) -> Checked:
    """Ask the platform who we are there, and keep the answer. Changes nothing on the platform."""
    try:
        channel = opened(row)
        try:
            account = channel.connect()
        finally:
            channel.close()
    except ChannelError as error:
        return Checked(None, str(error))
    if row.account.get("id") not in (None, "", account.id):
        return Checked(account, f"The key is another account's now: {account.name}.")
    Connection.objects.filter(pk=row.pk).update(account=asdict(account), problem="")
    if row.state == Connection.State.SHUT_OUT:
        Connection.objects.filter(pk=row.pk).update(
            state=Connection.State.LIVE, failures=0, closed_until=None
        )
        _go_on(row.channel_id)
    return Checked(account)


def pause(row: Connection) -> None:
    """Fetch and send nothing. What waits keeps waiting."""
    Connection.objects.filter(pk=row.pk).update(state=Connection.State.PAUSED)


def resume(row: Connection) -> None:
    """Go on where it was paused."""
    Connection.objects.filter(pk=row.pk).update(state=Connection.State.LIVE, failures=0, closed_until=None)
    _go_on(row.channel_id)


def remove(row: Connection) -> None:
    """Forget the account and its key. Conversations stay; what waits to be sent goes back to the creator."""
    with transaction.atomic():
        rows = Outgoing.objects.select_for_update().filter(channel_id=row.channel_id)
        for outgoing in rows.filter(state__in=(Outgoing.State.WAITING, Outgoing.State.SENDING)).order_by(
            "pk"
        ):
            _failed(outgoing, _("The channel was removed."))
        Outgoing.objects.filter(channel_id=row.channel_id, due_at__isnull=False).update(due_at=None)
        row.delete()


def _go_on(channel_id: int) -> None:
    wake(channel_id)
    enqueue(
        "channels.receive",
        once=f"receive-{channel_id}",
        lock=f"receive-{channel_id}",
        priority=4,
        channel_id=channel_id,
    )


def stuck() -> Any:
    """The current creator's replies that only a person can decide about, newest first."""
    rows = Outgoing.objects.filter(state__in=STUCK)
    return rows.select_related("message__conversation__channel").order_by("-pk")


def send_again(pk: int) -> None:
    """Try a stuck reply anew. For an uncertain one this is a person's word that it didn't arrive."""
    with transaction.atomic():
        outgoing = _stuck(pk)
        Outgoing.objects.filter(pk=pk).update(
            attempts=0, doubt=False, lease=None, lease_until=None, due_at=Now()
        )
        try:
            with transaction.atomic():
                Outgoing.objects.filter(pk=pk).update(state=Outgoing.State.WAITING)
        except IntegrityError as error:
            raise OwnvoiceError(
                _("This message has been answered in another way meanwhile."), _("Drop this reply.")
            ) from error
        Message.objects.filter(pk=outgoing.message_id).update(state=Message.State.DONE)
        wake(outgoing.channel_id)


def arrived(pk: int) -> None:
    """A person saw an uncertain reply on the platform: it is sent."""
    with transaction.atomic():
        outgoing = _stuck(pk)
        if outgoing.state != Outgoing.State.UNCERTAIN:
            raise OwnvoiceError(_("This reply isn't uncertain: it failed."), _("Send it again, or drop it."))
        Outgoing.objects.filter(pk=pk).update(
            state=Outgoing.State.SENT, sent_at=Now(), due_at=None, problem=""
        )


def drop(pk: int) -> None:
    """Don't send it; the message waits for the creator in person."""
    with transaction.atomic():
        outgoing = _stuck(pk)
        failed_before = outgoing.state == Outgoing.State.FAILED
        Outgoing.objects.filter(pk=pk).update(state=Outgoing.State.DROPPED, due_at=None)
        if not failed_before:  # a failed one went back to the creator when it failed
            Message.objects.filter(pk=outgoing.message_id).update(state=Message.State.PERSON)


def _stuck(pk: int) -> Outgoing:
    found: Outgoing | None = Outgoing.objects.select_for_update().filter(pk=pk, state__in=STUCK).first()
    if found is None:
        raise OwnvoiceError(_("No reply with this number is stuck."), _("`ownvoice outbox list` shows them."))
    return found


def _failed(outgoing: Outgoing, problem: str) -> None:
    state = Outgoing.State.UNCERTAIN if outgoing.doubt else Outgoing.State.FAILED
    Outgoing.objects.filter(pk=outgoing.pk).update(state=state, problem=problem, due_at=None)
    if state == Outgoing.State.FAILED:
        Message.objects.filter(pk=outgoing.message_id).update(state=Message.State.PERSON)
