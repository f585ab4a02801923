"""The places a fan's message can be in: to review, for the creator in person, done; and of the first two, what comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ownvoice.inbox.models import Conversation, Draft, Message, Outgoing

FOLDERS = ("first", "open", "person", "done")
MOST_COUNTED = 99

_WAITING = Q(state__in=(Message.State.OPEN, Message.State.NEW))
_TAKEN = Q(conversation__hands=Conversation.Hands.PERSON)


def messages_in(folder: str) -> QuerySet[Any]:
    """The current creator's fan messages in a folder, newest first. Unknown names mean "open".

    What comes in while a person holds the conversation is theirs, whatever the AI would do with it.
    """
    messages: QuerySet[Any] = Message.objects.filter(author=Message.Author.FAN)
    if folder == "done":
        messages = messages.filter(state=Message.State.DONE)
    elif folder == "first":
        drafts = Draft.objects.filter(message=OuterRef("pk")).exclude(first="")
        messages = messages.filter(Exists(drafts)).exclude(state=Message.State.DONE)
    elif folder == "person":
        messages = messages.filter(Q(state=Message.State.PERSON) | (_WAITING & _TAKEN))
    else:
        messages = messages.filter(_WAITING & ~_TAKEN)
    return messages.select_related("conversation__channel").order_by("-received_at", "-pk")


def after(messages: QuerySet[Any], pk: int) -> QuerySet[Any]:
    """What comes after message `pk` in the order of the list; nothing where there is no such message."""
    last = Message.objects.filter(pk=pk).values_list("received_at", flat=True).first()
    if last is None:
        return messages.none()
    return messages.filter(Q(received_at__lt=last) | Q(received_at=last, pk__lt=pk), received_at__lte=last)


def counted(folder: str) -> str:
    """How many, up to 99: counting on would cost more than anybody wants to know."""
    found = messages_in(folder).order_by().values("pk")[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)


def answered_in_person() -> int:
    """How many replies the creator wrote themselves in the last seven days."""
    return int(
        Outgoing.objects.filter(
            written_by=Message.Author.CREATOR,
            state=Outgoing.State.SENT,
            sent_at__gte=timezone.now() - timedelta(days=7),
        ).count()
    )


def latest_drafts(messages: list[Any]) -> dict[int, Draft]:
    """The newest draft of each message that has one, by the message's id."""
    drafts = Draft.objects.filter(message__in=messages).order_by("message_id", "-pk").distinct("message_id")
    return {draft.message_id: draft for draft in drafts}
