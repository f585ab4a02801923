"""The JSON API: the inbox, decisions and search, for members who are signed in. `/api/v1/docs` describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Schema
from ninja.security import django_auth

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.search import search
from ownvoice.inbox import review
from ownvoice.inbox.models import Draft, Message
from ownvoice.tenants.models import Role
from ownvoice.tenants.scope import acting_for
from ownvoice.web.access import membership_of
from ownvoice.web.views.inbox import TABS

api = NinjaAPI(title="Ownvoice", version="1", auth=django_auth, docs_url=None, urls_namespace="api")


class DraftOut(Schema):
    """A proposed reply and why it is what it is."""

    id: int
    text: str
    action: str
    rule: str
    reason: str
    confidence: float
    work: dict[str, Any]


class MessageOut(Schema):
    """A fan's message with its latest draft."""

    id: int
    author: str
    text: str
    state: str
    received_at: datetime
    draft: DraftOut | None


class HitOut(Schema):
    """A passage that was found."""

    text: str
    title: str
    url: str
    platform: str
    offset_ms: int | None
    published_at: datetime | None
    score: float
    item_id: int


class DecisionIn(Schema):
    """What to do with a draft: approve, edit, reject, hand over or ignore; `text` for edit."""

    verb: str
    text: str = ""


class Problem(Schema):
    """What went wrong, in a sentence."""

    problem: str


@api.exception_handler(OwnvoiceError)
def _problem(request: HttpRequest, error: OwnvoiceError) -> HttpResponse:
    return api.create_response(request, {"problem": str(error)}, status=409)


@api.get("/creators/{slug}/messages", response=list[MessageOut])
def messages(
    request: HttpRequest, slug: str, state: str = "open", before: int | None = None, limit: int = 30
) -> Any:
    """Messages by state (open, person, done), newest first; `before` an id pages on."""
    membership = membership_of(request.user, slug, Role.REVIEWER)
    with acting_for(membership.creator):
        rows = Message.objects.filter(author="fan", state__in=TABS.get(state, TABS["open"]))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        found = list(rows.select_related("conversation").order_by("-pk")[: max(1, min(limit, 200))])
        return [_message(message) for message in found]


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "author": message.conversation.fan_name,
        "text": message.text,
        "state": message.state,
        "received_at": message.received_at,
        "draft": Draft.objects.filter(message=message).order_by("-pk").first(),
    }


@api.post(
    "/creators/{slug}/drafts/{draft_id}/decision", response={200: MessageOut, 409: Problem, 422: Problem}
)
def decision(request: HttpRequest, slug: str, draft_id: int, body: DecisionIn) -> Any:
    """Decide a draft, once."""
    membership = membership_of(request.user, slug, Role.REVIEWER)
    with acting_for(membership.creator):
        draft = get_object_or_404(Draft, pk=draft_id)
        if body.verb == "edit":
            review.edit(draft, body.text, request.user)  # type: ignore[arg-type]
        elif body.verb in ("approve", "reject", "ignore"):
            getattr(review, body.verb)(draft, request.user)
        elif body.verb == "hand over":
            review.hand_over(draft, request.user)  # type: ignore[arg-type]
        else:
            return 422, {"problem": "The verb is one of approve, edit, reject, hand over, ignore."}
        return 200, _message(Message.objects.select_related("conversation").get(pk=draft.message_id))


@api.get("/creators/{slug}/search", response=list[HitOut])
def find(request: HttpRequest, slug: str, q: str, limit: int = 10) -> Any:
    """Search what the creator said in public."""
    membership = membership_of(request.user, slug, Role.REVIEWER)
    with acting_for(membership.creator):
        return search(q, None, max(1, min(limit, 100)))
