"""What I will not do: boundaries that hold from the start, those the creator adds, and a box to try a message."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.answers import BoundaryKind, FanMessage, Reply
from ownvoice.inbox.drafting import as_work, work_out
from ownvoice.tenants.models import Role
from ownvoice.voice.boundaries import default_boundaries
from ownvoice.voice.keeping.versions import keep_edited
from ownvoice.voice.models import Boundary
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.originals import numbered

LONGEST = 2_000
MOST_PATTERNS = 200


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """The boundaries, each with a message that it must stop; and what would be said to one of your own."""
    tried = text_of(request.GET, "try", LONGEST)
    defaults: dict[str, dict[str, Any]] = {}
    for boundary in default_boundaries():
        row = defaults.setdefault(
            boundary.name, {"name": boundary.name, "kind": boundary.kind.value, "probes": []}
        )
        row["probes"].append(boundary.probe)
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "page": "studio",
        "tab": "limits",
        "rows": list(Boundary.objects.order_by("pk")[:500]),
        "defaults": list(defaults.values()),
        "kinds": [kind.value for kind in BoundaryKind],
        "tried": tried,
        "answer": _answer(request, tried) if tried else None,
    }
    return render(request, "web/studio/limits.html", context)


def _answer(request: HttpRequest, text: str) -> dict[str, Any]:
    creator = request.creator  # type: ignore[attr-defined]
    reply: Reply = work_out(creator, FanMessage(text))
    sentences, cited = numbered(as_work(reply), creator.slug)
    return {
        "action": reply.decision.action.value,
        "rule": reply.decision.rule,
        "reason": reply.decision.reason,
        "sentences": sentences,
        "cited": cited,
    }


@require_POST
@member(Role.MANAGER)
def save(request: HttpRequest) -> HttpResponse:
    """Add a boundary, change one, or take it out."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    pk = number_of(request.POST, "pk")
    row = get_object_or_404(Boundary, pk=pk) if pk else Boundary(creator_id=request.creator.pk)  # type: ignore[attr-defined]
    if request.POST.get("verb") == "remove":
        if row.pk:
            row.delete()
        keep_edited()
        messages.success(request, _("Removed."))
        return redirect("limits", slug)
    patterns = [one.strip() for one in text_of(request.POST, "patterns", LONGEST).split(",") if one.strip()]
    if not patterns:
        messages.error(request, _("A boundary needs at least one word to know it by."))
        return redirect("limits", slug)
    kind = text_of(request.POST, "kind", 20)
    row.name = text_of(request.POST, "name", 200) or patterns[0][:200]
    row.kind = kind if kind in {one.value for one in BoundaryKind} else BoundaryKind.TOPIC.value
    row.patterns = patterns[:MOST_PATTERNS]
    row.lang = text_of(request.POST, "lang", 3)
    row.probe = text_of(request.POST, "probe", LONGEST)
    row.save()
    keep_edited()
    messages.success(request, _("Saved."))
    return redirect("limits", slug)
