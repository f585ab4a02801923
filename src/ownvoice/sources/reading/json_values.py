"""Where a JSON value ends in a stretch of bytes, and what it says, mended where the damage is small."""

from __future__ import annotations

import re
from typing import Any

import orjson

_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb'[^\s,\[\]{}"]+')
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_OPEN = b"{["


def value_end(data: bytes, at: int, most: int, complete: bool) -> int:
    """The position behind the value at `at`, by its brackets; -1 where it doesn't end before `most`.

    `complete` says that nothing follows `data`, so that a number may end with it. What is no value at all
    ends after one byte, or where its letters do.
    """
    first = data[at : at + 1]
    if first in (b"{", b"["):
        return _matching_bracket(data, at, most)
    if first == b'"':
        match = _STRING.match(data, at, most)
        return match.end() if match else -1
    match = _SCALAR.match(data, at, most)
    end = match.end() if match else at + 1
    return -1 if end == len(data) and not complete else end


def _matching_bracket(data: bytes, at: int, most: int) -> int:
    depth = 0
    while (match := _TO_BRACKET.match(data, at, most)) is not None:
        at = match.end()
        depth += 1 if data[at - 1] in _OPEN else -1
        if depth == 0:
            return at
    return -1


def follow_brackets(data: bytes, at: int, most: int, depth: int) -> tuple[int, int]:
    """Pass over the brackets outside strings before `most`; the position behind them, and the depth there."""
    while (match := _TO_BRACKET.match(data, at, most)) is not None:
        at = match.end()
        depth += 1 if data[at - 1] in _OPEN else -1
    return at, depth


def parsed(piece: bytes) -> Any:
    """What the JSON says; None where it can't be parsed.

    Halves of surrogate pairs and bytes that are no UTF-8, which some exports cut texts into, become U+FFFD.
    """
    try:
        return orjson.loads(piece)
    except orjson.JSONDecodeError:
        pass
    whole = _ESCAPE.sub(lambda match: b"\\ufffd" if match.group(1) else match.group(), piece)
    try:
        return orjson.loads(whole.decode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return None
