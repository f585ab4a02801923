"""What you state: facts found, questions that keep coming, and what you tell the AI to use."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.corpus.models import Fact
from ownvoice.tenants.models import Role
from ownvoice.voice.keeping.versions import current, keep_edited
from ownvoice.voice.persona.lines import faq_key
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.persona_words import persona_term
from ownvoice.web.views.studio.lines import Line, shown_quotes, without_forgotten

LONGEST = 2_000
SHOWN = 120  # found facts on the page; all of them are in the file


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """Facts stated, facts found with what is doubtful about them, FAQs with the best past answer."""
    document = current()
    slug = request.creator.slug  # type: ignore[attr-defined]
    found, faq = [], []
    for line in document.found_facts[:SHOWN] if document else ():
        assert document is not None
        for fact, flags in zip(line.facts, line.flags, strict=True):
            found.append(
                Line(
                    fact.id_key,
                    f"{fact.key}: {fact.value}",
                    document.word(fact.id_key),
                    persona_term(fact.kind.value),
                    shown_quotes([fact.quote], slug),
                    fact.sensitive.value if fact.sensitive else "",
                    flags=tuple(persona_term(flag.value) for flag in flags),
                )
            )
    for entry in document.faq if document else ():
        assert document is not None
        key = faq_key(entry)
        quotes = shown_quotes([*([entry.answer] if entry.answer else []), *entry.others], slug)
        faq.append(
            {
                "line": Line(
                    key,
                    entry.question,
                    document.word(key),
                    quotes=quotes,
                    sensitive=entry.sensitive.value if entry.sensitive else "",
                ),
                "answer": entry.answer.text if entry.answer else "",
                "askers": entry.askers,
            }
        )
    today = timezone.localdate()
    stated = list(Fact.objects.order_by("-pk")[:500])
    for row in stated:
        row.past = bool(row.valid_until and row.valid_until < today)
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "page": "studio",
        "tab": "states",
        "document": document,
        "found": without_forgotten(found),
        "faq": faq,
        "stated": stated,
    }
    return render(request, "web/studio/states.html", context)


@require_POST
@member(Role.MANAGER)
def save(request: HttpRequest) -> HttpResponse:
    """Add a fact, change one, let it expire today, or take it out."""
    pk = number_of(request.POST, "pk")
    row = get_object_or_404(Fact, pk=pk) if pk else Fact(creator_id=request.creator.pk)  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "save")
    if verb == "remove":
        if row.pk:
            row.delete()
    elif verb == "expire":
        row.valid_until = timezone.localdate()
        row.save()
    else:
        row.text = text_of(request.POST, "text", LONGEST)
        row.question = text_of(request.POST, "question", LONGEST)
        row.url = text_of(request.POST, "url", LONGEST)
        row.lang = text_of(request.POST, "lang", 3)
        row.valid_from, row.valid_until = day(request, "valid_from"), day(request, "valid_until")
        if not row.text:
            messages.error(request, _("A fact needs a sentence."))
            return redirect("states", request.creator.slug)  # type: ignore[attr-defined]
        row.save()
    keep_edited()
    messages.success(request, _("Saved."))
    return redirect("states", request.creator.slug)  # type: ignore[attr-defined]


def day(request: HttpRequest, name: str) -> date | None:
    """A day of a form; None where it is empty or none."""
    try:
        return date.fromisoformat(text_of(request.POST, name, 10))
    except ValueError:
        return None
