"""LinkedIn's long articles: one HTML page each, in the folder `Articles`.

A page has the title in `h1`, linked to the published article, then `Created on` and `Published on` with a time
(UTC), then the text. An article without the second was never published.
"""

from __future__ import annotations

import re

from ownvoice.core.records import Author, ItemRecord, Kind, Role
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.timestamps import parse_iso

MAX_ARTICLE = 16_000_000  # bytes; some hold pictures
_TIME = re.compile(
    r"""<p class=["']?(created|published)["']?>[^<\d]{0,60}(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)[^<]{0,40}(?:</p>)?"""
)
_TIME_IN_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d)[:_](\d\d)[:_](\d\d))?")


def read_article(html: str, file: str, author: Author) -> ItemRecord | str:
    """The record of an article, or the word for why it is left out."""
    begin = max(html.find("<h1"), 0)
    end = html.find("</h1>", begin)
    heading = html[begin : end + 5] if end >= 0 else ""
    times: dict[str, str] = {}
    body_from = end + 5 if end >= 0 else 0
    while (stated := _TIME.match(html, _after_space(html, body_from))) is not None:
        times[stated.group(1)] = stated.group(2)
        body_from = stated.end()
    if "created" in times and "published" not in times:
        return "draft"
    written = times.get("published") or _time_in(file)
    title, body = read_html(heading), read_html(html[body_from:])
    if not body.text:
        return "empty"
    created = parse_iso(written)
    url = next((link for link in title.links if "linkedin.com/" in link), "")
    return ItemRecord(
        platform="linkedin",
        native_id=url or made_id(created, title.text, body.text),
        kind=Kind.POST,
        role=Role.CREATOR,
        author=author,
        text=body.text,
        created_at=created,
        raw_time=written,
        title=title.text,
        url=url,
        links=body.links,
    )


def _after_space(html: str, at: int) -> int:
    while at < len(html) and html[at].isspace():
        at += 1
    return at


def _time_in(file: str) -> str:
    found = _TIME_IN_NAME.search(file.rpartition("/")[2])
    if found is None:
        return ""
    day, *clock = found.groups()
    return f"{day} {':'.join(clock)}" if clock[0] else str(day)
