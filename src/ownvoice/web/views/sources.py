"""Sources: what was imported, what each may be used for, and bringing in more."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.consent import USES, change_consent
from ownvoice.corpus.importing.run import prepare_import
from ownvoice.corpus.importing.uploads import forget_upload
from ownvoice.corpus.models import Import, Item, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.models import Role
from ownvoice.tenants.scope import acting_for
from ownvoice.web.access import member, member_stream
from ownvoice.web.fields import text_of
from ownvoice.web.live import changes, digest

CONSENTS = USES


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """All sources with their consent, and the latest imports."""
    counts = dict(Item.objects.values_list("source_id").annotate(Count("pk")))
    sources = list(Source.objects.order_by("pk"))
    for source in sources:
        source.items = counts.get(source.pk, 0)
        source.consents = [
            {"name": name, "label": _consent_label(name), "given": getattr(source, f"consent_{name}")}
            for name in CONSENTS
        ]
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "sources": sources,
        "consents": [
            {
                "name": name,
                "label": _consent_label(name),
                "given": Source._meta.get_field(f"consent_{name}").default,
            }
            for name in CONSENTS
        ],
        "may_remove": request.membership.may(Role.OWNER),  # type: ignore[attr-defined]
        "page": "sources",
        "seen": digest(_newest()),
    }
    return render(request, "web/sources.html", context | _imports())


def _consent_label(name: str) -> str:
    return {
        "answer": _("Quote in replies"),
        "voice": _("Learn how I sound"),
        "training": _("Train a model"),
    }[name]


def _imports() -> dict[str, Any]:
    rows = list(Import.objects.order_by("-pk")[:10])
    for row in rows:
        row.names = ", ".join(Path(path).name for path in row.paths)
        row.percent = round(100 * row.progress)
        row.kinds = sorted(row.report.get("items", {}).items(), key=lambda kind: -kind[1])
        row.left_out = sorted(row.report.get("skipped", {}).items(), key=lambda reason: -reason[1])
    return {"imports": rows}


@member(Role.MANAGER)
def imports(request: HttpRequest) -> HttpResponse:
    """The list of imports alone."""
    return render(request, "web/_imports.html", {"creator": request.creator} | _imports())  # type: ignore[attr-defined]


@require_POST
@member(Role.MANAGER)
def upload(request: HttpRequest) -> HttpResponse:
    """Keep uploaded exports and queue their import, both or neither."""
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Choose at least one file."))
        return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]
    paths = _kept(files)
    own_names = [name.strip() for name in text_of(request.POST, "own_names", 500).split(",") if name.strip()]
    try:
        with transaction.atomic():
            run = prepare_import(
                request.creator,  # type: ignore[attr-defined]
                paths,
                own_names,
                bool(request.POST.get("private")),
                consent=_said(request),
                of_somebody_else=bool(request.POST.get("theirs")),
            )
            _queue(run)
    except Exception:
        forget_upload(settings.UPLOADS, paths)
        raise
    messages.success(request, _("Uploaded. You can leave this page; the import goes on."))
    if request.headers.get("X-Requested-With"):  # the page shows the upload's progress and reloads itself
        return HttpResponse(status=204)
    return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]


def _said(request: HttpRequest) -> dict[str, bool]:
    """What was decided at the door. A box left as it was decides nothing: a source that is known keeps its settings."""
    chosen = {use: request.POST.get(f"may_{use}") == "on" for use in CONSENTS}
    usual = {use: Source._meta.get_field(f"consent_{use}").default for use in CONSENTS}
    return {use: given for use, given in chosen.items() if given != usual[use]}


def _queue(run: Import) -> None:
    enqueue(
        "corpus.import",
        lock=f"corpus-{run.creator_id}",
        creator_id=run.creator_id,
        import_id=run.pk,
    )


@require_POST
@member(Role.MANAGER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who the creator is in files that don't say it: the same files are read again with that name."""
    asked = get_object_or_404(Import, pk=pk, state=Import.State.FAILED)
    name = text_of(request.POST, "name", 200).strip() or text_of(request.POST, "other", 200).strip()
    if not name or not asked.candidates:
        messages.error(request, _("Choose a name, or write one."))
        return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            run = prepare_import(
                request.creator,  # type: ignore[attr-defined]
                [Path(path) for path in asked.paths],
                [*asked.own_names, name],
                asked.include_private,
                consent=asked.consent,
                of_somebody_else=asked.of_somebody_else,
            )
            asked.candidates = []
            asked.save(update_fields=["candidates"])
            _queue(run)
    except OwnvoiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you. The import goes on with that name."))
    return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]


def _kept(files: list[Any]) -> list[Path]:
    """The uploaded files, moved into a folder of their own."""
    folder = settings.UPLOADS / uuid.uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    paths: list[Path] = []
    for file in files:
        # The browser's name is shown to people and never trusted: only its last part, and without tricks.
        name = Path(str(file.name or "").replace("\x00", "")).name.lstrip(".")[-120:] or "export"
        target = folder / name
        if target in paths:
            target = folder / f"{len(paths)}-{name}"
        Path(file.temporary_file_path()).replace(target)
        paths.append(target)
    return paths


@require_POST
@member(Role.MANAGER)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a source may be used for; it holds from the next search on."""
    source = get_object_or_404(Source, pk=pk)
    change_consent(source.pk, {name: request.POST.get(name) == "on" for name in CONSENTS})
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]


@member(Role.OWNER)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove a source and everything that rests on it."""
    source = get_object_or_404(Source, pk=pk)
    if request.method != "POST":
        count = Item.objects.filter(source=source).count()
        context = {"creator": request.creator, "source": source, "count": count, "page": "sources"}  # type: ignore[attr-defined]
        return render(request, "web/remove_source.html", context)
    try:
        removed = remove_source(source)
    except OwnvoiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Removed with all that rested on it: %(count)d items.") % {"count": removed.rows["items"]},
        )
    return redirect("sources", request.creator.slug)  # type: ignore[attr-defined]


@member_stream(Role.MANAGER)
async def live(request: HttpRequest, creator_id: int) -> HttpResponseBase:
    """Tells the page when an import moved on."""

    def look() -> list[Any]:
        with acting_for(creator_id):
            return _newest()

    return await changes(look, request.GET.get("seen", ""))


def _newest() -> list[Any]:
    """What tells whether an import moved on."""
    return list(Import.objects.order_by("-pk").values_list("pk", "state", "progress")[:10])
