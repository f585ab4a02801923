"""Reddit's Markdown as the plain text its author wrote."""

from __future__ import annotations

import re

from ownvoice.core.text import tidy
from ownvoice.sources.reading.markdown_text import PlainMarkdown, markdown_to_text

GONE = frozenset(
    {"[deleted]", "[removed]", "[deleted by user]", "[removed by reddit]", "[ removed by reddit ]"}
)
# "u/name" before an answer addresses it; links to people inside a text stay.
_LEADING_MENTIONS = re.compile(r"(?:/?u/[A-Za-z0-9_-]{3,20}[\s,:]{1,9}){1,9}")
_SPOILER = re.compile(r">!|!<")
# What may be a mark of Markdown, or a link; half of all comments have none. Looked for in several passes, because
# one expression for all takes ten times as long; and in bytes, where taking marks out is quicker than finding one.
_MARKS = b"*_`[]<>#~\\|{}=^&\t\r\f\v\0"
_FIRST_PLACEHOLDER, _SECOND_PLACEHOLDER = "\ue000", "\ue001"  # of the reader of Markdown
_FIRST_MARK = re.compile(r" *(?:[-+:]|\d{1,9}[.)]|    )")
_LATER_MARK = re.compile(r"  \n|\n *(?:[-+:]|\d{1,9}[.)]|    )")


def _is_marked(written: str) -> bool:
    encoded = written.encode("utf-8", "surrogatepass")
    return (
        len(encoded.translate(None, _MARKS)) != len(encoded)
        or _FIRST_MARK.match(written) is not None
        or (":" in written and "://" in written)
        or ("\n" in written and _LATER_MARK.search(written) is not None)
        or _FIRST_PLACEHOLDER in written
        or _SECOND_PLACEHOLDER in written
    )


def plain(written: str, *, reply: bool = False) -> PlainMarkdown:
    """Text and links without quotes, marks and, in a `reply`, the people addressed at its beginning.

    The API escapes `<`, `>` and `&`, some exports do and some don't: what is escaped is resolved first, since
    `&gt;` at the beginning of a line marks a quote.
    """
    if "&" in written:
        written = written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        written = written.replace("&#x200B;", "").replace("&nbsp;", " ")
    if "!" in written:
        written = _SPOILER.sub("", written)
    if reply and (mentions := _LEADING_MENTIONS.match(written)):
        written = written[mentions.end() :]
    written = written.replace("\u200b", "")
    if not _is_marked(written):
        if "\n" not in written:
            return PlainMarkdown(tidy(written), ())
        paragraphs = (" ".join(paragraph.split("\n")) for paragraph in tidy(written).split("\n\n"))
        return PlainMarkdown("\n\n".join(paragraphs), ())
    return markdown_to_text(written, lazy_quotes=False)


def is_gone(written: str) -> bool:
    """Whether the platform put its own words in the place of a deleted text."""
    first = written[:1]
    return (first == "[" or first.isspace()) and len(written) < 64 and written.strip().casefold() in GONE
