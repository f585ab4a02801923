"""What a Ghost post says, from whichever of its three forms is filled: HTML, Lexical, Mobiledoc.

Lexical is the tree of the present editor (https://lexical.dev/docs/concepts/nodes), Mobiledoc that of the one before
(https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md). Cards with Markdown or HTML of their own are read,
those with pictures, recordings and sign-up forms left out.
"""

from __future__ import annotations

from html import escape
from typing import Any

import orjson

from ownvoice.sources.reading.html_text import HtmlText, read_html
from ownvoice.sources.reading.markdown_text import markdown_to_text

SITE = "__GHOST_URL__"  # stands for the site's address in exports
_MOST_NODES = 200_000
_BLOCKS = frozenset(
    {
        "paragraph",
        "heading",
        "extended-heading",
        "quote",
        "extended-quote",
        "aside",
        "listitem",
        "code",
        "codeblock",
    }
)
_HTML_FIELDS = ("html", "caption", "calloutText", "content", "heading")
_NOT_PUBLISHED = frozenset({"email", "email-cta", "paywall", "signup"})


def body_of(post: dict[str, Any]) -> HtmlText:
    """The text and links of a post's row; both empty where no form of it holds any."""
    for field, reader in (("html", _html), ("lexical", _lexical), ("mobiledoc", _mobiledoc)):
        written = post.get(field)
        if isinstance(written, str) and written.strip():
            found = reader(written)
            if found.text:
                return found
    plain = post.get("plaintext")
    return HtmlText(plain.strip() if isinstance(plain, str) else "", ())


def _html(written: str) -> HtmlText:
    return read_html(written.replace(SITE, ""))


def _lexical(written: str) -> HtmlText:
    tree = _loaded(written)
    root = tree.get("root") if isinstance(tree, dict) else None
    return read_html(_lexical_html(root)) if isinstance(root, dict) else HtmlText("", ())


def _lexical_html(root: dict[str, Any]) -> str:
    """The tree as simple HTML. Followed with a list instead of calls: nesting has no limit."""
    pieces: list[str] = []
    waiting: list[Any] = [root]
    for _ in range(_MOST_NODES):
        if not waiting:
            break
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        if not isinstance(node, dict) or node.get("type") in _NOT_PUBLISHED:
            continue
        kind = node.get("type")
        before, after = _lexical_tags(kind, node)
        pieces.append(before)
        if isinstance(node.get("text"), str):
            pieces.append(escape(node["text"]))
        elif kind == "linebreak":
            pieces.append("<br>")
        elif kind == "markdown" and isinstance(node.get("markdown"), str):
            pieces.append(_paragraphs(markdown_to_text(node["markdown"]).text))
        elif kind in ("code", "codeblock") and isinstance(node.get("code"), str):
            pieces.append(escape(node["code"]))
        else:
            pieces.extend(f"<p>{node[name]}</p>" for name in _HTML_FIELDS if isinstance(node.get(name), str))
        waiting.append(after)
        children = node.get("children")
        if isinstance(children, list):
            waiting.extend(reversed(children))
    return "".join(pieces)


def _lexical_tags(kind: Any, node: dict[str, Any]) -> tuple[str, str]:
    if kind in _BLOCKS:
        return "<p>", "</p>"
    if kind in ("link", "autolink") and isinstance(node.get("url"), str):
        return f'<a href="{escape(node["url"].replace(SITE, ""))}">', "</a>"
    return "", ""


def _mobiledoc(written: str) -> HtmlText:
    tree = _loaded(written)
    if not isinstance(tree, dict):
        return HtmlText("", ())
    cards, markups = (
        value if isinstance(value := tree.get(name), list) else [] for name in ("cards", "markups")
    )
    pieces: list[str] = []
    sections = tree.get("sections")
    for section in (sections if isinstance(sections, list) else [])[:_MOST_NODES]:
        try:
            if section[0] == 10:
                pieces.append(_card(cards[section[1]]))
            elif section[0] == 1:
                pieces.append(f"<p>{_runs(section[2], markups)}</p>")
            elif section[0] == 3:
                pieces.extend(f"<p>{_runs(item, markups)}</p>" for item in section[2])
        except (IndexError, TypeError, KeyError, ValueError):
            continue
    return read_html("".join(pieces))


def _card(card: Any) -> str:
    name, payload = card[0], card[1]
    if name in ("markdown", "card-markdown"):
        return _paragraphs(markdown_to_text(str(payload["markdown"])).text)
    if name == "html":
        return str(payload["html"])
    return f"<pre>{escape(str(payload['code']))}</pre>" if name == "code" else ""


def _runs(runs: Any, markups: list[Any]) -> str:
    """Marked-up text: [0, indexes of markups opened, number closed, text]."""
    pieces: list[str] = []
    for run in runs:
        for index in run[1]:
            markup = markups[index]
            if markup[0] == "a" and len(markup) > 1 and markup[1][0] == "href":
                pieces.append(f'<a href="{escape(str(markup[1][1]).replace(SITE, ""))}">')
            else:
                pieces.append("<span>")
        pieces.append(escape(str(run[3])) if run[0] == 0 else "<br>")
        pieces.append("</a>" * (1 if run[2] else 0))
    return "".join(pieces)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def _loaded(written: str) -> Any:
    try:
        return orjson.loads(written)
    except ValueError:
        return None
