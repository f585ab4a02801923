"""A creator as large as wished: the sample's or a blog's own texts, more made of their sentences, and a used inbox."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ownvoice.bench.generated import fans_questions, mastodon_archive, real_sentences
from ownvoice.bench.searching import BASE_TEXTS, fill_vectors, real_vectors
from ownvoice.bench.triaging import sets
from ownvoice.core.text import sentences

FACTS, GOALS, BOUNDARIES, CORRECTIONS, PAST = 200, 20, 30, 300, 5_000
MOST_SENTENCES = 4  # of a generated status
BLOG_AUTHORS = ("Haacked", "haacked", "Phil Haack")
_SEED = 5


def sample_creator() -> Any:
    """The sample creator with her exports, exchanges, facts, goals and persona; real vectors come with `grow`."""
    from ownvoice.inbox.sample import load_sample
    from ownvoice.llm.embed import WordHashes

    return load_sample(embedder=WordHashes())


def blog_creator(path: Path) -> Any:
    """A creator from a blog's archive, with the exchanges and the persona in it."""
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.reply.registers import register_of
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for
    from ownvoice.voice.learning import learn

    creator = Creator.objects.create(slug="blog", name="Phil", languages=["en", "fr"])
    run_import(creator, prepare_import(creator, [path], BLOG_AUTHORS).pk)
    with acting_for(creator):
        learn(register_of)
    return creator


def furnish(creator: Any) -> None:
    """What a creator sets and what an inbox in use has gathered. Call within `acting_for(creator)`."""
    from ownvoice.core.answers import Intent
    from ownvoice.corpus.models import Fact
    from ownvoice.inbox.learning import relearn
    from ownvoice.inbox.models import Channel, Conversation, Draft, IntentCorrection, Message
    from ownvoice.voice.models import Boundary, Goal

    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    said, asked = real_sentences(), fans_questions()
    Fact.objects.bulk_create(
        Fact(
            creator=creator,
            text=chance.choice(said),
            question=chance.choice(asked)[:200],
            lang=("en", "fr")[i % 2],
        )
        for i in range(FACTS)
    )
    Goal.objects.bulk_create(
        Goal(
            creator=creator,
            name=f"Goal {i}",
            message=chance.choice(said),
            lang=("en", "fr")[i % 2],
            topics=[w for w in chance.choice(said).split() if len(w) > 5][:3],
        )
        for i in range(GOALS)
    )
    Boundary.objects.bulk_create(
        Boundary(creator=creator, name=f"Boundary {i}", patterns=[f"forbidden{i} word", f"subject{i}"])
        for i in range(BOUNDARIES)
    )
    channel = Channel.objects.create(kind="sample", label="Past")
    conversations = Conversation.objects.bulk_create(
        Conversation(creator=creator, channel=channel, fan_name=f"fan {i}") for i in range(PAST // 5)
    )
    past = Message.objects.bulk_create(
        Message(
            creator=creator,
            conversation=conversations[i % len(conversations)],
            author="fan",
            text=chance.choice(asked),
            state="done",
        )
        for i in range(PAST)
    )
    goals = list(Goal.objects.values_list("pk", flat=True))
    Draft.objects.bulk_create(
        Draft(
            creator=creator,
            message=message,
            text="",
            composer="own words",
            action="review",
            rule="review",
            reason="",
            work={"triage": {"intent": "question", "language": "en"}},
            goal_id=goals[i % len(goals)] if i % 4 == 0 else None,
        )
        for i, message in enumerate(past)
    )
    intents = [i.value for i in Intent if i is not Intent.CRISIS]
    IntentCorrection.objects.bulk_create(
        IntentCorrection(creator=creator, message=message, found="question", intent=chance.choice(intents))
        for message in past[:CORRECTIONS]
    )
    relearn()


def grow(
    creator: Any, passages: int, own: Sequence[str], base: int = BASE_TEXTS, known: Any = None
) -> tuple[int, Any]:
    """Add statuses made of the creator's sentences `own` until there are `passages`, and make all vectors.

    Returns how many passages there are, and the real vectors of the first `base` texts (`known`: those of an earlier
    call); the others lie between such as are close.
    """
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.corpus.models import Passage, PassageVector
    from ownvoice.tenants.scope import acting_for

    with acting_for(creator):
        there = Passage.objects.count()
    while there < passages:
        with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
            path = Path(folder) / f"mastodon-{there}"
            wanted = max(50, passages - there)
            mastodon_archive(
                path, wanted, seed=there + 1, said=own, most=MOST_SENTENCES, account=f"bench{there}"
            )
            run_import(creator, prepare_import(creator, [path]).pk)
        with acting_for(creator):
            before, there = there, Passage.objects.count()
        if there == before:
            raise RuntimeError("The generated statuses added no passages.")
    with acting_for(creator):
        PassageVector.objects.all().delete()
        real = real_vectors(min(base, there), known)
        fill_vectors(creator, real)
    return there, real


def own_sentences(creator: Any) -> list[str]:
    """Sentences that the creator published. Call within `acting_for(creator)`."""
    from ownvoice.corpus.models import Item

    found = [
        sentence
        for text in Item.objects.filter(role="creator").values_list("text", flat=True)[:20_000]
        for sentence in sentences(text[:4_000])
        if 20 < len(sentence) < 240
    ]
    return list(dict.fromkeys(found))


def messages(creator: Any, count: int) -> list[str]:
    """What fans write: readers' own questions where the corpus holds some, the sample's fans', and messages of ours in
    two languages, which nothing answers. Each is different from all others. Call within `acting_for(creator)`."""
    from ownvoice.corpus.models import Item

    read = Item.objects.filter(role="fan", text__contains="?").order_by("pk").values_list("text", flat=True)
    readers = [text[:600] for text in read[: 2 * count] if len(text) > 20]
    strangers = [
        case.text for case in sets.written("intents") if case.kind in ("question", "request", "thanks")
    ]
    kinds = [list(dict.fromkeys(kind)) for kind in (readers, fans_questions(), strangers)]
    mixed: dict[str, None] = {}
    for i in range(max(map(len, kinds))):
        for kind in kinds:
            if i < len(kind):
                mixed[kind[i]] = None
    chosen = list(mixed)[:count]
    random.Random(_SEED).shuffle(chosen)  # noqa: S311 - not for secrets
    return chosen
