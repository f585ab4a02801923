"""Everything the reply pipeline may know about a creator, read from the database once per message."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ownvoice.core import answers
from ownvoice.corpus.models import Fact
from ownvoice.corpus.search.evidence import find_evidence
from ownvoice.inbox.mentions import mentions_of, stage_of
from ownvoice.inbox.models import Message
from ownvoice.llm.embed import Embedder
from ownvoice.reply.pipeline import Context
from ownvoice.tenants.models import Creator
from ownvoice.voice.boundaries import default_boundaries
from ownvoice.voice.models import Boundary, Goal, Persona


def reply_context(
    creator: Creator,
    embedder: Embedder | None = None,
    by_meaning: bool = True,
    message: Message | None = None,
) -> Context:
    """The pipeline's context for this creator. Call within `acting_for(creator)`.

    `message` is the row to be answered, where there is one: then it is known what its fan heard before.
    """
    return Context(
        search=lambda question, language: find_evidence(question, language, embedder, by_meaning),
        facts=tuple(_fact(row) for row in Fact.objects.all()[:1_000]),
        goals=tuple(_goal(row) for row in Goal.objects.all()[:100]),
        boundaries=(*default_boundaries(), *(_boundary(row) for row in Boundary.objects.all()[:500])),
        habits=latest_habits(),
        today=timezone.localdate(),
        languages=tuple(creator.languages) or ("en", "fr"),
        mentions=lambda goal: mentions_of(goal.id, message),
        stage=stage_of(message) if message is not None else None,
    )


def latest_habits() -> answers.Habits:
    """The habits of the current persona, or none."""
    persona = Persona.objects.order_by("-pk").first()
    stored: dict[str, Any] = persona.habits if persona else {}
    return answers.Habits(
        **{
            part: {lang: tuple(phrases) for lang, phrases in stored.get(part, {}).items()}
            for part in ("openings", "closings", "thanks")
        }
    )


def _fact(row: Fact) -> answers.Fact:
    return answers.Fact(row.pk, row.text, row.question, row.url, row.lang, row.valid_from, row.valid_until)


def _goal(row: Goal) -> answers.Goal:
    return answers.Goal(
        id=row.pk,
        name=row.name,
        message=row.message,
        url=row.url,
        language=row.lang,
        topics=tuple(row.topics),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        kind=answers.GoalKind(row.kind),
        messages=dict(row.messages),
        intents=tuple(answers.Intent(value) for value in row.intents),
        stages=tuple(answers.Stage(value) for value in row.stages),
        per_fan=row.per_fan,
        per_day=row.per_day,
        never_in=tuple(answers.Setting(value) for value in row.never_in),
    )


def _boundary(row: Boundary) -> answers.Boundary:
    return answers.Boundary(
        row.pk, row.name, tuple(row.patterns), row.lang, answers.BoundaryKind(row.kind), row.probe
    )
