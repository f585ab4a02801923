"""What is left of Markdown when only the author's words are kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.sources.reading.markdown_text import markdown_to_text


def text(markdown: str) -> str:
    return markdown_to_text(markdown).text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Some *light*, **strong** and __both__ words", "Some light, strong and both words"),
        ("snake_case_name and 2 * 3 stay", "snake_case_name and 2 * 3 stay"),
        ("Use `a*b*c` and ``x ` y`` now", "Use a*b*c and x ` y now"),
        (r"\*not emphasis\*", "*not emphasis*"),
        ("Fish &amp; chips &lt;b&gt;", "Fish & chips <b>"),
        ("a<br>b <em>c</em>", "a\nb c"),
        ("Read <https://example.org/a_b_c>.", "Read https://example.org/a_b_c."),
        ("~~gone~~ stays", "gone stays"),
        ("Claim[^1].\n\n[^1]: Proof.", "Claim.\n\nProof."),
        ("A {{ site.name }} tag {% include x.html %}here", "A tag here"),
        ("Text{: .lead}", "Text"),
        ("::: lead\nWhy rye\nwins\n:::\nMore", "Why rye wins\nMore"),
        ("::: tip Good to know\nSalt last.\n:::", "Good to know\nSalt last."),
        ("::: {.note #salt}\nSalt last.\n::::", "Salt last."),
        (":: two colons stay", ":: two colons stay"),
    ],
)
def test_marks_go_and_words_stay(markdown: str, expected: str) -> None:
    assert text(markdown) == expected


def test_the_lines_of_a_paragraph_are_joined_and_hard_breaks_stay() -> None:
    assert text("one\ntwo  \nthree\\\nfour") == "one two\nthree\nfour"


def test_headings_and_list_items_are_lines() -> None:
    assert text("# Title #\nintro\n\n- first\n  goes on\n- second\n\n1. third\n\nUnder\n=====\nend") == (
        "Title\nintro\n\nfirst goes on\nsecond\n\nthird\n\nUnder\nend"
    )


@pytest.mark.parametrize(
    "code",
    [
        "```python\nx = 1\n```",
        "~~~\nx = 1\n```\n~~~",
        "    x = 1\n\n    y = 2",
        "{% highlight ruby %}\nx = 1\n{% endhighlight %}",
        "<pre>\nx = 1\n</pre>",
        "<script>\nx = 1\n</script>",
    ],
)
def test_code_is_left_out(code: str) -> None:
    assert text(f"Before.\n\n{code}\n\nAfter.") == "Before.\n\nAfter."


def test_what_is_indented_in_a_list_is_not_code() -> None:
    assert text("- item\n\n    more of it\n\n        code") == "item\n\nmore of it"


def test_quotes_are_other_peoples_words() -> None:
    assert text("Mine.\n\n> Theirs\ngoes on\n\nMine again.") == "Mine.\n\nMine again."
    assert text("- > Theirs\n- Mine") == "Mine"


def test_a_commenter_means_the_line_after_a_quote_as_their_own() -> None:
    assert markdown_to_text("> Theirs\nMine", lazy_quotes=False).text == "Mine"


def test_links_keep_their_words_and_images_go() -> None:
    found = markdown_to_text(
        'See [the *docs*](https://example.org/a_(b) "Title") and [more][ref], [ref] or ![a cat](cat.png).\n'
        "[![thumb](t.png)](https://example.org/big)\n\n[ref]: <https://example.org/ref> 'x'\n\n"
        "https://example.org/bare."
    )
    assert found.text == "See the docs and more, ref or .\n\nhttps://example.org/bare."
    assert found.links == (
        "https://example.org/a_(b)",
        "https://example.org/ref",
        "https://example.org/big",
        "https://example.org/bare",
    )


def test_brackets_that_are_no_link_stay() -> None:
    assert text("an [aside] and a [x](not a link") == "an [aside] and a [x](not a link"


def test_tables_lose_their_rules() -> None:
    assert text("| a | b |\n|---|:-:|\n| 1 | 2 |") == "a b\n1 2"


def test_comments_and_more_marks_go() -> None:
    assert text("Intro.\n\n<!-- more -->\n\nRest.") == "Intro.\n\nRest."


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "](", "[a](", "`", "``x", "*", "_a", "{{", "{%", "<", "<a ", "<!--", "> ", "- ", "\\", "|-",
     " ", "[x]: ", "](a \"", "](a '", "](a(", "*a _b ", "\n    ", "\n>", "&", "@", "$", "{:.", "[^",
     "<a href=", "~~~\n", "![[", "[[]"],
)  # fmt: skip
def test_time_grows_with_length_only(piece: str) -> None:
    began = time.process_time()
    markdown_to_text("[d]: https://example.org\n\n" + piece * (200_000 // len(piece)))
    assert time.process_time() - began < 3


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab [](){}<>!*_`~#>-+|\\\n\t&;:/'\"%$@=.1^\ue000\ue001é"), max_size=200)
)
def test_any_text_is_read(markdown: str) -> None:
    found = markdown_to_text(markdown)
    assert "\ue000" not in found.text or "&#" in markdown
