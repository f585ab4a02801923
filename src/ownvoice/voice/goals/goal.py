"""What the creator is trying to do, as found in what they link to; they complete it to a `core.answers.Goal`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ownvoice.core.answers import Goal, GoalKind
from ownvoice.voice.plain_data import PlainData, record_as_json, record_from_json
from ownvoice.voice.writing import Quote


@dataclass(frozen=True, slots=True)
class FoundGoal(PlainData):
    """A destination the creator keeps sending people to.

    `url` is the normalised address that stands for it (the most linked one); `times` the number of items that link to
    it, `share` their share of all items in [0, 1]. `carriers` are the creator's own sentences that carried the link,
    latest first. `topics` are folded words that stood near it in several items, most frequent first. `reason` says by
    what it was recognised.
    """

    kind: GoalKind
    url: str
    times: int
    share: float
    first: datetime | None = None
    last: datetime | None = None
    carriers: tuple[Quote, ...] = ()
    topics: tuple[str, ...] = ()
    reason: str = ""

    def as_goal(self, id: int, name: str = "", language: str = "") -> Goal:
        """A goal to be completed: the latest public carrier is proposed as its message."""
        message = next((quote.text for quote in self.carriers if quote.public), "")
        return Goal(id, name or self.kind.value, message, self.url, language, self.topics, kind=self.kind)


def goal_as_json(goal: Goal) -> dict[str, object]:
    """A complete goal as plain data, in the order of its fields, defaults left out."""
    return record_as_json(goal)


def goal_from_json(data: dict[str, object]) -> Goal:
    """The goal that `goal_as_json` wrote. Raises ValueError with a sentence for anything else."""
    return record_from_json(Goal, data)
