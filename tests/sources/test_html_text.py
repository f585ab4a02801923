"""HTML becomes the text a person would read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.sources.reading.html_text import html_to_text, read_html

SHORT_LINK = (
    '<a href="https://example.org/a/long?x=1&amp;y=2" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.org/a/lo</span><span class="invisible">ng?x=1&amp;y=2</span></a>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two<br>three<br/><br />four</p>", "one\n\ntwo\nthree\n\nfour"),
        ("<p>\n  one\n  <b>two</b>\tthree </p>", "one two three"),
        ("<div>a</div><div>b</div><ul><li>c</li><li>d</li></ul>e", "a\nb\n\nc\nd\n\ne"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\nb</pre>c", "a\nb\n\nc"),
        ("&lt;b&gt; &amp;amp; caf&eacute; &#39;&#x1F642;", "<b> &amp; café '🙂"),
        ("a < b and 3 > 2, <3 you", "a < b and 3 > 2, <3 you"),
        ("a<script>var x = '<p>';</script>b<style>p{}</style>c<!-- <p>no</p> -->d", "abcd"),
        ('<p title="a > b">x</p><P CLASS=\'"\'>y</P>', "x\n\ny"),
        ("<p>hi<p>there", "hi\n\nthere"),
        ('x <img class="emoji" alt="🎉" src="y">', "x 🎉"),
        ("<p>a\x00b&nbsp;c</p>", "ab c"),
        ("", ""),
    ],
)
def test_text_as_it_is_shown(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_links_keep_their_words_and_shortened_ones_are_written_out() -> None:
    assert html_to_text('see <a href="https://e.org/x">this post</a>.') == "see this post."
    assert html_to_text(f"<p>see {SHORT_LINK}!</p>") == "see https://example.org/a/long?x=1&y=2!"
    assert html_to_text(f"<p>see<i> {SHORT_LINK}</i>!</p>") == "see https://example.org/a/long?x=1&y=2!"
    assert html_to_text('<a href="https://e.org/abcdef">e.org/abc…</a>') == "https://e.org/abcdef"


def test_links_are_listed_once_without_mentions_and_hashtags() -> None:
    html = (
        f"<p>{SHORT_LINK} {SHORT_LINK} "
        '<span class="h-card"><a href="https://m.org/@ana" class="mention">@<span>ana</span></a></span> '
        '<a href="https://m.org/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a>{}</p>'
    )
    for rest in ("", '<b>!</b> <a href="mailto:a@b.c">mail</a>'):
        found = read_html(html.format(rest) if "{}" in html else html)
        assert found.links == ("https://example.org/a/long?x=1&y=2",)
        assert "@ana #x" in found.text


def test_quotations_are_other_peoples_words() -> None:
    html = "<p>mine</p><blockquote><p>theirs</p><blockquote>deeper</blockquote></blockquote><p>mine too</p>"
    assert html_to_text(html) == "mine\n\ntheirs\n\ndeeper\n\nmine too"
    assert html_to_text(html, quotes="drop") == "mine\n\nmine too"


@given(st.text(st.sampled_from("<>/\"'=ap b!-&;\n") | st.characters(), max_size=80))
def test_nothing_makes_it_raise(html: str) -> None:
    html_to_text(html)
    html_to_text("<p>" + html + "<a href='x'>", "drop")


@pytest.mark.parametrize(
    "unit",
    ['<a "', "<a<a", "<!--", "<p", "<script>", "<a href='>", "<", "<blockquote>", '<a href="mention mention',
     '<a href="x" class="mention', "&", "\n ", "<pre>"],
)  # fmt: skip
def test_time_is_linear_whatever_is_in_it(unit: str) -> None:
    begin = time.process_time()
    html_to_text(unit * 40_000)
    html_to_text("<p>" + unit * 40_000 + ">", "drop")
    assert time.process_time() - begin < 4
