"""The same text in several places is one hit with all its places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Source
from ownvoice.corpus.search import search
from tests.corpus.samples import mastodon, status

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Rye bread wants more water than you think, at least eighty percent"


def blog(folder: Path, text: str) -> Path:
    (folder / "_posts").mkdir(parents=True)
    (folder / "_posts" / "2019-02-03-rye.md").write_text(
        f"---\ntitle: Rye\ndate: 2019-02-03\n---\n\n{text}\n"
    )
    (folder / "_posts" / "2019-02-04-oat.md").write_text("---\ntitle: Oat\n---\n\nOats are simply there.\n")
    (folder / "_config.yml").write_text("url: https://lea.example\nauthor: Lea\n")
    return folder


def test_a_cross_post_is_found_once_with_both_places(acting: Any, tmp_path: Path) -> None:
    toot = status(1, f"{TEXT} #bread https://lea.example/rye")
    for folder in (mastodon(tmp_path / "m", [toot]), blog(tmp_path / "b", TEXT)):
        run_import(acting, prepare_import(acting, [folder]).pk)
    (hit,) = search("how much water does rye want", "en", by_meaning=False)
    assert hit.text.startswith(TEXT)
    assert {hit.platform, *(place.platform for place in hit.also_at)} == {"mastodon", "markdown_blog"}
    assert all(place.item_id != hit.item_id for place in hit.also_at) and len(hit.also_at) == 1


def test_where_one_place_may_not_answer_the_other_still_does(acting: Any, tmp_path: Path) -> None:
    for folder in (mastodon(tmp_path / "m", [status(1, TEXT)]), blog(tmp_path / "b", TEXT)):
        run_import(acting, prepare_import(acting, [folder]).pk)
    Source.objects.filter(platform="markdown_blog").update(consent_answer=False)
    (hit,) = search("how much water does rye want", "en", by_meaning=False)
    assert (hit.platform, hit.also_at) == ("mastodon", ())


def test_short_thanks_and_answers_stay_apart(acting: Any, tmp_path: Path) -> None:
    replies = [status(n, TEXT, f"https://far.example/{n}") for n in (1, 2)]
    thanks = [status(n, "Lovely rye bread, thanks!") for n in (3, 4)]
    run_import(acting, prepare_import(acting, [mastodon(tmp_path / "m", [*replies, *thanks])]).pk)
    assert len(search("rye water", "en", by_meaning=False)) == 4
