"""Receipts: for everyone who has the address of one, as a page and as a signed document; and the keys to check them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ownvoice.inbox.models import Outgoing
from ownvoice.trust.proof import is_the_text
from ownvoice.trust.receipts import receipt_of, sent_reply
from ownvoice.trust.signing import published_keys
from ownvoice.web.fields import text_of
from ownvoice.web.originals import original_url

LONGEST_TEXT = 12_000  # characters of a reply that somebody wants compared


def _sent(number: uuid.UUID) -> Outgoing:
    found = sent_reply(number)
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """The receipt for people; posting a text says whether it is the one the receipt was issued for."""
    outgoing = _sent(number)
    receipt = receipt_of(outgoing, settings.SECRET_KEY)
    text = text_of(request.POST, "text", LONGEST_TEXT) if request.method == "POST" else ""
    context: dict[str, Any] = {
        "receipt": receipt,
        "sent_at": outgoing.sent_at,
        "originals": [{**named, "open": original_url(named)} for named in receipt["rests_on"]],
        "text": text,
        "fits": is_the_text(receipt, text) if text else None,
    }
    return render(request, "web/receipt.html", context)


@require_GET
def document(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    """The signed receipt as it is checked offline."""
    return JsonResponse(
        receipt_of(_sent(number), settings.SECRET_KEY), json_dumps_params={"ensure_ascii": False}
    )


@require_GET
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys that receipts of this installation were ever signed with, as a JSON Web Key Set."""
    return JsonResponse(published_keys([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]))
