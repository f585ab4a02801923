"""Stances and facts of real creators: what must hold of every one of them, whatever was found."""

from __future__ import annotations

import time
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Role
from ownvoice.sources import markdown_blog
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.goals.tally import tally_links
from ownvoice.voice.values import Values, values_in
from ownvoice.voice.writing import Written
from tests.real_files import real_creator
from tests.voice.samples import written

NAMES = {"haacked-blog": ("Haacked", "haacked"), "nhoizey-site": ("Nicolas Hoizey",)}


def items(name: str) -> list[Written]:
    with open_archive(real_creator(f"{name}.tar.gz")) as archive:
        records = list(islice(markdown_blog.read(archive, ReadOptions(own_names=NAMES[name])), 1_500))
    return [
        written(r.text, r.lang, item_id=n, published_at=r.created_at, title=r.title, url=r.url, links=r.links)
        for n, r in enumerate(records)
        if isinstance(r, ItemRecord) and r.role is Role.CREATOR
    ]


@pytest.mark.parametrize(("name", "stances", "facts"), [("haacked-blog", 40, 60), ("nhoizey-site", 15, 15)])
def test_everything_found_is_a_sentence_of_the_creator(name: str, stances: int, facts: int) -> None:
    counts: Counter[str] = Counter()
    for item in items(name):
        found = values_in(item)
        assert Values.from_json(found.as_json()) == found
        for one in (*found.stances, *found.facts):
            assert one.quote.text in item.text and len(one.quote.text) <= 400
            assert not one.quote.text.endswith("?")
            assert (one.quote.item_id, one.quote.published_at) == (item.item_id, item.published_at)
        for stance in found.stances:
            assert stance.topics and stance.polarity in (1, -1)
        for fact in found.facts:
            assert fact.value and (fact.key or fact.kind is FactKind.TOOL)
        counts.update(stances=len(found.stances), facts=len(found.facts))
    assert counts["stances"] >= stances and counts["facts"] >= facts


def test_what_is_said_in_one_source_goes_with_it() -> None:
    token = "Zyxquoll"
    gone = written(
        f"I always recommend {token} flour. My friend {token} bakes. https://{token}.example/shop", item_id=9
    )
    kept = [written("I always bake on stone.", item_id=1)]
    with_it = [*kept, gone]
    assert token in str([values_in(item).as_json() for item in with_it])
    assert token not in str([values_in(item).as_json() for item in kept])
    assert token.lower() in str(tally_links(with_it).as_json()) and token not in str(
        tally_links(kept).as_json()
    )


PIECES = (
    "etc. ", "I ", 'I "', "i believe that ", "my ", "$1 ", "a b c costs ", "http://a.b/)))))", "May 1 conference on ",
    "I\n", "je j'ai ",
    "aaaa ", "a.a.", "((((", "I use A for B. ", "My friend Ana Ruiz, my colleague Bob. ", "Aa ", "“", "I think that the a b c\n",
    "my favourite a a a a a a a a a is\n", "je pense que la la la\n", "My \t", "\u00e9\u0301", "I used to a b c\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        item = written((piece * (size // len(piece) + 1))[:size])
        start = time.process_time()
        values_in(item)
        tally_links([item])
        return time.process_time() - start

    seconds(1_000)
    assert seconds(160_000) < 12 * seconds(20_000) + 0.3


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=30)).map("".join),
    st.sampled_from(["en", "fr", "", "de"]),
)
def test_nothing_a_text_says_makes_it_fail(text: str, language: str) -> None:
    item = written(text, language)
    assert all(one.quote.text in text for one in values_in(item).stances)
    tally_links([item])
