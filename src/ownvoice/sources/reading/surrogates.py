"""Half characters, which some programs cut texts into and no database takes."""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """`text` with halves that belong together joined, and those left over as U+FFFD."""
    if text.isascii() or _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
