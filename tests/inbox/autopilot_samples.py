"""A creator whose AI has answered and been judged: conversations, drafts as the pipeline leaves them, and a permission."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ownvoice.core.answers import (
    Action,
    Decision,
    Draft,
    Evidence,
    FanMessage,
    Intent,
    Reply,
    Sentence,
    SentenceRole,
    SentenceVerdict,
    Triage,
    Verdict,
)
from ownvoice.inbox import drafting
from ownvoice.inbox.autopilot.deciding import permission_for
from ownvoice.inbox.autopilot.made_from import made_from
from ownvoice.inbox.autopilot.tables import AutopilotCase
from ownvoice.inbox.models import Channel, Conversation, Message
from ownvoice.inbox.models import Draft as StoredDraft
from ownvoice.inbox.review import approve, reject

TEXT = "I keep the dough in the fridge for 12 hours."


def channel(kind: str = "webchat", label: str = "Web chat") -> Channel:
    found: Channel = Channel.objects.get_or_create(kind=kind, label=label)[0]
    return found


def conversation(name: str = "Sam", on: Channel | None = None) -> Conversation:
    made: Conversation = Conversation.objects.create(channel=on or channel(), fan_name=name)
    return made


def reply(
    text: str = "How long?",
    intent: Intent = Intent.QUESTION,
    confidence: float = 0.95,
    action: Action = Action.REVIEW,
    risks: tuple[str, ...] = (),
) -> Reply:
    """What the pipeline would have found for a message."""
    sentence = Sentence(TEXT, SentenceRole.CLAIM, ("p1",))
    drafted = action is Action.REVIEW
    return Reply(
        FanMessage(text),
        Triage(intent, "en", True, risks),
        Evidence(),
        Draft((sentence,), "own words", "en") if drafted else Draft((), "own words"),
        Verdict((SentenceVerdict(sentence, True, "Word for word."),), confidence)
        if drafted
        else Verdict((), 0.0),
        Decision(action, "review" if drafted else "law", "A draft in your own words waits for you."),
    )


def comes_in(monkeypatch: Any, where: Conversation, text: str = "How long?", **what: Any) -> StoredDraft:
    """A message that the pipeline answers with `reply(...)`."""
    message = Message.objects.create(conversation=where, author="fan", text=text)
    monkeypatch.setattr(drafting, "_answer", lambda *_: (reply(text, **what), ""))
    return drafting.draft_reply(message)


def earned(monkeypatch: Any, where: Conversation, count: int, errors: int = 0, **what: Any) -> None:
    """`count` drafts that came in and were decided, the first `errors` of them rejected."""
    for number in range(count):
        draft = comes_in(monkeypatch, where, **what)
        (reject if number < errors else approve)(draft, by=None)


def as_if_earned(where: Conversation, count: int = 200, intent: Intent = Intent.QUESTION) -> None:
    """The rows that `count` drafts and their approvals leave, written at once."""
    with transaction.atomic():
        permission = permission_for(where, intent)
    messages = Message.objects.bulk_create(
        Message(creator_id=where.creator_id, conversation=where, author="fan", text="How long?", state="done")
        for _ in range(count)
    )
    drafts = StoredDraft.objects.bulk_create(
        StoredDraft(creator_id=where.creator_id, message=message, text=TEXT, composer="own words", action="review",
                    rule="review", reason="", confidence=0.95, work={"triage": {"intent": intent.value}})
        for message in messages
    )  # fmt: skip
    AutopilotCase.objects.bulk_create(
        AutopilotCase(creator_id=where.creator_id, permission=permission, draft=draft, how="exam", confidence=0.95,
                      made_from=made_from().digest, error=False)
        for draft in drafts
    )  # fmt: skip
