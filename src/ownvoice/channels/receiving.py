"""Taking in what fans wrote: each message once, the cursor in the transaction of what it stands for.

A page is fetched outside any transaction; then it is stored together with the cursor it leads to, if nobody was faster.
A crash before that fetches the page again, one after it goes on: nothing is lost, and nothing comes in twice, since a
message is known by its id on the platform.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from ownvoice.channels import claiming
from ownvoice.channels.allowance import database_now
from ownvoice.channels.failing import PermanentError, RetryLaterError, ShutOutError, UncertainError
from ownvoice.channels.models import Connection, OptOut
from ownvoice.channels.optout import asks_to_start, asks_to_stop
from ownvoice.channels.port import Change, Channel, Incoming
from ownvoice.channels.registry import opened
from ownvoice.inbox.models import Conversation, Draft, Message, Outgoing
from ownvoice.runtime.queue import enqueue_each
from ownvoice.tenants.scope import acting_for

log = structlog.get_logger()

PAGES = 50  # in one turn
LONGEST = 20_000  # characters of a message that are kept


def receive(channel_id: int, open_channel: Callable[[Connection], Channel] = opened) -> int:
    """Fetch and store what is new on a channel. Returns how many messages were new."""
    row = Connection.everyone.select_related("channel").filter(channel_id=channel_id).first()
    if row is None or row.state != Connection.State.LIVE:
        return 0
    channel = open_channel(row)
    stored = 0
    try:
        for _ in range(PAGES):
            batch = channel.receive(row.cursor)
            kept = keep(row, batch.messages, batch.cursor)
            if kept is None:
                break
            stored += kept
            if not batch.more:
                break
            row.refresh_from_db(fields=["cursor"])
        Connection.everyone.filter(pk=row.pk).update(problem="")
    except ShutOutError as error:
        claiming.shut_out(row, str(error))
    except (RetryLaterError, UncertainError, PermanentError) as error:
        # The next turn asks again from the same place.
        Connection.everyone.filter(pk=row.pk).update(problem=str(error))
        log.warning("receiving failed", channel=channel_id, reason=str(error))
    finally:
        channel.close()
    return stored


def keep(row: Connection, messages: Sequence[Incoming], cursor: Any) -> int | None:
    """Store a page and the cursor after it, in one transaction; None where another worker has gone on from there."""
    with acting_for(row.creator_id), transaction.atomic():
        held = Connection.everyone.select_for_update().get(pk=row.pk)
        if held.cursor != row.cursor or held.state != Connection.State.LIVE:
            return None
        fresh = _store(held, messages)
        Connection.everyone.filter(pk=row.pk).update(cursor=dict(cursor), received_at=Now())
    return fresh


def accept(channel_id: int, messages: Sequence[Incoming]) -> int:
    """Store what a platform brought by itself (a webhook), each message once. Returns how many were new."""
    row = Connection.everyone.get(channel_id=channel_id)
    with acting_for(row.creator_id), transaction.atomic():
        held = Connection.everyone.select_for_update().get(pk=row.pk)
        return _store(held, messages)


def _store(row: Connection, messages: Sequence[Incoming]) -> int:
    latest = {(m.native_id[:300], m.change): m for m in messages}  # the same twice in one page is one
    known = {
        message.native_id: message
        for message in Message.objects.select_for_update(of=("self",))
        .filter(native_id__in={native_id for native_id, _ in latest}, conversation__channel_id=row.channel_id)
        .order_by("pk")
    }
    new = [
        m
        for (native_id, change), m in latest.items()
        if change is not Change.DELETED and native_id not in known
    ]
    fresh = list({m.native_id: m for m in new}.values())
    if fresh:
        _store_new(row, fresh)
    for (native_id, change), incoming in latest.items():
        if (message := known.get(native_id)) is None or message.author != Message.Author.FAN:
            continue
        if change is Change.DELETED:
            _taken_down(message)
        elif change is Change.EDITED:
            _edited(message, _clean(incoming.text))
    return len(fresh)


def _store_new(row: Connection, fresh: list[Incoming]) -> None:
    now = database_now()
    conversations = _conversations(row, fresh)
    silent = _opt_outs(row, fresh)
    rows = [
        Message(
            creator_id=row.creator_id,
            conversation=conversations[_key(m)],
            author=Message.Author.FAN,
            text=_clean(m.text),
            native_id=m.native_id[:300],
            native=dict(m.native),
            addressed=m.addressed,
            state=_state(m, silent),
            received_at=_sane(m.at, now),
        )
        for m in fresh
    ]
    Message.objects.bulk_create(rows)
    Conversation.objects.filter(pk__in={c.pk for c in conversations.values()}).update(last_at=now)
    enqueue_each(
        "inbox.draft",
        (
            (
                f"conversation-{made.conversation_id}",
                {"creator_id": row.creator_id, "message_id": made.pk},
            )
            for made in rows
            if made.state == Message.State.NEW
        ),
    )


def _conversations(row: Connection, fresh: list[Incoming]) -> dict[str, Conversation]:
    """The conversation of each message, by its key: that of what it answers, if it is the fan's own, else its thread's."""
    first = {_key(m): m for m in reversed(fresh)}
    parents = {m.parent_id[:300] for m in fresh if m.parent_id}
    answered = {
        (parent.native_id, parent.conversation.fan_id): parent.conversation
        for parent in Message.objects.filter(
            native_id__in=parents, conversation__channel_id=row.channel_id
        ).select_related("conversation")
    }
    have = {
        c.native_id: c
        for c in Conversation.objects.filter(channel_id=row.channel_id, native_id__in=list(first))
    }
    for key, m in first.items():
        if (known := answered.get((m.parent_id[:300], m.fan_id[:300]))) is not None:
            have.setdefault(key, known)
    made = {
        key: Conversation(
            creator_id=row.creator_id,
            channel_id=row.channel_id,
            native_id=key,
            fan_id=m.fan_id[:300],
            fan_name=_clean(m.fan_name)[:200],
            about=_clean(m.about)[:2000],
        )
        for key, m in first.items()
        if key not in have
    }
    Conversation.objects.bulk_create(made.values())
    return have | made


def _opt_outs(row: Connection, fresh: list[Incoming]) -> frozenset[str]:
    """Hear who wants silence, or speech again; returns the fans of these messages who want silence."""
    for m in fresh:
        if word := asks_to_stop(m.text):
            OptOut.objects.get_or_create(
                channel_id=row.channel_id, fan_id=m.fan_id[:300], defaults={"word": word}
            )
            Outgoing.objects.filter(
                channel_id=row.channel_id, conversation__fan_id=m.fan_id[:300], doubt=False,
                state=Outgoing.State.WAITING,
            ).exclude(written_by=Message.Author.CREATOR).update(
                state=Outgoing.State.DROPPED, due_at=None, problem="The fan asked not to be written to."
            )  # fmt: skip
        elif asks_to_start(m.text):
            OptOut.objects.filter(channel_id=row.channel_id, fan_id=m.fan_id[:300]).delete()
    fans = {m.fan_id[:300] for m in fresh}
    rows = OptOut.objects.filter(channel_id=row.channel_id, fan_id__in=fans)
    return frozenset(rows.values_list("fan_id", flat=True))


def _state(m: Incoming, silent: frozenset[str]) -> Message.State:
    if asks_to_stop(m.text) or asks_to_start(m.text):
        return Message.State.DONE  # heard; an answer would be one more message
    if m.fan_id[:300] in silent:
        return Message.State.PERSON  # the creator may answer in person
    return Message.State.NEW


def _edited(message: Message, text: str) -> None:
    """The fan changed their words: what was drafted or decided for the old ones doesn't answer the new."""
    if message.text == text or message.deleted_at:
        return
    dropped = _recall(message, "The fan changed their message.")
    answered = Outgoing.objects.filter(
        message=message,
        state__in=(Outgoing.State.SENT, Outgoing.State.SENDING, Outgoing.State.UNCERTAIN),
    ).exists()
    open_again = dropped or (message.state != Message.State.DONE and not answered)
    message.text, message.edited_at = text, database_now()
    if open_again and message.state != Message.State.PERSON:
        message.state = Message.State.NEW
    message.save(update_fields=["text", "edited_at", "state"])
    if message.state == Message.State.NEW:
        enqueue_each(
            "inbox.draft",
            [
                (
                    f"conversation-{message.conversation_id}",
                    {"creator_id": message.creator_id, "message_id": message.pk},
                )
            ],
        )


def _taken_down(message: Message) -> None:
    """The fan, or the platform, took it down: its words go, what was drafted for it goes, nothing is answered."""
    _recall(message, "The fan took their message down.")
    Draft.objects.filter(message=message, feedback=None).exclude(
        Q(pk__in=Outgoing.objects.filter(message=message).exclude(draft=None).values("draft_id"))
    ).delete()
    message.text, message.deleted_at, message.state = "", database_now(), Message.State.DONE
    message.save(update_fields=["text", "deleted_at", "state"])


def _recall(message: Message, why: str) -> bool:
    """Drop the reply that waits and whose sending hasn't begun; whether there was one."""
    waiting = Outgoing.objects.filter(message=message, state=Outgoing.State.WAITING, doubt=False)
    return bool(waiting.update(state=Outgoing.State.DROPPED, due_at=None, problem=why))


def _key(m: Incoming) -> str:
    return f"{m.thread_id[:290]} {m.fan_id[:300]}"


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


def _sane(at: datetime | None, now: datetime) -> datetime:
    return min(at, now) if at is not None and at.tzinfo is not None else now
