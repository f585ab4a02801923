"""Channels: the connected accounts with their state, and replies that only a person can decide about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.channels import keeping
from ownvoice.channels.models import Connection
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Outgoing
from ownvoice.tenants.models import Role
from ownvoice.web.access import member

MOST = 200  # stuck replies that are shown


@member(Role.MANAGER)
def page(request: HttpRequest) -> HttpResponse:
    """The accounts, and what is stuck."""
    waiting = Q(channel__outgoing__state__in=(Outgoing.State.WAITING, Outgoing.State.SENDING))
    rows = Connection.objects.select_related("channel").annotate(
        waiting=Count("channel__outgoing", filter=waiting)
    )
    return render(
        request,
        "web/channels.html",
        {
            "creator": request.creator,  # type: ignore[attr-defined]
            "page": "channels",
            "rows": rows.order_by("pk"),
            "stuck": keeping.stuck()[:MOST],
        },
    )


@require_POST
@member(Role.MANAGER)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a channel, or let it go on."""
    row = get_object_or_404(Connection, pk=pk)
    if row.state == Connection.State.LIVE:
        keeping.pause(row)
        messages.success(request, _("Paused: nothing is fetched or sent, and nothing is lost."))
    elif row.state == Connection.State.PAUSED:
        keeping.resume(row)
        messages.success(request, _("It goes on."))
    else:
        checked = keeping.check(row)
        if checked.problem:
            messages.error(request, _("The platform still refuses the key: connect the channel again."))
        else:
            messages.success(request, _("It goes on."))
    return redirect("channels", request.creator.slug)  # type: ignore[attr-defined]


@require_POST
@member(Role.MANAGER)
def decide_stuck(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a stuck reply again, say that it arrived, or drop it."""
    verbs: dict[str, Any] = {
        "again": (keeping.send_again, _("It is on its way again.")),
        "arrived": (keeping.arrived, _("Noted.")),
        "drop": (keeping.drop, _("Dropped; the message waits for you.")),
    }
    act, done = verbs.get(request.POST.get("verb", ""), (None, ""))
    if act is not None:
        try:
            act(pk)
            messages.success(request, done)
        except OwnvoiceError as error:
            messages.error(request, str(error))
    return redirect("channels", request.creator.slug)  # type: ignore[attr-defined]
