"""The tables of a Google Takeout of YouTube: comments, live chats, videos.

Columns are found by their English names, which differ in case and order from year to year. In other languages
the names are translated, so there the cells tell: an id begins with `Ug`, a channel with `UC`, a time is
ISO 8601, a text is JSON. What changed from generation to generation is said where it matters.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from ownvoice.sources.reading.surrogates import without_surrogates

csv.field_size_limit(16_000_000)


class Table(StrEnum):
    """What a table holds."""

    COMMENTS = "comments"
    LIVE_CHATS = "live chats"
    VIDEOS = "videos"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by field name, and its number in the file, counted from 0 with the header."""

    number: int
    cells: dict[str, str]


_NAMES = {
    "comment id": "id", "live chat id": "id",
    "channel id": "channel",
    "comment create timestamp": "time", "live chat create timestamp": "time",
    "parent comment id": "parent",
    "top-level comment id": "top", "top level comment id": "top",
    "post id": "post",
    "video id": "video",
    "comment text": "text", "live chat text": "text",
}  # fmt: skip
_VIDEO_NAMES = {
    "video id": "id",
    "channel id": "channel",
    "video title (original)": "title", "video title": "title", "title": "title",
    "video description (original)": "description", "video description": "description",
    "video audio language": "lang",
    "privacy": "privacy",
    "video state": "state",
    "video create timestamp": "created",
    "video publish timestamp": "published",
}  # fmt: skip
_COMMENT_ID = re.compile(r"Ug[\w-]{8,60}(?:\.[\w-]{4,60})?")
_CHANNEL = re.compile(r"UC[\w-]{22}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CURRENCY = re.compile(r"[A-Z]{3}")
_TEXT = re.compile(r'\{\s*"(?:text|takeoutSegments)"')
_PART_BEGIN = re.compile(r'"text"\s*:\s*"')
_PART_END = re.compile(r'(?<!\\)"\s*[,}]')


def table_kind(head: bytes, name: str) -> Table | None:
    """Which table a CSV file is, from its first bytes and its name; None for tables that aren't read."""
    rows = [row for row in _rows(io.StringIO(head.decode("utf-8-sig", "replace"), newline="")) if row][:3]
    if not rows:
        return None
    header = [cell.strip().lower() for cell in rows[0]]
    if "live chat id" in header:
        return Table.LIVE_CHATS
    if "comment id" in header:
        return Table.COMMENTS
    if (
        "video id" in header
        and "channel id" in header
        and any(cell.startswith("video title") for cell in header)
    ):
        return Table.VIDEOS
    if any(_is_entry(row) for row in rows):
        return Table.LIVE_CHATS if "chat" in name.lower() else Table.COMMENTS
    return None


def read_table(stream: BinaryIO, kind: Table) -> Iterator[Row]:
    """The rows with the fields the header names, or the cells suggest. Empty rows are left out.

    Raises `csv.Error` for a cell larger than 16 MB.
    """
    with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text:
        names: dict[str, int] = {}
        for number, cells in enumerate(_rows(text)):
            if not any(cell.strip() for cell in cells):
                continue
            if number == 0:
                known = _VIDEO_NAMES if kind is Table.VIDEOS else _NAMES
                for index, cell in enumerate(cells):
                    field = known.get(cell.strip().lower())
                    if field:
                        names.setdefault(field, index)
                if names:
                    continue
            if "id" not in names or (kind is not Table.VIDEOS and "text" not in names):
                if not _is_entry(cells):
                    continue  # the header, in another language
                names = _by_shape(cells, kind)
            yield Row(number, {field: cells[at].strip() for field, at in names.items() if at < len(cells)})


def _rows(text: io.TextIOBase) -> Iterator[list[str]]:
    return iter(csv.reader(line.replace("\0", "") for line in text))


def _is_entry(cells: list[str]) -> bool:
    return any(_COMMENT_ID.fullmatch(cell.strip()) for cell in cells) and any(
        _TIME.match(cell) for cell in cells
    )


def _by_shape(cells: list[str], kind: Table) -> dict[str, int]:
    """Where the fields are, from one row.

    Comments: (before June 2024) id, channel, time, price, parent, video, text; (2024) channel, time, price,
    id, parent, video, text; (2025) id, channel, time, price, parent, [post,] video, text, top. Live chats:
    id, channel, time, price, [currency,] video, text. A currency may stand behind a price.
    """
    stripped = [cell.strip() for cell in cells]
    identity = next(i for i, cell in enumerate(stripped) if _COMMENT_ID.fullmatch(cell))
    time = next(i for i, cell in enumerate(stripped) if _TIME.match(cell))
    channel = next((i for i, cell in enumerate(stripped) if _CHANNEL.fullmatch(cell)), -1)
    text = next((i for i, cell in enumerate(stripped) if _TEXT.match(cell)), -1)
    if text < 0:
        text = max(range(len(stripped)), key=lambda i: (len(stripped[i]), i))
    names = {"id": identity, "time": time, "text": text, "video": text - 1}
    if channel >= 0:
        names["channel"] = channel
    between = [i for i in range(time + 2, text - 1) if i != identity and not _CURRENCY.fullmatch(stripped[i])]
    if kind is Table.COMMENTS and between:
        names["parent"] = between[0]
        if len(between) > 1:
            names["post"] = between[-1]
        if text + 1 < len(stripped):
            names["top"] = text + 1
    return names


def plain_text(written: str) -> str:
    """The text of a cell.

    Until June 2024 that is `{"takeoutSegments":[{"text":…}]}`, since then segments joined by commas without
    brackets, at times just text. Broken escaping occurs; of such segments, what can be told is taken.
    """
    written = written.strip()
    if not written.startswith(("{", "[")):
        return written
    try:
        loaded = json.loads(f"[{written}]", strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return "".join(_broken_segments(written)) or written
    return without_surrogates("".join(_segments(loaded)))


def _segments(loaded: object, depth: int = 0) -> Iterator[str]:
    if isinstance(loaded, list) and depth < 4:
        for entry in loaded:
            yield from _segments(entry, depth + 1)
    elif isinstance(loaded, dict):
        if isinstance(loaded.get("text"), str):
            yield loaded["text"]
        else:
            yield from _segments(loaded.get("takeoutSegments"), depth + 1)


def _broken_segments(written: str) -> Iterator[str]:
    """What stands between `"text":"` and the next quotation mark that a comma or a brace follows."""
    position = 0
    while (begin := _PART_BEGIN.search(written, position)) and (
        end := _PART_END.search(written, begin.end())
    ):
        yield written[begin.end() : end.start()].replace("\\n", "\n").replace('\\"', '"')
        position = end.end()
