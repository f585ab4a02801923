"""The only thing that sends. Disclosure is added here, where nothing can leave it out."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone

from ownvoice.inbox.models import Message, Outgoing

log = structlog.get_logger()

# What stands under a reply that the AI had a part in, by language. `{name}` is the creator's.
DISCLOSURES = {
    "en": "— {name}'s AI, from {name}'s own words; approved by a person before sending.",
    "fr": "— L'IA de {name}, avec ses propres mots ; relu par une personne avant l'envoi.",
}
STORED_KINDS = frozenset({"webchat", "sample"})  # delivered by standing in the conversation itself


def disclosure(name: str, language: str) -> str:
    """The line that says who wrote this, in the fan's language where we have it, else in English."""
    return DISCLOSURES.get(language, DISCLOSURES["en"]).format(name=name)


def send(outgoing_id: int) -> None:
    """Let one decided reply leave, once: called again, after a crash or by a second worker, it does nothing."""
    with transaction.atomic():
        outgoing = (
            Outgoing.everyone.select_for_update(of=("self",))
            .select_related("message__conversation__channel", "creator", "draft")
            .get(pk=outgoing_id)
        )
        if outgoing.state != Outgoing.State.WAITING:
            return
        channel = outgoing.message.conversation.channel
        if channel.kind not in STORED_KINDS:
            outgoing.state = Outgoing.State.FAILED
            outgoing.save(update_fields=["state"])
            log.error("no way to deliver", channel=channel.kind, outgoing=outgoing.pk)
            return
        _deliver_by_storing(outgoing)
        outgoing.state, outgoing.sent_at = Outgoing.State.SENT, timezone.now()
        outgoing.save(update_fields=["state", "sent_at"])


def _deliver_by_storing(outgoing: Outgoing) -> None:
    text = outgoing.text
    if outgoing.written_by != Message.Author.CREATOR:
        language = outgoing.draft.work.get("triage", {}).get("language", "") if outgoing.draft else ""
        text = f"{text}\n\n{disclosure(outgoing.creator.name, language)}"
    Message.everyone.get_or_create(
        creator_id=outgoing.creator_id,
        conversation=outgoing.message.conversation,
        native_id=f"reply-{outgoing.idempotency_key}",
        defaults={
            "author": outgoing.written_by,
            "text": text,
            "state": Message.State.DONE,
            "citations": outgoing.citations,
        },
    )
