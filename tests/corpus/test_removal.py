"""A source taken out leaves nothing that rests on it, and nothing of anybody else's goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from ownvoice.corpus.models import Item, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.corpus.search import search
from ownvoice.corpus.vectors import embed_waiting
from ownvoice.llm.embed import WordHashes
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "zyxquorlimbo"


def everywhere() -> list[str]:
    """The tables of the corpus that hold the token in any column."""
    found = []
    for model in apps.get_app_config("corpus").get_models():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{TOKEN}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_planted_word_is_gone_from_every_table(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", [status(1, f"{TOKEN} first"), status(2, f"{TOKEN} second")]))
    bring_in(acting, mastodon(tmp_path / "a2", [status(1, f"{TOKEN} edited"), status(2, f"{TOKEN} second")]))
    embed_waiting(acting.pk, WordHashes())
    assert "corpus_passage" in everywhere() and "corpus_wordcount" in everywhere()
    removed = remove_source(Source.objects.get())
    assert removed.rows["items"] == 2 and removed.rows["vectors"] == 2
    imports_only = [table for table in everywhere() if table != "corpus_import"]
    assert imports_only == []
    assert Item.objects.count() == 0


def test_consent_withdrawn_hides_everything_at_once(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", [status(1, "Rye bread tonight")]))
    assert search("rye", "en")
    Source.objects.update(consent_answer=False)
    assert search("rye", "en") == []


def test_another_creators_corpus_is_untouched_and_unseen(acting: Any, tmp_path: Path) -> None:
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
    folder = mastodon(tmp_path / "a", [status(1, "Rye bread tonight")])
    bring_in(acting, folder)
    bring_in(other, folder)
    remove_source(Source.objects.get())
    assert search("rye", "en") == []
    with acting_for(other):
        assert [hit.text for hit in search("rye", "en")] == ["Rye bread tonight"]
