"""Names with words inside them: "HttpContextBase" is found by who asks for a "context", and the other way round."""

from __future__ import annotations

import re

from ownvoice.core.text import stem

LONGEST = 20_000  # characters that are looked through
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,63}")
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def parts_of_names(text: str, language: str) -> list[str]:
    """The stems of the words that names written in one are made of, in order: "NuGetFeed" → nu, get, feed."""
    found: list[str] = []
    for name in _NAME.findall(text[:LONGEST]):
        if name.islower():
            continue
        parts = _PART.findall(name)
        if len(parts) > 1:
            found += [stem(part.lower(), language) for part in parts if len(part) > 1]
    return found
