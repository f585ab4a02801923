"""What was learned of a creator and confirmed by them."""

from __future__ import annotations

from django.db import models

from ownvoice.core import answers
from ownvoice.tenants.scope import Owned


def goal_intents() -> list[str]:
    """The messages that a goal is mentioned in answer to, unless the creator says otherwise."""
    return [intent.value for intent in answers.MENTIONED_WITH]


def goal_never_in() -> list[str]:
    """What a goal is kept out of, unless the creator says otherwise: all there is."""
    return [setting.value for setting in answers.Setting]


class Persona(Owned):
    """A version of what was learned: so far the habits of opening, closing and thanking, per language."""

    habits = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"persona {self.pk}"


class Goal(Owned):
    """A business objective: what to mention, in the creator's own words, when it fits, until when, how often at most.

    Its columns are the fields of `core.answers.Goal`; the lists hold the values of `Intent`, `Stage` and `Setting`.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default="other", help_text="A value of core.answers.GoalKind.")
    message = models.TextField()
    messages = models.JSONField(
        default=dict, help_text="The message in further languages, by ISO 639-1 code."
    )
    url = models.TextField(blank=True)
    lang = models.CharField(max_length=3, blank=True)
    topics = models.JSONField(default=list)
    intents = models.JSONField(default=goal_intents)
    stages = models.JSONField(default=list, help_text="None: any.")
    never_in = models.JSONField(default=goal_never_in)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    per_fan = models.PositiveIntegerField(
        null=True, blank=True, default=1, help_text="At most; empty: no limit."
    )
    per_day = models.PositiveIntegerField(null=True, blank=True, help_text="At most; empty: no limit.")

    def __str__(self) -> str:
        return self.name


class Boundary(Owned):
    """What is off limits, beside the defaults that always hold: a topic, promise, word or person, or when to hand over."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default="topic", help_text="A value of core.answers.BoundaryKind.")
    patterns = models.JSONField(default=list)
    lang = models.CharField(max_length=3, blank=True)
    probe = models.TextField(blank=True, help_text="A text that must touch it.")

    def __str__(self) -> str:
        return self.name
