"""Autopilot: how far each permission has been earned, what it would have sent, what it costs, and the red switch."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.autopilot import quiet, switch
from ownvoice.inbox.autopilot.deciding import settings
from ownvoice.inbox.autopilot.fans import the_ai_too_for
from ownvoice.inbox.autopilot.leaving import take_back
from ownvoice.inbox.autopilot.tables import HumansOnly, Permission
from ownvoice.inbox.models import Channel, Outgoing
from ownvoice.tenants.models import Role
from ownvoice.training.certificate import Standing
from ownvoice.training.permissions import (
    MOST_LIMIT,
    Progress,
    all_progress,
    confidence_figures,
    give,
    progress_of,
    set_limit,
    set_mode,
    would_have_sent,
)
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.plots import reliability_plot

LIMITS = (0.5, 1, 2, 3, 5, 10)  # per cent, marked on the slider
HELD_SHOWN = 50
LONGEST_RETRACT_MIN = 1_440
ANYBODY = frozenset({"stop", "take back"})  # what whoever reviews may do as well


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """Everything on one page; `?of=ID&limit=2` shows one permission at another limit without changing it."""
    rules = settings()
    asked, limit = number_of(request.GET, "of"), _percent(request.GET.get("limit", ""))
    rows = []
    for progress in all_progress():
        if progress.permission.pk == asked and limit is not None and not progress.on:
            progress = progress_of(progress.permission, limit=limit)
        rows.append(_shown(progress))
    held = Outgoing.objects.filter(automatic=True, state=Outgoing.State.WAITING)
    context = {
        "creator": request.creator,  # type: ignore[attr-defined]
        "page": "studio",
        "tab": "autopilot",
        "rules": rules,
        "quiet": quiet.told(rules.quiet),
        "review_percent": round(rules.review_share * 100),
        "retract_min": rules.retract_s // 60,
        "opt_out": ", ".join(str(word) for word in rules.opt_out_words),
        "rows": rows,
        "limits": LIMITS,
        "held": held.select_related("message__conversation__channel").order_by("leaves_at")[:HELD_SHOWN],
        "held_count": held.count(),
        "reliability": confidence_figures(),
        "humans": HumansOnly.objects.select_related("channel").order_by("fan_name", "pk")[:500],
        "channels": Channel.objects.order_by("label", "pk")[:100],
    }
    return render(request, "web/studio/autopilot.html", context)


def _shown(progress: Progress) -> dict[str, Any]:
    certificate, permission = progress.certificate, progress.permission
    nearest = certificate.nearest
    clean = nearest.reviewed - nearest.errors
    return {
        "permission": permission,
        "on": progress.on,
        "stale": permission.mode == Permission.Mode.AUTO and not progress.fresh,
        "limit": _plain_percent(certificate.limit),
        "limit_shown": _shown_percent(certificate.limit),
        "nearest": nearest,
        "clean": clean,
        "whole": clean + nearest.needed if nearest.needed is not None else None,
        "told": _told(clean, nearest),
        "bound": _shown_percent(nearest.bound),
        "best": certificate.best,
        "cuts": [_cut(one, progress.a_week) for one in certificate.standings],
        "a_week": round(progress.a_week, 1),
        "waiting": progress.waiting,
        "blocked_by": progress.blocked_by,
        "watch": progress.watch,
        "why": _why(permission.reason),
        "examples": would_have_sent(permission, nearest.threshold),
        "errors": would_have_sent(permission, nearest.threshold, errors=True),
        "cap": permission.daily_cap,
    }


def _told(clean: int, nearest: Standing) -> str:
    if nearest.needed is None:
        return _("%(clean)d clean reviews, and too many that weren't") % {"clean": clean}
    return ngettext(
        "%(clean)d of %(whole)d clean review", "%(clean)d of %(whole)d clean reviews", clean + nearest.needed
    ) % {"clean": clean, "whole": clean + nearest.needed}


def _cut(standing: Standing, a_week: float) -> dict[str, Any]:
    return {
        "threshold": standing.threshold,
        "percent": f"{standing.share:.0%}".replace("%", " %"),
        "volume": round(standing.share * a_week, 1),
        "reviewed": standing.reviewed,
        "errors": standing.errors,
        "bound": _shown_percent(standing.bound) if standing.reviewed else "",
        "needed": standing.needed,
        "certified": standing.certified,
    }


def _why(reason: str) -> str:
    """Why a permission was taken away, in the language of the page."""
    kind, _colon, parts = reason.partition(": ")
    if kind == "withdrawn":
        return _("Withdrawn: too much of what was reviewed meanwhile was wrong. It has to be earned again.")
    if kind == "probation":
        names = {
            "persona": _("your persona"),
            "model": _("the model"),
            "sources": _("your sources"),
            "goals": _("your goals"),
            "program": _("this program"),
        }
        changed = ", ".join(names.get(part, part) for part in parts.split(", "))
        return _("On probation: %(what)s changed. Drafts are reviewed again until that is proven too.") % {
            "what": changed
        }
    return ""


def _plain_percent(share: float) -> str:
    """As a form's field wants it."""
    return f"{share * 100:.1f}".rstrip("0").rstrip(".")


