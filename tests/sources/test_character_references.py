"""References to half a character, as programs that count in UTF-16 write emoji."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord
from ownvoice.sources import blogger, feed, wordpress
from ownvoice.sources.reading.character_references import with_whole_characters
from tests.sources import test_blogger, test_podcast, test_wordpress
from tests.sources.in_memory import items, records


def in_halves(text: str, form: str = "&#{};") -> bytes:
    """Every character as a reference, or two, as JavaScript would count them."""
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    return "".join(form.format(number) for number in numbers).encode()


@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};", "&#x{:X};", "&#0{};"])
def test_halves_that_belong_together_are_one_character(form: str) -> None:
    assert with_whole_characters(b"a " + in_halves("😀", form) + b" b") == "a 😀 b".encode()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("&#55357;", "\ufffd"),
        ("&#xDC00;&#65;", "\ufffd&#65;"),
        ("&#55357; &#56832;", "\ufffd \ufffd"),
        ("&#128512;&amp;&#0;", "&#128512;&amp;&#0;"),
        ("&#55357", "&#55357"),
    ],
)
def test_what_is_left_over_is_replaced_and_all_else_stays(written: str, mended: str) -> None:
    assert with_whole_characters(written.encode()).decode() == mended


@given(st.text(st.sampled_from("&#x;05dD8Cfé ") | st.characters(exclude_categories=["Cs"]), max_size=60))
def test_nothing_makes_it_raise(text: str) -> None:
    with_whole_characters(text.encode()).decode()


def test_a_wordpress_export_of_such_a_program_is_read() -> None:
    post = test_wordpress.post(1, "<p>x</p>").replace("<![CDATA[Post 1]]>", "Rye " + in_halves("😀").decode())
    lost = test_wordpress.post(2, "<p>x</p>").replace("<![CDATA[Post 2]]>", "Oats &#xD83D;")
    found = items(wordpress, {"a.xml": test_wordpress.wxr(post, lost)})
    assert [item.title for item in found] == ["Rye 😀", "Oats \ufffd"]


def test_a_blogger_backup_of_such_a_program_is_read() -> None:
    sample = test_blogger.backup(test_blogger.old(1, "post", "Rye", title="Rye " + in_halves("😀").decode()))
    sample = sample.replace("https://lea.example/'", "https://lea.example/&#55357;'")
    assert [item.title for item in items(blogger, {"blog-1.xml": sample})] == ["Rye 😀"]


def test_a_podcast_of_such_a_program_is_read() -> None:
    sample = test_podcast.rss("a.vtt").replace("Léa M</podcast:person>", "Léa M &#55357;</podcast:person>")
    found = records(feed, {"f.xml": sample.replace("/e1/", "/&#xDC00;/"), "a.vtt": test_podcast.VTT})
    assert any(isinstance(record, ItemRecord) for record in found)


def test_a_transcript_whose_address_is_none_is_passed_over() -> None:
    sample = test_podcast.rss("a.vtt").replace('"https://cdn.example/e1/a.vtt?x=1"', '"http://[x"')
    found = records(feed, {"f.xml": sample})
    assert any(isinstance(record, ItemRecord) for record in found)
