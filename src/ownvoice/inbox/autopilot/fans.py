"""Fans whom only a person answers: named by the creator, or because they asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ownvoice.core.text import words
from ownvoice.inbox.autopilot.tables import HumansOnly
from ownvoice.inbox.models import Conversation

MOST_WORDS = 200  # of a message that are read
OPT_OUT = (
    "no bot", "no bots", "no ai", "not a bot please", "stop the bot", "stop bot", "without ai", "no robot", "no robots",
    "a real person please", "talk to a human", "talk to a person", "talk to a real person", "speak to a human",
    "speak to a person", "don't send me automatic", "no automatic replies", "no automated replies", "humans only",
    "unsubscribe", "opt out", "stop messaging me", "stop writing to me", "stop replying to me",
    "pas de bot", "pas de robot", "pas de robots", "pas d'ia", "sans ia", "stop le bot", "arrêtez le robot",
    "parler à un humain", "parler à une personne", "parler à quelqu'un de réel", "une vraie personne",
    "pas de réponse automatique", "pas de réponses automatiques", "désabonnez-moi", "ne m'écrivez plus",
    "arrêtez de m'écrire", "arrête de m'écrire", "ne me répondez plus",
)  # fmt: skip


def opts_out(text: str, more: Iterable[str] = ()) -> str:
    """The phrase by which a message asks for no AI, or "". Whole words, whatever their case and accents."""
    said = words(text)[:MOST_WORDS]
    for phrase in (*OPT_OUT, *more):
        wanted = words(str(phrase))
        if wanted and _holds(said, wanted):
            return str(phrase)
    return ""


def _holds(said: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(said[at : at + size] == wanted for at in range(len(said) - size + 1))


def humans_only(conversation: Conversation) -> bool:
    """Whether only a person answers this conversation's fan."""
    name = conversation.fan_name
    return (
        bool(name) and HumansOnly.objects.filter(channel_id=conversation.channel_id, fan_name=name).exists()
    )


def only_a_person_for(conversation: Conversation, because: str) -> None:
    """From now on only a person answers this fan. One without a name is known by the conversation alone."""
    if conversation.fan_name:
        HumansOnly.objects.get_or_create(
            channel_id=conversation.channel_id,
            fan_name=conversation.fan_name,
            defaults={"because": because[:200]},
        )
    Conversation.objects.filter(pk=conversation.pk).update(hands=Conversation.Hands.PERSON)


def the_ai_too_for(pk: int) -> None:
    """Take a fan off the list."""
    HumansOnly.objects.filter(pk=pk).delete()
