"""The inbox: messages that wait, each with its draft, what it rests on, and the keys to decide it."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.answers import Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import learning, review
from ownvoice.inbox.autopilot.deciding import settings as rules
from ownvoice.inbox.autopilot.leaving import take_back
from ownvoice.inbox.autopilot.leaving import typing as person_types
from ownvoice.inbox.models import Conversation, Draft, Feedback, Message, Outgoing
from ownvoice.tenants.scope import acting_for
from ownvoice.web.access import member, member_stream
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.folders import FOLDERS, after, answered_in_person, counted, latest_drafts, messages_in
from ownvoice.web.live import changes, digest
from ownvoice.web.originals import contradictions, nearest, numbered
from ownvoice.web.wording import term

PAGE = 30
MOST_SHOWN = 300  # rows of a list that is fetched anew
THREAD = 200  # latest entries of a conversation that are shown


@member()
def page(request: HttpRequest) -> HttpResponse:
    """The list, with room for a message beside it."""
    seen = digest(_newest())  # before anything is read: what comes in meanwhile is news
    context = {"page": "inbox", "seen": seen, "stopped": rules().stopped}
    return render(request, "web/inbox.html", _list(request) | context)


@member()
def message_list(request: HttpRequest) -> HttpResponse:
    """The list alone: after a decision, when something came in, and for more of it."""
    template = "web/_inbox_more.html" if "after" in request.GET else "web/_inbox_list.html"
    return render(request, template, _list(request))


def _list(request: HttpRequest) -> dict[str, Any]:
    tab = request.GET.get("tab", "")
    tab = tab if tab in FOLDERS else "open"
    messages, size = messages_in(tab), PAGE
    if "after" in request.GET:
        messages = after(messages, number_of(request.GET, "after") or 0)
    else:
        size = min(max(PAGE, number_of(request.GET, "shown") or 0), MOST_SHOWN)
    rows = list(messages[: size + 1])  # one more than is shown says whether there is more
    drafts = latest_drafts(rows)
    for row in rows:
        row.draft = drafts.get(row.pk)
    return {
        "creator": request.creator,  # type: ignore[attr-defined]
        "tab": tab,
        "rows": rows[:size],
        "more": rows[size - 1].pk if len(rows) > size else None,
        "in_person": answered_in_person() if tab == "first" else 0,
        "counts": {name: counted(name) for name in FOLDERS} if "after" not in request.GET else {},
    }


@member()
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with its thread and draft; a part of the inbox for htmx, a page of its own otherwise."""
    return _panel(request, _fan_message(pk))


def _fan_message(pk: int) -> Message:
    fans = Message.objects.select_related("conversation__channel").filter(author=Message.Author.FAN)
    found: Message = get_object_or_404(fans, pk=pk)
    return found


def _intents(message_id: int, work: dict[str, Any]) -> dict[str, Any]:
    """What the message is taken for, what it may be, and what triage found; {} before triage has seen it."""
    found = work.get("triage", {}).get("intent", "")
    if not found:
        return {}
    said = learning.intents_said([message_id]).get(message_id, "")
    return {
        "now": said or found,
        "found": found,
        "said": said,
        "choices": [intent.value for intent in Intent],
    }


def _panel(request: HttpRequest, found: Message, problem: str = "", done: str = "") -> HttpResponse:
    slug = request.creator.slug  # type: ignore[attr-defined]
    seen = digest(_newest())
    draft = Draft.objects.filter(message=found).order_by("-pk").first()
    work = draft.work if draft else {}
    sentences, cited = numbered(work, slug)
    thread = Message.objects.filter(conversation=found.conversation).order_by("-pk")[:THREAD]
    taken = found.conversation.hands == Conversation.Hands.PERSON
    undecided = found.state != Message.State.DONE
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "message": found,
        "thread": reversed(thread),
        "draft": draft,
        "sentences": sentences,
        "cited": cited,
        "contradictions": contradictions(work, slug),
        "intents": _intents(found.pk, work),
        "near": nearest(work, slug) if draft and not draft.text and undecided else [],
        "taken": taken,
        "undecided": undecided,
        "reviewable": bool(draft and draft.text and undecided and not taken),
        "feedback": Feedback.objects.filter(draft__message=found)
        .select_related("by")
        .order_by("-pk")
        .first(),
        "held": Outgoing.objects.filter(
            message=found, automatic=True, state=Outgoing.State.WAITING, doubt=False, leaves_at__isnull=False
        ).first(),
        "rejected": bool(done) and Feedback.objects.filter(draft=draft, verb=Feedback.Verb.REJECT).exists(),
        "causes": list(enumerate(Feedback.Cause.values, 1)),
        "automatic": {
            native_id or f"reply-{key}"
            for key, native_id in Outgoing.objects.filter(
                message__conversation=found.conversation, automatic=True
            ).values_list("idempotency_key", "native_id")[:THREAD]
        },
        "unsent": Outgoing.objects.filter(message=found).order_by("-pk").first(),
        "problem": problem,
        "done": done,
        "next": messages_in("open").exclude(pk=found.pk).first() if done else None,
        "page": "inbox",
        "seen": seen,
    }
    part = getattr(request, "htmx", False)
    return render(request, "web/_message.html" if part else "web/message.html", context)


