"""Object literals of JavaScript as JSON, for API answers that somebody saved as a script.

Keys without quotes, strings in single quotes or backticks, comments and trailing commas are what differs; the
rest of the script around the literal is passed over. One pass, token by token.
"""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)"""
    r"""|(?P<string>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`)"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*)"""
    r"""|(?P<mark>[{}\[\],:])""",
    re.DOTALL,
)
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null"}
_ESCAPE = re.compile(r"\\(?:(u[0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def to_json(text: str, start: int) -> str:
    """The literal that begins at `start` (a `{` or `[`) as JSON; raises ValueError where it isn't one."""
    out: list[str] = []
    depth = 0
    position = start
    while match := _TOKEN.match(text, position):
        position = match.end()
        part = match[0]
        kind = match.lastgroup
        if kind == "space":
            continue
        if kind == "mark":
            if part in "}]" and out and out[-1] == ",":
                out.pop()
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(part, 0)
            out.append(part)
            if depth <= 0:
                return "".join(out)
        elif kind == "string":
            out.append(json.dumps(_ESCAPE.sub(_unescaped, part[1:-1])))
        elif kind == "name":
            out.append(_WORDS.get(part) or json.dumps(part))
        else:
            out.append(part)
    raise ValueError(f"no JavaScript literal at character {position}")


def _unescaped(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int((match[1] or match[2]).lstrip("u"), 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}.get(match[3], match[3])
