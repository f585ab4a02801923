"""Everything the reply pipeline may know about a creator, read from the database once per message."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from ownvoice.core import answers
from ownvoice.corpus.models import Fact
from ownvoice.corpus.search.evidence import find_evidence
from ownvoice.inbox.learning import learned_triage
from ownvoice.inbox.mentions import mentions_of, stage_of
from ownvoice.inbox.models import Message
from ownvoice.inbox.remembered import Remembered, rows_stamp
from ownvoice.llm.embed import Embedder, configured_embedder
from ownvoice.reply.checking.features import Embed
from ownvoice.reply.freshness import RECENT_DAYS
from ownvoice.reply.pipeline import Composer, Context
from ownvoice.tenants.models import Creator
from ownvoice.voice.boundaries import default_boundaries
from ownvoice.voice.keeping import set_by_creator
from ownvoice.voice.models import Boundary, Goal, Persona


def reply_context(
    creator: Creator,
    embedder: Embedder | None = None,
    by_meaning: bool = True,
    message: Message | None = None,
    compose: Composer | None = None,
) -> Context:
    """The pipeline's context for this creator. Call within `acting_for(creator)`.

    `message` is the row to be answered, where there is one: then it is known what its fan heard before. `compose`: a
    composer to ask before the one in own words (`inbox.modelling`); only its sentences need vectors to be judged.
    """
    persona = current_persona()
    facts, goals, boundaries = _set_by_creator().get()
    return Context(
        compose=compose,
        embed=vectors(embedder, by_meaning) if compose else None,
        search=lambda question, language: find_evidence(question, language, embedder, by_meaning),
        recent=lambda question, language: find_evidence(
            question, language, embedder, by_meaning, since=timezone.now() - timedelta(days=RECENT_DAYS)
        ),
        facts=facts,
        goals=goals,
        boundaries=boundaries,
        habits=habits_of(persona),
        withdrawn=frozenset(persona.withdrawn) if persona else frozenset(),
        switched_on=frozenset(persona.switched_on) if persona else frozenset(),
        today=timezone.localdate(),
        languages=tuple(creator.languages) or ("en", "fr"),
        mentions=lambda goal: mentions_of(goal.id, message),
        stage=stage_of(message) if message is not None else None,
        learned=learned_triage(),
    )


Set = tuple[tuple[answers.Fact, ...], tuple[answers.Goal, ...], tuple[answers.Boundary, ...]]


@cache
def _set_by_creator() -> Remembered[Set]:
    """The creator's facts, goals and boundaries, the default ones among these."""

    def read() -> Set:
        boundaries = (*default_boundaries(), *set_by_creator.boundaries())
        return set_by_creator.facts(), set_by_creator.goals(), boundaries

    return Remembered(rows_stamp((Fact, Goal, Boundary)), read)


def vectors(embedder: Embedder | None, by_meaning: bool) -> Embed | None:
    """What makes vectors of sentences that are judged in other words; None where meaning isn't to count."""
    return (embedder or configured_embedder()).passages if by_meaning else None


def current_persona() -> Persona | None:
    """What every reply reads of the persona: everything but the document."""
    found: Persona | None = Persona.objects.defer("document").order_by("-number").first()
    return found


def habits_of(persona: Persona | None) -> answers.Habits:
    """The habits of a persona, or none."""
    stored: dict[str, Any] = persona.habits if persona else {}
    return answers.Habits(
        **{
            part: {lang: tuple(phrases) for lang, phrases in stored.get(part, {}).items()}
            for part in ("openings", "closings", "thanks")
        }
    )
