"""HTML to the text a person would read, in linear time.

The markup is cut at its angle brackets, not parsed into a tree: posts are short and many, feeds and blogs are
long and broken, and both only need to lose their tags. Block elements and `<br>` become line breaks, entities
are resolved once, what isn't shown (scripts, styles, comments) is left out, and links whose text a platform
has shortened are written out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

from ownvoice.core.text import tidy
from ownvoice.sources.reading.not_shown import without_hidden

Quotes = Literal["keep", "drop"]

# What the text is separated by before and after the element: 2 is an empty line.
_BREAKS = dict.fromkeys(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table", "figure",
     "section", "article", "main", "aside", "hr", "form"), 2
) | dict.fromkeys(
    ("div", "li", "dt", "dd", "tr", "figcaption", "caption", "address", "header", "footer", "nav", "details",
     "summary", "body", "option"), 1
)  # fmt: skip
_RAW = re.compile(r"<(?:!--|(script|style|template|iframe|noembed|svg|head)(?=[\s/>]))", re.IGNORECASE)
_TAG_NAME = re.compile(r"/?[a-zA-Z][^\s/>]*")
_STRICT_TAG = re.compile(r"""<((?:[!?]|/?[a-zA-Z])(?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_LOOSE_TAG = re.compile(r"<((?:[!?]|/?[a-zA-Z])[^>]*+)>")
_WHITE = re.compile(r"[ \t\r\n\f]+")
# What Mastodon makes of links, mentions and hashtags: so frequent that it is worth a short cut.
_KNOWN_ANCHOR = re.compile(
    r'<a href="([^"<>]+)"[^<>]*+><span class="invisible">[^<>]*+</span>'
    r'<span class="(?:ellipsis)?">[^<>]*+</span><span class="invisible">[^<>]*+</span></a>'
    r'|(?:<span class="h-card"[^<>]*+>)?<a href="[^"<>]*" (?>class="[^"<>]*?mention)[^<>]*+>'
    r"([@#])<span>([^<>]*+)</span></a>(?:</span>)?"
)
_BETWEEN = re.compile(r"</p>[ \t\r\n]++<p>")
_HIDDEN_CLASSES = frozenset(
    {"invisible", "quote-inline"}
)  # Mastodon: parts of links; fallback for quote posts


class HtmlText(NamedTuple):
    """The text of a piece of HTML, and the web addresses it links to, without mentions and hashtags."""

    text: str
    links: tuple[str, ...]


def html_to_text(html: str, quotes: Quotes = "keep") -> str:
    """The text of `html`, tidied. `quotes="drop"` leaves out block quotes: they are other people's words."""
    simple = text_of_paragraphs(html)
    return simple if simple is not None else read_html(html, quotes).text


def text_of_paragraphs(html: str) -> str | None:
    """The text of paragraphs with nothing in them but line breaks, which most posts are; None for others."""
    if "<" not in html and "\n" not in html and "\r" not in html:
        return tidy(unescape(html) if "&" in html else html)
    if "\n" in html or "\r" in html:
        html = html.strip(" \t\r\n").replace("</p>\n<p>", "</p><p>")
        if "\n" in html or "\r" in html:
            html = _BETWEEN.sub("</p><p>", html)
        if "\n" in html or "\r" in html:
            return None
    text = html.replace("</p><p>", "\n\n").removeprefix("<p>").removesuffix("</p>")
    if "<" in text:
        text = html.replace("</p><p>", "\n\n")
        text = text.replace("<br />", "\n").replace("<br>", "\n").replace("<br/>", "\n")
        text = text.removeprefix("<p>").removesuffix("</p>")
        if "<" in text:
            return None
    return tidy(unescape(text) if "&" in text else text)


def read_html(html: str, quotes: Quotes = "keep") -> HtmlText:
    """The text and the links of `html`; see `html_to_text`."""
    simple = text_of_paragraphs(html)
    if simple is not None:
        return HtmlText(simple, ())
    if "invisible" in html or "mention" in html:
        links: list[str] = []
        simple = text_of_paragraphs(_KNOWN_ANCHOR.sub(lambda match: _without_anchor(match, links), html))
        if simple is not None:
            return HtmlText(simple, tuple(dict.fromkeys(links)))
    reader = _Reader(quotes)
    html = without_hidden(_without_raw(html))
    text, tags = _cut(html)
    reader.text(text)
    for tag, text in tags:
        reader.tag(tag)
        if text:
            reader.text(text)
    return reader.result()


def _without_anchor(match: re.Match[str], links: list[str]) -> str:
    href, sign, name = match.groups()
    if href is None:
        return f"{sign}{name}"
    links.append(unescape(href))
    return str(href)


def _without_raw(html: str) -> str:
    """The markup without comments and the elements whose content is never shown."""
    match = _RAW.search(html)
    if match is None:
        return html
    lower = html.lower() if len(html.lower()) == len(html) else html
    kept: list[str] = []
    position = 0
    while match is not None:
        kept.append(html[position : match.start()])
        name = match.group(1)
        end = lower.find(f"</{name.lower()}" if name else "-->", match.end())
        end = html.find(">", end) if end >= 0 else end
        if end < 0:  # never closed: as in a browser, nothing more is shown
            return "".join(kept)
        position = end + 1
        match = _RAW.search(html, position)
    kept.append(html[position:])
    return "".join(kept)


def _cut(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The text before the first tag, then each tag (without brackets) with the text after it."""
    first, *rest = html.split("<")
    tags: list[tuple[str, str]] = []
    for piece in rest:
        tag, closed, text = piece.partition(">")
        if not closed or not _TAG_NAME.match(tag) or tag.count('"') % 2 or tag.count("'") % 2:
            # A bracket that is text, or one inside an attribute: look closely.
            return "", list(_cut_closely(html))
        tags.append((tag, text))
    return first, tags


def _cut_closely(html: str) -> Iterator[tuple[str, str]]:
    """Like `_cut` for any markup. `<` that begins no tag is text."""
    pattern = _STRICT_TAG
    tag = ""
    start = position = 0
    while (position := html.find("<", position)) >= 0:
        match = pattern.match(html, position)
        if match is None and pattern is _STRICT_TAG and _TAG_NAME.match(html, position + 1):
            # A quotation mark that is never closed: looking for it at every tag would take quadratic time.
            pattern = _LOOSE_TAG
            match = pattern.match(html, position)
        if match is None:
            if pattern is _LOOSE_TAG and html.find(">", position) < 0:
                break
            position += 1
            continue
        yield tag, html[start:position]
        tag = match.group(1)
        start = position = match.end()
    yield tag, html[start:]


class _Reader:
    """Takes tags and texts in order and puts the readable text together."""

    def __init__(self, quotes: Quotes) -> None:
        self._drop_quotes = quotes == "drop"
        self._pieces: list[str] = []
        self._links: list[str] = []
        self._breaks = 0  # line breaks wanted before the next text
        self._hidden_by = ""  # the element that hides what is in it, and how many of them are open
        self._hidden_depth = 0
        self._pre_depth = 0
        self._href = ""
        self._anchor_from = -1  # the piece at which an open link begins
        self._shortened = False

    def text(self, text: str) -> None:
        if self._hidden_by:
            return
        if "&" in text:
            text = unescape(text)
        if not self._pre_depth and ("\n" in text or "  " in text or "\t" in text):
            text = _WHITE.sub(" ", text)
        if self._breaks:
            if not text.strip(" \n"):
                return
            if self._pieces:
                self._pieces.append("\n" * self._breaks)
            self._breaks = 0
        self._pieces.append(text)

    def tag(self, tag: str) -> None:
        match = _TAG_NAME.match(tag)
        if match is None:
            return
        name = match.group().lower()
        if self._hidden_by:
            self._in_hidden(name)
            return
        if name in ("span", "p") and "class" in tag and self._hide_by_class(name, tag):
            return
        if name == "br":
            self._breaks = min(self._breaks + 1, 2)
            return
        if name == "a":
            self._close_link()
            self._open_link(tag)
            return
        if name == "/a":
            self._close_link()
            return
        plain = name.removeprefix("/")
        breaks = _BREAKS.get(plain)
        if breaks is not None:
            self._breaks = max(self._breaks, breaks)
            if plain == "pre":
                self._pre_depth = max(self._pre_depth + (1 if name == plain else -1), 0)
            elif name == "blockquote" and self._drop_quotes:
                self._hidden_by, self._hidden_depth = name, 1
        elif name in ("td", "th"):
            self.text(" ")
        elif name == "img" and ("emoji" in tag or "smiley" in tag):
            self.text(_attribute(tag, _ALT))

    def _in_hidden(self, name: str) -> None:
        if name == self._hidden_by:
            self._hidden_depth += 1
        elif name[1:] == self._hidden_by and name[0] == "/":
            self._hidden_depth -= 1
            if self._hidden_depth == 0:
                self._hidden_by = ""

    def _hide_by_class(self, name: str, tag: str) -> bool:
        classes = _attribute(tag, _CLASS).split()
        if "ellipsis" in classes:
            self._shortened = True
        if _HIDDEN_CLASSES.isdisjoint(classes):
            return False
        self._shortened = True
        self._hidden_by, self._hidden_depth = name, 1
        return True

    def _open_link(self, tag: str) -> None:
        href = _attribute(tag, _HREF).strip()
        self._href = href if href[:8].lower().startswith(("http://", "https://")) else ""
        self._anchor_from = len(self._pieces)
        self._shortened = False
        if self._href and not ("mention" in tag and "mention" in _attribute(tag, _CLASS)):
            self._links.append(self._href)

    def _close_link(self) -> None:
        start, self._anchor_from = self._anchor_from, -1
        if start < 0 or not self._href:
            return
        shown = "".join(self._pieces[start:])
        text = shown.strip()
        if self._shortened or _is_shortened(text, self._href):
            lead = shown[: len(shown) - len(shown.lstrip())]
            self._pieces[start:] = [lead, self._href]
        self._href = ""

    def result(self) -> HtmlText:
        self._close_link()
        return HtmlText(tidy("".join(self._pieces)), tuple(dict.fromkeys(self._links)))


def _is_shortened(text: str, href: str) -> bool:
    """Whether the link's text is the beginning of its address, cut with an ellipsis."""
    if not text.endswith(("…", "...")):
        return False
    begin = text.rstrip("….").removeprefix("https://").removeprefix("http://")
    address = href.partition("://")[2]
    return len(begin) > 3 and (address.startswith(begin) or address.removeprefix("www.").startswith(begin))


def _attribute_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"""\s{name}\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


_HREF, _CLASS, _ALT = (_attribute_pattern(name) for name in ("href", "class", "alt"))


def _attribute(tag: str, pattern: re.Pattern[str]) -> str:
    match = pattern.search(tag)
    if match is None:
        return ""
    value = match.group(match.lastindex or 0)
    return unescape(value) if "&" in value else value
