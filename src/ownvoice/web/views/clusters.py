"""Open messages folded by what they ask, and one answer to all of them: written, looked at for each, then sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import kept_clusters, review, sharing
from ownvoice.inbox.models import Cluster, SharedAnswer, SharedReply
from ownvoice.runtime.queue import enqueue
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of

PAGE = 30
SAMPLE = 20  # messages of a cluster that are shown
REPLIES = 50  # of a prepared answer on one page


@member()
def page(request: HttpRequest) -> HttpResponse:
    """What several people ask, the most asked first, and answers that wait for a word."""
    rows = kept_clusters.shown(PAGE + 1, number_of(request.GET, "after") or 0)
    under_way = SharedAnswer.objects.exclude(
        state__in=(SharedAnswer.State.DONE, SharedAnswer.State.CANCELLED)
    ).order_by("-pk")[:PAGE]
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "clusters": [row for row in rows[:PAGE] if row.open_now > 1],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "look": kept_clusters.last_look(),
        "under_way": under_way,
        "page": "inbox",
    }
    return render(request, "web/clusters.html", context)


@require_POST
@member()
def look_again(request: HttpRequest) -> HttpResponse:
    """Queue a look at the open messages now."""
    creator_id = request.creator.pk  # type: ignore[attr-defined]
    enqueue("inbox.keep_clusters", once=f"clusters-{creator_id}", creator_id=creator_id)
    messages.success(request, _("Looking. Reload this page in a moment."))
    return redirect("clusters", slug=request.creator.slug)  # type: ignore[attr-defined]


@member()
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """One cluster: what they wrote, and the answer to give; posted, the answer is adapted to each and nothing sent."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    found = Cluster.objects.filter(pk=pk).first()
    if found is None:
        messages.info(request, _("The messages were looked at anew; this group is another one now."))
        return redirect("clusters", slug=slug)
    draft = kept_clusters.best_draft(found)
    problem = ""
    if request.method == "POST":
        try:
            made = _prepared(request, found)
        except OwnvoiceError as error:
            problem = str(error)
        else:
            return redirect("shared-answer", slug=slug, pk=made.pk)
    waiting = kept_clusters.answerable([found])
    members = waiting.select_related("message__conversation")[:SAMPLE]
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "cluster": found,
        "count": waiting.count(),
        "members": members,
        "draft": draft,
        "texts": [text_of(request.POST, name, review.LONGEST_REPLY + 1) for name in ("text", "other")],
        "problem": problem,
        "page": "inbox",
    }
    return render(request, "web/cluster.html", context)


def _prepared(request: HttpRequest, found: Cluster) -> SharedAnswer:
    by: Any = request.user
    by_name = request.POST.get("by_name") == "on"
    if request.POST.get("verb") == "draft":
        wanted = number_of(request.POST, "draft")
        draft = kept_clusters.best_draft(found)
        if draft is None or draft.pk != wanted:
            raise OwnvoiceError(_("There is a newer draft."), _("Look at that one first."))
        return sharing.prepare(found, by, draft, by_name=by_name)
    texts = [text_of(request.POST, name, review.LONGEST_REPLY + 1) for name in ("text", "other")]
    return sharing.prepare(found, by, texts=texts, by_name=by_name)


@member()
def shared(request: HttpRequest, pk: int) -> HttpResponse:
    """A prepared answer: what each would get, whom it doesn't suit and why, and the word to send."""
    made = get_object_or_404(SharedAnswer, pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            _decided(request, made)
        except OwnvoiceError as error:
            problem = str(error)
        else:
            return redirect(request.get_full_path())
    after = number_of(request.GET, "after") or 0
    failing = request.GET.get("show") == "others"
    states = SharedReply.State
    kinds = (states.FAILED,) if failing else (states.FITS, states.LEFT_OUT, states.SENT)
    rows = list(
        made.replies.filter(state__in=kinds, pk__gt=after)
        .select_related("message__conversation")
        .order_by("pk")[: REPLIES + 1]
    )
    counts = {state.name.lower(): made.replies.filter(state=state).count() for state in states}
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "answer": made,
        "counts": counts,
        "all": sum(counts.values()),
        "rows": rows[:REPLIES],
        "more": rows[REPLIES - 1].pk if len(rows) > REPLIES else None,
        "failing": failing,
        "problem": problem,
        "page": "inbox",
    }
    return render(request, "web/shared_answer.html", context)


def _decided(request: HttpRequest, made: SharedAnswer) -> None:
    verb, by = request.POST.get("verb", ""), request.user
    if verb == "send":
        sharing.send_all(made, by)  # type: ignore[arg-type]
    elif verb == "cancel":
        sharing.cancel(made)
    elif verb in ("leave out", "take in"):
        reply = get_object_or_404(SharedReply, pk=number_of(request.POST, "reply") or 0, answer=made)
        sharing.leave_out(reply, verb == "leave out")
    else:
        raise OwnvoiceError(_("There is no such decision."))
