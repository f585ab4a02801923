"""A person's decision about a draft: stored as feedback, and in the same transaction what follows from it.

A message is decided once. Whoever comes second (a double click, another reviewer) gets an error that says so, and
never a second reply. A conversation that a person took is theirs until it is handed back: no draft is sent into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import outbox
from ownvoice.inbox.models import Conversation, Draft, Feedback, Message, Outgoing
from ownvoice.inbox.signals import decided

if TYPE_CHECKING:
    from ownvoice.tenants.models import User

LONGEST_REPLY = 10_000  # characters
LONGEST_NOTE = 2_000  # characters


class AlreadyDecidedError(OwnvoiceError):
    """Somebody has decided this message already."""


class InOtherHandsError(OwnvoiceError):
    """A person has taken the conversation: the AI's drafts wait until it is handed back."""


def approve(draft: Draft, by: User | None) -> Outgoing:
    """Send the draft as it is."""
    if not draft.text:
        raise OwnvoiceError(_("This draft has no text to send."), _("Answer in person instead."))
    with transaction.atomic():
        message = _for_the_ai(draft)
        _record(draft, Feedback.Verb.APPROVE, by, draft.text)
        return _send(message, draft, draft.text, Message.Author.AI)


def edit(draft: Draft, text: str, by: User | None) -> Outgoing:
    """Send a person's text in the draft's place. It counts as approved by that person, written with the AI's help."""
    text = sendable(text)
    with transaction.atomic():
        message = _for_the_ai(draft)
        _record(draft, Feedback.Verb.EDIT, by, text)
        return _send(message, draft, text, Message.Author.AI)


def reject(draft: Draft, by: User | None, note: str = "", cause: str = "") -> None:
    """Send nothing: the draft was wrong. `cause`: one of `Feedback.Cause`, or "" where none was given."""
    _close(draft, Feedback.Verb.REJECT, Message.State.DONE, by, note, _known_cause(cause))


def say_why(draft: Draft, cause: str) -> None:
    """Give the reason for a rejection afterwards."""
    rejections = Feedback.objects.filter(draft=draft, verb=Feedback.Verb.REJECT).order_by("-pk")
    latest = rejections.first()
    if latest is None:
        raise OwnvoiceError(_("This draft wasn't rejected."))
    latest.cause = _known_cause(cause)
    latest.save(update_fields=["cause"])


def ignore(draft: Draft, by: User | None) -> None:
    """No answer is wanted."""
    _close(draft, Feedback.Verb.IGNORE, Message.State.DONE, by)


def hand_over(draft: Draft, by: User | None) -> None:
    """The creator answers in person; the conversation is in their hands until handed back."""
    with transaction.atomic():
        message = _undecided(draft.message_id)
        if message.state == Message.State.PERSON and _hands(message) == Conversation.Hands.PERSON:
            raise AlreadyDecidedError(_("This message waits for you in person already."))
        _close(draft, Feedback.Verb.HAND_OVER, Message.State.PERSON, by)
        _take(message)


def answer_in_person(message: Message, text: str, by: User | None) -> Outgoing:
    """Send what a person wrote themselves. Typing takes the conversation over from the AI."""
    text = sendable(text)
    with transaction.atomic():
        current = _undecided(message.pk)
        draft = _latest_draft(current)
        if draft is not None:
            _record(draft, Feedback.Verb.HAND_OVER, by, text)
        _take(current)
        return _send(current, draft, text, Message.Author.CREATOR)


def hand_back(conversation: Conversation) -> None:
    """The AI may answer in this conversation again; drafts that waited meanwhile can be reviewed."""
    with transaction.atomic():
        # Messages before the conversation, as in every decision: two people can't block each other.
        waiting = list(
            Message.objects.select_for_update()
            .filter(conversation=conversation, state=Message.State.PERSON)
            .order_by("pk")
        )
        Conversation.objects.filter(pk=conversation.pk).update(hands=Conversation.Hands.AI)
        for message in waiting:
            draft = _latest_draft(message)
            if draft is not None and draft.text:
                message.state = Message.State.OPEN
                message.save(update_fields=["state"])


