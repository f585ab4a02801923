"""A person's decision about a draft: stored as feedback, and in the same transaction what follows from it.

A message is decided once. Whoever comes second (a double click, another reviewer) gets an error that says so, and
never a second reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Conversation, Draft, Feedback, Message, Outgoing
from ownvoice.runtime.queue import enqueue

if TYPE_CHECKING:
    from ownvoice.tenants.models import User

LONGEST_REPLY = 10_000  # characters


class AlreadyDecidedError(OwnvoiceError):
    """Somebody has decided this message already."""


def approve(draft: Draft, by: User | None) -> Outgoing:
    """Send the draft as it is."""
    if not draft.text:
        raise OwnvoiceError("This draft has no text to send.", "Answer in person instead.")
    with transaction.atomic():
        message = _undecided(draft.message_id)
        _record(draft, Feedback.Verb.APPROVE, by, draft.text)
        return _send(message, draft, draft.text, Message.Author.AI)


def edit(draft: Draft, text: str, by: User | None) -> Outgoing:
    """Send a person's text in the draft's place. It counts as approved by that person, written with the AI's help."""
    text = _sendable(text)
    with transaction.atomic():
        message = _undecided(draft.message_id)
        _record(draft, Feedback.Verb.EDIT, by, text)
        return _send(message, draft, text, Message.Author.AI)


def reject(draft: Draft, by: User | None, note: str = "") -> None:
    """Send nothing: the draft was wrong."""
    _close(draft, Feedback.Verb.REJECT, Message.State.DONE, by, note)


def ignore(draft: Draft, by: User | None) -> None:
    """No answer is wanted."""
    _close(draft, Feedback.Verb.IGNORE, Message.State.DONE, by)


def hand_over(draft: Draft, by: User | None) -> None:
    """The creator answers in person; the conversation is in their hands until handed back."""
    with transaction.atomic():
        _close(draft, Feedback.Verb.HAND_OVER, Message.State.PERSON, by)
        Conversation.objects.filter(pk=draft.message.conversation_id).update(hands=Conversation.Hands.PERSON)


def answer_in_person(message: Message, text: str, by: User | None) -> Outgoing:
    """Send what a person wrote themselves. Typing takes the conversation over from the AI."""
    text = _sendable(text)
    with transaction.atomic():
        current = _undecided(message.pk)
        draft = Draft.objects.filter(message=current).order_by("-pk").first()
        if draft is not None:
            _record(draft, Feedback.Verb.HAND_OVER, by, text)
        Conversation.objects.filter(pk=current.conversation_id).update(hands=Conversation.Hands.PERSON)
        return _send(current, draft, text, Message.Author.CREATOR)


def hand_back(conversation: Conversation) -> None:
    """The AI may draft for this conversation again."""
    Conversation.objects.filter(pk=conversation.pk).update(hands=Conversation.Hands.AI)


def _sendable(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise OwnvoiceError("The reply is empty.", "Write something, or reject the draft.")
    if len(text) > LONGEST_REPLY:
        raise OwnvoiceError(f"The reply has {len(text):,} characters.", f"Keep it under {LONGEST_REPLY:,}.")
    return text


def _undecided(message_id: int) -> Message:
    message: Message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == Message.State.DONE:
        raise AlreadyDecidedError("This message has been decided already.", "Reload the inbox to see how.")
    return message


def _record(draft: Draft, verb: Feedback.Verb, by: User | None, text: str = "", note: str = "") -> None:
    Feedback.objects.create(draft=draft, verb=verb, by=by, text=text, note=note[:2_000])


def _close(draft: Draft, verb: Feedback.Verb, state: Message.State, by: User | None, note: str = "") -> None:
    with transaction.atomic():
        message = _undecided(draft.message_id)
        _record(draft, verb, by, note=note)
        message.state = state
        message.save(update_fields=["state"])


def _send(message: Message, draft: Draft | None, text: str, written_by: Message.Author) -> Outgoing:
    outgoing: Outgoing = Outgoing.objects.create(
        message=message,
        draft=draft,
        text=text,
        citations=cited(draft) if draft is not None and text == draft.text else [],
        written_by=written_by,
    )
    message.state = Message.State.DONE
    message.save(update_fields=["state"])
    enqueue("outbox.send", lock=f"conversation-{message.conversation_id}", outgoing_id=outgoing.pk)
    return outgoing


def cited(draft: Draft) -> list[dict[str, object]]:
    """The originals a draft's sentences rest on, once each in the order they are first used."""
    by_id = {item["id"]: item for item in draft.work.get("evidence", ())}
    used = dict.fromkeys(
        pk for sentence in draft.work.get("sentences", ()) for pk in sentence["evidence_ids"]
    )
    wanted = ("title", "url", "platform", "offset_ms", "item_id", "published_at", "kind")
    return [{key: by_id[pk].get(key) for key in wanted} for pk in used if pk in by_id]
