"""Where fans talk to a creator's AI. It says what it is, shows what it rests on, and is quiet when it doesn't know.

Nothing is sent that nobody approved: a draft waits for the creator's key here as on any other channel.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ownvoice.core.answers import FanMessage
from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message
from ownvoice.reply.triage import triage
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.web.live import changes
from ownvoice.web.originals import original_url

LONGEST_MESSAGE = 2_000  # characters
WINDOW = timedelta(minutes=10)
MOST_IN_WINDOW = 20  # messages of one conversation, and conversations of one address


def _creator(slug: str) -> Creator:
    creator = Creator.objects.filter(slug=slug, public_chat=True).first()
    if creator is None:
        raise Http404
    return creator


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page; the first message begins a conversation with an address of its own."""
    creator = _creator(slug)
    problem = ""
    if request.method == "POST":
        text = request.POST.get("text", "").strip()
        problem = _problem(text) or ("" if _may_begin(request) else _too_fast())
        if not problem:
            with acting_for(creator):
                channel, _made = Channel.objects.get_or_create(kind="webchat", label="Web chat")
                begun = Conversation.objects.create(
                    channel=channel, fan_name=request.POST.get("name", "").strip()[:80]
                )
                receive(begun, text)
            return redirect("talk-conversation", slug, begun.token)
    return render(
        request, "web/talk.html", {"creator": creator, "problem": problem}, status=400 if problem else 200
    )


def conversation(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """A conversation, known by its unguessable address; posting adds a message."""
    creator = _creator(slug)
    with acting_for(creator):
        found = _conversation(token)
        problem = ""
        if request.method == "POST":
            text = request.POST.get("text", "").strip()
            problem = _problem(text) or _conversation_problem(found)
            if not problem:
                receive(found, text)
                if not getattr(request, "htmx", False):
                    return redirect("talk-conversation", slug, token)
        context = _thread(creator, found) | {"problem": problem}
        part = "web/_talk_thread.html" if getattr(request, "htmx", False) else "web/talk.html"
        return render(request, part, context)


@require_GET
def thread(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """The messages alone."""
    creator = _creator(slug)
    with acting_for(creator):
        return render(request, "web/_talk_thread.html", _thread(creator, _conversation(token)))


async def live(request: HttpRequest, slug: str, token: uuid.UUID) -> Any:
    """Tells the fan's page when an answer came or the state of the question changed."""
    from asgiref.sync import sync_to_async

    def find() -> tuple[int, int]:
        creator = _creator(slug)
        with acting_for(creator):
            return creator.pk, _conversation(token).pk

    creator_id, conversation_id = await sync_to_async(find)()

    def look() -> Any:
        with acting_for(creator_id):
            mine = Message.objects.filter(conversation_id=conversation_id)
            return list(mine.aggregate(Max("pk")).values()), list(
                mine.order_by("-pk").values_list("state", flat=True)[:5]
            )

    return changes(look)


def _conversation(token: uuid.UUID) -> Conversation:
    found = Conversation.objects.filter(token=token, channel__kind="webchat").first()
    if found is None:
        raise Http404
    return found


def _thread(creator: Creator, found: Conversation) -> dict[str, Any]:
    messages = list(Message.objects.filter(conversation=found).order_by("pk")[:500])
    answered = {message.pk for message in messages if message.author != Message.Author.FAN}
    for message in messages:
        message.sources = [
            {"number": number, "open": original_url(citation), **citation}
            for number, citation in enumerate(message.citations, 1)
        ]
    last = messages[-1] if messages else None
    state = _state(last) if last is not None and last.pk not in answered else ""
    return {"creator": creator, "conversation": found, "thread": messages, "state": state}


def _state(message: Message) -> str:
    """What the fan is told about a message that has no answer yet."""
    if "crisis" in triage(FanMessage(message.text)).risks:
        return "crisis"  # at once, before any job has run
    draft = Draft.objects.filter(message=message).order_by("-pk").first()
    if draft is not None and draft.rule == "crisis":
        return "crisis"
    return {
        Message.State.NEW: "thinking",
        Message.State.OPEN: "prepared",
        Message.State.PERSON: "passed on",
        Message.State.DONE: "closed",
    }[Message.State(message.state)]


def _problem(text: str) -> str:
    if not text:
        return _("Write something first.")
    if len(text) > LONGEST_MESSAGE:
        return _("Please keep it under %(most)d characters.") % {"most": LONGEST_MESSAGE}
    return ""


def _too_fast() -> str:
    return _("That was a lot of messages. Please wait a few minutes.")


def _conversation_problem(found: Conversation) -> str:
    recent = Message.objects.filter(
        conversation=found, author="fan", received_at__gte=timezone.now() - WINDOW
    )
    return _too_fast() if recent.count() >= MOST_IN_WINDOW else ""


def _may_begin(request: HttpRequest) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    key = "talk-" + hashlib.sha256(address.encode()).hexdigest()[:32]
    cache.add(key, 0, int(WINDOW.total_seconds()))
    try:
        return int(cache.incr(key)) <= MOST_IN_WINDOW
    except ValueError:  # it expired this very moment
        return True
