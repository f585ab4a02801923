"""Versions of the persona: what differs, going back, taking it away and bringing one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import Role
from ownvoice.voice.keeping.exchanging import bring_back, take_away
from ownvoice.voice.keeping.set_by_creator import ABOUT, say
from ownvoice.voice.keeping.versions import document_of, go_back, keep_edited
from ownvoice.voice.models import Persona
from ownvoice.voice.persona.difference import differences
from ownvoice.voice.persona.document import Word
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of

SHOWN = 50
DIFFERENCES = 400
MOST_BYTES = 20_000_000
LONGEST_ABOUT = 1_000
_FILES = {
    "yaml": ("yaml", "application/yaml"),
    "card.json": ("card-v3", "application/json"),
    "card-v2.json": ("card-v2", "application/json"),
    "card.png": ("card-v3", "image/png"),
    "txt": ("prompt", "text/plain; charset=utf-8"),
}


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """The versions, newest first, and what differs between two of them."""
    rows = list(Persona.objects.defer("document").order_by("-number")[:SHOWN])
    before, after = number_of(request.GET, "before"), number_of(request.GET, "after")
    found = []
    if before and after:
        try:
            old, new = document_of(before), document_of(after)
        except OwnvoiceError as error:
            messages.error(request, str(error))
        else:
            found = list(differences(old, new)) if old and new else []
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "page": "studio",
        "tab": "versions",
        "rows": rows,
        "before": before,
        "after": after,
        "differences": found[:DIFFERENCES],
        "more": max(0, len(found) - DIFFERENCES),
        "may_change": request.membership.may(Role.OWNER),  # type: ignore[attr-defined]
    }
    return render(request, "web/studio/versions.html", context)


@member(Role.OWNER)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The persona as a file."""
    creator = request.creator  # type: ignore[attr-defined]
    kind, content_type = _FILES.get(form, _FILES["yaml"])
    try:
        content = take_away(kind, form.endswith(".png"))
    except OwnvoiceError as error:
        messages.error(request, str(error))
        return redirect("versions", creator.slug)
    name = f"{slugify(creator.name) or 'persona'}.{form if form in _FILES else 'yaml'}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@member(Role.OWNER)
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a persona or a character card back, as a new version."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MOST_BYTES:
        messages.error(request, _("Choose a persona file of at most 20 MB."))
        return redirect("versions", slug)
    try:
        brought = bring_back(file.read(), str(file.name or _("The file"))[-80:])
    except OwnvoiceError as error:
        messages.error(request, str(error))
        return redirect("versions", slug)
    messages.success(request, _("Version %(number)d holds now.") % {"number": brought.persona.number})
    for line in brought.lost:
        messages.warning(request, line)
    return redirect("versions", slug)


@require_POST
@member(Role.OWNER)
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Go back to what was said and set in a version."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    try:
        version = go_back(number)
    except OwnvoiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Version %(number)d holds now.") % {"number": version.number})
    return redirect("versions", slug)


@require_POST
@member(Role.MANAGER)
def about(request: HttpRequest) -> HttpResponse:
    """Keep the creator's own sentence on who they are."""
    say(ABOUT, Word(text=text_of(request.POST, "about", LONGEST_ABOUT)))
    keep_edited()
    messages.success(request, _("Saved."))
    return redirect("studio", request.creator.slug)  # type: ignore[attr-defined]
