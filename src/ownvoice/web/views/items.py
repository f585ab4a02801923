"""One item in full: what a citation opens when the original has no address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ownvoice.corpus.models import Exchange, Item, Passage
from ownvoice.web.access import member
from ownvoice.web.fields import number_of
from ownvoice.web.originals import original_url


@member()
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The item, what it answers, and the passage asked for (`?passage=`) marked."""
    item = get_object_or_404(Item.objects.select_related("source"), pk=pk)
    passage = Passage.objects.filter(pk=number_of(request.GET, "passage") or 0, item=item).first()
    start, end = (passage.start, passage.end) if passage else (0, 0)
    exchange = Exchange.objects.select_related("message").filter(reply=item).first()
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "item": item,
        "open": original_url({"url": item.url}),
        "before": item.text[:start],
        "marked": item.text[start:end],
        "after": item.text[end:],
        "asked": exchange.message if exchange and exchange.message_id else None,
        "page": "search",
    }
    return render(request, "web/item.html", context)
