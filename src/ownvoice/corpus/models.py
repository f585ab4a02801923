"""What a creator has published, where it came from, and how it is found again.

The bulk tables (items, passages, vectors, exchanges) carry no foreign-key constraints in the database: checking
them would cost about a third of an import's time. `ownvoice.corpus.removal` is the one place that deletes from
them, and a test proves that nothing is left over.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField

from ownvoice.core.records import Kind, Role, Visibility
from ownvoice.tenants.scope import Owned


def _loose(to: str, **options: Any) -> Any:
    """A foreign key that the database doesn't check row by row (see the module's docstring)."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", **options
    )


def _choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Source(Owned):
    """One account, site or feed that items came from, with what they may be used for."""

    platform = models.CharField(max_length=40)
    account = models.CharField(
        max_length=300, blank=True, help_text="The platform's id of the account, or its address."
    )
    label = models.CharField(max_length=300, help_text="As shown to people.")
    consent_answer = models.BooleanField(default=True, help_text="May be quoted in replies.")
    consent_voice = models.BooleanField(default=True, help_text="May shape how replies sound.")
    consent_training = models.BooleanField(default=False, help_text="May be used to train a model.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["creator", "platform", "account"], name="one_source_per_account")
        ]

    def __str__(self) -> str:
        return self.label