@require_POST
@member()
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, edit, reject, hand over, ignore, answer in person, or hand back to the AI."""
    found = _fan_message(pk)
    problem = done = ""
    try:
        done = _decide(request, found)
    except OwnvoiceError as error:
        problem = str(error)
    response = _panel(request, _fan_message(pk), problem, done)
    response.headers["HX-Trigger"] = "undecided" if problem else "decided"
    return response


def _decide(request: HttpRequest, found: Message) -> str:
    verb, by = request.POST.get("verb", ""), request.user
    text = text_of(request.POST, "text", review.LONGEST_REPLY + 1)
    if verb == "answer":
        review.answer_in_person(found, text, by)  # type: ignore[arg-type]
        return _("Your answer is on its way.")
    if verb == "hand back":
        review.hand_back(found.conversation)
        return _("The AI drafts answers here again; you approve them.")
    if verb == "take back":
        held = Outgoing.objects.filter(message=found, automatic=True).order_by("-pk").first()
        take_back(held.pk if held else 0)
        return _("Taken back; the draft waits for review.")
    draft = get_object_or_404(Draft, pk=number_of(request.POST, "draft") or 0, message=found)
    if verb == "why":
        review.say_why(draft, text_of(request.POST, "cause", 20))
        return _("Thank you; noted.")
    if verb == "approve":
        review.approve(draft, by)  # type: ignore[arg-type]
        return _("Approved; it is on its way.")
    if verb == "edit":
        review.edit(draft, text, by)  # type: ignore[arg-type]
        return _("Your version is on its way.")
    if verb == "reject":
        review.reject(draft, by, text_of(request.POST, "note", review.LONGEST_NOTE))  # type: ignore[arg-type]
        return _("Rejected; nothing was sent.")
    if verb == "hand over":
        review.hand_over(draft, by)  # type: ignore[arg-type]
        return _("Yours to answer in person.")
    if verb == "ignore":
        review.ignore(draft, by)  # type: ignore[arg-type]
        return _("Ignored; nothing was sent.")
    raise OwnvoiceError(_("There is no such decision."))


@require_POST
@member()
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a message is; said again, the last word counts."""
    found = _fan_message(pk)
    intent = request.POST.get("intent", "")
    problem = done = ""
    try:
        correction = learning.correct_intent(found, intent, request.user)  # type: ignore[arg-type]
    except OwnvoiceError as error:
        problem = str(error)
    else:
        named = {"intent": term(correction.intent)}
        if Intent.CRISIS in (correction.found, correction.intent):
            done = _("Noted: %(intent)s. What is taken for distress doesn't change by that.") % named
        else:
            done = _("Noted: %(intent)s. Messages like it will be taken for that from now on.") % named
    response = _panel(request, found, problem, done)
    response.headers["HX-Trigger"] = "undecided"  # the message stays open, and in view
    return response


@require_POST
@member()
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has begun to write: nothing leaves by itself in this conversation for a while."""
    person_types(_fan_message(pk).conversation)
    return HttpResponse(status=204)


@member_stream()
async def live(request: HttpRequest, creator_id: int) -> HttpResponseBase:
    """Tells the page when messages came in, were drafted or decided."""

    def look() -> Any:
        with acting_for(creator_id):
            return _newest()

    return await changes(look, request.GET.get("seen", ""))


def _newest() -> list[Any]:
    """What tells whether anything happened: three looks at the end of an index, however large the inbox is."""
    return [model.objects.aggregate(Max("pk")) for model in (Message, Draft, Feedback)]
