"""What you are after: destinations found in your links, to be completed, and the goals you set."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.answers import GoalKind, Intent, Setting, Stage
from ownvoice.corpus.models import Source
from ownvoice.tenants.models import Role
from ownvoice.voice.keeping.versions import current, keep_edited
from ownvoice.voice.models import Goal
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.views.studio.lines import shown_quotes
from ownvoice.web.views.studio.statements import day

LONGEST = 1_000
_INTENTS = (Intent.QUESTION, Intent.REQUEST, Intent.THANKS, Intent.SMALLTALK)


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """Goals set, and destinations found that are none of them yet."""
    document = current()
    slug = request.creator.slug  # type: ignore[attr-defined]
    rows = list(Goal.objects.order_by("pk")[:100])
    known = {row.url.rstrip("/") for row in rows}
    found = []
    for goal in document.found_goals if document else ():
        if goal.url.rstrip("/") in known:
            continue
        carrier = next((quote for quote in goal.carriers if quote.public), None)
        found.append(
            {
                "goal": goal,
                "message": carrier.text if carrier else "",
                "source": carrier.source_id if carrier else "",
                "topics": ", ".join(goal.topics),
                "quotes": shown_quotes(goal.carriers, slug),
            }
        )
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "page": "studio",
        "tab": "goals",
        "document": document,
        "rows": rows,
        "found": found,
        "kinds": [kind.value for kind in GoalKind],
        "intents": [intent.value for intent in _INTENTS],
        "stages": [stage.value for stage in Stage],
        "settings": [setting.value for setting in Setting],
    }
    return render(request, "web/studio/goals.html", context)


@require_POST
@member(Role.MANAGER)
def save(request: HttpRequest) -> HttpResponse:
    """Add a goal, change one, or take it out."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    pk = number_of(request.POST, "pk")
    row = get_object_or_404(Goal, pk=pk) if pk else Goal(creator_id=request.creator.pk)  # type: ignore[attr-defined]
    if request.POST.get("verb") == "remove":
        if row.pk:
            row.delete()
        keep_edited()
        messages.success(request, _("Removed."))
        return redirect("goals", slug)
    message = text_of(request.POST, "message", LONGEST)
    if not message:
        messages.error(request, _("A goal needs a sentence of yours to say."))
        return redirect("goals", slug)
    kept_wording = bool(row.pk) and row.message == message
    row.name = text_of(request.POST, "name", 200) or _("Goal")
    row.kind = _one_of(request, "kind", [kind.value for kind in GoalKind], GoalKind.OTHER.value)
    row.message = message
    row.url = text_of(request.POST, "url", LONGEST)
    row.lang = text_of(request.POST, "lang", 3)
    row.topics = [
        topic.strip() for topic in text_of(request.POST, "topics", LONGEST).split(",") if topic.strip()
    ]
    row.valid_from, row.valid_until = day(request, "valid_from"), day(request, "valid_until")
    row.per_fan, row.per_day = number_of(request.POST, "per_fan"), number_of(request.POST, "per_day")
    row.intents = _some_of(request, "intents", [intent.value for intent in _INTENTS])
    row.stages = _some_of(request, "stages", [stage.value for stage in Stage])
    row.never_in = _some_of(request, "never_in", [setting.value for setting in Setting])
    if not kept_wording:
        row.source = _whose_words(request, message)
    row.save()
    keep_edited()
    messages.success(request, _("Saved."))
    return redirect("goals", slug)


def _whose_words(request: HttpRequest, message: str) -> Source | None:
    """The source whose words the message still is, where it was taken over as it was found."""
    if message != text_of(request.POST, "found", LONGEST):
        return None
    found: Source | None = Source.objects.filter(pk=number_of(request.POST, "source") or 0).first()
    return found


def _one_of(request: HttpRequest, name: str, known: list[str], otherwise: str) -> str:
    value = text_of(request.POST, name, 40)
    return value if value in known else otherwise


def _some_of(request: HttpRequest, name: str, known: list[str]) -> list[str]:
    return [value for value in known if value in request.POST.getlist(name)]
