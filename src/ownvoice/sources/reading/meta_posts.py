"""A post of Instagram's or Threads', from 2021 on: where its text and its time stand.

A post with one medium has its text and time on the medium, one with several on itself. A story is its own
medium, and a post without any has one without a file. Newer files may put the text under a label.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from ownvoice.core.text import tidy
from ownvoice.sources.reading.meta_json import file_name, labelled_values
from ownvoice.sources.reading.timestamps import from_unix

_CAPTION_LABELS = frozenset(
    {
        "caption",
        "légende",
        "bijschrift",
        "bildunterschrift",
        "leyenda",
        "pie de foto",
        "legenda",
        "didascalia",
    }
)


class Post(NamedTuple):
    """What the export says of a post; `text` is `written` tidied, `file` the first medium's file name."""

    text: str
    written: str
    moment: datetime | None
    raw_time: str
    file: str
    media: list[dict[str, Any]]


def parse_post(entry: Any) -> Post | None:
    """The post, with "" for the text of one without; None where `entry` is no post."""
    if not isinstance(entry, dict):
        return None
    media = _media(entry)
    if not media and "title" not in entry and "label_values" not in entry:
        return None
    written = next((text for part in (entry, *media) if (text := _title(part))), "") or _caption(entry)
    stamp = next(
        (
            part[key]
            for part in (entry, *media)
            for key in ("creation_timestamp", "timestamp")
            if part.get(key)
        ),
        None,
    )
    return Post(
        tidy(written),
        written,
        from_unix(stamp),
        str(stamp) if isinstance(stamp, int | float | str) else "",
        file_name(media[0].get("uri")) if media else "",
        media,
    )


def _media(entry: dict[str, Any]) -> list[dict[str, Any]]:
    media = entry.get("media")
    if isinstance(media, dict):
        return [media]
    if isinstance(media, list):
        return [medium for medium in media if isinstance(medium, dict)]
    return [entry] if "uri" in entry else []


def _title(part: dict[str, Any]) -> str:
    title = part.get("title")
    return title if isinstance(title, str) and title.strip() else ""


def _caption(entry: dict[str, Any]) -> str:
    if "label_values" not in entry:
        return ""
    fields = labelled_values(entry)
    return next(
        (field.value for field in fields if field.value and field.label.casefold() in _CAPTION_LABELS), ""
    )
