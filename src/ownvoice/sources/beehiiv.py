"""beehiiv: the table of posts that a newsletter exports, and the answers of its API saved as JSON.

The table's columns vary with the years (`web_title`, `content_html` and `status` are always there); they are known from
the importers of other platforms. The API is documented (https://developers.beehiiv.com/api-reference/posts). A post's
HTML is that of the mail: of it only the blocks that the writer filled are read, not its head and foot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import tidy, unescape_once, words
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.csv_rows import header_of, iter_records
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import from_unix, parse_iso

NAME = "beehiiv"
TITLE = "beehiiv"

_COLUMNS = {"id", "web_title", "status", "content_html"}
_API_MARKS = (b'"subject_line"', b'"preview_text"', b'"web_url"')
_SUBSCRIBERS = re.compile(r"(?:^|/)[^/]*(?:subscri|segment|survey|poll)[^/]*\.csv$", re.IGNORECASE)
_OPEN = frozenset({"", "free", "both", "all", "everyone", "all free subscribers", "all subscribers"})
_BLOCKS = re.compile(
    r"<(table|tr|td|div)\b[^>]{0,500}?\bid\s{0,3}=\s{0,3}[\"']content-blocks[\"'][^>]{0,500}>", re.I
)


def detect(archive: Archive) -> Detection | None:
    """A table of posts with beehiiv's columns, or the API's list of posts."""
    tables = _tables(archive)
    if not tables:
        return None
    ignored = tuple(m.name for m in archive.matching("*.csv") if _SUBSCRIBERS.search(m.name))
    names = tuple(table.name for table in tables)
    return Detection(NAME, f"beehiiv posts ({', '.join(names[:3])})", names, ignored)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The posts in the tables' order; what two tables tell of is told once."""
    seen: set[str] = set()
    for table in _tables(archive):
        skipped: Counter[str] = Counter()
        for offset, unit, row in _rows(archive, table):
            if isinstance(row, Malformed):
                yield row
                continue
            # The API says post_<uuid>, the table the uuid alone.
            native_id = _text(row, "id").removeprefix("post_")
            if not native_id:
                yield Malformed(table.name, offset, "This post has no id.", unit)
            elif native_id in seen:
                skipped["duplicate"] += 1
            else:
                seen.add(native_id)
                found = _post(native_id, row)
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(table.name, reason, count)


def _tables(archive: Archive) -> list[Member]:
    found = [
        member for member in archive.matching("*.csv") if set(header_of(archive.head(member))) >= _COLUMNS
    ]
    for member in archive.matching("*.json"):
        head = archive.head(member, 65_536)
        if all(mark in head for mark in _API_MARKS) and re.search(rb'"id"\s{0,5}:\s{0,5}"post_', head):
            found.append(member)
    return found


def _rows(archive: Archive, table: Member) -> Iterator[tuple[int, str, dict[str, Any] | Malformed]]:
    with archive.open(table) as stream:
        if table.name.lower().endswith(".csv"):
            for row in iter_records(stream, table.name):
                if isinstance(row, Malformed):
                    yield row.offset, "row", row
                else:
                    yield row[0], "row", row[1]
            return
        for element in iter_array(stream, table.name, "data"):
            if isinstance(element, Malformed):
                yield element.offset, "byte", element
            else:
                yield element.offset, "byte", element.value if isinstance(element.value, dict) else {}


def _post(native_id: str, row: dict[str, Any]) -> ItemRecord | str:
    if _text(row, "status").lower() not in ("confirmed", "published"):
        return "draft"
    body = read_html(_written(row))
    title = tidy(unescape_once(_text(row, "web_title", "title")))
    subtitle = tidy(unescape_once(_text(row, "web_subtitle", "subtitle")))
    text = body.text
    if subtitle and words(subtitle) != words(text[: len(subtitle) + 20])[: len(words(subtitle))]:
        text = f"{subtitle}\n\n{text}".strip()
    if not body.text:
        return "empty"
    raw_time = next(
        (
            row[key]
            for key in ("publish_date", "published_at", "scheduled_at", "created_at", "created")
            if row.get(key)
        ),
        "",
    )
    url = _text(row, "url", "web_url")
    audience = _text(row, "audience", "web_audiences").lower()
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=Author(),
        text=text,
        created_at=parse_iso(raw_time) or from_unix(raw_time),
        raw_time=str(raw_time)[:80],
        title=title,
        url=url if url.startswith(("https://", "http://")) else "",
        visibility=Visibility.PUBLIC if audience in _OPEN else Visibility.RESTRICTED,
        links=body.links,
    )


def _written(row: dict[str, Any]) -> str:
    """The post's HTML: the longest of the forms that are given, cut to the blocks the writer filled."""
    given = [_text(row, "content_html")]
    content = row.get("content")
    for audience in content.values() if isinstance(content, dict) else ():
        if isinstance(audience, dict):
            given.append(_text(audience, "web", "email", "rss"))
    html = max(given, key=len)
    begin = _BLOCKS.search(html)
    return _inside(html, begin) if begin else html


def _inside(html: str, begin: re.Match[str]) -> str:
    """What stands between a tag and the one that closes it."""
    depth = 1
    for tag in re.compile(rf"<(/?){begin[1]}\b", re.IGNORECASE).finditer(html, begin.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[begin.end() : tag.start()]
    return html[begin.end() :]


def _text(row: dict[str, Any], *keys: str) -> str:
    return next((row[key].strip() for key in keys if isinstance(row.get(key), str) and row[key].strip()), "")
