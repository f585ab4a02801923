"""What a browser sent, made safe to store: never longer than it may be, never with a NUL, never half a number."""

from __future__ import annotations

from django.http import QueryDict


def text_of(data: QueryDict, name: str, most: int) -> str:
    """The field as text, stripped, at most `most` characters; "" where it is missing."""
    return str(data.get(name, "")).replace("\x00", "").strip()[:most]


def number_of(data: QueryDict, name: str) -> int | None:
    """The field as a positive whole number that fits a database key; None where it is none."""
    text = str(data.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    return int(text)
