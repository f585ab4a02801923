"""Who works for a creator, and links that let somebody join."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ownvoice.tenants.models import Membership, Role, SetupLink
from ownvoice.web.access import member


@member(Role.OWNER)
def page(request: HttpRequest) -> HttpResponse:
    """The members; posting a role makes a link that works once."""
    creator = request.creator  # type: ignore[attr-defined]
    link = ""
    if request.method == "POST" and request.POST.get("role") in Role.values:
        made = SetupLink.objects.create(creator=creator, role=request.POST["role"])
        link = request.build_absolute_uri(reverse("setup", args=[made.token]))
    members = Membership.objects.filter(creator=creator).select_related("user").order_by("pk")
    context = {"creator": creator, "members": members, "link": link, "roles": Role.choices, "page": "team"}
    return render(request, "web/team.html", context)
