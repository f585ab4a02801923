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

from ownvoice.tenants.models import Creator, Membership, Role, SetupLink
from ownvoice.web.access import member
from ownvoice.web.views.accounts import INVITATION_LASTS


@member(Role.OWNER)
def page(request: HttpRequest) -> HttpResponse:
    """The members and the open links; posting a role makes a link that works once."""
    creator: Creator = request.creator  # type: ignore[attr-defined]
    link = ""
    if request.method == "POST" and request.POST.get("role") in Role.values:
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
