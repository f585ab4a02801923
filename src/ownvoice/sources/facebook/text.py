"""Texts as Facebook's files have them: people who are named in them stand with their number."""

from __future__ import annotations

import re

from ownvoice.core.text import tidy

_PERSON = re.compile(r"@\[\d{1,20}:(?:\d{1,9}:)?([^\[\]\n]{1,200})\]")


def shown(written: object) -> str:
    """The text as people see it: "@[100012:2048:Tom Vogel] yes" is "Tom Vogel yes"."""
    return tidy(_PERSON.sub(r"\1", written)) if isinstance(written, str) else ""