def _shown_percent(share: float) -> str:
    """As the page's language writes it."""
    return number_format(Decimal(_plain_percent(share)))


def _percent(text: str) -> float | None:
    """A share from a percentage as a form sends it; None where it is none that may be allowed."""
    try:
        share = float(str(text)[:12].replace(",", ".")) / 100
    except ValueError:
        return None
    return share if 0.002 <= share <= MOST_LIMIT else None


@member(Role.MANAGER)
def plot(request: HttpRequest, theme: str) -> HttpResponse:
    """The reliability of confidence as SVG, drawn on the server."""
    figures = confidence_figures()
    if figures is None or theme not in ("light", "dark"):
        raise Http404
    return HttpResponse(reliability_plot(figures, theme == "dark"), content_type="image/svg+xml")


@require_POST
@member()
def change(request: HttpRequest) -> HttpResponse:
    """Stop, resume, switch on or off, take back, settings, fans."""
    slug = request.creator.slug  # type: ignore[attr-defined]
    verb = text_of(request.POST, "verb", 20)
    manager = request.membership.may(Role.MANAGER)  # type: ignore[attr-defined]
    if verb not in ANYBODY and not manager:
        raise Http404
    try:
        messages.success(request, _change(request, verb))
    except OwnvoiceError as error:
        messages.error(request, str(error))
    return redirect("autopilot" if manager else "inbox", slug)


def _change(request: HttpRequest, verb: str) -> str:
    by: Any = request.user
    if verb == "stop":
        switch.stop(by)
        return _("Stopped. Nothing leaves until you say so.")
    if verb == "resume":
        approved, to_review = switch.resume(by)
        return _("Approved replies leave again: %(approved)d. Back in review: %(review)d.") % {
            "approved": approved,
            "review": to_review,
        }
    if verb == "take back":
        take_back(number_of(request.POST, "outgoing") or 0)
        return _("Taken back; the draft waits for review.")
    if verb == "settings":
        return _save(request)
    if verb == "person":
        return _person(request)
    if verb == "ai too":
        the_ai_too_for(number_of(request.POST, "pk") or 0)
        return _("Removed.")
    permission = get_object_or_404(Permission, pk=number_of(request.POST, "pk") or 0)
    limit = _percent(request.POST.get("limit", ""))
    if verb == "on":
        cap = number_of(request.POST, "cap")
        given = give(permission, by, limit)
        Permission.objects.filter(pk=given.pk).update(daily_cap=min(cap or given.daily_cap, 10_000))
        return _("On. Drafts that are sure enough leave by themselves.")
    if verb in ("draft", "off"):
        set_mode(permission, verb)
        return _("Every draft waits for review.") if verb == "draft" else _("No drafts are proposed.")
    if verb == "limit" and limit is not None:
        set_limit(permission, limit)
        return _("Saved.")
    raise OwnvoiceError(_("There is no such decision."))


def _save(request: HttpRequest) -> str:
    rules = settings()
    minutes = number_of(request.POST, "retract_min")
    share = _percent_of_all(request.POST.get("review_percent", ""))
    if minutes is None or minutes > LONGEST_RETRACT_MIN or share is None:
        raise OwnvoiceError(_("A number is missing or out of range."), _("Nothing was saved."))
    rules.quiet = quiet.parse_quiet(text_of(request.POST, "quiet", 80))
    rules.retract_s, rules.review_share = minutes * 60, share
    words = text_of(request.POST, "opt_out", 2_000).split(",")
    rules.opt_out_words = [word.strip() for word in words if word.strip()][:100]
    rules.save(update_fields=["quiet", "retract_s", "review_share", "opt_out_words"])
    return _("Saved.")


def _percent_of_all(text: str) -> float | None:
    return (
        int(text) / 100
        if text.isascii() and text.isdigit() and len(text) <= 3 and 5 <= int(text) <= 100
        else None
    )


def _person(request: HttpRequest) -> str:
    channel = get_object_or_404(Channel, pk=number_of(request.POST, "channel") or 0)
    name = text_of(request.POST, "fan_name", 200)
    if not name:
        raise OwnvoiceError(_("A name is missing."))
    HumansOnly.objects.get_or_create(
        channel=channel, fan_name=name, defaults={"because": f"{timezone.localdate():%Y-%m-%d}"}
    )
    return _("Saved.")
