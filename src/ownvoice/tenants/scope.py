"""Whose data a query is about: said once, enforced in one place.

Every model that belongs to a creator inherits `Owned`. Its default manager sees only the rows of the creator
named by the innermost `acting_for(...)`, and refuses to run outside one: forgetting the filter is an error,
not a leak. `everyone` is the unfiltered manager, for migrations and for jobs that look after all creators.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models

from ownvoice.core.errors import NoCreatorError

if TYPE_CHECKING:
    from ownvoice.tenants.models import Creator

_current: ContextVar[int | None] = ContextVar("current_creator", default=None)


@contextmanager
def acting_for(creator: Creator | int) -> Iterator[None]:
    """Within the block, queries see this creator's rows and no others."""
    token = _current.set(creator if isinstance(creator, int) else creator.pk)
    try:
        yield
    finally:
        _current.reset(token)


def current_creator_id() -> int:
    """The creator of the innermost `acting_for`; `NoCreatorError` outside any."""
    creator_id = _current.get()
    if creator_id is None:
        raise NoCreatorError(
            "A query ran without saying whose data it is about.", "Wrap it in `with acting_for(creator):`."
        )
    return creator_id


class ScopedManager(models.Manager[Any]):
    """Sees the current creator's rows only, and gives new rows to that creator."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(creator_id=current_creator_id())

    def create(self, **values: Any) -> Any:
        values.setdefault("creator_id", current_creator_id())
        return super().create(**values)

    def get_or_create(self, defaults: Any = None, **values: Any) -> Any:
        return super().get_or_create(defaults, creator_id=current_creator_id(), **values)

    def update_or_create(self, defaults: Any = None, create_defaults: Any = None, **values: Any) -> Any:
        return super().update_or_create(defaults, create_defaults, creator_id=current_creator_id(), **values)


class Owned(models.Model):
    """A row that belongs to exactly one creator."""

    creator = models.ForeignKey("tenants.Creator", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()
    everyone = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everyone"
