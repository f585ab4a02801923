"""Markdown as the plain text its author wrote, for search and for learning how they sound.

What goes: code (fenced, indented, highlight tags), block quotes (they are other people's words), images,
template tags (Liquid, Nunjucks, Hugo shortcodes), HTML tags, table rules, reference definitions. What stays:
the words of headings, lists, links, emphasis and inline code, one paragraph, heading or list item a line.
The rules follow CommonMark 0.31 where a choice had to be made. Every step is linear in the length of the
text: lines are read once, brackets are matched with a stack, no pattern can backtrack over a whole text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ownvoice.core.text import tidy
from ownvoice.sources.reading.markdown_inline import inline_text
from ownvoice.sources.reading.not_shown import without_hidden

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^\n]*)$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_TABLE_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?$")
_DEFINITION = re.compile(r" {0,3}\[([^\]\[^][^\]\[]{0,300})\]:[ \t]*<?([^\s>]+)>?")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,64}\]:[ \t]*")
_ABBREVIATION = re.compile(r"\*\[[^\]\[]{1,100}\]:")
_ATTRIBUTES = re.compile(r"[ \t]*\{:[^{}]*\}[ \t]*$")
_BLOCK_OPEN = re.compile(r"[ \t]*<(pre|script|style|svg|iframe|video|audio|blockquote)\b", re.IGNORECASE)
_HTML_LINE = re.compile(r" {0,3}</?[A-Za-z][^<>]*>")
# A container (Pandoc's fenced divs, VuePress, markdown-it): its kind is a mark, what follows is a title.
_CONTAINER = re.compile(r" {0,3}:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]*)")
_TAG_BLOCK = re.compile(r"[ \t]*\{%-?\s*(highlight|codeblock|comment|blockquote|quote)\b")
_TEMPLATE = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))
_MAX_TEMPLATE = 4_000  # characters between the two marks of a template tag


class PlainMarkdown(NamedTuple):
    """The text, and the addresses linked from it in order, without repeats."""

    text: str
    links: tuple[str, ...]


def markdown_to_text(markdown: str, *, lazy_quotes: bool = True) -> PlainMarkdown:
    """Plain text and links of a Markdown document (without front matter).

    `lazy_quotes`: a line after a quoted one belongs to the quote though it has no mark, as in CommonMark;
    people who comment mostly mean it as their own.
    """
    markdown = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    markdown = _without_between(markdown, "<!--", "-->", len(markdown))
    markdown = without_hidden(markdown)
    blocks = _Blocks(lazy_quotes)
    for line in markdown.split("\n"):
        blocks.feed(line.expandtabs(4))
    blocks.end_paragraph()
    links: dict[str, None] = {}
    lines = [inline_text(block, blocks.definitions, links) for block in blocks.finished]
    return PlainMarkdown(tidy("\n".join(lines)), tuple(links))


def _without_between(text: str, opening: str, closing: str, limit: int) -> str:
    """`text` without the stretches from `opening` to `closing` that are at most `limit` characters long."""
    start = text.find(opening)
    if start < 0:
        return text
    kept: list[str] = []
    position = end = 0
    while start >= 0:
        after = start + len(opening)
        if end < after:
            end = text.find(closing, after)
        if end < 0:
            break
        if end - start > limit:
            start = text.find(opening, after)
            continue
        kept.append(text[position:start])
        position = end + len(closing)
        start = text.find(opening, position)
    kept.append(text[position:])
    return "".join(kept)


def without_template_tags(text: str) -> str:
    """`text` without `{{ … }}`, `{% … %}` and `{# … #}`."""
    for opening, closing in _TEMPLATE:
        text = _without_between(text, opening, closing, _MAX_TEMPLATE)
    return text


@dataclass(slots=True)
class _Blocks:
    """Reads lines, keeps those that are the author's prose, and joins the lines of one paragraph."""

    lazy_quotes: bool
    finished: list[str] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _fence: str = ""  # the marks that opened the code block being skipped
    _until: str = ""  # the closing tag, in lower case, of the block being skipped
    _after_blank: bool = True
    _in_code: bool = False
    _in_list: bool = False
    _in_quote: bool = False
    _in_html: bool = False

    def feed(self, line: str) -> None:
        """Take one line."""
        if self._skipping(line):
            return
        if not line.strip():
            self._blank()
            return
        after_blank, self._after_blank = self._after_blank, False
        if self._opens_skipped_block(line) or self._is_quote(line) or self._is_code(line, after_blank):
            return
        if not self._is_structure(line, after_blank):
            self._prose(line)

    def end_paragraph(self) -> None:
        """Close the paragraph being collected; hard breaks inside it stay line breaks."""
        if self._open:
            joined = without_template_tags(" ".join(self._open))
            self.finished.extend(part for part in joined.split("\n") if part.strip())
            self._open.clear()

    def _skipping(self, line: str) -> bool:
        if self._fence:
            stripped = line.strip()
            if stripped.startswith(self._fence) and not stripped.strip(self._fence[0]):
                self._fence = ""
            return True
        if self._until:
            if self._until in line.lower():
                self._until = ""
            return True
        return False

    def _blank(self) -> None:
        self.end_paragraph()
        if self.finished and self.finished[-1]:
            self.finished.append("")
        self._after_blank, self._in_quote, self._in_html = True, False, False

    def _opens_skipped_block(self, line: str) -> bool:
        fence = _FENCE.match(line)
        if fence and not (fence[1][0] == "`" and "`" in fence[2]):
            self.end_paragraph()
            self._fence = fence[1]
            return True
        tag = _TAG_BLOCK.match(line)
        if tag:
            self.end_paragraph()
            if f"end{tag[1]}" not in line:
                self._until = f"end{tag[1]}"
            return True
        html = _BLOCK_OPEN.match(line)
        if html:
            self.end_paragraph()
            name = html[1].lower()
            if f"</{name}" not in line.lower() and "/>" not in line:
                self._until = f"</{name}"
            return True
        return False

    def _is_quote(self, line: str) -> bool:
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if stripped.startswith(">") and (indent < 4 or self._in_list or self._in_quote):
            self.end_paragraph()
            self._in_quote = self.lazy_quotes
            return True
        if self._in_quote:
            # A paragraph inside a quote goes on without its mark until something else begins.
            if not (_ITEM.match(line) or _HEADING.match(line) or _RULE.match(line)):
                return True
            self._in_quote = False
        return False

    def _is_code(self, line: str, after_blank: bool) -> bool:
        # Inside a list four blanks only continue the item; code needs four more.
        if not line.startswith("        " if self._in_list else "    ") or self._in_html:
            self._in_code = False
            return False
        if self._in_code or (after_blank and not self._open):
            self._in_code = True
            return True
        return False

    def _is_structure(self, line: str, after_blank: bool) -> bool:
        """Lines that are marks and not words, and those that say where a link goes."""
        definition = _DEFINITION.match(line)
        if definition and not self._open:
            self.definitions.setdefault(" ".join(definition[1].casefold().split()), definition[2])
            return True
        if _ABBREVIATION.match(line) or _ATTRIBUTES.match(line) or _TABLE_RULE.match(line.strip()):
            return True
        if self._open and _SETEXT.match(line):
            self.end_paragraph()
            return True
        container = _CONTAINER.match(line)
        if container:
            self.end_paragraph()
            self._open.append(line[container.end() :].strip().rstrip(":").rstrip())
            self.end_paragraph()
            return True
        if _RULE.match(line) or (_SETEXT.match(line) and not self._open):
            self.end_paragraph()
            return True
        if after_blank and self._in_list and not line.startswith(" ") and not _ITEM.match(line):
            self._in_list = False
        return False

    def _prose(self, line: str) -> None:
        heading = _HEADING.match(line)
        if heading:
            self.end_paragraph()
            self._open.append(line[heading.end() :].rstrip().rstrip("#").rstrip())
            self.end_paragraph()
            self._in_list = False
            return
        item = _ITEM.match(line) or _FOOTNOTE.match(line)
        if item:
            self.end_paragraph()
            self._in_list = True
            line = line[item.end() :]
            if line.lstrip().startswith(">"):
                self._in_quote = self.lazy_quotes
                return
        elif line.lstrip().startswith("|"):
            self.end_paragraph()
            line = " ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
            self._open.append(line)
            self.end_paragraph()
            return
        elif _HTML_LINE.match(line):
            self._in_html = True
        hard_break = line.endswith("  ") or line.endswith("\\")
        self._open.append(line.rstrip("\\").strip() + ("\n" if hard_break else ""))
