"""The only thing that sends. Disclosure is added here, where nothing can leave it out.

A decision puts a row here in its own transaction. What stands in the conversation itself (web chat) is delivered here;
what leaves for a platform is handed over as a `Leaving`, which only this module makes and which has its disclosure in it:
`ownvoice.channels.delivery` carries it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.autopilot.leaving import held_back
from ownvoice.inbox.models import Draft, Message, Outgoing
from ownvoice.runtime.queue import enqueue

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
# The same for platforms on which the long line would leave no room for the reply.
DISCLOSURES_SHORT = {
    "en": "— {name}'s AI, approved by a person",
    "fr": "— L'IA de {name}, relu par une personne",
}
DISCLOSURES_AUTOMATIC_SHORT = {
    "en": "— {name}'s AI, sent automatically",
    "fr": "— L'IA de {name}, envoyé automatiquement",
}
STORED_KINDS = frozenset({"webchat", "sample"})  # delivered by standing in the conversation itself
SOON = 1  # weight of a reply to something urgent
PERSON = 2  # weight of what a person wrote themselves


class TooLongError(OwnvoiceError):
    """The reply and its disclosure don't fit into what the platform takes. Neither is ever cut."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A reply as it leaves: `text` has its disclosure in it.

    `by_ai`: the AI had a part in it; then `mark` says so for machines: {"ai": True, "approved_by": "person" or "autopilot",
    "edited": …}.
    `native`: what the platform needs to know of the message it answers, as the channel said when that came in.
    """

    text: str
    language: str
    by_ai: bool
    mark: Mapping[str, Any]
    native: Mapping[str, Any]
    native_id: str
    citations: tuple[Mapping[str, Any], ...] = ()


def disclosure(name: str, language: str, *, edited: bool = False, automatic: bool = False) -> str:
    """The line that says who wrote this, in the fan's language where we have it, else in English."""
    lines = DISCLOSURES_AUTOMATIC if automatic else DISCLOSURES_EDITED if edited else DISCLOSURES
    return lines.get(language, lines["en"]).format(name=name)


def put(
    message: Message,
    draft: Draft | None,
    text: str,
    citations: list[Any],
    written_by: Message.Author,
    automatic_at: datetime | None = None,
) -> Outgoing:
    """Put a decided reply into the outbox and queue its way out, in the decision's transaction.

    `automatic_at`: no person approved it, an autopilot's permission did; it leaves then, and can be taken back before.
    """
    channel = message.conversation.channel
    live = channel.kind not in STORED_KINDS
    urgency = draft.work.get("triage", {}).get("urgency", "") if draft is not None else ""
    outgoing: Outgoing = Outgoing.objects.create(
        message=message,
        draft=draft,
        text=text,
        citations=citations,
        written_by=written_by,
        channel=channel,
        conversation_id=message.conversation_id,
        weight=PERSON if written_by == Message.Author.CREATOR else SOON if urgency == "high" else 0,
        due_at=(automatic_at or Now()) if live else None,
        automatic=automatic_at is not None,
        leaves_at=automatic_at,
    )
    if live:
        wake(channel.pk, automatic_at)
    elif automatic_at is not None:
        # No lock: a job that waits for its time would hold up all others of the conversation.
        enqueue("outbox.send", at=automatic_at, outgoing_id=outgoing.pk)
    else:
        enqueue("outbox.send", lock=f"conversation-{message.conversation_id}", outgoing_id=outgoing.pk)
    return outgoing


def wake(channel_id: int, at: datetime | None = None) -> None:
    """See to it that what waits for this channel is looked at soon, or when `at` has come."""
    once = f"deliver-{channel_id}"
    if at is not None:  # jobs of the same few seconds are one, and none stands in the way of one for now
        once = f"{once}-{int(at.timestamp()) // 2}"
    enqueue("channels.deliver", once=once, at=at, priority=5, channel_id=channel_id)


def send(outgoing_id: int) -> None:
    """Let one reply into its conversation here, once: called again, after a crash or by a second worker, it does nothing."""
    with transaction.atomic():
        outgoing = (
            Outgoing.everyone.select_for_update(of=("self",))
            .select_related("message__conversation__channel", "creator", "draft")
            .get(pk=outgoing_id)
        )
        if outgoing.state != Outgoing.State.WAITING or (
            outgoing.message.conversation.channel.kind not in STORED_KINDS
        ):
            return
        if held_back(outgoing):
            return
        stand_in_conversation(outgoing, f"reply-{outgoing.idempotency_key}", disclosed(outgoing))
        Outgoing.everyone.filter(pk=outgoing.pk).update(state=Outgoing.State.SENT, sent_at=Now())


def stand_in_conversation(outgoing: Outgoing, native_id: str, text: str) -> None:
    """Keep what was sent in its conversation, once: where it stood under another id, that becomes `native_id`."""
    if outgoing.native_id and outgoing.native_id != native_id:
        Message.everyone.filter(
            conversation_id=outgoing.message.conversation_id, native_id=outgoing.native_id
        ).exclude(author=Message.Author.FAN).update(native_id=native_id)
    Message.everyone.bulk_create(
        [
            Message(
                creator_id=outgoing.creator_id,
                conversation_id=outgoing.message.conversation_id,
                native_id=native_id,
                author=outgoing.written_by,
                text=text,
                state=Message.State.DONE,
                citations=outgoing.citations,
            )
        ],
        ignore_conflicts=True,
    )


def leaving(outgoing: Outgoing, longest: int, length: Callable[[str], int] = len) -> Leaving:
    """The reply as it may leave for a platform that takes `longest` of what `length` counts. `TooLongError`."""
    text = disclosed(outgoing)
    if length(text) > longest:
        text = disclosed(outgoing, short=True)
    if length(text) > longest:
        raise TooLongError(
            f"The reply and the line that says who wrote it have {length(text)} characters; "
            f"this platform takes {longest}.",
            "Answer in person in fewer words.",
        )
    by_ai = outgoing.written_by != Message.Author.CREATOR
    return Leaving(
        text=text,
        language=_language(outgoing),
        by_ai=by_ai,
        mark={
            "ai": True,
            "approved_by": "autopilot" if outgoing.automatic else "person",
            "edited": _edited(outgoing),
        }
        if by_ai
        else {},
        native=outgoing.message.native,
        native_id=outgoing.message.native_id,
        citations=tuple(outgoing.citations),
    )


def disclosed(outgoing: Outgoing, *, short: bool = False) -> str:
    """The reply's text with the line that says who wrote it; what a person wrote themselves carries none."""
    if outgoing.written_by == Message.Author.CREATOR:
        return outgoing.text
    language, name = _language(outgoing), outgoing.creator.name
    if short:
        lines = DISCLOSURES_AUTOMATIC_SHORT if outgoing.automatic else DISCLOSURES_SHORT
        line = lines.get(language, lines["en"]).format(name=name)
    else:
        line = disclosure(name, language, edited=_edited(outgoing), automatic=outgoing.automatic)
    return f"{outgoing.text}\n\n{line}"


def _language(outgoing: Outgoing) -> str:
    draft = outgoing.draft
    return draft.work.get("triage", {}).get("language", "") if draft is not None else ""


def _edited(outgoing: Outgoing) -> bool:
    return outgoing.draft is None or outgoing.text != outgoing.draft.text
