"""What happens to a message that comes in: stored, drafted, and put where it belongs in the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ownvoice.core.answers import Action, FanMessage, Reply, Turn
from ownvoice.inbox.autopilot.deciding import Treated, follow, settings, treat, when_it_leaves
from ownvoice.inbox.autopilot.made_from import made_from
from ownvoice.inbox.context import reply_context, vectors
from ownvoice.inbox.mentions import acquaintance
from ownvoice.inbox.modelling import model_of
from ownvoice.inbox.models import Conversation, Draft, Message
from ownvoice.inbox.outbox import put
from ownvoice.inbox.review import cited
from ownvoice.llm.embed import Embedder
from ownvoice.reply.human_first import human_first
from ownvoice.reply.pipeline import answer
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.models import Creator
from ownvoice.voice.goals.mention import mentioned_goal

TURNS = 10  # earlier messages of the thread that the pipeline sees

_STATES = {
    Action.SEND: Message.State.DONE,
    Action.REVIEW: Message.State.OPEN,
    Action.HAND_OVER: Message.State.PERSON,
    Action.IGNORE: Message.State.DONE,
}


def receive(
    conversation: Conversation,
    text: str,
    native_id: str = "",
    author_name: str = "",
    addressed: bool = True,
    at: datetime | None = None,
) -> Message:
    """Store a fan's message and queue its draft in one transaction. The same native id is stored once."""
    text = text.replace("\x00", "").strip()
    try:
        with transaction.atomic():
            message: Message = Message.objects.create(
                conversation=conversation,
                author=Message.Author.FAN,
                text=text,
                native_id=native_id[:300],
                addressed=addressed,
            )
            if at is not None:
                Message.objects.filter(pk=message.pk).update(received_at=at)
            if author_name and not conversation.fan_name:
                conversation.fan_name = author_name[:200]
            conversation.last_at = at or timezone.now()
            conversation.save(update_fields=["fan_name", "last_at"])
            enqueue(
                "inbox.draft",
                lock=f"conversation-{conversation.pk}",
                creator_id=message.creator_id,
                message_id=message.pk,
            )
    except IntegrityError:
        return Message.objects.get(conversation=conversation, native_id=native_id[:300])
    return message


def as_fan_message(message: Message) -> FanMessage:
    """The message with what came before it, as the pipeline wants it."""
    earlier = Message.objects.filter(conversation_id=message.conversation_id, pk__lt=message.pk).order_by(
        "-pk"
    )
    turns = tuple(Turn(m.text, m.author != Message.Author.FAN) for m in reversed(earlier[:TURNS]))
    conversation = message.conversation
    return FanMessage(
        message.text,
        conversation.fan_name,
        conversation.channel.kind,
        message.addressed,
        turns,
        conversation.about,
    )


def work_out(
    creator: Creator,
    message: FanMessage,
    embedder: Embedder | None = None,
    by_meaning: bool = True,
    stored: Message | None = None,
) -> Reply:
    """The one answer pipeline, for every surface. Call within `acting_for(creator)`.

    `stored` is the message's row, where it has one: then what its fan heard before counts.
    """
    return _answer(creator, message, embedder, by_meaning, stored)[0]


def _answer(
    creator: Creator, message: FanMessage, embedder: Embedder | None, by_meaning: bool, stored: Message | None
) -> tuple[Reply, str]:
    """The reply, and a line on why it isn't worded by the model that is set ("" where that needs none)."""
    model = model_of(creator, stored, vectors(embedder, by_meaning))
    reply = answer(message, reply_context(creator, embedder, by_meaning, stored, model))
    return reply, model.remark(reply.draft.composer) if model else ""


def draft_reply(message: Message, embedder: Embedder | None = None) -> Draft:
    """Work out a draft for the message, store it, and move the message to where its decision says."""
    origin = made_from()  # before the work: what changes meanwhile may have gone into it or not
    heard = as_fan_message(message)
    reply, remark = _answer(message.creator, heard, embedder, True, message)
    first = human_first(heard, reply.triage, acquaintance(message))
    with transaction.atomic():
        current = Message.objects.select_for_update().get(pk=message.pk)
        treated = (
            treat(current, reply, origin, first is not None)
            if current.state == Message.State.NEW
            else Treated(reply)
        )
        reply = treated.reply
        draft: Draft = Draft.objects.create(
            message=current,
            text=reply.draft.text,
            composer=reply.draft.composer,
            action=reply.decision.action.value,
            rule=reply.decision.rule,
            reason=reply.decision.reason,
            confidence=reply.verdict.confidence,
            work={**as_work(reply), **({"model": remark} if remark else {})},
            goal_id=mentioned_goal(reply.draft),
            first=first.why.value if first else "",
            first_reason=first.reason[:200] if first else "",
        )
        if current.state == Message.State.NEW:  # nobody has dealt with it meanwhile
            current.state = _STATES[reply.decision.action]
            current.save(update_fields=["state"])
            follow(draft, treated)
            if reply.decision.action is Action.SEND:
                at = when_it_leaves(settings(), timezone.now())
                put(current, draft, draft.text, cited(draft), Message.Author.AI, automatic_at=at)
    return draft


def as_work(reply: Reply) -> dict[str, Any]:
    """Everything the draft was worked out from, as JSON data. The pages and the feedback read this form."""
    return {
        "triage": {
            "intent": reply.triage.intent.value,
            "language": reply.triage.language,
            "risks": list(reply.triage.risks),
            "reason": reply.triage.reason,
            "question": reply.triage.question,
            "urgency": reply.triage.urgency.value,
            "urgent_because": reply.triage.urgent_because,
        },
        "evidence": [
            {
                "id": item.id,
                "kind": item.kind.value,
                "text": item.text,
                "asked": item.asked,
                "title": item.title,
                "url": item.url,
                "platform": item.platform,
                "offset_ms": item.offset_ms,
                "item_id": item.item_id,
                "published_at": item.published_at.isoformat() if item.published_at else None,
                "score": round(item.score, 4),
                "coverage": round(item.coverage, 4),
                "similarity": round(item.similarity, 4) if item.similarity is not None else None,
                "worn": list(item.worn),
            }
            for item in reply.evidence.items
        ],
        "conflicts": [
            {
                "used": conflict.used,
                "other": conflict.other,
                "said": conflict.said,
                "against": conflict.against,
                "settled": conflict.settled.value,
                "value": conflict.value,
                "other_value": conflict.other_value,
            }
            for conflict in reply.evidence.conflicts
        ],
        "sentences": [
            {
                "text": verdict.sentence.text,
                "role": verdict.sentence.role.value,
                "evidence_ids": list(verdict.sentence.evidence_ids),
                "supported": verdict.supported,
                "reason": verdict.reason,
            }
            for verdict in reply.verdict.sentences
        ],
        "answerable": round(reply.evidence.answerable, 4),
    }
