"""Real readers' questions to a blog's author, chosen by a fixed hash and split by time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FEWEST = 60  # characters that a question has more than
ROUND = 50  # questions that are asked in the order of time, before the next as many
LEARNED_FROM = 0.5  # share of the questions, the earliest, before whose end everything may be learned from


@dataclass(frozen=True, slots=True)
class Question:
    """A reader's comment that asks; `asked_at` is None for one that was made up.

    `under`: the title of the post it stands under. `reply`: what the author really answered, "" where they didn't.
    """

    native_id: str
    text: str
    asked_at: datetime | None = None
    under: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """`begins`: what was published before may be learned from; all `questions` were asked later.

    `replies`: what the author answered anybody before `begins`, with what they were asked.
    """

    begins: datetime | None
    questions: tuple[Question, ...]
    replies: tuple[tuple[str, str], ...]


def by_time(most: int) -> Split:
    """The questions of the current creator's corpus. Call within `acting_for(creator)`, with the whole corpus there.

    Every fan's comment counts that has a "?" and more than `FEWEST` characters. The median of their times splits them;
    of the later half those `most` are taken whose native ids have the smallest SHA-256. They come in rounds of `ROUND`
    by that hash, each in the order of time, so that a run that was ended early is a fair sample too.
    """
    from ownvoice.corpus.models import Item

    asking = [
        row
        for row in Item.objects.filter(
            role="fan", kind="comment", text__contains="?", published_at__isnull=False
        ).values("pk", "native_id", "text", "published_at", "root_native_id", "parent_native_id")
        if len(row["text"].strip()) > FEWEST
    ]
    asking.sort(key=lambda row: (row["published_at"], row["native_id"]))
    begins = asking[int(len(asking) * LEARNED_FROM)]["published_at"]
    later = sorted((row for row in asking if row["published_at"] >= begins), key=_hash)[:most]
    return Split(begins, tuple(_in_rounds(later)), _replies_before(begins))


def _hash(row: dict[str, Any]) -> str:
    return hashlib.sha256(row["native_id"].encode()).hexdigest()


def _in_rounds(rows: Sequence[dict[str, Any]]) -> list[Question]:
    from ownvoice.corpus.models import Exchange, Item

    replies: dict[int, str] = {}
    for message, text in (
        Exchange.objects.filter(message_id__in=[row["pk"] for row in rows])
        .order_by("-reply__published_at", "-pk")
        .values_list("message_id", "reply__text")
    ):
        replies[message] = text.strip()  # the earliest is set last
    titles = dict(
        Item.objects.filter(native_id__in=[row["root_native_id"] for row in rows]).values_list(
            "native_id", "title"
        )
    )
    ordered: list[Question] = []
    for start in range(0, len(rows), ROUND):
        ordered += [
            Question(
                row["native_id"],
                row["text"].strip(),
                row["published_at"],
                titles.get(row["root_native_id"], ""),
                replies.get(row["pk"], ""),
            )
            for row in sorted(rows[start : start + ROUND], key=lambda row: row["published_at"])
        ]
    return ordered


def _replies_before(begins: datetime) -> tuple[tuple[str, str], ...]:
    from ownvoice.corpus.models import Exchange

    rows = (
        Exchange.objects.filter(reply__published_at__lt=begins, message__isnull=False)
        .order_by("pk")
        .values_list("message__text", "reply__text")
    )
    return tuple((asked.strip(), reply.strip()) for asked, reply in rows if reply.strip())
