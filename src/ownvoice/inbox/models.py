"""Conversations, what came in, what was proposed, and what was decided."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from ownvoice.tenants.scope import Owned


class Channel(Owned):
    """A place messages come from and replies go to."""

    kind = models.CharField(max_length=40, help_text="webchat, mastodon, wordpress, ...")
    label = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["creator", "kind", "label"], name="one_channel_per_label")
        ]

    def __str__(self) -> str:
        return self.label


class Conversation(Owned):
    """A thread with one fan. It is in the hands of a person or of the AI, never both."""

    class Hands(models.TextChoices):
        AI = "ai"
        PERSON = "person"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="conversations")
    token = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Lets the fan come back to it.")
    native_id = models.CharField(
        max_length=600, blank=True, help_text="The thread and the fan, on the platform."
    )
    fan_id = models.CharField(max_length=300, blank=True, help_text="The fan's account on the platform.")
    fan_name = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True, help_text="The post or page it stands under.")
    hands = models.CharField(max_length=8, choices=Hands.choices, default=Hands.AI)
    typed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person last began to write here."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "channel", "fan_name"], name="conversation_fan")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "native_id"], name="conversation_once", condition=~models.Q(native_id="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.fan_name or 'a fan'} on {self.channel}"


class Message(Owned):
    """One entry in a conversation. What the fan wrote, or what was answered."""

    class Author(models.TextChoices):
        FAN = "fan"
        AI = "ai"
        CREATOR = "creator"

    class State(models.TextChoices):
        NEW = "new"  # nobody has looked at it, no draft yet
        OPEN = "open"  # waits for a decision
        PERSON = "person"  # waits for the creator in person
        DONE = "done"  # answered, rejected or ignored

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Author.choices)
    text = models.TextField()
    native_id = models.CharField(max_length=300, blank=True)
    native = models.JSONField(default=dict, help_text="What the platform needs to know to answer it.")
    addressed = models.BooleanField(default=True)
    edited_at = models.DateTimeField(null=True, blank=True, help_text="When its fan changed it, if they did.")
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken down, if it was.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    received_at = models.DateTimeField(default=timezone.now)
    citations = models.JSONField(
        default=list, help_text="For answers: what they rest on, as shown to the fan."
    )

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["creator", "state", "-received_at", "-id"], name="message_inbox"),
            models.Index(fields=["creator", "-id"], name="message_newest"),
            models.Index(
                fields=["creator", "native_id"], name="message_native", condition=~models.Q(native_id="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "native_id"], name="message_once", condition=~models.Q(native_id="")
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Draft(Owned):
    """A proposed reply with everything it was worked out from (`core.answers.Reply`, as JSON)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="drafts")
    text = models.TextField(blank=True)
    composer = models.CharField(max_length=40)
    action = models.CharField(max_length=20)
    rule = models.CharField(max_length=80)
    reason = models.TextField()
    confidence = models.FloatField(default=0.0)
    work = models.JSONField(help_text="Triage, evidence, sentences and verdicts.")
    first = models.CharField(
        max_length=12, blank=True, help_text="Why a person comes first (`reply.human_first`)."
    )
    first_reason = models.CharField(max_length=200, blank=True)
    goal_id = models.BigIntegerField(null=True, blank=True, help_text="The goal it mentions (voice.Goal).")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["creator", "-id"], name="draft_newest"),
            models.Index(fields=["creator", "message"], name="draft_first", condition=~models.Q(first="")),
            models.Index(
                fields=["creator", "goal_id", "-made_at"],
                name="draft_mentions",
                condition=models.Q(goal_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or f"({self.action})"


class Feedback(Owned):
    """A person's decision about a draft: what the product learns from."""

    class Verb(models.TextChoices):
        APPROVE = "approve"
        EDIT = "edit"
        REJECT = "reject"
        HAND_OVER = "hand over"
        IGNORE = "ignore"

    class Cause(models.TextChoices):
        """Why a draft was rejected: one key each."""

        FACT = "fact"  # says something wrong
        TONE = "tone"  # doesn't sound right
        LENGTH = "length"  # too much or too little
        GOAL = "goal"  # mentions a goal where it doesn't fit
        BESIDE = "beside"  # doesn't answer what was asked
        PERSONAL = "personal"  # needs a person

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="feedback")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    text = models.TextField(blank=True, help_text="What was sent in the end.")
    note = models.TextField(blank=True)
    cause = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    kind = models.CharField(max_length=8, blank=True, help_text="What an edit was about (`training.edits`).")
    changes = models.JSONField(default=list, help_text="What it changed, in short words.")
    material = models.BooleanField(null=True, help_text="Whether sending the draft would have been an error.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "-id"], name="feedback_newest")]

    def __str__(self) -> str:
        return f"{self.verb} of draft {self.draft_id}"


class Outgoing(Owned):
    """A reply that may leave: written in the same transaction as the decision; only the outbox sends it."""

    class State(models.TextChoices):
        WAITING = "waiting"  # to be sent, now or when `due_at` has come
        SENDING = "sending"  # a worker is at it; after a crash until `lease_until`
        SENT = "sent"
        FAILED = "failed"  # it didn't arrive and never will by itself
        UNCERTAIN = "uncertain"  # it may have arrived; only a person can say
        DROPPED = "dropped"  # a person, or the fan by going away, decided that it isn't sent

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="outgoing", help_text="The one it answers."
    )
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    citations = models.JSONField(default=list)
    written_by = models.CharField(max_length=8, choices=Message.Author.choices)
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    automatic = models.BooleanField(
        default=False, help_text="No person approved it: an autopilot's permission did."
    )
    leaves_at = models.DateTimeField(null=True, blank=True, help_text="Until then it can be taken back.")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # How far its delivery is (`ownvoice.channels.delivery`). Every time here is the database's, never a machine's.
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="outgoing")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="+")
    weight = models.SmallIntegerField(default=0, help_text="What matters goes first where a quota is short.")
    attempts = models.PositiveSmallIntegerField(default=0)
    doubt = models.BooleanField(default=False, help_text="The last attempt may have arrived.")
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When to try, or to look whether it is there."
    )
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    native_id = models.CharField(max_length=300, blank=True)
    url = models.TextField(blank=True)
    problem = models.TextField(blank=True, help_text="Why it isn't sent yet, for a person.")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                name="one_reply_per_message",
                condition=models.Q(state__in=["waiting", "sending", "sent", "uncertain"]),
            )
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                name="outgoing_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["conversation", "id"],
                name="outgoing_in_order",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["creator", "-id"],
                name="outgoing_stuck",
                condition=models.Q(state__in=["failed", "uncertain"]),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class IntentCorrection(Owned):
    """What a person says a message is, where triage found otherwise (or the same, where they agree)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="corrections")
    found = models.CharField(max_length=20, help_text="The intent that triage found.")
    intent = models.CharField(max_length=20, help_text="The intent that it is.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "-id"], name="correction_newest")]

    def __str__(self) -> str:
        return f"{self.intent}, not {self.found}"


class LearnedTriage(Owned):
    """What the corrections taught (`reply.corrections.Learned`, as JSON): one row a creator, made again from them."""

    weights = models.JSONField(default=dict)
    corrections = models.PositiveIntegerField(default=0)
    learned_at = models.DateTimeField(auto_now=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator"], name="one_learned_triage")]

    def __str__(self) -> str:
        return f"learned from {self.corrections} corrections"


class ModelCall(Owned):
    """Something a model was asked for this creator, with all that was shown to it and what came back."""

    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        null=True,
        related_name="model_calls",
        help_text="The one to be answered.",
    )
    purpose = models.CharField(max_length=40)
    model = models.CharField(max_length=300)
    prompt = models.JSONField(help_text="The turns shown, as objects with role and content.")
    answer = models.TextField(blank=True)
    problem = models.TextField(blank=True, help_text="Why there is no answer.")
    prompt_tokens = models.PositiveBigIntegerField(default=0)
    completion_tokens = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    cost_millionths = models.PositiveBigIntegerField(default=0, help_text="Of the currency of the prices.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["creator", "-id"], name="model_call_newest"),
            models.Index(fields=["at"], name="model_call_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


class ModelDay(Owned):
    """What a creator's calls used on one day (UTC), with what the calls under way may still use."""

    day = models.DateField()
    tokens = models.PositiveBigIntegerField(default=0)
    cost_millionths = models.PositiveBigIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator", "day"], name="one_row_a_model_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.tokens} tokens"