class Import(Owned):
    """One run over one upload: how far it came, and what it found."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    paths = models.JSONField(help_text="The files or folders, absolute.")
    fingerprint = models.CharField(
        max_length=64, help_text="Tells whether a path still holds the same bytes."
    )
    own_names = models.JSONField(default=list)
    include_private = models.BooleanField(default=False)
    consent = models.JSONField(
        default=dict, help_text="What its sources may be used for, as far as it was said: {'answer': false}."
    )
    of_somebody_else = models.BooleanField(
        default=False, help_text="Of it only what the creator answered is kept, as others' words."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.JSONField(default=dict, help_text="Records stored so far by part, for resuming.")
    progress = models.FloatField(default=0.0, help_text="Share of the bytes read, 0 to 1.")
    report = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    candidates = models.JSONField(
        default=list, help_text="Names to choose from where the files don't say who the creator is."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Import {self.pk} ({self.state})"


class Item(Owned):
    """One thing somebody published. The counterpart of `core.records.ItemRecord`, field by field."""

    creator = _loose("tenants.Creator", db_index=False)
    source = _loose("corpus.Source", db_index=False)
    first_import = _loose("corpus.Import", db_index=False)
    platform = models.CharField(max_length=40)
    native_id = models.TextField()
    kind = models.CharField(max_length=12, choices=_choices(Kind))
    role = models.CharField(max_length=8, choices=_choices(Role))
    author_id = models.TextField(blank=True)
    author_name = models.TextField(blank=True)
    author_handle = models.TextField(blank=True)
    text = models.TextField(blank=True)
    raw = models.TextField(blank=True)
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    lang = models.CharField(max_length=3, blank=True)
    visibility = models.CharField(max_length=10, choices=_choices(Visibility))
    published_at = models.DateTimeField(null=True)
    raw_time = models.CharField(max_length=80, blank=True)
    edited_at = models.DateTimeField(null=True)
    parent_native_id = models.TextField(null=True)  # noqa: DJ001 - null is "not stated", "" would be a lie
    root_native_id = models.TextField(null=True)  # noqa: DJ001
    parent_author = models.TextField(null=True)  # noqa: DJ001
    parent_text = models.TextField(null=True)  # noqa: DJ001
    cues = models.JSONField(null=True, help_text="[start, end, offset_ms] triples.")
    links = models.JSONField(null=True)
    content_hash = models.BigIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["creator", "platform", "native_id"], name="item_identity"),
        ]
        indexes = [
            models.Index(
                fields=["creator", "platform", "parent_native_id"],
                name="item_answers",
                condition=models.Q(parent_native_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.native_id}"


class ItemRevision(Owned):
    """What an item said before an import changed it."""

    creator = _loose("tenants.Creator", db_index=False)
    item = _loose("corpus.Item")
    replaced_by = _loose("corpus.Import")
    before = models.JSONField(help_text="The item's columns as they were.")

    def __str__(self) -> str:
        return f"revision of item {self.item_id}"


class Exchange(Owned):
    """A fan's message and the creator's real reply to it.

    Whole: `message` is the fan's item, or the reply carries its text. Half: only the parent's id is known,
    until another import or a live channel brings its text.
    """

    creator = _loose("tenants.Creator", db_index=False)
    reply = models.OneToOneField(
        "corpus.Item", on_delete=models.DO_NOTHING, db_constraint=False, related_name="exchange"
    )
    message = _loose("corpus.Item", null=True)
    platform = models.CharField(max_length=40)
    parent_native_id = models.TextField()

    class Meta(Owned.Meta):
        indexes = [
            models.Index(
                fields=["creator", "platform", "parent_native_id"],
                name="exchange_open",
                condition=models.Q(message__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"exchange around {self.parent_native_id}"


class Passage(Owned):
    """A span of an item that search returns: `said` by the creator, or `asked` in an exchange they answered.

    A third kind is never returned: `whole` holds the words of an item of several passages together, with how often
    each occurs, and words beside the text (in code, in links). Its span is empty.

    `start` and `end` are character offsets in the item's text. `words` holds the stems, each behind the
    creator's id, so that one creator's search never walks through another's postings.
    """

    class Role(models.TextChoices):
        SAID = "said"
        ASKED = "asked"
        WHOLE = "whole"

    creator = _loose("tenants.Creator", db_index=False)
    item = _loose("corpus.Item", db_index=False)
    source = _loose("corpus.Source", db_index=False)
    role = models.CharField(max_length=5, choices=Role.choices)
    kind = models.CharField(max_length=12)
    lang = models.CharField(max_length=3, blank=True)
    public = models.BooleanField()
    start = models.IntegerField()
    end = models.IntegerField()
    offset_ms = models.IntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    length = models.IntegerField(help_text="Number of stems.")
    words = SearchVectorField()

    class Meta(Owned.Meta):
        indexes = [
            GinIndex(fields=["words"], name="passage_words"),
            models.Index(fields=["creator", "item"], name="passage_item"),
        ]

    def __str__(self) -> str:
        return f"passage {self.pk} of item {self.item_id}"


class EmbeddingModel(models.Model):
    """A model that vectors were made with."""

    name = models.CharField(max_length=200, unique=True)
    dimension = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.name} ({self.dimension})"


class PassageVector(Owned):
    """A passage's embedding. The HNSW index is made per model, since an index has one dimension."""

    creator = _loose("tenants.Creator")
    passage = models.OneToOneField(
        "corpus.Passage",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="vector",
        primary_key=True,
    )
    model = _loose("corpus.EmbeddingModel", db_index=False)
    dimension = models.SmallIntegerField()
    vector = HalfVectorField()

    def __str__(self) -> str:
        return f"vector of passage {self.passage_id}"


class WordCount(Owned):
    """In how many of a creator's passages, and in how many items, a stem occurs; only stems that occur twice."""

    creator = _loose("tenants.Creator", db_index=False)
    word = models.TextField()
    passages = models.IntegerField()
    items = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["creator", "word"], name="one_count_per_word")]

    def __str__(self) -> str:
        return f"{self.word}: {self.passages}"


class CorpusSize(Owned):
    """How many passages and items a creator's word counts were taken over, and how many stems those hold."""

    creator = models.OneToOneField(
        "tenants.Creator", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    passages = models.BigIntegerField(default=0)
    items = models.BigIntegerField(default=0)
    stems = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.passages} passages"


class Fact(Owned):
    """Something the creator states for the AI to use, with the days it holds."""

    text = models.TextField(help_text="The creator's own sentence; it is quoted as it is.")
    question = models.TextField(blank=True)
    url = models.TextField(blank=True)
    lang = models.CharField(max_length=3, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
