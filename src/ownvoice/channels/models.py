"""How a channel is connected to its platform, what it may still send, and who wants to hear nothing more."""

from __future__ import annotations

from django.db import models

from ownvoice.inbox.models import Channel
from ownvoice.tenants.scope import Owned


class Connection(Owned):
    """The account a channel speaks through. `secret` is sealed (`channels.sealing`) and never shown again."""

    class State(models.TextChoices):
        LIVE = "live"
        PAUSED = "paused"  # by a person: nothing is fetched or sent, nothing is lost
        SHUT_OUT = "shut out"  # the platform refuses the account's key; a person has to renew it

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="connection")
    address = models.TextField(help_text="Where the platform is: an https address, a mail server.")
    options = models.JSONField(default=dict, help_text="What isn't secret of how to connect.")
    secret = models.TextField(blank=True)
    account = models.JSONField(
        default=dict, help_text="Who we are there: id, name, whether marked as automated."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    cursor = models.JSONField(default=dict, help_text="How far was received; kept with what was received.")
    problem = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Since something last worked.")
    closed_until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing is sent before (circuit breaker)."
    )
    received_at = models.DateTimeField(null=True, blank=True)
    quiet = models.JSONField(default=dict, help_text="Hours in which the AI's replies wait: from, to, zone.")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.channel}: {self.state}"


class Allowance(Owned):
    """What an account may still do: one row for each limit, shared by all workers."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="allowances")
    name = models.CharField(max_length=40)
    left = models.FloatField()
    at = models.DateTimeField(help_text="When `left` held; for a quota, when its window began.")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="one_allowance")]

    def __str__(self) -> str:
        return f"{self.name}: {self.left:g} left"


class OptOut(Owned):
    """A fan who said STOP: the AI doesn't write to them on this channel until they say otherwise."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="opt_outs")
    fan_id = models.CharField(max_length=300)
    word = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["channel", "fan_id"], name="one_opt_out")]

    def __str__(self) -> str:
        return f"{self.fan_id} said {self.word}"
