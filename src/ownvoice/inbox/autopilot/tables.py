"""The autopilot's tables. They belong to the inbox; `inbox/models.py` makes Django know them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ownvoice.tenants.scope import Owned


class AutopilotSettings(Owned):
    """One row a creator: the red switch, and what holds for all permissions. Every send reads it before it leaves."""

    stopped = models.BooleanField(default=False, help_text="The red switch: while it is on, nothing leaves.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    retract_s = models.PositiveIntegerField(
        default=300, help_text="How long an automatic reply is held back."
    )
    review_share = models.FloatField(
        default=0.2, help_text="Of what would be sent goes to review all the same."
    )
    quiet = models.JSONField(
        default=dict, help_text='Hours without automatic replies: {"from": "22:00", "to": …, "zone": …}.'
    )
    opt_out_words = models.JSONField(
        default=list, help_text="Besides those that are known: who writes one wants no AI."
    )

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator"], name="one_autopilot")]

    def __str__(self) -> str:
        return "stopped" if self.stopped else "not stopped"


class Permission(Owned):
    """What happens with messages of one intent on one channel, and what was proven about it."""

    class Mode(models.TextChoices):
        OFF = "off"  # no draft is proposed: a person answers
        DRAFT = "draft"  # every draft waits for review
        AUTO = "auto"  # drafts that are sure enough leave by themselves

    channel = models.ForeignKey("inbox.Channel", on_delete=models.CASCADE, related_name="permissions")
    intent = models.CharField(max_length=20)
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.DRAFT)
    limit = models.FloatField(default=0.02, help_text="The share of errors that is allowed.")
    threshold = models.FloatField(null=True, blank=True, help_text="The confidence from which it sends.")
    daily_cap = models.PositiveIntegerField(default=50, help_text="Automatic replies a day (UTC), at most.")
    certificate = models.JSONField(default=dict, help_text="What was proven when it was given.")
    made_from = models.CharField(max_length=80, blank=True, help_text="What drafts were made from then.")
    persona = models.PositiveIntegerField(null=True, blank=True, help_text="The version of then.")
    model = models.CharField(max_length=300, blank=True)
    counts_from = models.BigIntegerField(default=0, help_text="Earlier cases don't count any more.")
    watch = models.JSONField(default=dict, help_text="`training.watching.Watch`, since it was given.")
    share = models.FloatField(
        null=True, blank=True, help_text="What goes to review now, where it isn't the usual share."
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was taken away, or put on probation."
    )
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["creator", "channel", "intent"], name="one_permission")
        ]

    def __str__(self) -> str:
        return f"{self.intent} on {self.channel_id}: {self.mode}"


class AutopilotCase(Owned):
    """A draft that a permission is about: how it was treated, written down before anybody decided it, and what was decided."""

    class How(models.TextChoices):
        EXAM = "exam"  # reviewed like every other one: counts for the certificate
        BELOW = "below"  # not sure enough to be sent
        HELD = "held"  # would have been sent, but for a cap, a stop, a person in the conversation, ...
        SAMPLE = "sample"  # would have been sent, but was drawn for review
        SENT = "sent"  # left without review, or is about to
        UNDONE = "undone"  # was taken back before it left

    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, related_name="cases")
    draft = models.OneToOneField("inbox.Draft", on_delete=models.CASCADE, related_name="case")
    how = models.CharField(max_length=6, choices=How.choices)
    confidence = models.FloatField()
    made_from = models.CharField(max_length=80)
    error = models.BooleanField(
        null=True, help_text="Whether sending it would have been an error; null until decided."
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["permission", "how", "id"], name="case_of_permission"),
            models.Index(
                fields=["permission", "id"], name="case_waiting", condition=models.Q(error__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how} at {self.confidence:.2f}"


class HumansOnly(Owned):
    """A fan whom only a person answers."""

    channel = models.ForeignKey("inbox.Channel", on_delete=models.CASCADE, related_name="+")
    fan_name = models.CharField(max_length=200)
    because = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["creator", "channel", "fan_name"], name="one_humans_only")
        ]

    def __str__(self) -> str:
        return self.fan_name
