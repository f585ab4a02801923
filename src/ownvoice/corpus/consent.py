"""What each source may be used for: told, and changed with effect everywhere, as every use asks the source itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.exchanges import count_exchanges
from ownvoice.corpus.models import Item, Source
from ownvoice.corpus.signals import consent_withdrawn
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.scope import current_creator_id

USES = ("answer", "voice", "training")


def list_sources() -> list[dict[str, Any]]:
    """The acting creator's sources in the order they came in, each with its counts and what it may be used for."""
    sources = list(Source.objects.order_by("pk"))
    items = dict(Item.objects.values_list("source_id").annotate(Count("pk")))
    counts = count_exchanges(current_creator_id(), [source.pk for source in sources])
    return [
        {
            "number": source.pk,
            "label": source.label,
            "platform": source.platform,
            "items": items.get(source.pk, 0),
            "replies": {
                "whole": counts[source.pk].whole,
                "half": counts[source.pk].half,
                "none": counts[source.pk].none,
            },
            "may": {use: getattr(source, f"consent_{use}") for use in USES},
        }
        for source in sources
    ]


def set_consent(source: Source, changes: Mapping[str, bool]) -> None:
    """Note what the source may be used for; uses that aren't named stay as they are.

    What other packages made of a use that is withdrawn goes in the same transaction (`signals.consent_withdrawn`).
    """
    withdrawn = [use for use in USES if getattr(source, f"consent_{use}") and not changes.get(use, True)]
    for use in USES:
        if use in changes:
            setattr(source, f"consent_{use}", changes[use])
    with transaction.atomic():
        source.save(update_fields=[f"consent_{use}" for use in USES if use in changes])
        for use in withdrawn:
            consent_withdrawn.send(Source, creator_id=source.creator_id, source_id=source.pk, use=use)


def change_consent(number: int, changes: Mapping[str, bool]) -> None:
    """The same for the acting creator's source of that number. Raises `OwnvoiceError` where there is none."""
    with transaction.atomic():
        source = Source.objects.select_for_update().filter(pk=number).first()
        if source is None:
            raise OwnvoiceError(f"There is no source number {number}.", "`ownvoice sources` lists them.")
        voice_before = source.consent_voice
        set_consent(source, changes)
        if source.consent_voice != voice_before:  # what was learned from it is learned anew
            creator_id = current_creator_id()
            enqueue("corpus.index", once=f"index-{creator_id}", creator_id=creator_id)