def cited(draft: Draft) -> list[dict[str, Any]]:
    """The originals a draft's sentences rest on, once each in the order they are first used."""
    by_id = {item["id"]: item for item in draft.work.get("evidence", ())}
    used = dict.fromkeys(
        pk for sentence in draft.work.get("sentences", ()) for pk in sentence["evidence_ids"]
    )
    wanted = ("title", "url", "platform", "offset_ms", "item_id", "published_at", "kind")
    return [{key: by_id[pk].get(key) for key in wanted} for pk in used if pk in by_id]


def sendable(text: str) -> str:
    """The text as it can be sent; raises OwnvoiceError where it is empty or too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise OwnvoiceError(_("The reply is empty."), _("Write something, or reject the draft."))
    if len(text) > LONGEST_REPLY:
        raise OwnvoiceError(
            _("The reply has %(length)d characters.") % {"length": len(text)},
            _("Keep it under %(most)d.") % {"most": LONGEST_REPLY},
        )
    return text


def _undecided(message_id: int) -> Message:
    """The message, locked until the transaction ends, so that a second decision sees the first."""
    message: Message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == Message.State.DONE:
        raise AlreadyDecidedError(
            _("This message has been decided already."), _("Reload the inbox to see how.")
        )
    return message


def _for_the_ai(draft: Draft) -> Message:
    """The draft's message, undecided, in the AI's hands, and with no newer draft."""
    message = _undecided(draft.message_id)
    if _hands(message) == Conversation.Hands.PERSON:
        raise InOtherHandsError(
            _("A person has taken this conversation."),
            _("Answer in person, or hand it back to the AI first."),
        )
    latest = _latest_draft(message)
    if latest is not None and latest.pk != draft.pk:
        raise OwnvoiceError(_("There is a newer draft for this message."), _("Look at that one first."))
    return message


def _hands(message: Message) -> str:
    # Locked as well: somebody may be taking or handing back the conversation at this moment.
    conversation: Conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    return conversation.hands


def _take(message: Message) -> None:
    Conversation.objects.filter(pk=message.conversation_id).update(hands=Conversation.Hands.PERSON)


def _latest_draft(message: Message) -> Draft | None:
    draft: Draft | None = Draft.objects.filter(message=message).order_by("-pk").first()
    return draft


def _known_cause(cause: str) -> str:
    if cause and cause not in Feedback.Cause.values:
        raise OwnvoiceError(
            _("There is no reason “%(cause)s”.") % {"cause": cause},
            _("Known: %(causes)s.") % {"causes": ", ".join(Feedback.Cause.values)},
        )
    return cause


def _record(
    draft: Draft, verb: Feedback.Verb, by: User | None, text: str = "", note: str = "", cause: str = ""
) -> None:
    note = note.replace("\x00", "").strip()[:LONGEST_NOTE]
    made = Feedback.objects.create(draft=draft, verb=verb, by=by, text=text, note=note, cause=cause)
    decided.send(sender=Feedback, feedback=made)


def _close(
    draft: Draft,
    verb: Feedback.Verb,
    state: Message.State,
    by: User | None,
    note: str = "",
    cause: str = "",
) -> None:
    with transaction.atomic():
        message = _undecided(draft.message_id)
        _record(draft, verb, by, note=note, cause=cause)
        message.state = state
        message.save(update_fields=["state"])


def _send(message: Message, draft: Draft | None, text: str, written_by: Message.Author) -> Outgoing:
    citations = cited(draft) if draft is not None and text == draft.text else []
    outgoing = outbox.put(message, draft, text, citations, written_by)
    message.state = Message.State.DONE
    message.save(update_fields=["state"])
    return outgoing
