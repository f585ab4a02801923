"""The last question before a reply leaves: may it still? And how one is taken back before it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.autopilot.deciding import How, in_person
from ownvoice.inbox.autopilot.made_from import made_from
from ownvoice.inbox.autopilot.quiet import quiet_until
from ownvoice.inbox.autopilot.tables import AutopilotCase, AutopilotSettings, Permission
from ownvoice.inbox.models import Conversation, Message, Outgoing
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.scope import acting_for

_FREE: dict[str, Any] = {"lease": None, "lease_until": None}  # from whoever is about to send it


def held_back(outgoing: Outgoing) -> bool:
    """Whether this reply, whose row the caller has locked, must not leave now. Ask just before it would.

    One row of the creator's is read, committed data only: once the red switch is on, whoever asks gets True. It stays
    waiting then, and `switch.resume` sees to it. An automatic reply that may not leave any more is taken back.
    """
    rules = AutopilotSettings.everyone.filter(creator_id=outgoing.creator_id).first()
    if rules is not None and rules.stopped:
        return True
    if not outgoing.automatic:
        return False
    now = timezone.now()
    not_before = max(
        filter(None, (outgoing.leaves_at, quiet_until(rules.quiet, now) if rules else None)), default=now
    )
    if now < not_before:
        _wait(outgoing, not_before - now)
        return True
    if _still_permitted(outgoing):
        return False
    if outgoing.doubt:  # it may have arrived, and only a person can say
        told = {"problem": "It may have arrived, and may not be sent again by itself.", "due_at": None}
        Outgoing.everyone.filter(pk=outgoing.pk).update(state=Outgoing.State.UNCERTAIN, **_FREE, **told)
    else:
        _take_back(outgoing)
    return True


def _wait(outgoing: Outgoing, span: timedelta) -> None:
    if outgoing.due_at is not None:  # on a live channel: `channels.delivery` looks for what is due
        Outgoing.everyone.filter(pk=outgoing.pk).update(due_at=Now() + span, **_FREE)
    else:
        enqueue("outbox.send", at=timezone.now() + span, outgoing_id=outgoing.pk)


def _still_permitted(outgoing: Outgoing) -> bool:
    """Whether what let an automatic reply leave holds now that its time has come."""
    case = AutopilotCase.everyone.select_related("permission").filter(draft_id=outgoing.draft_id).first()
    if case is None or case.how != How.SENT or case.permission.mode != Permission.Mode.AUTO:
        return False
    conversation = Conversation.everyone.get(pk=outgoing.message.conversation_id)
    if in_person(conversation):
        return False
    # What the fan wrote since may change everything: until it has been read, and where it needs a person, wait for one.
    newer = Message.everyone.filter(
        conversation=conversation,
        author=Message.Author.FAN,
        pk__gt=outgoing.message_id,
        state__in=(Message.State.NEW, Message.State.PERSON),
    )
    if newer.exists():
        return False
    with acting_for(outgoing.creator_id):
        return case.made_from == made_from().digest


def take_back(outgoing_id: int) -> Message:
    """Take an automatic reply back before it leaves: its draft waits for review again. Call within `acting_for`.

    Raises `OwnvoiceError` where it has left already.
    """
    with transaction.atomic():
        outgoing = Outgoing.objects.select_for_update().filter(pk=outgoing_id, automatic=True).first()
        if outgoing is None or outgoing.state != Outgoing.State.WAITING or outgoing.doubt:
            raise OwnvoiceError(
                _("This reply has left already, or was taken back."), _("Look at its message.")
            )
        _take_back(outgoing)
    return Message.objects.get(pk=outgoing.message_id)


def take_back_all(
    permission: Permission | None = None,
    conversation: Conversation | None = None,
    until: datetime | None = None,
) -> int:
    """The same for all that are held back: of a permission, of a conversation, or made until then. Returns how many."""
    waiting = Outgoing.objects.filter(automatic=True, state=Outgoing.State.WAITING, doubt=False)
    if permission is not None:
        waiting = waiting.filter(draft__case__permission=permission)
    if conversation is not None:
        waiting = waiting.filter(message__conversation=conversation)
    if until is not None:
        waiting = waiting.filter(created_at__lte=until)
    with transaction.atomic():
        rows = list(waiting.select_for_update(of=("self",)).order_by("pk"))
        for outgoing in rows:
            _take_back(outgoing)
    return len(rows)


def typing(conversation: Conversation) -> None:
    """A person has begun to write in this conversation: nothing leaves there by itself for a while."""
    with transaction.atomic():
        take_back_all(conversation=conversation)
        Conversation.objects.filter(pk=conversation.pk).update(typed_at=timezone.now())


def _take_back(outgoing: Outgoing) -> None:
    outgoing.state = Outgoing.State.DROPPED
    Outgoing.everyone.filter(pk=outgoing.pk).update(state=outgoing.state, due_at=None, **_FREE)
    conversation = Conversation.everyone.get(pk=outgoing.message.conversation_id)
    in_hand = conversation.hands == Conversation.Hands.PERSON
    Message.everyone.filter(pk=outgoing.message_id).update(
        state=Message.State.PERSON if in_hand else Message.State.OPEN
    )
    AutopilotCase.everyone.filter(draft_id=outgoing.draft_id, how=How.SENT).update(how=How.UNDONE)
