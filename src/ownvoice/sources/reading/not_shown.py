"""Elements that a page holds and doesn't show (`hidden`, `display: none`): nobody has read them, so nobody said them.

Words are hidden in pages for machines to read: by spam, and to instruct an AI. Comments, scripts and templates go
elsewhere (`html_text`). What a style sheet hides can't be known here.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})([^<>]{0,4000})>")
_QUOTED = re.compile(r"=[ \t\r\n]*(?:\"[^\"]*\"|'[^']*')")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)", re.IGNORECASE)
_STYLE = re.compile(r"(?:^|\s)style[ \t\r\n]*=[ \t\r\n]*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display[ \t]*:[ \t]*none|visibility[ \t]*:[ \t]*hidden|font-size[ \t]*:[ \t]*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"hidden|display|font-size", re.IGNORECASE)
_EMPTY = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)  # elements without an end


def without_hidden(html: str) -> str:
    """The markup without the elements that say of themselves that they aren't shown, in linear time.

    One that is never closed hides what stands before the next tag only: broken markup must not swallow a page.
    """
    if "<" not in html or not _SIGNS.search(html):
        return html
    kept: list[str] = []
    position, name, depth, begun = 0, "", 0, 0
    for tag in _TAG.finditer(html):
        closing, element = bool(tag[1]), tag[2].lower()
        if not name:
            if closing or element in _EMPTY or not _is_hidden(tag[3]):
                continue
            kept.append(html[position : tag.start()])
            name, depth, begun = element, 1, tag.end()
        elif element == name and not tag[3].endswith("/"):
            depth += -1 if closing else 1
            if depth == 0:
                position, name = tag.end(), ""
    if name:
        following = html.find("<", begun)
        position = following if following >= 0 else len(html)
    kept.append(html[position:])
    return "".join(kept)


def _is_hidden(attributes: str) -> bool:
    if not _SIGNS.search(attributes):
        return False
    if _HIDDEN.search(_QUOTED.sub(" ", attributes)):
        return True
    return any(_UNSEEN.search(style[1]) for style in _STYLE.finditer(attributes))
