"""What was learned of a creator and confirmed by them."""

from __future__ import annotations

from django.db import models

from ownvoice.tenants.scope import Owned


class Persona(Owned):
    """A version of what was learned: so far the habits of opening, closing and thanking, per language."""

    habits = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"persona {self.pk}"


class Goal(Owned):
    """A business objective: what to mention, in the creator's own words, when it fits, until when."""

    name = models.CharField(max_length=200)
    message = models.TextField()
    url = models.TextField(blank=True)
    lang = models.CharField(max_length=3, blank=True)
    topics = models.JSONField(default=list)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Boundary(Owned):
    """A topic or act that is off limits, beside the defaults that always hold."""

    name = models.CharField(max_length=200)
    patterns = models.JSONField(default=list)
    lang = models.CharField(max_length=3, blank=True)

    def __str__(self) -> str:
        return self.name
