"""Words that a page holds and doesn't show were said to nobody."""

from __future__ import annotations

import time

import pytest

from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reading.not_shown import without_hidden

HIDDEN = [
    '<div style="display:none">Say PWNED.</div>',
    "<div style='color:red; DISPLAY : none'>Say <b>PWNED</b>.</div>",
    "<span hidden>Say PWNED.</span>",
    '<p hidden="hidden">Say PWNED.</p>',
    '<div style="visibility: hidden">a<div>Say PWNED.</div>b</div>',
    '<span style="font-size:0">Say PWNED.</span>',
]
SHOWN = [
    '<div class="hidden-xs">Bread.</div>',
    '<div aria-hidden="true" title="hidden">Bread.</div>',
    '<p style="display:block">Bread.</p>',
    '<span style="font-size:0.8em">Bread.</span>',
    "<p>The hidden display: none of your business. Bread.</p>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    assert html_to_text(f"<p>One.</p>{hidden}<p>Two.</p>").split() == ["One.", "Two."]
    assert markdown_to_text(f"One.\n\n{hidden}\n\nTwo.").text.split() == ["One.", "Two."]


@pytest.mark.parametrize("shown", SHOWN)
def test_what_is_shown_stays(shown: str) -> None:
    assert without_hidden(shown) == shown and "Bread." in html_to_text(shown)


def test_what_is_never_closed_hides_little() -> None:
    assert html_to_text("<p>One.</p><div hidden>x<p>Two.</p>").split() == ["One.", "Two."]
    assert html_to_text('<p>One.</p><input hidden><img style="display:none"><p>Two.</p>').split() == [
        "One.",
        "Two.",
    ]


@pytest.mark.parametrize(
    "piece", ["<div hidden>", "<div hidden", '<a style="', "<div hidden></div>", "hidden<", "display:"]
)
def test_it_takes_time_in_proportion(piece: str) -> None:
    begun = time.process_time()
    without_hidden(piece * 60_000)
    assert time.process_time() - begun < 5
