"""Where fans talk to a creator's AI. It says what it is, shows what it rests on, and is quiet when it doesn't know.

Nothing is sent that nobody approved: a draft waits for the creator's key here as on any other channel.
"""

from __future__ import annotations

import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation, Message
from ownvoice.runtime.queue import in_hand
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.web.fields import text_of
from ownvoice.web.live import changes, digest
from ownvoice.web.pace import too_fast
from ownvoice.web.talking import thread_of

LONGEST_MESSAGE = 2_000  # characters
LONGEST_NAME = 80


def _creator(slug: str) -> Creator:
    creator = Creator.objects.filter(slug=slug, public_chat=True).first()
    if creator is None:
        raise Http404
    return creator


def _conversation(token: uuid.UUID) -> Conversation:
    found: Conversation | None = Conversation.objects.filter(token=token, channel__kind="webchat").first()
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page; the first message begins a conversation with an address of its own."""
    creator = _creator(slug)
    text, problem = _written(request)
    if text and not problem and too_fast(request):
        problem = _too_fast()
    if text and not problem:
        with acting_for(creator):
            channel, _made = Channel.objects.get_or_create(kind="webchat", label="Web chat")
            begun = Conversation.objects.create(
                channel=channel, fan_name=text_of(request.POST, "name", LONGEST_NAME)
            )
            receive(begun, text)
        return redirect("talk-conversation", slug, begun.token)
    context = {"creator": creator, "problem": problem, "text": text}
    return render(request, "web/talk.html", context, status=400 if problem else 200)


def conversation(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """A conversation, known by its unguessable address; posting adds a message."""
    creator = _creator(slug)
    part = getattr(request, "htmx", False)
    with acting_for(creator):
        found = _conversation(token)
        text, problem = _written(request)
        if text and not problem and too_fast(request, found):
            problem = _too_fast()
        if text and not problem:
            receive(found, text)
            if not part:
                return redirect("talk-conversation", slug, token)
        seen = digest(_newest(found.pk))  # before anything is read: what comes meanwhile is news
        context = (
            {"seen": seen} | thread_of(creator, found) | {"problem": problem, "text": text if problem else ""}
        )
        response = render(request, "web/_talk_thread.html" if part else "web/talk.html", context)
        if text and not problem:
            response.headers["HX-Trigger"] = "said"
        return response


@require_GET
def thread(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """The messages alone."""
    creator = _creator(slug)
    with acting_for(creator):
        return render(request, "web/_talk_thread.html", thread_of(creator, _conversation(token)))


async def live(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponseBase:
    """Tells the fan's page when an answer came or the state of a question changed."""

    def find() -> tuple[int, int]:
        creator = _creator(slug)
        with acting_for(creator):
            return creator.pk, _conversation(token).pk

    creator_id, conversation_id = await sync_to_async(find)()

    def look() -> Any:
        with acting_for(creator_id):
            return _newest(conversation_id)

    return await changes(look, request.GET.get("seen", ""))


def _newest(conversation_id: int) -> list[Any]:
    """What tells whether anything happened in the conversation."""
    mine = Message.objects.filter(conversation_id=conversation_id)
    states = list(mine.order_by("-pk").values_list("state", flat=True)[:20])
    hands = Conversation.objects.filter(pk=conversation_id).values_list("hands", flat=True).first()
    looking = Message.State.NEW in states and in_hand(f"conversation-{conversation_id}")
    return [mine.aggregate(Max("pk")), states, hands, looking]


def _written(request: HttpRequest) -> tuple[str, str]:
    """What was posted, and what is wrong with it: ("", "") for a page that is only looked at."""
    if request.method != "POST":
        return "", ""
    text = text_of(request.POST, "text", LONGEST_MESSAGE + 1)
    if not text:
        return "", _("Write something first.")
    if len(text) > LONGEST_MESSAGE:
        return text, _("Please keep it under %(most)d characters.") % {"most": LONGEST_MESSAGE}
    return text, ""


def _too_fast() -> str:
    return _("That was a lot of messages. Please wait a few minutes.")
