"""What the evidence benchmark counts with: exact BM25, ranks, learned weights, and truths read off links."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ownvoice.bench.evidencing import measures
from ownvoice.bench.evidencing.bm25 import Bm25, best_of, by_logarithm
from ownvoice.bench.evidencing.repeats import Exchange, linked, links, repeated

START = datetime(2020, 1, 1, tzinfo=UTC)


def exchange(number: int, thread: str, *found: str) -> Exchange:
    return Exchange(
        f"r{number}", f"m{number}", thread, "Why?", "Because.", START + timedelta(days=number), found
    )


def test_bm25_is_as_written_down() -> None:
    index = Bm25([["rye", "rye", "water"], ["wheat"]], k1=1.2, b=0.75)
    weight = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 3 / 2)
    assert index.scores(["rye"])[0] == pytest.approx(weight * 2 * 2.2 / (2 + norm), rel=1e-5)
    assert index.scores(["rye", "rye"], by_logarithm)[0] > index.scores(["rye", "rye"])[0]
    assert index.scores(["oven"]).tolist() == [0, 0]


def test_a_place_is_as_good_as_its_best_part() -> None:
    owners = np.array([0, 0, 2])
    assert best_of(np.array([1, 3, 2], dtype=np.float32), owners, 3).tolist() == [3, 0, 2]


def test_ranks_count_what_stands_before() -> None:
    scores = np.array([0.5, 0.9, 0.5], dtype=np.float32)
    assert [measures.rank(scores, n) for n in range(3)] == [1, 0, 2]
    assert measures.rank(np.zeros(3, dtype=np.float32), 0) == measures.NOWHERE


def test_weights_are_learned_from_what_was_right() -> None:
    chance = np.random.default_rng(1)
    questions = []
    for _ in range(200):
        rows = chance.normal(size=(5, 2))
        questions.append((rows, int(np.argmax(3 * rows[:, 0]))))
    weights = measures.learned_weights(questions)
    assert weights[0] > 5 * abs(weights[1])
    with pytest.raises(ValueError, match="nothing to learn"):
        measures.learned_weights([])


def test_links_are_compared_without_what_differs() -> None:
    text = 'See <a href="http://www.A.example/one/Two/?x=1#y">this</a>, https://b.example/one and https://c.example/...'
    assert links(text) == ["a.example/one/two"]


def test_a_link_to_another_post_is_a_truth_and_to_its_own_is_none() -> None:
    posts = ["_posts/2006/2006-01-31-Eight_Level.aspx", "_posts/2007/2007-01-01-other"]
    link = "haacked.com/archive/2006/01/31/eight-level.aspx"
    found = linked([exchange(1, posts[1], link), exchange(2, posts[0], link)], posts)
    assert [(one.exchange.reply, set(one.right)) for one in found] == [("r1", {posts[0]})]


def test_what_was_linked_before_in_another_thread_is_repeated() -> None:
    same = "x.example/a/b"
    found = repeated([exchange(1, "t1", same), exchange(2, "t1", same), exchange(3, "t2", same)])
    assert [(one.exchange.reply, set(one.right)) for one in found] == [("r3", {"r1", "r2"})]
