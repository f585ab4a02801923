"""Search: words, meaning, filters, and the promise that a large corpus is not walked through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ownvoice.corpus.passages import TARGET, cut
from ownvoice.corpus.search import search
from ownvoice.corpus.search.lexical import BUDGET, candidate_query
from ownvoice.corpus.search.query import QueryWord, distinct_words, weigh
from ownvoice.corpus.vectors import count_waiting, embed_waiting
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in


@pytest.fixture
def corpus(acting: Any, tmp_path: Path) -> Any:
    texts = [
        "Rye needs more water than wheat",
        "My oven goes up to 250 degrees",
        "Le seigle demande de l'eau",
        "Salt at 2 percent",
    ]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    return acting


@pytest.mark.django_db(transaction=True)
class TestSearch:
    def test_accents_and_inflection_do_not_matter(self, corpus: Any) -> None:
        assert search("how much WATERS for Rýe?", "en")[0].text.startswith("Rye needs")

    def test_filters(self, corpus: Any) -> None:
        assert search("rye", "en", kinds=["video"]) == []
        assert search("rye", "en", sources=[0]) == []
        assert search("rye", "en", passage_language="fr") == []
        assert search("rye", "en", since=datetime(2030, 1, 1, tzinfo=UTC)) == []
        assert search("rye", "en", until=datetime(2030, 1, 1, tzinfo=UTC))

    def test_vectors_catch_up_and_are_used(self, corpus: Any, word_hashes: Any) -> None:
        assert count_waiting(corpus.pk, word_hashes) == 4
        assert search("oven degrees", "en")[0].similarity is None
        assert embed_waiting(corpus.pk, word_hashes) == 4
        assert count_waiting(corpus.pk, word_hashes) == 0
        best = search("oven degrees", "en")[0]
        assert best.text.startswith("My oven") and best.similarity is not None and best.similarity > 0.3

    def test_nothing_but_noise_finds_nothing(self, corpus: Any) -> None:
        for query in (
            "",
            "   ",
            "?!…",
            "🍞",
            "the of and",
            "'; DROP TABLE corpus_item; --",
            "a & b | ! ( : *",
        ):
            search(query, "en")
        assert search("", "en") == []

    def test_private_items_are_found_only_when_asked_for(self, acting: Any, tmp_path: Path) -> None:
        direct = status(1, "A secret about rye", to=["https://example.social/users/sam"], cc=[])
        bring_in(acting, mastodon(tmp_path / "d", [direct]), include_private=True)
        assert search("secret", "en") == []
        assert search("secret", "en", public_only=False)


def test_the_index_is_asked_for_a_bounded_number_of_rows() -> None:
    words = [
        QueryWord((name,), passages) for name, passages in (("rare", 5), ("some", 1_500), ("most", 80_000))
    ]
    query = candidate_query(words, 7, 100_000)
    assert "'7.rare'" in query and "'7.some'" in query
    assert "'7.most'" not in query.replace("&('7.most')", ""), "a common word never selects alone"
    assert sum(word.passages for word in words[:2]) <= BUDGET


def test_rarer_words_weigh_more() -> None:
    weighed = weigh(
        distinct_words("the rye oven", "en", ["en"]), {"rye": (3, 3), "oven": (400, 400)}, 1_000, 1_000
    )
    assert [word.stems[0] for word in weighed] == ["rye", "oven"]
    assert weighed[0].weight > weighed[1].weight > 0


def test_passages_cover_the_text_in_order_without_overlap() -> None:
    text = " ".join(f"Sentence number {n} says something about bread." for n in range(40))
    spans = cut(text)
    assert len(spans) > 4
    assert all(span.end - span.start <= TARGET + 60 for span in spans)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert "".join(text[s.start : s.end] for s in spans).replace(" ", "") == text.replace(" ", "")
