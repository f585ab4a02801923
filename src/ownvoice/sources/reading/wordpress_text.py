"""The text of a WordPress post or comment, without what only WordPress understands.

Block comments (`<!-- wp:paragraph -->`) go with the other HTML comments. Shortcodes (`[gallery ids="1"]`) are
told from square brackets that people write by their form: attributes, a closing partner, a compound name,
or one of WordPress's own names. Posts of the classic editor have line breaks instead of paragraphs, which
WordPress turns into markup when it shows them (`wpautop`); so does this module.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ownvoice.sources.reading.html_text import HtmlText, html_to_text, read_html, text_of_paragraphs

_SHORTCODE = re.compile(
    r"(\[?)\[(/?)([A-Za-z][\w-]{0,60})((?:[\s=/][^\[\]<>]*+(?:<[^\[\]<>]*+>[^\[\]<>]*+)*+)?)\](\]?)"
)
_ATTRIBUTE = re.compile(r"""[\w-]{1,60}\s{0,9}=\s{0,9}["'”″&\w]""")
# Of WordPress, and of plug-ins whose shortcodes occur bare.
_BARE = frozenset(
    {"gallery", "audio", "video", "playlist", "caption", "embed", "more", "nextpage", "youtube", "vimeo",
     "googlemaps", "soundcloud", "contact", "archives", "sitemap", "toc", "sharethis", "instagram", "tweet"}
)  # fmt: skip
_ADDRESS_IN = re.compile(
    r"\[embed\b[^\]]{0,200}\]\s{0,20}(https?://[^\s\[\]<>\"']{1,2000})\s{0,20}\[/embed\]", re.IGNORECASE
)
# Between such paragraphs a line break means nothing.
_ONLY_PARAGRAPHS = re.compile(r"[ \t\n]*+(?:<p>[^\n\r]*+\n[ \t\n]*+)*+(?:<p>[^\n\r]*+)?")
_BLANK_LINE = re.compile(r"\n(?:[ \t]*+\n)++")
_BLOCK = (
    "p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|figure|figcaption|blockquote|section|hr|br|form|"
    "pre|address|script|style|iframe|caption|article|aside|center"
)
_STARTS_BLOCK = re.compile(rf"\s*</?(?:{_BLOCK})\b", re.IGNORECASE)
_ENDS_BLOCK = re.compile(rf"</?(?:{_BLOCK})\b[^<>]*>$", re.IGNORECASE)
_KEPT = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)


def wordpress_text(content: str) -> HtmlText:
    """The readable text of `content`, and the addresses it links to or embeds; block quotes are left out."""
    if "<" not in content and "[" not in content and "\n" not in content and "\r" not in content:
        return HtmlText(html_to_text(content), ())
    embedded: list[str] = []
    if "[" in content:
        embedded = _ADDRESS_IN.findall(content) if "[embed" in content.lower() else []
        if embedded:
            content = _ADDRESS_IN.sub("", content)
        content = without_shortcodes(content)
    if content.startswith("<p>") and "\r" not in content:
        # Line breaks are nowhere but between paragraphs then, where they mean nothing.
        simple = text_of_paragraphs(content)
        if simple is not None:
            return HtmlText(simple, tuple(dict.fromkeys(embedded)))
    if "<!-- wp:" in content:
        content = content.replace("<!-- wp:paragraph -->\n", "").replace("\n<!-- /wp:paragraph -->", "")
    elif "\n" in content and not _ONLY_PARAGRAPHS.fullmatch(content):
        content = with_paragraphs(content)
    found = read_html(content, quotes="drop")
    return HtmlText(found.text, tuple(dict.fromkeys((*found.links, *embedded)))) if embedded else found


def without_shortcodes(text: str) -> str:
    """`text` without shortcodes; what stands between an opening and a closing one is kept.

    `[[gallery]]` is WordPress's way to write about a shortcode, and becomes `[gallery]`. `[1]`, `[sic]` and
    `[my note]` stay.
    """
    if "[" not in text:
        return text
    closed = {match[3].lower() for match in _SHORTCODE.finditer(text) if match[2]}

    def replaced(match: re.Match[str]) -> str:
        before, slash, name, rest, after = match.groups()
        if before and after:
            return f"[{slash}{name}{rest}]"
        known = name.lower() in closed or name.lower() in _BARE or "_" in name
        if known or slash or _ATTRIBUTE.search(rest) or rest.startswith("="):
            return before + after
        return match.group()

    return _SHORTCODE.sub(replaced, text)


def with_paragraphs(html: str) -> str:
    """Line breaks as WordPress shows them: an empty line begins a paragraph, a single one is `<br>`.

    Preformatted text and scripts keep theirs, and breaks beside block elements mean nothing.
    """
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    lower = html.lower() if len(html.lower()) == len(html) else html
    out: list[str] = []
    at = 0
    while (match := _KEPT.search(html, at)) is not None:
        end = lower.find(f"</{match[1].lower()}", match.end())
        if end < 0:
            break
        out.append(_broken_lines(html[at : match.start()]))
        out.append(html[match.start() : end])
        at = end
    out.append(_broken_lines(html[at:]))
    return "".join(out)


def _broken_lines(html: str) -> str:
    if "\n" not in html:
        return html
    paragraphs: list[str] = []
    for paragraph in _BLANK_LINE.split(html):
        lines = paragraph.split("\n")
        shown = lines[0]
        for previous, line in pairwise(lines):
            beside_block = _STARTS_BLOCK.match(line) or _ENDS_BLOCK.search(previous.rstrip()[-200:])
            shown += "\n" + line if beside_block else "<br>" + line
        paragraphs.append(shown)
    return "<p>".join(paragraphs)
