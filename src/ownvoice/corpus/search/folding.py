"""One text published in several places counts once and is shown with all of them.

Folded when found, not when stored: each place belongs to a source of its own, with its own consent, and goes when
that source goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ownvoice.core.text import words

if TYPE_CHECKING:
    from ownvoice.corpus.search.engine import Hit

FEWEST_WORDS = 6  # "Thank you so much!" said twice are two thanks
_ADDED = re.compile(r"https?://\S+|[@#]\w+|\b[\w.-]+\.(?:com|org|net|fr|co|io|me)/\S*")  # differs by platform
_ANSWERS = ("reply", "comment", "message")  # two answers in the same words are still two exchanges
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where else a text was published."""

    item_id: int
    platform: str
    url: str
    published_at: datetime | None


def fold_cross_posts(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their order, those with the same words as one: the earliest that has an address, where the best was.

    Links, mentions and hashtags don't count: each platform has its own.
    """
    groups: dict[object, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(_key(hit), []).append(hit)
    return [_as_one(group) for group in groups.values()]


def _key(hit: Hit) -> object:
    if hit.role != "said" or hit.kind in _ANSWERS:
        return hit.passage_id
    said = tuple(words(_ADDED.sub(" ", hit.text)))
    return said if len(said) >= FEWEST_WORDS else hit.passage_id


def _as_one(group: list[Hit]) -> Hit:
    best = group[0]
    if len(group) == 1:
        return best
    original = min(group, key=lambda hit: (not hit.url, hit.published_at or _LAST, hit.passage_id))
    similar = [hit.similarity for hit in group if hit.similarity is not None]
    others = {
        hit.item_id: Place(hit.item_id, hit.platform, hit.url, hit.published_at)
        for hit in group
        if hit.item_id != original.item_id
    }
    return replace(
        original,
        score=best.score,
        coverage=max(hit.coverage for hit in group),
        similarity=max(similar) if similar else None,
        also_at=tuple(others.values()),
    )
