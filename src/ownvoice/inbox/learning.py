"""A person's word on what a message is, and what triage learns from it, for this creator alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ownvoice.core.answers import Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Draft, IntentCorrection, LearnedTriage, Message
from ownvoice.inbox.remembered import Remembered, rows_stamp
from ownvoice.reply.corrections import (
    MOST_CORRECTIONS,
    NOTHING_LEARNED,
    Correction,
    Learned,
    from_json,
    learn,
)

if TYPE_CHECKING:
    from ownvoice.tenants.models import User


def correct_intent(message: Message, intent: str, by: User | None) -> IntentCorrection:
    """Store what the message is, and learn anew from all corrections. Call within `acting_for(creator)`.

    Raises OwnvoiceError for a word that is no intent, and for a message that triage hasn't seen. Nothing is sent, and
    the message stays where it is.
    """
    try:
        right = Intent(intent)
    except ValueError as error:
        raise OwnvoiceError(
            _("There is no intent “%(intent)s”.") % {"intent": intent},
            _("Known: %(intents)s.") % {"intents": ", ".join(kind.value for kind in Intent)},
        ) from error
    with transaction.atomic():
        draft = Draft.objects.filter(message=message).order_by("-pk").first()
        found = draft.work.get("triage", {}).get("intent", "") if draft is not None else ""
        if not found:
            raise OwnvoiceError(_("This message hasn't been read yet."), _("Try again in a moment."))
        correction: IntentCorrection = IntentCorrection.objects.create(
            message=message, found=found, intent=right.value, by=by
        )
        relearn()
    return correction


def intents_said(messages: Iterable[int]) -> dict[int, str]:
    """What a person last said each of these messages (ids) is; those nobody spoke of are left out."""
    said = IntentCorrection.objects.filter(message_id__in=list(messages))
    latest = said.order_by("message_id", "-pk").distinct("message_id")
    return dict(latest.values_list("message_id", "intent"))


def relearn() -> Learned:
    """Make what was learned again from the latest corrections, and store it."""
    latest = IntentCorrection.objects.select_related("message").order_by("-pk")[:MOST_CORRECTIONS]
    known = {intent.value for intent in Intent}
    corrections = [
        Correction(row.message.text, Intent(row.found), Intent(row.intent))
        for row in reversed(latest)
        if row.found in known and row.intent in known
    ]
    learned = learn(corrections)
    LearnedTriage.objects.update_or_create(
        defaults={"weights": learned.as_json(), "corrections": len(corrections)}
    )
    return learned


def learned_triage() -> Learned:
    """What was learned from this creator's corrections so far."""
    return _learned().get()


@cache
def _learned() -> Remembered[Learned]:
    def read() -> Learned:
        row = LearnedTriage.objects.first()
        return from_json(row.weights) if row is not None else NOTHING_LEARNED

    return Remembered(rows_stamp((LearnedTriage,)), read)
