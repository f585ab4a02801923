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
    """A version of what was learned and confirmed. The one with the highest number holds.

    `habits`, `manner` (how they write, in sentences for a model), `withdrawn` and `switched_on` (quotes that replies may
    not, or may all the same, rest on; see `persona/lines.py`) stand apart because every reply reads them; `document` is
    the whole (`persona/document.py`) and is read only where it is shown, compared or taken away.
    """

    class Cause(models.TextChoices):
        LEARNED = "learned"
        EDITED = "edited"
        IMPORTED = "imported"
        ROLLED_BACK = "rolled back"
        REMOVED = "source removed"

    number = models.PositiveIntegerField(default=1, help_text="Counts from 1 for each creator.")
    cause = models.CharField(max_length=20, choices=Cause.choices, default=Cause.LEARNED)
    note = models.CharField(max_length=300, blank=True)
    habits = models.JSONField(default=dict)
    manner = models.TextField(blank=True)
    withdrawn = models.JSONField(default=list)
    switched_on = models.JSONField(default=list)
    document = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator", "number"], name="one_persona_per_number")]

    def __str__(self) -> str:
        return f"persona {self.number}"


class SourceTally(Owned):
    """What was counted in one source's items, so that a new import adds to it and a removal takes it along.

    `up_to_item` is the highest item that was counted; `counted` tells whether those items are still the same
    (see `learning/tallies.py`).
    """

    source = models.OneToOneField("corpus.Source", on_delete=models.CASCADE, related_name="+")
    up_to_item = models.BigIntegerField(default=0)
    counted = models.JSONField(default=dict)
    style = models.BinaryField(default=b"")
    background = models.BinaryField(default=b"")
    links = models.BinaryField(default=b"")
    counted_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"tally {self.pk}"


class Finding(Owned):
    """Something a creator said that the persona may hold: a stance or a fact, with the item it stands in.

    `key` says what was found, whichever item it stands in, so that a choice outlives learning again.
    """

    class Sort(models.TextChoices):
        STANCE = "stance"
        FACT = "fact"

    source = models.ForeignKey("corpus.Source", on_delete=models.CASCADE, related_name="+")
    item_id = models.BigIntegerField()
    sort = models.CharField(max_length=8, choices=Sort.choices)
    key = models.CharField(max_length=40)
    found = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "sort", "key"], name="finding_key")]

    def __str__(self) -> str:
        return f"{self.sort} {self.key}"


class Choice(Owned):
    """What the creator said to one line of the persona: it is so, it is otherwise, or forget it."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        FORGOTTEN = "forgotten"

    key = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State.choices, blank=True)
    text = models.TextField(blank=True, help_text="The creator's own wording, where they corrected the line.")
    usable = models.BooleanField(
        default=False, help_text="A sensitive line that replies may use all the same."
    )
    made_at = models.DateTimeField(auto_now=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator", "key"], name="one_choice_per_line")]

    def __str__(self) -> str:
        return f"{self.state} {self.key}"


class VoiceScore(Owned):
    """The trained model that tells the creator's texts from others', and the sources it was trained on."""

    creator = models.OneToOneField("tenants.Creator", on_delete=models.CASCADE, related_name="+")
    model = models.BinaryField(default=b"")
    report = models.JSONField(default=dict, help_text="What it reports of itself, or why there is none.")
    sources = models.JSONField(default=list)
    trained_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"voice score {self.pk}"


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
    source = models.ForeignKey(
        "corpus.Source",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose words the message still is; none once the creator wrote their own.",
    )

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
