"""What a citation opens: the original at its place, our own page where there is none, and nothing else."""

from __future__ import annotations

import pytest

from ownvoice.core.answers import EvidenceKind, Intent
from ownvoice.core.records import Kind
from ownvoice.reply.decide import RULES
from ownvoice.web import wording
from ownvoice.web.originals import nearest, numbered, original_url


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=83s"),
        ("https://www.youtube.com/watch?v=abc&t=5", "https://www.youtube.com/watch?v=abc&t=83s"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=83s"),
        ("https://example.org/post?a=1&b=%20#c", "https://example.org/post?a=1&b=%20#c"),
    ],
)
def test_a_video_opens_at_its_second(url: str, opened: str) -> None:
    assert original_url({"url": url, "offset_ms": 83_900}) == opened


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "http://[", "", None]
)
def test_only_the_web_is_linked(url: str | None) -> None:
    assert original_url({"url": url}) == ""


def test_without_an_address_our_own_page_opens_at_the_passage() -> None:
    assert original_url({"id": "p12", "item_id": 7}, "lea") == "/c/lea/items/7?passage=12#passage"
    assert original_url({"id": "x7", "item_id": 7}, "lea") == "/c/lea/items/7"
    assert original_url({"id": "p12", "item_id": 7}) == "", "fans have no such page"


def test_sources_are_numbered_in_the_order_they_are_used() -> None:
    work = {
        "evidence": [{"id": "a", "url": "https://a.example/"}, {"id": "b", "url": "https://b.example/"}],
        "sentences": [
            {"text": "1", "evidence_ids": ["b"]},
            {"text": "2", "evidence_ids": ["a", "b", "gone"]},
        ],
    }
    sentences, cited = numbered(work, "lea")
    assert [sentence["marks"] for sentence in sentences] == [[1], [2, 1]]
    assert [(source["number"], source["open"]) for source in cited] == [
        (1, "https://b.example/"),
        (2, "https://a.example/"),
    ]
    assert [source["id"] for source in nearest(work, "lea", 1)] == ["a"]


def test_every_fixed_word_of_the_lower_layers_has_a_wording() -> None:
    words = {str(member.value) for enum in (Intent, Kind, EvidenceKind) for member in enum}
    assert words | {rule.name for rule in RULES} <= wording.TERMS


def test_a_word_nobody_knows_is_shown_as_it_is() -> None:
    assert wording.term("zeppelin") == "zeppelin"
    assert wording.reason("Because.") == "Because."
    assert wording.reason("Touches your boundary “%s 100 %”.") == "Touches your boundary “%s 100 %”."
    assert wording.platform("youtube") == "YouTube"
