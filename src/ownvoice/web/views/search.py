"""Searching what the creator said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ownvoice.corpus.search import search
from ownvoice.web.access import member
from ownvoice.web.fields import text_of
from ownvoice.web.originals import original_url

LONGEST_QUERY = 500  # characters
FOUND = 20


@member()
def page(request: HttpRequest) -> HttpResponse:
    """The search page; with `?q=` its results."""
    query = text_of(request.GET, "q", LONGEST_QUERY)
    slug = request.creator.slug  # type: ignore[attr-defined]
    hits = [
        {
            "hit": hit,
            "open": original_url({"url": hit.url, "offset_ms": hit.offset_ms}),
            "also": [
                {"platform": place.platform, "open": original_url({"url": place.url})}
                for place in hit.also_at
            ],
            "item": f"{reverse('item', args=[slug, hit.item_id])}?passage={hit.passage_id}#passage",
        }
        for hit in (search(query, None, FOUND) if query else [])
    ]
    context = {"creator": request.creator, "query": query, "hits": hits, "page": "search"}  # type: ignore[attr-defined]
    return render(request, "web/search.html", context)
