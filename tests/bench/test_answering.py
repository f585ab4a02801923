"""What `ownvoice bench answerable` stands on: an item is taken out as if it had never been there, and comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection

from ownvoice.bench.answerable import _reliability
from ownvoice.bench.answering.blogs import haacked, nhoizey
from ownvoice.bench.answering.taking_out import taken_out
from ownvoice.bench.answering.threads import mined_french
from ownvoice.corpus.models import Item
from ownvoice.corpus.search.evidence import find_evidence
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in
from tests.real_files import real_creator

LONG = " ".join(
    f"Rye dough number {n} rests for quite a few hours in the cellar before it is baked." for n in range(12)
)


def counted() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, passages, items FROM corpus_wordcount ORDER BY word")
        words = cursor.fetchall()
        cursor.execute("SELECT passages, items, stems FROM corpus_corpussize")
        return [*words, *cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_out_is_as_if_never_published(acting: Any, tmp_path: Path, word_hashes: Any) -> None:
    others = [status(0, "Rye dough rests in the fridge."), status(1, "Salt the dough at two percent.")]
    bring_in(acting, mastodon(tmp_path / "a", others))
    without = counted()
    bring_in(acting, mastodon(tmp_path / "b", [*others, status(2, LONG)]))
    before = counted()
    long = Item.objects.get(native_id__endswith="/2").pk

    def found() -> set[int | None]:
        return {item.item_id for item in find_evidence("How long does rye dough rest?", "en", None, False)}

    assert long in found()
    with taken_out(acting.pk, long):
        assert found() and long not in found()
        assert counted() == without
    assert long in found() and counted() == before


def test_reliability_is_the_mean_distance_weighed_by_how_many() -> None:
    rows, error = _reliability(np.array([1, 0, 1, 1]), np.array([0.25, 0.25, 0.95, 0.95]))
    assert rows == [[0.2, 2, 0.25, 0.5], [0.9, 2, 0.95, 1.0]]
    assert error == pytest.approx(0.5 * 0.25 + 0.5 * 0.05)


def test_real_readers_questions_are_told_apart_by_post() -> None:
    data = real_creator("haacked-blog.tar.gz").parent.parent
    blog = haacked(data)
    assert len(blog.files) == 2_058 and len(blog.questions) > 5_000
    assert all(f"{asked.under}.md" in blog.files or asked.under for asked in blog.questions[:50])
    halves = {asked.under: asked.fits for asked in blog.questions}
    assert all(asked.fits == halves[asked.under] for asked in blog.questions)
    assert 0.4 < sum(asked.fits for asked in blog.questions) / len(blog.questions) < 0.6
    assert len(nhoizey(data).questions) > 40 and mined_french(data)
