"""The one way from a message to a reply. Inbox, web chat, API and channels all call `answer`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from ownvoice.core.answers import (
    Action,
    Boundary,
    Draft,
    Evidence,
    Fact,
    FanMessage,
    Goal,
    Habits,
    Intent,
    Mentions,
    Reply,
    Stage,
    Triage,
    Verdict,
)
from ownvoice.reply.answerability import ENOUGH, FITTED, AnswerabilityWeights
from ownvoice.reply.checking.features import Embed
from ownvoice.reply.compose import COMPOSER, compose_own_words
from ownvoice.reply.conflicts import without_overruled
from ownvoice.reply.corrections import NOTHING_LEARNED, Learned
from ownvoice.reply.decide import decide, law
from ownvoice.reply.dropping import without_failed
from ownvoice.reply.evidence import Search, gather
from ownvoice.reply.orders import without_orders
from ownvoice.reply.triage import triage
from ownvoice.reply.verify import verify
from ownvoice.reply.withheld import without_withheld
from ownvoice.voice.goals.fits import fits, suits

Composer = Callable[[FanMessage, Triage, Evidence, Habits, Sequence[Goal]], Draft]

MentionsOf = Callable[[Goal], Mentions]

NOTHING = Draft((), COMPOSER)


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply may draw on: one creator's, and nothing of anyone else's.

    `recent` searches what was published lately.
    `answerable_threshold`: below this estimate in [0, 1] nothing is composed. `compose`: another composer (a
    model) to ask first; its sentences that aren't supported are dropped, and where none is left that stands by
    itself, the creator's own words take its place. `embed`: texts to vectors, for judging sentences in other words.
    `mentions` looks up how often a goal was mentioned before, and is asked only for goals that suit the message; `stage`
    is how well this fan is known, None where nothing is. `withdrawn` and `switched_on`: see `withheld.py`.
    `learned`: what the creator's corrections taught triage.
    """

    search: Search
    today: date
    recent: Search | None = None
    facts: Sequence[Fact] = ()
    goals: Sequence[Goal] = ()
    boundaries: Sequence[Boundary] = ()
    habits: Habits = field(default_factory=Habits)
    languages: Sequence[str] = ("en", "fr")
    answerable_threshold: float = ENOUGH
    weights: AnswerabilityWeights = FITTED
    compose: Composer | None = None
    embed: Embed | None = None
    mentions: MentionsOf = lambda goal: Mentions()
    stage: Stage | None = None
    withdrawn: Collection[str] = frozenset()
    switched_on: Collection[str] = frozenset()
    learned: Learned = NOTHING_LEARNED


def answer(message: FanMessage, context: Context) -> Reply:
    """Triage, evidence, draft, verdict and decision for one message. Never decides to send.

    Where the decision isn't to review a draft, the reply carries none. Raises only what `context.search` and
    `context.compose` raise.
    """
    kind = triage(message, context.languages, context.learned)
    forbidden = law(message, kind, context.boundaries)
    if forbidden:
        # Evidence stays at hand for the creator, who may want to answer; nothing is composed from it.
        look = forbidden.action is Action.HAND_OVER and kind.intent is not Intent.CRISIS
        evidence = _gather(message, kind, context) if look else Evidence()
        return Reply(message, kind, evidence, NOTHING, Verdict((), 0.0), forbidden)
    evidence = _gather(message, kind, context)
    draft, verdict = _draft(message, kind, evidence, context)
    decision = decide(message, kind, evidence, draft, verdict, context.boundaries)
    if decision.action is not Action.REVIEW:
        draft, verdict = NOTHING, Verdict((), 0.0)
    return Reply(message, kind, evidence, draft, verdict, decision)


def _gather(message: FanMessage, kind: Triage, context: Context) -> Evidence:
    search = without_orders(context.search)
    recent = without_orders(context.recent) if context.recent else None
    return gather(message, kind, search, context.facts, context.today, context.weights, recent)


def _draft(message: FanMessage, kind: Triage, evidence: Evidence, context: Context) -> tuple[Draft, Verdict]:
    enough = min(evidence.answerable, evidence.best) >= context.answerable_threshold
    grounds = evidence if enough else Evidence((), evidence.answerable)
    grounds = without_overruled(grounds)
    grounds = without_withheld(grounds, context.withdrawn, context.switched_on)
    goals = [goal for goal in context.goals if _may_be_mentioned(goal, message, kind, context)]
    composers: list[Composer] = [compose_own_words]
    if context.compose and grounds.items:
        composers.insert(0, context.compose)
    for compose in composers:
        draft = compose(message, kind, grounds, context.habits, goals)
        verdict = verify(draft, grounds, context.habits, goals, context.today, context.embed)
        if not verdict.supported and (left := without_failed(draft, verdict)).sentences:
            draft = left
            verdict = verify(draft, grounds, context.habits, goals, context.today, context.embed)
        if verdict.supported:
            break
    return draft, verdict


def _may_be_mentioned(goal: Goal, message: FanMessage, kind: Triage, context: Context) -> bool:
    if not suits(goal, message, kind).fits:
        return False
    return fits(goal, message, kind, context.mentions(goal), context.today, context.stage).fits
