"""The JSON API: the inbox, decisions and search, for members who are signed in. `/api/v1/docs` describes it.

Requests carry the session's cookie and, where they change something, its CSRF token (`X-CSRFToken`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Schema
from ninja.security import django_auth

from ownvoice.core.answers import Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.search import search
from ownvoice.inbox import learning, review
from ownvoice.inbox.models import Draft, Message
from ownvoice.tenants.models import Role
from ownvoice.tenants.scope import acting_for
from ownvoice.web.access import membership_of
from ownvoice.web.api_docs import PlainDocs
from ownvoice.web.folders import after, latest_drafts, messages_in

api = NinjaAPI(
    title="Ownvoice",
    version="1",
    auth=django_auth,
    docs=PlainDocs(),
    docs_decorator=login_required,
    urls_namespace="api",
)

Page = Annotated[int, Query(ge=1, le=200)]
BIGGEST_ID = 2**63 - 1


class DraftOut(Schema):
    """A proposed reply and why it is what it is."""

    id: int
    text: str
    composer: str
    action: str
    rule: str
    reason: str
    confidence: float
    work: dict[str, Any]


class MessageOut(Schema):
    """A fan's message with its latest draft. `hands` says whose the conversation is: ai or person.

    `intent` is what a person said it is, else what triage found; empty before triage has seen it.
    """

    id: int
    author: str
    text: str
    state: str
    intent: str
    hands: str
    received_at: datetime
    draft: DraftOut | None


class HitOut(Schema):
    """A passage that was found; `offset_ms` is its place in a video."""

    text: str
    title: str
    url: str
    platform: str
    offset_ms: int | None
    published_at: datetime | None
    score: float
    item_id: int


class DecisionIn(Schema):
    """What to do with a draft; `text` is what edit sends, `note` why it was rejected."""

    verb: Literal["approve", "edit", "reject", "hand over", "ignore"]
    text: str = ""
    note: str = ""


class AnswerIn(Schema):
    """A person's own answer to a message."""

    text: str


class IntentIn(Schema):
    """What a message is."""

    intent: Intent


class Problem(Schema):
    """What went wrong, in a sentence."""

    problem: str


@api.exception_handler(OwnvoiceError)
def _problem(request: HttpRequest, error: OwnvoiceError) -> HttpResponse:
    return api.create_response(request, {"problem": str(error)}, status=409)


@contextmanager
def _reviewing(request: HttpRequest, slug: str) -> Iterator[None]:
    """The same rule as for the pages: a member of this creator, or 404."""
    with acting_for(membership_of(request.user, slug, Role.REVIEWER).creator):
        yield


@api.get("/creators/{slug}/messages", response=list[MessageOut])
def messages(
    request: HttpRequest,
    slug: str,
    folder: Literal["open", "person", "done"] = "open",
    before: Annotated[int | None, Query(ge=1, le=BIGGEST_ID)] = None,
    limit: Page = 30,
) -> Any:
    """A folder's messages, newest first. `before`: the id of the last one known, for the next page."""
    with _reviewing(request, slug):
        rows = messages_in(folder)
        found = list((after(rows, before) if before is not None else rows)[:limit])
        drafts = latest_drafts(found)
        said = learning.intents_said(message.pk for message in found)
        return [_message(message, drafts.get(message.pk), said.get(message.pk, "")) for message in found]


@api.get("/creators/{slug}/messages/{message_id}", response=MessageOut)
def message(request: HttpRequest, slug: str, message_id: int) -> Any:
    """One message with its latest draft."""
    with _reviewing(request, slug):
        return _found(message_id)


@api.post("/creators/{slug}/drafts/{draft_id}/decision", response={200: MessageOut, 409: Problem})
def decision(request: HttpRequest, slug: str, draft_id: int, body: DecisionIn) -> Any:
    """Decide a draft, once."""
    user: Any = request.user
    with _reviewing(request, slug):
        draft = get_object_or_404(Draft, pk=draft_id)
        if body.verb == "approve":
            review.approve(draft, user)
        elif body.verb == "edit":
            review.edit(draft, body.text, user)
        elif body.verb == "reject":
            review.reject(draft, user, body.note)
        elif body.verb == "hand over":
            review.hand_over(draft, user)
        else:
            review.ignore(draft, user)
        return _found(draft.message_id)


@api.post("/creators/{slug}/messages/{message_id}/answer", response={200: MessageOut, 409: Problem})
def answer(request: HttpRequest, slug: str, message_id: int, body: AnswerIn) -> Any:
    """Answer a message in person; the conversation is in a person's hands from then on."""
    user: Any = request.user
    with _reviewing(request, slug):
        asked = get_object_or_404(Message, pk=message_id, author=Message.Author.FAN)
        review.answer_in_person(asked, body.text, user)
        return _found(message_id)


@api.post("/creators/{slug}/messages/{message_id}/intent", response={200: MessageOut, 409: Problem})
def correct(request: HttpRequest, slug: str, message_id: int, body: IntentIn) -> Any:
    """Say what a message is where it was taken for something else; triage learns from it. The last word counts."""
    user: Any = request.user
    with _reviewing(request, slug):
        asked = get_object_or_404(Message, pk=message_id, author=Message.Author.FAN)
        learning.correct_intent(asked, body.intent.value, user)
        return _found(message_id)


@api.get("/creators/{slug}/search", response=list[HitOut])
def find(request: HttpRequest, slug: str, q: Annotated[str, Query(max_length=500)], limit: Page = 10) -> Any:
    """Search what the creator said in public."""
    with _reviewing(request, slug):
        return search(q.replace("\x00", ""), None, limit)


def _found(message_id: int) -> dict[str, Any]:
    fans = Message.objects.filter(author=Message.Author.FAN).select_related("conversation")
    found = get_object_or_404(fans, pk=message_id)
    said = learning.intents_said([found.pk]).get(found.pk, "")
    return _message(found, latest_drafts([found]).get(found.pk), said)


def _message(found: Message, draft: Draft | None, said: str) -> dict[str, Any]:
    triage = draft.work.get("triage", {}) if draft is not None else {}
    return {
        "intent": said or triage.get("intent", ""),
        "id": found.pk,
        "author": found.conversation.fan_name,
        "text": found.text,
        "state": found.state,
        "hands": found.conversation.hands,
        "received_at": found.received_at,
        "draft": draft,
    }
