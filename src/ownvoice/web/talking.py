"""What a fan is told about each of their messages, and where the help lines are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ownvoice.core.answers import FanMessage
from ownvoice.inbox.drafting import as_fan_message
from ownvoice.inbox.models import Conversation, Draft, Message, Outgoing
from ownvoice.reply.triage import triage
from ownvoice.runtime.queue import in_hand
from ownvoice.tenants.models import Creator
from ownvoice.web.originals import original_url
from ownvoice.web.pieces import Piece, pieces_of

THREAD = 200  # latest entries of a conversation that are shown


def thread_of(creator: Creator, conversation: Conversation) -> dict[str, Any]:
    """Everything the conversation's page shows. Call within `acting_for(creator)`."""
    newest = Message.objects.filter(conversation=conversation).order_by("-pk")[:THREAD]
    messages = list(newest)[::-1]
    drafts = _rules([message.pk for message in messages if message.author == Message.Author.FAN])
    replies = Outgoing.objects.filter(message__conversation=conversation).select_related("message", "draft")
    questions = _questions(replies.order_by("-pk")[:THREAD])
    before = None
    for message in messages:
        message.sources = [
            {"number": number, "open": original_url(citation), **citation}
            for number, citation in enumerate(message.citations, 1)
        ]
        message.pieces = _pieces(message, questions["replies"].get(message.native_id))
        message.told = ""
        if message.author == Message.Author.FAN:
            message.told = _told(message, drafts, conversation, questions)
        else:
            asked = questions["asked"].get(message.native_id)
            if asked is not None and (before is None or asked.pk != before.pk):
                message.answers = asked.text  # it doesn't stand below its question: say which one it answers
            if asked is not None:
                message.receipt = message.native_id.removeprefix("reply-")
        before = message
    # Help stays in sight for the rest of the conversation, whoever answers meanwhile.
    crisis = any(getattr(message, "told", "") == "crisis" for message in messages)
    return {"creator": creator, "conversation": conversation, "thread": messages, "crisis": crisis}


def _rules(message_ids: list[int]) -> dict[int, str]:
    """The rule that decided each message that has been looked at."""
    drafts = Draft.objects.filter(message_id__in=message_ids).order_by("message_id", "-pk")
    return dict(drafts.distinct("message_id").values_list("message_id", "rule"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a fan is told about one message: a word of `_told`, and the reply where one was sent."""

    word: str
    reply: Message | None = None
    pieces: tuple[Piece, ...] = ()


def told_about(message: Message) -> Told:
    """The same for one message alone. Call within `acting_for(...)`."""
    replies = Outgoing.objects.filter(message=message).select_related("message", "draft")
    questions = _questions(replies)
    word = _told(message, _rules([message.pk]), message.conversation, questions)
    sent = Message.objects.filter(conversation_id=message.conversation_id, native_id__in=questions["replies"])
    reply = sent.order_by("-pk").first()
    return Told(word, reply, _pieces(reply, questions["replies"][reply.native_id]) if reply else ())


def _pieces(message: Message, reply: Outgoing | None) -> tuple[Piece, ...]:
    """An answer's sentences; a fan's message is shown as it is."""
    if message.author == Message.Author.FAN:
        return ()
    draft = reply.draft if reply is not None else None
    drafted = draft is not None and reply is not None and reply.text == draft.text
    return pieces_of(message.text, draft.work if drafted and draft is not None else None, message.citations)


def _questions(replies: Sequence[Outgoing]) -> dict[str, Any]:
    """Which message each reply answers, and which messages have a reply on its way."""
    newest = list(replies)
    return {
        "replies": {f"reply-{reply.idempotency_key}": reply for reply in newest},
        "asked": {f"reply-{reply.idempotency_key}": reply.message for reply in newest},
        "waiting": {reply.message_id for reply in newest if reply.state == Outgoing.State.WAITING},
        "automatic": {
            reply.message_id for reply in newest if reply.automatic and reply.state == Outgoing.State.WAITING
        },
        "answered": {reply.message_id for reply in newest if reply.state == Outgoing.State.SENT},
    }


def _told(
    message: Message, rules: dict[int, str], conversation: Conversation, questions: dict[str, Any]
) -> str:
    """One word for what the fan is told under this message; "" where the answer speaks for itself."""
    rule = rules.get(message.pk)
    if rule in ("crisis", "distress") or (rule is None and sounds_like_crisis(message)):
        return "crisis"
    if message.pk in questions["answered"]:
        return ""
    if message.pk in questions["automatic"]:
        return "coming"  # no person approves it, so none is promised
    if message.pk in questions["waiting"]:
        return "prepared"
    if message.state == Message.State.DONE:
        return "closed"
    if message.state == Message.State.PERSON or conversation.hands == Conversation.Hands.PERSON:
        return "unknown" if rule in ("nothing to say", "unsupported") else "passed on"
    if message.state == Message.State.OPEN:
        return "prepared"
    return "looking" if in_hand(f"conversation-{conversation.pk}") else "reading"


def sounds_like_crisis(message: Message) -> bool:
    """Whether help lines are due before any job has run: read with what the fan wrote before it."""
    heard: FanMessage = as_fan_message(message)
    return not {"crisis", "distress"}.isdisjoint(triage(heard).risks)
