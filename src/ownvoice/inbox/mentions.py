"""How often a goal was mentioned before, and how well the fan is known: what limits what a reply may mention."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from ownvoice.core.answers import Mentions, Stage
from ownvoice.inbox.models import Conversation, Draft, Message, Outgoing
from ownvoice.reply.human_first import Known

CONVERSATIONS_READ = 100  # of one fan, the latest
_LEFT = (Outgoing.State.WAITING, Outgoing.State.SENT)


def mentions_of(goal_id: int, message: Message | None) -> Mentions:
    """How often this goal was mentioned to the message's fan ever, and to anybody since midnight, local time.

    A mention is a reply that left with the draft's words, or a draft that still waits for a decision and could. The
    message's own drafts don't count: they are made anew. Call within `acting_for`.
    """
    drafts = Draft.objects.filter(goal_id=goal_id)
    if message is not None:
        drafts = drafts.exclude(message_id=message.pk)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    today = _mentioning(drafts.filter(made_at__gte=midnight))
    if message is None:
        return Mentions(0, today)
    return Mentions(
        _mentioning(drafts.filter(message__conversation_id__in=_conversations_of_fan(message))), today
    )


def stage_of(message: Message) -> Stage:
    """Whether the fan wrote before, in this conversation or under the same name on the same channel."""
    earlier = Message.objects.filter(
        author=Message.Author.FAN, pk__lt=message.pk, conversation_id__in=_conversations_of_fan(message)
    )
    return Stage.REGULAR if earlier.exists() else Stage.FIRST_CONTACT


def acquaintance(message: Message) -> Known:
    """How well the fan is known: since when, by how many messages, and as what."""
    earlier = Message.objects.filter(
        author=Message.Author.FAN, pk__lt=message.pk, conversation_id__in=_conversations_of_fan(message)
    ).aggregate(since=Min("received_at"), count=Count("pk"))
    days = (timezone.now() - earlier["since"]).days if earlier["since"] else None
    return Known(
        Stage.REGULAR if earlier["count"] else Stage.FIRST_CONTACT, days=days, messages=earlier["count"]
    )


def _mentioning(drafts: QuerySet[Draft]) -> int:
    """The number of messages that got, or may still get, one of these drafts."""
    left = Q(message__outgoing__state__in=_LEFT) & ~Q(message__outgoing__written_by=Message.Author.CREATOR)
    waits = Q(message__state__in=(Message.State.NEW, Message.State.OPEN))
    return drafts.filter(left | waits).values("message_id").distinct().count()


def _conversations_of_fan(message: Message) -> list[int]:
    """This conversation and the latest others under the same name on the same channel."""
    conversation = message.conversation
    if not conversation.fan_name:
        return [conversation.pk]
    same = Conversation.objects.filter(channel_id=conversation.channel_id, fan_name=conversation.fan_name)
    others = same.order_by("-pk").values_list("pk", flat=True)[:CONVERSATIONS_READ]
    return [conversation.pk, *others]
