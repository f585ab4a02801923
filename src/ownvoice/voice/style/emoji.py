"""Emoji in a text, each whole: with its skin tone, joined family or flag (Unicode Technical Standard 51)."""

from __future__ import annotations

import re

_BASE = (
    "[\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff\U0001f7e0-\U0001f7f0"
    "\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23e9-\u23fa\u2934\u2935\u203c\u2049]"
)
_VARIANT = "[\ufe0f\U0001f3fb-\U0001f3ff]*"
EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_BASE}{_VARIANT}(?:\u200d{_BASE}{_VARIANT})*|[0-9#*]\ufe0f?\u20e3"
)


def find_emoji(text: str) -> list[tuple[int, str]]:
    """Every emoji with the character it begins at, in order."""
    if text.isascii():
        return []
    return [(match.start(), match.group()) for match in EMOJI.finditer(text)]
