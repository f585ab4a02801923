"""The only thing that sends. Disclosure is added here, where nothing can leave it out."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone

from ownvoice.inbox.autopilot.leaving import held_back
from ownvoice.inbox.models import Message, Outgoing

log = structlog.get_logger()

# What stands under a reply that the AI had a part in, by language. `{name}` is the creator's.
DISCLOSURES = {
    "en": "— {name}'s AI, from {name}'s own words; approved by a person before sending.",
    "fr": "— L'IA de {name}, avec ses propres mots ; relu par une personne avant l'envoi.",
}
# The same where a person changed the draft: then not all of it is the creator's own words.
DISCLOSURES_EDITED = {
    "en": "— {name}'s AI; edited and approved by a person before sending.",
    "fr": "— L'IA de {name} ; corrigé et relu par une personne avant l'envoi.",
}
# And where an autopilot's permission let it leave, and no person has looked at it.
DISCLOSURES_AUTOMATIC = {
    "en": "— {name}'s AI, from {name}'s own words; sent automatically.",
    "fr": "— L'IA de {name}, avec ses propres mots ; envoyé automatiquement.",
}
STORED_KINDS = frozenset({"webchat", "sample"})  # delivered by standing in the conversation itself


def disclosure(name: str, language: str, *, edited: bool = False, automatic: bool = False) -> str:
    """The line that says who wrote this, in the fan's language where we have it, else in English."""
    lines = DISCLOSURES_AUTOMATIC if automatic else DISCLOSURES_EDITED if edited else DISCLOSURES
    return lines.get(language, lines["en"]).format(name=name)


def send(outgoing_id: int) -> None:
    """Let one decided reply leave, once: called again, after a crash or by a second worker, it does nothing.

    Where there is no way to deliver it, it is marked as failed and the message waits for the creator again.
    """
    with transaction.atomic():
        outgoing = (
            Outgoing.everyone.select_for_update(of=("self",))
            .select_related("message__conversation__channel", "creator", "draft")
            .get(pk=outgoing_id)
        )
        if outgoing.state != Outgoing.State.WAITING:
            return
        if held_back(outgoing):
            return
        channel = outgoing.message.conversation.channel
        if channel.kind in STORED_KINDS:
            _deliver_by_storing(outgoing)
            outgoing.state, outgoing.sent_at = Outgoing.State.SENT, timezone.now()
        else:
            outgoing.state = Outgoing.State.FAILED
            Message.everyone.filter(pk=outgoing.message_id).update(state=Message.State.PERSON)
            log.error(
                "a reply could not be sent",
                reason=f"there is no way to deliver to a channel of kind {channel.kind!r}",
                outgoing=outgoing.pk,
            )
        outgoing.save(update_fields=["state", "sent_at"])


def _deliver_by_storing(outgoing: Outgoing) -> None:
    Message.everyone.get_or_create(
        creator_id=outgoing.creator_id,
        conversation=outgoing.message.conversation,
        native_id=f"reply-{outgoing.idempotency_key}",
        defaults={
            "author": outgoing.written_by,
            "text": _disclosed(outgoing),
            "state": Message.State.DONE,
            "citations": outgoing.citations,
        },
    )


def _disclosed(outgoing: Outgoing) -> str:
    if outgoing.written_by == Message.Author.CREATOR:
        return outgoing.text
    draft = outgoing.draft
    language = draft.work.get("triage", {}).get("language", "") if draft is not None else ""
    edited = draft is None or outgoing.text != draft.text
    return f"{outgoing.text}\n\n{disclosure(outgoing.creator.name, language, edited=edited, automatic=outgoing.automatic)}"
