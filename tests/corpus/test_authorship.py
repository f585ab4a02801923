"""Who the creator is can be changed afterwards, with the same result as an import that knew it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.authorship import authors, change_authorship
from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Exchange, Item, ItemRevision, Passage
from ownvoice.corpus.search import search
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for

pytestmark = pytest.mark.django_db(transaction=True)

VIDEO = {
    "id": "dQw4w9WgXcQ", "title": "Bread", "description": "How I bake", "channel_id": "UCme",
    "uploader_id": "@lea", "uploader": "Léa", "extractor_key": "Youtube", "upload_date": "20250201",
    "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
}  # fmt: skip
COMMENTS = [
    {"id": "c1", "text": "How long should the rye rest?", "author": "Bo", "author_id": "UCbo", "parent": "root"},
    {"id": "c1.a", "text": "Rye rests for twelve hours.", "author": "Lea's Kitchen", "author_id": "UC2", "parent": "c1"},
    {"id": "c2", "text": "Lovely as ever", "author": "Cy", "author_id": "UCcy", "parent": "root"},
]  # fmt: skip


def video(folder: Path) -> Path:
    path = folder / "Bread [dQw4w9WgXcQ].info.json"
    path.write_text(json.dumps(VIDEO | {"comments": [c | {"timestamp": 1740800000} for c in COMMENTS]}))
    return path


def snapshot() -> tuple[Any, ...]:
    """Everything that is derived from who wrote what, without ids of rows."""
    return (
        sorted(Item.objects.values_list("native_id", "role", "content_hash")),
        sorted(
            (native_id, role, re.sub(r"'\d+\.", "'", words))  # whose words they are stands before each
            for native_id, role, words in Passage.objects.values_list("item__native_id", "role", "words")
        ),
        sorted(Exchange.objects.values_list("reply__native_id", "message__native_id")),
    )


def test_the_result_is_that_of_an_import_that_knew(creator: Creator, tmp_path: Path) -> None:
    path = video(tmp_path)
    other = Creator.objects.create(slug="knowing", name="Lea", languages=["en"])
    with acting_for(other):
        run_import(other, prepare_import(other, [path], own_names=["UC2", "UCme"]).pk)
        wanted = snapshot()
    Creator.objects.filter(pk=creator.pk).update(languages=["en"])
    creator.refresh_from_db()
    with acting_for(creator):
        run_import(creator, prepare_import(creator, [path]).pk)
        before = snapshot()
        assert before != wanted and not Exchange.objects.exists()
        assert change_authorship(creator, mine=["@lea's kitchen"]) == 1
        assert snapshot() == wanted
        assert [hit.text for hit in search("rye rest", "en")][:1] == ["Rye rests for twelve hours."]
        assert not ItemRevision.objects.exists()
        report = run_import(creator, prepare_import(creator, [path]).pk)
        assert (report["added"], report["changed"]) == (0, 0)
        assert change_authorship(creator, not_mine=["Lea's Kitchen"]) == 1
        assert snapshot() == before


def test_a_name_that_nobody_has_is_told(acting: Any, tmp_path: Path) -> None:
    run_import(acting, prepare_import(acting, [video(tmp_path)]).pk)
    with pytest.raises(OwnvoiceError, match="Nothing in the corpus was written by nobody"):
        change_authorship(acting, mine=["Nobody"])
    with pytest.raises(OwnvoiceError, match="can't be the creator and somebody else"):
        change_authorship(acting, mine=["Bo"], not_mine=["bo"])
    assert not Item.objects.filter(role="creator", author_name="Bo").exists()


def test_authors_are_counted_for_one_creator_only(acting: Any, tmp_path: Path) -> None:
    run_import(acting, prepare_import(acting, [video(tmp_path)]).pk)
    other = Creator.objects.create(slug="other", name="Other", languages=["en"])
    assert authors(other) == []
    assert {("Bo", 1), ("Cy", 1)} <= {(author.name, author.items) for author in authors(acting)}
