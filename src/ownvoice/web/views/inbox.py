"""The inbox: messages that wait, each with its draft, what it rests on, and the keys to decide it."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import review
from ownvoice.inbox.models import Draft, Feedback, Message
from ownvoice.tenants.scope import acting_for
from ownvoice.web.access import member, member_stream
from ownvoice.web.live import changes
from ownvoice.web.originals import numbered

PAGE = 30
TABS = {
    "open": (Message.State.OPEN, Message.State.NEW),
    "person": (Message.State.PERSON,),
    "done": (Message.State.DONE,),
}


@member()
def page(request: HttpRequest) -> HttpResponse:
    """The list and the first message."""
    return render(request, "web/inbox.html", _list(request) | {"page": "inbox"})


@member()
def message_list(request: HttpRequest) -> HttpResponse:
    """The list alone: after a decision, when something came in, and for more of it."""
    template = "web/_inbox_more.html" if request.GET.get("after") else "web/_inbox_list.html"
    return render(request, template, _list(request))


def _list(request: HttpRequest) -> dict[str, Any]:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    messages = Message.objects.filter(author=Message.Author.FAN, state__in=TABS[tab])
    after = request.GET.get("after", "")
    if after.isdigit():
        messages = messages.filter(pk__lt=int(after))
    # One more than is shown says whether there is more; ids rise with time, so they are the key to page by.
    rows = list(messages.select_related("conversation__channel").order_by("-pk")[: PAGE + 1])
    drafts = _latest_drafts([row.pk for row in rows])
    for row in rows:
        row.draft = drafts.get(row.pk)
    counts = {name: _count(states) for name, states in TABS.items()} if not after else {}
    return {
        "creator": request.creator,  # type: ignore[attr-defined]
        "tab": tab,
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "counts": counts,
        "selected": request.GET.get("selected", ""),
    }


def _count(states: tuple[Message.State, ...]) -> str:
    """How many, up to 99: counting on would cost more than anybody wants to know."""
    found = Message.objects.filter(author=Message.Author.FAN, state__in=states).values("pk")[:100].count()
    return "99+" if found > 99 else str(found)


def _latest_drafts(message_ids: list[int]) -> dict[int, Draft]:
    drafts = (
        Draft.objects.filter(message_id__in=message_ids).order_by("message_id", "-pk").distinct("message_id")
    )
    return {draft.message_id: draft for draft in drafts}


@member()
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with its thread and draft; a part of the inbox for htmx, a page of its own otherwise."""
    found = get_object_or_404(Message.objects.select_related("conversation__channel"), pk=pk, author="fan")
    return _panel(request, found)


def _panel(request: HttpRequest, found: Message, problem: str = "", done: str = "") -> HttpResponse:
    draft = Draft.objects.filter(message=found).order_by("-pk").first()
    sentences, cited = numbered(draft.work, request.creator.slug) if draft else ([], [])  # type: ignore[attr-defined]
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "message": found,
        "thread": Message.objects.filter(conversation=found.conversation).order_by("pk")[:200],
        "draft": draft,
        "sentences": sentences,
        "cited": cited,
        "feedback": Feedback.objects.filter(draft=draft).select_related("by").order_by("-pk").first(),
        "problem": problem,
        "done": done,
        "page": "inbox",
    }
    part = getattr(request, "htmx", False)
    return render(request, "web/_message.html" if part else "web/message.html", context)


@require_POST
@member()
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, edit, reject, hand over, ignore, or answer in person."""
    found = get_object_or_404(Message.objects.select_related("conversation__channel"), pk=pk, author="fan")
    problem = done = ""
    try:
        done = _decide(request, found)
    except OwnvoiceError as error:
        problem = str(error)
    found.refresh_from_db()
    response = _panel(request, found, problem, done)
    response.headers["HX-Trigger"] = "decided" if not problem else "undecided"
    return response


def _decide(request: HttpRequest, found: Message) -> str:
    verb, text, by = request.POST.get("verb", ""), request.POST.get("text", ""), request.user
    if verb == "answer":
        review.answer_in_person(found, text, by)  # type: ignore[arg-type]
        return _("Your answer is on its way.")
    draft = get_object_or_404(Draft, pk=request.POST.get("draft") or 0, message=found)
    if verb == "approve":
        review.approve(draft, by)  # type: ignore[arg-type]
        return _("Approved; it is on its way.")
    if verb == "edit":
        review.edit(draft, text, by)  # type: ignore[arg-type]
        return _("Your version is on its way.")
    if verb == "reject":
        review.reject(draft, by, request.POST.get("note", ""))  # type: ignore[arg-type]
        return _("Rejected; nothing was sent.")
    if verb == "hand over":
        review.hand_over(draft, by)  # type: ignore[arg-type]
        return _("Yours to answer in person.")
    if verb == "ignore":
        review.ignore(draft, by)  # type: ignore[arg-type]
        return _("Ignored.")
    raise OwnvoiceError(_("There is no such decision."))


@member_stream()
async def live(request: HttpRequest, creator_id: int) -> Any:
    """Tells the page when messages came in or were decided."""

    def look() -> tuple[Any, Any, Any]:
        with acting_for(creator_id):
            newest = Message.objects.aggregate(Max("pk"))["pk__max"]
            return (
                newest,
                Draft.objects.aggregate(Max("pk"))["pk__max"],
                Feedback.objects.aggregate(Max("pk"))["pk__max"],
            )

    return changes(look)
