"""Rows on their way into the database: whatever a text holds arrives as it was, and nothing is stored twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import Author, ItemRecord, Kind, Role
from ownvoice.corpus import exchanges
from ownvoice.corpus.importing import run
from ownvoice.corpus.importing.bulk import BulkWriter
from ownvoice.corpus.importing.copying import NULL, OPTIONS, SEPARATOR, copy_data, storable
from ownvoice.corpus.importing.rows import Batch, RowMaker
from ownvoice.corpus.models import Exchange, Import, Item, Passage, Source
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

AWKWARD = [
    "\\N",
    "\\",
    "a\tb",
    "a\nb\r\nc",
    "\\.",
    "\\n",
    "\x1f",
    "x\x1ey",
    "\x00",
    "",
    "é“”😀",
    '"quoted, too"',
]


@pytest.mark.django_db
@given(st.lists(st.tuples(st.text(), st.none() | st.text()), min_size=1, max_size=20))
def test_any_text_survives_copy(rows: list[tuple[str, str | None]]) -> None:
    written = [(i, storable(a).encode("utf-8", "replace").decode(), b) for i, (a, b) in enumerate(rows)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS copied (id int, a text, b text)")
        cursor.execute("TRUNCATE copied")
        with cursor.copy(f"COPY copied FROM STDIN {OPTIONS}") as copy:
            copy.write(
                copy_data(
                    f"{i}{SEPARATOR}{a}{SEPARATOR}{NULL if b is None else storable(b)}" for i, a, b in written
                )
            )
        cursor.execute("SELECT id, a, b FROM copied ORDER BY id")
        found = cursor.fetchall()
    assert found == [
        (i, a, None if b is None else storable(b).encode("utf-8", "replace").decode()) for i, a, b in written
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("new", [True, False], ids=["straight", "compared"])
def test_every_column_takes_every_text(acting: Any, new: bool) -> None:
    started = Import.objects.create(paths=[], fingerprint="f")
    source = Source.objects.create(platform="test", account="a", label="a")
    maker, batch = RowMaker(acting.pk, ["en"]), Batch()
    for number, text in enumerate(AWKWARD):
        record = ItemRecord(
            "test", f"{number}{text}", Kind.REPLY, Role.CREATOR, Author(text, text, text), f"say {text} it",
            raw=text, raw_time=text, title=text, url=text, lang=text, parent_id=text, root_id=text,
            parent_author=text, parent_text=text, links=(text,),
        )  # fmt: skip
        maker.add(batch, record)
    writer = BulkWriter(acting.pk, started.pk)
    try:
        assert writer.write(batch, source.pk, new, {}, 0.5) == (len(AWKWARD), 0)
        assert writer.write(batch, source.pk, new, {}, 0.5) == (0, 0)
    finally:
        writer.close()
    for number, text in enumerate(AWKWARD):
        item = Item.objects.get(native_id=f"{number}{storable(text)}")
        assert (item.raw, item.url, item.parent_text) == (storable(text),) * 3
        assert item.author_name == storable(text) and item.links == [storable(text)]
    assert Passage.objects.count() == len(AWKWARD)
    assert not Item.objects.filter(raw=NULL).exists()


@pytest.mark.django_db(transaction=True)
def test_an_item_that_comes_twice_in_one_export_is_stored_once(
    acting: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(run, "BATCH", 3)
    statuses = [status(n, f"Status number {n}") for n in (1, 2, 3, 4, 5, 2, 6, 1, 7)]
    report = bring_in(acting, mastodon(tmp_path / "m", statuses))
    assert (report["added"], report["changed"]) == (7, 0)
    assert Item.objects.count() == Passage.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_the_first_replies_of_a_new_creator_are_joined_in_linear_time(acting: Any, tmp_path: Path) -> None:
    replies = [status(n, f"Reply {n}", f"https://far.example/{n}") for n in range(3_000)]
    bring_in(acting, mastodon(tmp_path / "m", replies))
    Exchange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(exchanges._WHOLE_SETS)
        cursor.execute(f"EXPLAIN {exchanges._NEW}", {"creator": acting.pk})
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("ROLLBACK")
    assert "Nested Loop" not in plan


@pytest.mark.django_db(transaction=True)
def test_no_search_reads_through_what_an_import_left_unsorted(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "m", [status(n, f"Status number {n}") for n in range(200)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('passage_words')")
        assert cursor.fetchone() == (0,)
