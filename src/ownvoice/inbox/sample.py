"""The sample creator, brought in the way any creator is: through the readers, the corpus and the inbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import yaml
from django.utils import timezone

from ownvoice import sample
from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Fact
from ownvoice.corpus.vectors import embed_waiting
from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation, Message
from ownvoice.llm.embed import Embedder, configured_embedder
from ownvoice.reply.registers import register_of
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.voice.learning import learn
from ownvoice.voice.models import Goal

SLUG = "lea-sample"
Progress = Callable[[str, float, int], None]
"""Called with what is going on, the share done (0 to 1) and a count."""


def load_sample(
    on_progress: Progress = lambda doing, share, count: None, embedder: Embedder | None = None
) -> Creator:
    """Import the sample's exports, facts and goals and make its vectors; a second call adds nothing."""
    creator, _ = Creator.objects.get_or_create(
        slug=SLUG, defaults={"name": "Léa Marchand", "languages": ["fr", "en"], "is_sample": True}
    )
    run = prepare_import(creator, [sample.folder() / "exports"])
    run_import(
        creator, run.pk, lambda share, count: on_progress("Reading the sample's exports", share, count)
    )
    with acting_for(creator):
        _load_facts()
        _load_goals()
        learn(register_of)
        waiting = _passages_without_vectors()
        embed_waiting(
            creator.pk,
            embedder or configured_embedder(),
            lambda made: on_progress("Learning what the passages mean", made / max(1, waiting), made),
        )
    return creator


def _passages_without_vectors() -> int:
    from ownvoice.corpus.models import Passage

    return int(Passage.objects.filter(vector=None).exclude(role=Passage.Role.WHOLE).count())


def _yaml(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((sample.folder() / name).read_text(encoding="utf-8"))
    return loaded


def _load_facts() -> None:
    for entry in _yaml("facts.yml"):
        Fact.objects.update_or_create(
            text=entry["text"],
            defaults={
                "question": entry.get("question", ""),
                "url": entry.get("url", ""),
                "lang": entry.get("language", ""),
                "valid_from": entry.get("valid_from"),
                "valid_until": entry.get("valid_until"),
            },
        )


def _load_goals() -> None:
    for entry in _yaml("goals.yml"):
        for lang, message in entry["message"].items():
            Goal.objects.update_or_create(
                name=entry["name"],
                lang=lang,
                defaults={
                    "message": message,
                    "url": entry.get("url", ""),
                    "topics": entry.get("topics", []),
                    "valid_until": entry.get("valid_until"),
                },
            )


def receive_sample_inbox() -> list[Message]:
    """Put the sample's fans' messages into the current creator's inbox, each once; returns all of them."""
    channel, _ = Channel.objects.get_or_create(kind="sample", label="Sample messages")
    entries = json.loads((sample.folder() / "inbox.json").read_text(encoding="utf-8"))
    messages = []
    for number, entry in enumerate(entries):
        at = timezone.now() - timedelta(minutes=7 * (len(entries) - number))
        native_id = f"sample-{number}"
        known = Message.objects.filter(native_id=native_id, conversation__channel=channel).first()
        if known is None:
            conversation = Conversation.objects.create(
                channel=channel, fan_name=entry["author"], about=entry.get("about", "")
            )
            for turn in entry.get("thread", ()):
                Message.objects.create(
                    conversation=conversation,
                    author=Message.Author.CREATOR if turn.get("from") == "creator" else Message.Author.FAN,
                    text=turn["text"],
                    state=Message.State.DONE,
                )
            known = receive(
                conversation, entry["text"], native_id, addressed=entry.get("addressed", True), at=at
            )
        messages.append(known)
    return messages
