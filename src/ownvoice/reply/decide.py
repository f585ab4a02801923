"""The fifth step: what happens with the message. The first rule of the table that applies decides.

Nothing here ever decides to send: that needs an autopilot's permission, which isn't part of a reply.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ownvoice.core.answers import (
    Action,
    Boundary,
    BoundaryKind,
    Decision,
    Draft,
    Evidence,
    FanMessage,
    Intent,
    SentenceRole,
    Triage,
    Verdict,
)
from ownvoice.reply.compose import COMPOSER
from ownvoice.reply.conflicts import undecided
from ownvoice.voice.boundaries import check, touched

MISSING_NAMED = 3  # words that a reason names


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known when a rule is asked."""

    message: FanMessage
    triage: Triage
    evidence: Evidence
    draft: Draft
    verdict: Verdict
    boundaries: Sequence[Boundary]


@dataclass(frozen=True, slots=True)
class Rule:
    """`applies` gives the reason in one line, or "" where the rule doesn't apply.

    A law is about what the message is or the draft touches; others are about what could be found.
    """

    name: str
    action: Action
    applies: Callable[[Case], str]
    law: bool = True


def _crisis(case: Case) -> str:
    if case.triage.intent is Intent.CRISIS or "crisis" in case.triage.risks:
        return "These may be the words of a person in distress: answer in person, with help lines."
    return ""


def _not_addressed(case: Case) -> str:
    return "" if case.message.addressed else "This wasn't said to you."


def _intent(intent: Intent, reason: str) -> Callable[[Case], str]:
    return lambda case: reason if case.triage.intent is intent else ""


def _no_answer_wanted(case: Case) -> str:
    return "" if case.triage.wants_answer else (case.triage.reason or "No answer is wanted.")


def _boundary(case: Case) -> str:
    boundary = touched(case.boundaries, case.message.text, case.triage.language)
    return f"Touches your boundary “{boundary.name}”." if boundary else ""


def _boundary_in_draft(case: Case) -> str:
    found = check(case.boundaries, case.draft.text, case.draft.language)
    return (
        _BROKEN[found[0].boundary.kind].format(name=found[0].boundary.name, words=found[0].pattern)
        if found
        else ""
    )


_BROKEN = {
    BoundaryKind.TOPIC: "The answer found touches your boundary “{name}”.",
    BoundaryKind.HAND_OVER: "The answer found touches your boundary “{name}”.",
    BoundaryKind.PROMISE: "The answer found promises something: your boundary “{name}”.",
    BoundaryKind.WORD: "The answer found says “{words}”, which you never use.",
    BoundaryKind.PERSON: "The answer found speaks of somebody: your boundary “{name}”.",
}


def _at_once(case: Case) -> str:
    at_once = [boundary for boundary in case.boundaries if boundary.kind is BoundaryKind.HAND_OVER]
    boundary = touched(at_once, case.message.text, case.triage.language)
    return f"You want this handed over at once: “{boundary.name}”." if boundary else ""


def _risk(risk: str, reason: str) -> Callable[[Case], str]:
    return lambda case: reason if risk in case.triage.risks else ""


def _nothing_asked(case: Case) -> str:
    if case.draft.sentences or case.triage.question:
        return ""
    if case.triage.intent is Intent.THANKS:
        return "You have no habit of answering thanks in this language yet."
    return f"Nothing is asked that could be looked up ({case.triage.intent.value}): yours to answer."


def _undecided(case: Case) -> str:
    if undecided(case.evidence) is None:
        return ""
    return "You said two different things about this, and nothing tells which holds."


def _nothing_to_say(case: Case) -> str:
    if any(sentence.role is SentenceRole.CLAIM for sentence in case.draft.sentences):
        return ""
    if case.triage.intent is Intent.THANKS and not case.triage.question and case.draft.sentences:
        return ""
    if not case.evidence.items:
        return "Nothing you published or stated is about this."
    if case.evidence.missing:
        unsaid = ", ".join(f"“{word}”" for word in case.evidence.missing[:MISSING_NAMED])
        return f"What you published comes near, but the nearest doesn't speak of {unsaid}."
    return "What you published comes near, but doesn't seem to answer this."


def _unsupported(case: Case) -> str:
    if case.verdict.supported:
        return ""
    failed = next((verdict for verdict in case.verdict.sentences if not verdict.supported), None)
    return (
        f"A sentence isn't supported: {failed.reason}" if failed else "Nothing in the draft could be checked."
    )


