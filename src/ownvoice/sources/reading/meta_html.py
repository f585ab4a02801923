"""Instagram's and Facebook's exports made as HTML: recognised, and read as far as that goes.

The pages are made for looking at: class names change, times are in words of the account's language and
without a zone. What has kept since 2020 is that each entry is a box of class `uiBoxWhite noborder` whose text
is in an element of class `_2pim` or `_2pin`, and the time in one of class `_3-94`. Texts found that way are
kept, with the time where it is in English (taken for UTC); in any case the creator is told to ask for JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from ownvoice.core.records import (
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.made_ids import made_id

_PAGE_BYTES = 64 << 20  # larger pages aren't read: they would have to be held in memory
_BOX = re.compile(r'<div class="[^"<>]{0,200}?\buiBoxWhite noborder\b[^"<>]{0,200}"[^<>]{0,200}>')
_TEXT = re.compile(r'<(h2|div) class="[^"<>]{0,100}?\b_2pi[mn]\b[^"<>]{0,100}"[^<>]{0,100}>')
_TIME = re.compile(r'<div class="[^"<>]{0,100}?\b_3-94\b[^"<>]{0,100}"[^<>]{0,100}>([^<>]{6,60})</div>')
_ENGLISH_TIME = re.compile(
    r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?\s?([ap]m)", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ADVICE = (
    "This export was made as HTML, of which little can be read for certain. Ask for it again and choose JSON."
)


def read_html_export(
    archive: Archive, pages: Sequence[Member], platform: str, author: Author, visibility: Visibility
) -> Records:
    """The advice to ask for JSON, once, and the texts of the pages' posts as captions."""
    if not pages:
        return
    yield Malformed(pages[0].name, 0, _ADVICE, "byte")
    for page in pages:
        if page.size > _PAGE_BYTES:
            yield Malformed(page.name, 0, "This page is too large to be read.", "byte")
            continue
        with archive.open(page) as stream:
            html = stream.read().decode("utf-8", "replace")
        for written, raw_time in _boxes(html):
            moment = _english_time(raw_time)
            text = tidy(written)
            yield ItemRecord(
                platform=platform,
                native_id=made_id(moment, text, raw_time),
                kind=Kind.CAPTION,
                role=Role.CREATOR,
                author=author,
                text=text,
                created_at=moment,
                raw_time=raw_time,
                visibility=visibility,
            )


def _boxes(html: str) -> Iterator[tuple[str, str]]:
    """The text and the time of each box that has both."""
    starts = [match.end() for match in _BOX.finditer(html)]
    for start, end in pairwise([*starts, len(html)]):
        box = html[start:end]
        text, time = _TEXT.search(box), _TIME.search(box)
        if text is None or time is None:
            continue
        closing = box.find(f"</{text.group(1)}>", text.end())
        written = html_to_text(box[text.end() : closing if closing >= 0 else len(box)])
        if written and written != time.group(1).strip():
            yield written, time.group(1).strip()


def _english_time(text: str) -> datetime | None:
    match = _ENGLISH_TIME.fullmatch(text.replace("\u202f", " ").strip())
    if match is None or match.group(1).lower() not in _MONTHS:
        return None
    month, day, year, hour, minute, second, half = match.groups()
    try:
        return datetime(
            int(year),
            _MONTHS.index(month.lower()) + 1,
            int(day),
            int(hour) % 12 + (12 if half.lower() == "pm" else 0),
            int(minute),
            int(second or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
