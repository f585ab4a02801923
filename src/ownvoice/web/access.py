"""Who may see a creator's pages: asked in one place, for every page under `/c/<slug>/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from ownvoice.tenants.models import Membership, Role
from ownvoice.tenants.scope import acting_for

View = Callable[..., HttpResponse]
AsyncView = Callable[..., Awaitable[Any]]


def membership_of(user: Any, slug: str, role: Role) -> Membership:
    """The user's membership with this creator; 404 where there is none or it isn't enough.

    404 rather than 403: whether a creator exists here is nobody else's business.
    """
    membership = Membership.objects.select_related("creator").filter(user=user, creator__slug=slug).first()
    if membership is None or not membership.may(role):
        raise Http404
    return membership


def member(role: Role = Role.REVIEWER) -> Callable[[View], View]:
    """Let members with at least this role in, acting for the creator in the address. Views get `request.creator`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = membership_of(request.user, slug, role)
            request.creator, request.membership = membership.creator, membership  # type: ignore[attr-defined]
            with acting_for(membership.creator):
                return view(request, *args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def member_stream(role: Role = Role.REVIEWER) -> Callable[[AsyncView], AsyncView]:
    """The same for asynchronous views: they get the creator's id and say themselves when they act for them."""

    def decorate(view: AsyncView) -> AsyncView:
        @wraps(view)
        async def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> Any:
            user = await request.auser()
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = await sync_to_async(membership_of)(user, slug, role)
            return await view(request, membership.creator_id, *args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return decorate
