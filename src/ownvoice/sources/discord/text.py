"""Discord's message text without its codes (https://discord.com/developers/docs/reference#message-formatting)."""

from __future__ import annotations

import re

from ownvoice.core.text import tidy

_CODES = re.compile(r"<(?:@[!&]?|#)\d{15,25}>|</[\w -]{1,64}:\d{15,25}>|<t:-?\d{1,16}(?::[tTdDfFR])?>")
_EMOJI = re.compile(r"<a?:(\w{2,32}):\d{15,25}>")
_SPOILER = re.compile(r"\|\|([^|]{1,2000})\|\|")


def plain_text(content: object) -> str:
    """What was written: mentions and times left out, custom emoji by their name, spoilers opened."""
    if not isinstance(content, str):
        return ""
    text = _EMOJI.sub(r":\1:", _CODES.sub("", content)) if "<" in content else content
    return tidy(_SPOILER.sub(r"\1", text) if "||" in text else text)
