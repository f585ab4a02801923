"""Real readers' questions asked of the real search, each once with its item in the index and once without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from ownvoice.bench.answering.blogs import Asked, Blog, as_folder
from ownvoice.bench.answering.taking_out import taken_out
from ownvoice.bench.verifying.vectors import FOLDER, KeptVectors
from ownvoice.core.answers import EvidenceItem
from ownvoice.reply.freshness import RECENT_DAYS

YEARS_LATER = timedelta(days=3 * 365)  # after the last publication, where nothing is recent any more


@dataclass(frozen=True, slots=True)
class Found:
    """What the search gave for one question, and of it what is recent, on the day `at`.

    `within`: whether the item it stands under was in the index; `under`: that item's id.
    """

    asked: Asked
    at: datetime
    within: bool
    under: int
    items: tuple[EvidenceItem, ...]
    recent: tuple[EvidenceItem, ...] = ()


class KeptEmbedder:
    """The built-in model, whose vectors of passages and questions are kept from one run to the next."""

    name = "multilingual-e5-small-q4"
    dimension = 384

    def __init__(self) -> None:
        self._passages = KeptVectors(FOLDER / "answerable")
        self._queries = KeptVectors(FOLDER / "answerable-asked", asking=True)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """See `Embedder`."""
        return self._passages(texts)

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See `Embedder`."""
        return self._queries(texts)

    def keep(self) -> None:
        """Write what is new to the folder."""
        self._passages.keep()
        self._queries.keep()


def imported(blog: Blog, embedder: KeptEmbedder | None) -> Any:
    """The blog as a creator of the bench's database, with vectors where there is an embedder."""
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.corpus.vectors import embed_waiting
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.create(slug=blog.name, name=blog.name, languages=list(blog.languages))
    with as_folder(blog) as folder:
        run_import(creator, prepare_import(creator, [folder]).pk)
    if embedder is not None:
        with acting_for(creator):
            embed_waiting(creator.pk, embedder)
        embedder.keep()
    return creator


def replayed(
    creator: Any, questions: Sequence[Asked], embedder: KeptEmbedder | None, live: bool
) -> Iterator[Found]:
    """Each question twice: with the item it stands under in the index, and without.

    `live`: on the day it was asked, of what had been published by then; otherwise years after the last publication.
    """
    from ownvoice.corpus.models import Item, Passage
    from ownvoice.corpus.search.evidence import find_evidence
    from ownvoice.tenants.scope import acting_for

    with acting_for(creator):
        ids = dict(Item.objects.values_list("native_id", "pk"))
        last = Passage.objects.order_by("-published_at").values_list("published_at", flat=True).first()
        later = (last or datetime(2026, 1, 1, tzinfo=UTC)) + YEARS_LATER
        for asked in questions:
            under = ids.get(asked.under)
            if under is None or (live and asked.at is None):
                continue
            at = asked.at if live and asked.at else later
            # A site that gives only days publishes "at midnight", in any zone: a day is the finest that counts.
            until = at + timedelta(days=1)
            for within in (True, False):
                with nullcontext() if within else taken_out(creator.pk, under):
                    meaning = embedder is not None
                    items = find_evidence(asked.text, asked.language, embedder, meaning, until=until)
                    since = at - timedelta(days=RECENT_DAYS)
                    recent = (
                        find_evidence(asked.text, asked.language, embedder, meaning, since, until)
                        if live
                        else []
                    )
                yield Found(asked, at, within, under, tuple(items), tuple(recent))
