"""Long texts are found as wholes, by all their words and by what stands beside the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.text import stem
from ownvoice.corpus import statistics
from ownvoice.corpus.identifiers import parts_of_names
from ownvoice.corpus.importing.rows import (
    MOST_TIMES,
    WHOLE_TITLE,
    WHOLE_WORDS,
    counted_lexemes,
    whole_words,
)
from ownvoice.corpus.models import CorpusSize, Passage, Source, WordCount
from ownvoice.corpus.removal import remove_source
from ownvoice.corpus.search import search
from ownvoice.corpus.search.query import RANKED_WORDS, distinct_words, pairs, searched, weigh
from ownvoice.corpus.search.ranking import Features, Fusion
from ownvoice.corpus.vectors import count_waiting, embed_waiting
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

FILLER = "Bread is made every day in many kitchens, and people talk about it with joy. " * 6


@pytest.fixture
def articles(acting: Any, tmp_path: Path) -> Any:
    """An article that says "oven" and "salt" far apart, one that says only "oven", and short statuses."""
    folder = tmp_path / "site" / "_posts"
    folder.mkdir(parents=True)
    (folder / "2020-01-01-both.md").write_text(
        f"---\ntitle: First\n---\nThe oven is hot. {FILLER}\nAt last, salt. {FILLER}\n\n```\nKneadingClock.start()\n```\n"
    )
    (folder / "2020-01-02-one.md").write_text(
        f"---\ntitle: Second\n---\nThe oven is cold. {FILLER}\n{FILLER}"
    )
    bring_in(acting, tmp_path / "site")
    bring_in(acting, mastodon(tmp_path / "m", [status(n, f"Loaf number {n}") for n in range(20)]))
    return acting


@pytest.mark.django_db(transaction=True)
class TestWholeItems:
    def test_an_item_is_found_though_no_passage_says_all_of_it(self, articles: Any) -> None:
        hits = search("oven and salt", "en", by_meaning=False)
        assert hits[0].title == "First"
        whole = {hit.title: hit.features.whole for hit in hits}
        assert whole["First"] > whole["Second"]

    def test_code_beside_the_text_finds_it_and_is_never_shown(self, articles: Any) -> None:
        hits = search("What does the clock do when kneading?", "en", by_meaning=False)
        assert hits and hits[0].title == "First"
        assert all("KneadingClock" not in hit.text for hit in hits)

    def test_the_row_of_a_whole_item_is_no_hit_and_gets_no_vector(
        self, articles: Any, word_hashes: Any
    ) -> None:
        rows = Passage.objects.filter(role=Passage.Role.WHOLE)
        assert rows.count() == 2
        said = Passage.objects.exclude(role=Passage.Role.WHOLE).count()
        assert count_waiting(articles.pk, word_hashes) == said == embed_waiting(articles.pk, word_hashes)
        ids = set(rows.values_list("pk", flat=True))
        assert ids.isdisjoint(hit.passage_id for hit in search("oven bread salt", "en", 100))

    def test_filters_hold_for_whole_items_too(self, articles: Any) -> None:
        assert search("oven and salt", "en", passage_language="fr", by_meaning=False) == []
        assert search("oven and salt", "en", sources=[0], by_meaning=False) == []
        Source.objects.filter(platform="markdown_blog").update(consent_answer=False)
        assert search("oven and salt", "en", by_meaning=False) == []

    def test_a_word_is_counted_once_for_an_item_that_says_it_in_every_passage(self, articles: Any) -> None:
        bread = WordCount.objects.get(word=stem("bread", "en"))
        assert bread.items == 2 < bread.passages
        size = CorpusSize.objects.get()
        assert size.items == 22 < size.passages
        assert size.passages == Passage.objects.exclude(role=Passage.Role.WHOLE).count()

    def test_of_a_large_corpus_a_sample_is_counted(
        self, articles: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(statistics, "COUNTED", 30)
        statistics.recount_words(articles.pk)
        assert search("oven and salt", "en", by_meaning=False)[0].title == "First"

    def test_before_items_were_counted_passages_stand_for_them(self, articles: Any) -> None:
        WordCount.objects.update(items=0)
        CorpusSize.objects.update(items=0)
        assert search("oven and salt", "en", by_meaning=False)[0].title == "First"

    def test_nothing_of_a_removed_source_is_left(self, articles: Any) -> None:
        remove_source(Source.objects.get(platform="markdown_blog"))
        assert not Passage.objects.filter(role=Passage.Role.WHOLE).exists()
        assert search("oven and salt", "en", by_meaning=False) == []


def test_names_are_taken_apart() -> None:
    assert parts_of_names("Use HttpContextBase, not plain words or snake_case", "en") == [
        "http",
        "context",
        "base",
    ]
    assert parts_of_names("A" * 100_000 + " x", "en") == []


def test_a_whole_item_is_bounded_however_long_it_is() -> None:
    words = " ".join(f"word{n}x" for n in range(20_000))
    counts = whole_words(f"rye {'rye ' * 20_000} {words}", "", "", "en")
    assert len(counts) == WHOLE_WORDS
    assert counted_lexemes(counts, 7).startswith(f"'7:rye':{MOST_TIMES}")


def test_titles_count_more_and_what_stands_beside_counts_once() -> None:
    counts = whole_words(
        "Rye needs water.", "Rye", "Rye needs water. `hydrate()` [x](https://a.example/hydrate)", "en"
    )
    assert counts["rye"] == 1 + WHOLE_TITLE
    assert counts[stem("hydrate", "en")] == 1


def test_a_question_is_ranked_by_more_words_than_it_is_searched_by() -> None:
    long = " ".join(f"thing{n}" for n in range(200))
    words = weigh(distinct_words(f"rye rye FlourSack {long}", "en", ["en"]), {}, 100, 50)
    assert len(words) == RANKED_WORDS
    assert all(not word.part for word in searched(words))
    rye = next(word for word in words if word.word == "rye")
    assert rye.times == 2 and rye.pull > rye.weight


def test_neighbouring_words_share_one() -> None:
    words = weigh(distinct_words("cold rye dough in the oven", "en", ["en"]), {}, 10, 10)
    found = pairs(words, "cold rye dough in the oven", "en")
    assert set(found) == {("cold", "rye"), ("rye", "dough"), ("dough", "oven")}
    assert sum(found.values()) == pytest.approx(1)


def test_meaning_decides_where_words_do_not() -> None:
    fusion = Fusion()
    assert fusion.score(Features(similarity=0.9)) > fusion.score(Features(similarity=0.8))
    close = Features(passage=0.1, whole=0.1, similarity=0.95)
    worded = Features(passage=0.6, whole=0.5, similarity=0.8)
    assert fusion.score(worded) > fusion.score(close)
    foreign = Features(passage=0.1, whole=0.1, similarity=0.9, foreign=True)
    assert fusion.score(foreign) > fusion.score(replace(foreign, foreign=False))
    assert 0 <= fusion.score(Features()) <= fusion.score(Features(1, 1, 1, 1, 1, 1.0)) <= 1