class Cluster(Owned):
    """Open messages that ask for the same, as they were at the last look (`inbox.kept_clusters`); the largest first."""

    named_by = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", help_text="Whose question is its name."
    )
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=3, blank=True)
    size = models.PositiveIntegerField()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "id"], name="cluster_largest")]

    def __str__(self) -> str:
        return f"{self.size} ask: {self.name[:60]}"


class ClusterMember(Owned):
    """A message in a cluster; the more typical have the smaller ids."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="members")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"message {self.message_id} in cluster {self.cluster_id}"


class ClusterLook(Owned):
    """When a creator's clusters were worked out, and what had been drafted by then: one row a creator."""

    newest_draft = models.BigIntegerField()
    seconds = models.FloatField(default=0.0)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator"], name="one_look_at_clusters")]

    def __str__(self) -> str:
        return f"clusters of {self.at:%Y-%m-%d %H:%M}"


class SharedAnswer(Owned):
    """One answer to all messages of a cluster: a draft's sentences, or what a person wrote. Sent when they say so."""

    class State(models.TextChoices):
        PREPARING = "preparing"  # being adapted to each message
        READY = "ready"  # waits for a person's word
        SENDING = "sending"
        DONE = "done"
        CANCELLED = "cancelled"

    asked_in = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", help_text="Whose question stands for all."
    )
    question = models.CharField(max_length=200)
    language = models.CharField(max_length=3, blank=True)
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, related_name="+", help_text="Whose sentences they are."
    )
    texts = models.JSONField(default=list, help_text="Where a person wrote it: one or two wordings.")
    by_name = models.BooleanField(default=False, help_text="Greet each fan by name where there is one.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "-id"], name="shared_answer_newest")]

    def __str__(self) -> str:
        return f"answer to all who ask: {self.question[:60]}"


class SharedReply(Owned):
    """A shared answer as adapted to one message, or why it doesn't suit it."""

    class State(models.TextChoices):
        WAITING = "waiting"  # not adapted yet
        FITS = "fits"
        FAILED = "failed"  # it doesn't suit the message, which stays open
        LEFT_OUT = "left out"  # by a person, or because something changed before it was sent
        SENT = "sent"

    answer = models.ForeignKey(SharedAnswer, on_delete=models.CASCADE, related_name="replies")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["answer", "message"], name="one_shared_reply_a_message")
        ]
        indexes = [models.Index(fields=["answer", "state", "id"], name="shared_reply_state")]

    def __str__(self) -> str:
        return f"{self.state}: {self.text[:60]}"


from ownvoice.inbox.autopilot import tables as _autopilot  # noqa: E402, F401  tables of this app as well
