"""Connected channels with fans' messages and decided replies, for tests."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ownvoice.channels.models import Connection
from ownvoice.channels.port import Incoming
from ownvoice.channels.receiving import keep
from ownvoice.inbox import outbox
from ownvoice.inbox.models import Channel, Draft, Message, Outgoing


def connected(kind: str = "memory", label: str = "A platform", **values: Any) -> Connection:
    """A live connection of the current creator."""
    channel = Channel.objects.create(kind=kind, label=label)
    row: Connection = Connection.objects.create(
        channel=channel, address=values.pop("address", "https://example.org"), **values
    )
    return row


def incoming(native_id: str, text: str = "How long do you keep the dough?", **values: Any) -> Incoming:
    """A fan's message."""
    fan = values.pop("fan_id", f"fan-{native_id}")
    thread = values.pop("thread_id", native_id)
    return Incoming(native_id, fan, values.pop("fan_name", "Sam"), text, thread, **values)


def stored(row: Connection, *messages: Incoming) -> list[Message]:
    """The messages, received."""
    keep(row, messages, row.cursor)
    rows = Message.objects.filter(native_id__in=[m.native_id for m in messages])
    by_id = {m.native_id: m for m in rows}
    return [by_id[m.native_id] for m in messages]


def drafted(message: Message, text: str = "Twelve hours.", language: str = "en") -> Draft:
    """A draft for the message, as the pipeline would have stored it."""
    draft: Draft = Draft.objects.create(
        message=message, text=text, composer="own-words", action="review", rule="test", reason="A test.",
        work={"triage": {"language": language, "urgency": "normal"}},
    )  # fmt: skip
    return draft


def decided(message: Message, text: str = "Twelve hours.", by_person: bool = False) -> Outgoing:
    """A reply that may leave."""
    author = Message.Author.CREATOR if by_person else Message.Author.AI
    with transaction.atomic():
        draft = drafted(message, text)
        Message.objects.filter(pk=message.pk).update(state=Message.State.DONE)
        return outbox.put(message, draft, text, [], author)
