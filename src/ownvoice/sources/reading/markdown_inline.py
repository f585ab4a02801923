"""The marks inside a paragraph of Markdown: links, images, emphasis, inline code, tags, escapes."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable

from ownvoice.core.text import unescape_once

_OPEN, _CLOSE = "\ue000", "\ue001"  # private-use characters that stand around the number of a kept stretch
_KEPT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_RUN = re.compile(r"`+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>", re.IGNORECASE)
_BARE_LINK = re.compile(r"https?://[^\s<>\"'\])\ue000]+", re.IGNORECASE)
_TAG_LINK = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?(https?://[^\s\"'<>]+)", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?tr|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>|<\?[^<>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s\[]{1,64}\]")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*[.#:][^{}\n]*\}")
_DESTINATION = re.compile(
    r"\(\s*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_LABEL = re.compile(r"[ ]?\[([^\[\]]{0,300})\]")
_BRACKET = re.compile(r"!?\[|\]")
_EMPHASIS = re.compile(
    r"(?<![^\W_])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![^\W_])|~~|==(?=\S)|(?<=\S)=="
)


def inline_text(text: str, definitions: dict[str, str], links: dict[str, None]) -> str:
    """`text` without its marks.

    `definitions` are the addresses that reference links name, by label in lower case. Absolute addresses
    found on the way are added to `links`, in order.
    """
    if _OPEN in text or _CLOSE in text:
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
    kept: list[str] = []

    def keep(stretch: str) -> str:
        kept.append(stretch)
        return f"{_OPEN}{len(kept) - 1}{_CLOSE}"

    def keep_link(match: re.Match[str]) -> str:
        _note(match[1], links)
        return keep(match[1].removeprefix("mailto:"))

    if "`" in text:
        text = _keep_code(text, keep)
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: keep(match[1]), text)
    if "<" in text:
        text = _AUTOLINK.sub(keep_link, text)
        for match in _TAG_LINK.finditer(text):
            _note(match[1], links)
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "[" in text:
        text = _without_brackets(_FOOTNOTE.sub("", text), definitions, links)
    if "://" in text:
        for match in _BARE_LINK.finditer(text):
            _note(match[0].rstrip(".,;:!?"), links)
        text = _BARE_LINK.sub(lambda match: keep(match[0]), text)
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    text = unescape_once(_EMPHASIS.sub("", text))
    for _ in range(3):  # a kept stretch may hold one kept before it
        if _OPEN not in text:
            break
        text = _KEPT.sub(lambda match: _restored(match, kept), text)
    return text


def _restored(match: re.Match[str], kept: list[str]) -> str:
    index = int(match[1][:9])
    return kept[index] if index < len(kept) else ""


def _note(address: str, links: dict[str, None]) -> None:
    if address.lower().startswith(("http://", "https://")):
        links.setdefault(address)


def _keep_code(text: str, keep: Callable[[str], str]) -> str:
    """Inline code (CommonMark 6.1): a run of backticks closed by the next run of the same length."""
    runs = [(match.start(), match.end()) for match in _RUN.finditer(text)]
    by_length: dict[int, deque[int]] = defaultdict(deque)
    for number, (start, end) in enumerate(runs):
        by_length[end - start].append(number)
    parts: list[str] = []
    position = number = 0
    while number < len(runs):
        start, end = runs[number]
        waiting = by_length[end - start]
        while waiting and waiting[0] <= number:
            waiting.popleft()
        if not waiting:
            number += 1
            continue
        closing = waiting[0]
        parts += [text[position:start], keep(text[end : runs[closing][0]].strip())]
        position, number = runs[closing][1], closing + 1
    return "".join(parts) + text[position:]


def _without_brackets(text: str, definitions: dict[str, str], links: dict[str, None]) -> str:
    """Replace links by their text and drop images; other brackets stay as they are."""
    out: list[str] = []
    stack: list[int] = []  # where in `out` each open bracket stands
    position = 0
    for match in _BRACKET.finditer(text):
        if match.start() < position:
            continue  # inside an address that was already read
        out.append(text[position : match.start()])
        position = match.end()
        if match[0] != "]":
            stack.append(len(out))
            out.append(match[0])
            continue
        if not stack:
            out.append("]")
            continue
        opened = stack.pop()
        address, position = _address(text, position, out, opened, definitions)
        if address is None:
            out.append("]")
        elif out[opened] == "![":
            del out[opened:]
        else:
            out[opened] = ""
            _note(address, links)
    return "".join(out) + text[position:]


def _address(
    text: str, position: int, out: list[str], opened: int, definitions: dict[str, str]
) -> tuple[str | None, int]:
    """Where the link closed at `position` leads, and where reading goes on; None if it is no link."""
    direct = _DESTINATION.match(text, position)
    if direct:
        return direct[1] or direct[2] or "", direct.end()
    if not definitions:
        return None, position
    label = _LABEL.match(text, position)
    if label and label[1].strip():
        found = definitions.get(" ".join(label[1].casefold().split()))
        return (found, label.end()) if found is not None else (None, position)
    if len(out) - opened > 20 or sum(map(len, out[opened + 1 :])) > 300:
        return None, position
    found = definitions.get(" ".join("".join(out[opened + 1 :]).casefold().split()))
    return (found, label.end() if label else position) if found is not None else (None, position)
