"""Open messages that ask for the same, and messages that say nearly the same as another one."""

from __future__ import annotations

from ownvoice.inbox.models import Draft, Message
from ownvoice.reply.clusters import Cluster, OpenMessage, clusters
from ownvoice.reply.signatures import near_duplicates, signature

MOST_MESSAGES = 100_000  # the newest open ones that are looked at


def open_messages() -> list[OpenMessage]:
    """What waits for a decision or for the creator in person, newest first, with the language triage found."""
    waiting = Message.objects.filter(
        state__in=[Message.State.OPEN, Message.State.PERSON], author=Message.Author.FAN
    ).order_by("-pk")[:MOST_MESSAGES]
    texts = dict(waiting.values_list("pk", "text"))
    languages = dict(
        Draft.objects.filter(message_id__in=waiting.values("pk"))
        .order_by("pk")
        .values_list("message_id", "work__triage__language")
    )
    return [OpenMessage(pk, text, languages.get(pk) or "") for pk, text in texts.items()]


def open_clusters(smallest: int = 2) -> list[Cluster]:
    """The open messages in groups that ask for the same, the largest first. Call within `acting_for(creator)`."""
    return clusters(open_messages(), smallest)


def duplicates_of(message: Message) -> list[int]:
    """The ids of other open messages that say nearly the same, the most alike first."""
    waiting = open_messages()
    language = next((other.language for other in waiting if other.id == message.pk), "")
    others = [
        (other.id, signature(other.text, other.language)) for other in waiting if other.id != message.pk
    ]
    return near_duplicates(signature(message.text, language), others)