def _ready(case: Case) -> str:
    claims = sum(sentence.role is SentenceRole.CLAIM for sentence in case.draft.sentences)
    if not claims:
        return "A courtesy of yours waits for you."
    if case.draft.composer != COMPOSER:
        return "A draft worded by the model from what you said waits for you."
    return "A draft in your own words waits for you."


RULES: tuple[Rule, ...] = (
    Rule("crisis", Action.HAND_OVER, _crisis),
    Rule(
        "distress", Action.HAND_OVER, _risk("distress", "May be from a person in distress: look at it first.")
    ),
    Rule("not addressed", Action.IGNORE, _not_addressed),
    Rule("spam", Action.IGNORE, _intent(Intent.SPAM, "Looks like spam.")),
    Rule(
        "hate", Action.IGNORE, _intent(Intent.HATE, "Insults or threatens; nobody should answer it for you.")
    ),
    Rule(
        "scam",
        Action.IGNORE,
        _intent(Intent.SCAM, "Looks like a scam: don't answer, don't pay, don't click."),
    ),
    Rule("hand over at once", Action.HAND_OVER, _at_once),
    Rule("no answer wanted", Action.IGNORE, _no_answer_wanted),
    Rule("instruction", Action.HAND_OVER, _risk("instruction", "Tries to give the AI instructions.")),
    Rule(
        "identity",
        Action.HAND_OVER,
        _risk("identity", "Asks who or what is answering: that needs your own word."),
    ),
    Rule(
        "hostile", Action.HAND_OVER, _risk("hostile", "May insult or threaten somebody: look at it yourself.")
    ),
    Rule("minor", Action.HAND_OVER, _risk("minor", "Seems to be written by a child or teenager.")),
    Rule("boundary", Action.HAND_OVER, _boundary),
    Rule("medical", Action.HAND_OVER, _risk("medical", "Asks about somebody's health.")),
    Rule("legal", Action.HAND_OVER, _risk("legal", "Asks for legal advice.")),
    Rule("financial", Action.HAND_OVER, _risk("financial", "Asks for advice about their money.")),
    Rule("meeting", Action.HAND_OVER, _risk("meeting", "Wants to meet you: only you can say yes or no.")),
    Rule(
        "private matter",
        Action.HAND_OVER,
        _risk("private matter", "Asks about your private life or beliefs."),
    ),
    Rule("business", Action.HAND_OVER, _risk("business", "Is about business: money, press or cooperation.")),
    Rule("support", Action.HAND_OVER, _risk("support", "Is about somebody's order, payment or account.")),
    Rule(
        "language",
        Action.HAND_OVER,
        _risk("language", "Is in a language that can't be checked for risks yet."),
    ),
    Rule("nothing asked", Action.HAND_OVER, _nothing_asked, law=False),
    Rule("contradiction", Action.HAND_OVER, _undecided, law=False),
    Rule("nothing to say", Action.HAND_OVER, _nothing_to_say, law=False),
    Rule("unsupported", Action.HAND_OVER, _unsupported, law=False),
    Rule("boundary in the draft", Action.HAND_OVER, _boundary_in_draft),
    Rule("review", Action.REVIEW, _ready, law=False),
)


def decide(
    message: FanMessage,
    triage: Triage,
    evidence: Evidence,
    draft: Draft,
    verdict: Verdict,
    boundaries: Sequence[Boundary],
) -> Decision:
    """The decision of the first rule in `RULES` that applies; never `Action.SEND`."""
    case = Case(message, triage, evidence, draft, verdict, boundaries)
    return _first(RULES, case) or Decision(Action.HAND_OVER, "no rule", "No rule says what to do with this.")


def law(message: FanMessage, triage: Triage, boundaries: Sequence[Boundary]) -> Decision | None:
    """What the message alone decides, before anything is looked for; None where nothing forbids an answer."""
    nothing = Case(message, triage, Evidence(), Draft((), ""), Verdict((), 0.0), boundaries)
    return _first([rule for rule in RULES if rule.law], nothing)


def _first(rules: Sequence[Rule], case: Case) -> Decision | None:
    for rule in rules:
        reason = rule.applies(case)
        if reason:
            return Decision(rule.action, rule.name, reason)
    return None
