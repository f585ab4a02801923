"""Who works for a creator, and links that let somebody join."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import ApiToken, Creator, Membership, Role, SetupLink, User
from ownvoice.tenants.tokens import make_token, revoke, tokens_of
from ownvoice.web.access import member
from ownvoice.web.fields import number_of, text_of
from ownvoice.web.views.accounts import INVITATION_LASTS


@member(Role.OWNER)
def page(request: HttpRequest) -> HttpResponse:
    """The members, the open links and the tokens; posting a role makes a link that works once."""
    return _page(request)


def _page(request: HttpRequest, secret: str = "") -> HttpResponse:
    creator: Creator = request.creator  # type: ignore[attr-defined]
    link = ""
    if not secret and request.method == "POST" and request.POST.get("role") in Role.values:
        made = SetupLink.objects.create(creator=creator, role=request.POST["role"])
        link = request.build_absolute_uri(reverse("setup", args=[made.token]))
    context = {
        "creator": creator,
        "members": Membership.objects.filter(creator=creator).select_related("user").order_by("pk"),
        "invitations": SetupLink.objects.filter(
            creator=creator, used_at=None, created_at__gte=timezone.now() - INVITATION_LASTS
        ).order_by("-pk"),
        "link": link,
        "roles": Role.choices,
        "page": "team",
        "tokens": tokens_of(creator),
        "secret": secret,
        "per_minute": ApiToken.PER_MINUTE,
        "per_day": ApiToken.PER_DAY,
        "endpoint": request.build_absolute_uri("/v1"),
    }
    return render(request, "web/team.html", context)


@require_POST
@member(Role.OWNER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back before it is used."""
    creator: Creator = request.creator  # type: ignore[attr-defined]
    SetupLink.objects.filter(pk=pk, creator=creator, used_at=None).delete()
    return redirect("team", creator.slug)


@require_POST
@member(Role.OWNER)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the team; the last owner stays."""
    creator: Creator = request.creator  # type: ignore[attr-defined]
    with transaction.atomic():
        members = {m.pk: m for m in Membership.objects.select_for_update().filter(creator=creator)}
        leaving = members.get(pk)
        owners = [m for m in members.values() if m.role == Role.OWNER]
        if leaving is not None and owners == [leaving]:
            messages.error(request, _("The last owner can't be removed."))
        elif leaving is not None:
            leaving.delete()
    return redirect(
        "home" if leaving and leaving.user_id == request.user.pk else reverse("team", args=[creator.slug])
    )


@require_POST
@member(Role.OWNER)
def make_token_for(request: HttpRequest) -> HttpResponse:
    """Make a token for a program; the page that follows is the only one that ever shows it."""
    creator: Creator = request.creator  # type: ignore[attr-defined]
    by: User = request.user  # type: ignore[assignment]
    try:
        _made, secret = make_token(
            creator,
            text_of(request.POST, "name", 200),
            text_of(request.POST, "scope", 20),
            per_minute=number_of(request.POST, "per_minute") or 0,
            per_day=number_of(request.POST, "per_day") or 0,
            by=by,
        )
    except OwnvoiceError as error:
        messages.error(request, f"{error.problem} {error.remedy}")
        return redirect("team", creator.slug)
    return _page(request, secret)


@require_POST
@member(Role.OWNER)
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """From the next request on, the token opens nothing."""
    creator: Creator = request.creator  # type: ignore[attr-defined]
    revoke(creator, pk)
    return redirect("team", creator.slug)
