"""Files written the way Meta writes them: each byte of a text's UTF-8 as a character of its own."""

from __future__ import annotations

import json
from typing import Any


def broken(text: str) -> str:
    """ "é" → "Ã©"."""
    return text.encode("utf-8").decode("latin-1")


def _broken(value: Any) -> Any:
    if isinstance(value, str):
        return broken(value)
    if isinstance(value, dict):
        return {broken(key): _broken(inner) for key, inner in value.items()}
    return [_broken(inner) for inner in value] if isinstance(value, list) else value


def as_meta(value: Any, indent: int | None = 2) -> str:
    """`value` as a file of Meta's."""
    return json.dumps(_broken(value), indent=indent)


def conversation(
    *messages: dict[str, Any], people: tuple[str, ...] = ("Lea Roy", "Tom Vogel"), **more: Any
) -> dict[str, Any]:
    """A page of a conversation, its messages newest first."""
    return {
        "participants": [{"name": name} for name in people],
        "messages": list(messages),
        "title": people[-1],
        "is_still_participant": True,
        "thread_path": "inbox/x_1",
        "magic_words": [],
        **more,
    }


def message(text: str | None, second: int = 1_600_000_000, sender: str = "Tom Vogel", **more: Any) -> Any:
    """A message; without `text` it has no content."""
    row: dict[str, Any] = {"sender_name": sender, "timestamp_ms": second * 1000}
    if text is not None:
        row["content"] = text
    return {**row, "is_geoblocked_for_viewer": False, **more}
