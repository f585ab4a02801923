"""You wrote / I would write: the creator's latest real exchanges beside what would be drafted without them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ownvoice.core.answers import FanMessage
from ownvoice.corpus.models import Exchange
from ownvoice.inbox.context import reply_context
from ownvoice.inbox.drafting import as_work
from ownvoice.reply.pipeline import Context, answer
from ownvoice.tenants.models import Role
from ownvoice.web.access import member
from ownvoice.web.originals import numbered

SHOWN = 10
READ = 200  # the latest exchanges that are looked through for those with a question
PUBLIC = ("public", "unlisted")


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """Ten exchanges, each answered as if it had never taken place."""
    creator = request.creator  # type: ignore[attr-defined]
    context = reply_context(creator)
    pairs = [_beside(exchange, context, creator.slug) for exchange in _latest()]
    return render(
        request,
        "web/studio/replies.html",
        {"creator": creator, "page": "studio", "tab": "replies", "pairs": pairs},
    )


def _latest() -> list[Exchange]:
    rows = (
        Exchange.objects.filter(
            message__isnull=False,
            reply__source__consent_answer=True,
            reply__visibility__in=PUBLIC,
            message__visibility__in=PUBLIC,
        )
        .select_related("reply", "message")
        .order_by("-pk")[:READ]
    )
    asking = [row for row in rows if "?" in row.message.text]
    return asking[:SHOWN]


def _beside(exchange: Exchange, context: Context, slug: str) -> dict[str, Any]:
    """The exchange, and the draft made without this very reply among the evidence."""
    own = exchange.reply_id  # type: ignore[attr-defined]

    def search(question: str, language: str) -> Any:
        return [item for item in context.search(question, language) if item.item_id != own]

    message = FanMessage(exchange.message.text, exchange.message.author_name)
    reply = answer(message, replace(context, search=search))
    sentences, cited = numbered(as_work(reply), slug)
    return {
        "asked": exchange.message,
        "wrote": exchange.reply,
        "sentences": sentences,
        "cited": cited,
        "reason": reply.decision.reason,
    }
