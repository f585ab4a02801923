"""How a goal is said in a draft, and how a draft says which goal it mentions."""

from __future__ import annotations

from ownvoice.core.answers import Draft, Goal, SentenceRole

_PREFIX = "goal-"


def goal_text(goal: Goal, language: str | None = None) -> str:
    """The creator's words for it, followed by its link where it has one that they don't name.

    In this language, an ISO 639-1 code; in the goal's own where none is given.
    """
    said = goal.said_in(goal.language if language is None else language)
    return f"{said} {goal.url}" if goal.url and goal.url not in said else said


def goal_id(goal: Goal) -> str:
    """What a sentence that mentions the goal cites."""
    return f"{_PREFIX}{goal.id}"


def mentioned_goal(draft: Draft) -> int | None:
    """The id of the goal that the draft mentions, None where it mentions none."""
    for sentence in draft.sentences:
        for cited in sentence.evidence_ids if sentence.role is SentenceRole.GOAL else ():
            number = cited.removeprefix(_PREFIX)
            if number != cited and number.lstrip("-").isdecimal():
                return int(number)
    return None
