"""What a search may return: consent and visibility always, the rest when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Filters:
    """`sources` are ids that consent allows (worked out before the search); None elsewhere means "any"."""

    creator_id: int
    sources: Sequence[int]
    public_only: bool = True
    roles: Sequence[str] = ("said",)
    kinds: Sequence[str] | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def as_sql(self, whole: bool = False) -> tuple[str, list[Any]]:
        """A condition on `corpus_passage p` and its values; `whole`: on the rows that stand for whole items."""
        # "+ 0" keeps the planner from fetching all of the creator's rows through another index: words and
        # vectors have selected this creator's already, and here it is only made sure of.
        conditions, values = (
            ["p.creator_id + 0 = %s", "p.source_id = ANY(%s)"],
            [self.creator_id, list(self.sources)],
        )
        if self.public_only:
            conditions.append("p.public")
        roles = ["whole"] if whole else self.roles
        for column, wanted in (("role", roles), ("kind", self.kinds)):
            if wanted is not None:
                conditions.append(f"p.{column} = ANY(%s)")
                values.append(list(wanted))
        if self.language is not None:
            conditions.append("p.lang = %s")
            values.append(self.language)
        if self.since is not None:
            conditions.append("p.published_at >= %s")
            values.append(self.since)
        if self.until is not None:
            conditions.append("p.published_at < %s")
            values.append(self.until)
        return " AND ".join(conditions), values
