"""Buttondown: the export of a newsletter's archive, a table of the mails and one Markdown file for each.

The table is `emails.csv` or `emails.json`; the texts lie in the folder `emails`, each under its slug
(https://docs.buttondown.com/exporting-your-data). A text may begin with a comment that names the editor's mode.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.csv_rows import header_of, iter_records
from ownvoice.sources.reading.html_text import HtmlText, read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "buttondown"
TITLE = "Buttondown"

MAX_TEXT = 16_000_000  # bytes
_COLUMNS = {"id", "subject", "publish_date", "slug"}
_MODE = re.compile(r"\s*<!--\s*buttondown-editor-mode:\s*(\w{1,20})\s*-->")
_SUBSCRIBERS = re.compile(r"(?:^|/)[^/]*subscribers?[^/]*\.(?:csv|json)$", re.IGNORECASE)


def detect(archive: Archive) -> Detection | None:
    """A table of mails with Buttondown's columns."""
    tables = _tables(archive)
    if not tables:
        return None
    texts = list(dict.fromkeys(m.name for table in tables for m in _texts(archive, table).values()))
    ignored = tuple(m.name for m in archive.members() if _SUBSCRIBERS.search(m.name))
    text = f"Buttondown archive, {len(texts):,} text{'s' if len(texts) != 1 else ''}"
    return Detection(NAME, text, (*(table.name for table in tables), *texts), ignored)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The mails in the table's order; where there are two tables, what the first has isn't told again."""
    seen: set[str] = set()
    for table in _tables(archive):
        texts = _texts(archive, table)
        skipped: Counter[str] = Counter()
        for number, row in _rows(archive, table):
            if isinstance(row, Malformed):
                yield row
                continue
            native_id = str(row.get("id") or "").strip()
            if not native_id:
                yield Malformed(table.name, number, "this mail has no id", "row")
            elif native_id in seen:
                skipped["duplicate"] += 1
            else:
                seen.add(native_id)
                found = _mail(archive, native_id, row, texts)
                if isinstance(found, str):
                    skipped[found] += 1
                elif isinstance(found, Malformed):
                    yield Malformed(table.name, number, found.reason, "row")
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(table.name, reason, count)


def _tables(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("emails.csv", "emails.json"):
        head = archive.head(member)
        if member.name.lower().endswith(".csv"):
            known = set(header_of(head)) >= _COLUMNS
        else:
            known = all(b'"%s"' % column.encode() in head for column in _COLUMNS)
        if known:
            found.append(member)
    return found


def _texts(archive: Archive, table: Member) -> dict[str, Member]:
    folder = table.name.rpartition("/")[0]
    prefix = f"{folder}/emails/" if folder else "emails/"
    return {
        member.name.removeprefix(prefix).rpartition(".")[0]: member
        for member in archive.matching("emails/*.md", "emails/*.html")
        if member.name.startswith(prefix)
    }


def _rows(archive: Archive, table: Member) -> Iterator[tuple[int, dict[str, Any] | Malformed]]:
    with archive.open(table) as stream:
        if table.name.lower().endswith(".csv"):
            for row in iter_records(stream, table.name):
                yield (row.offset, row) if isinstance(row, Malformed) else row
            return
        for number, element in enumerate(iter_array(stream, table.name)):
            if isinstance(element, Malformed):
                yield number, element
            else:
                yield number, element.value if isinstance(element.value, dict) else {}


def _mail(
    archive: Archive, native_id: str, row: dict[str, Any], texts: dict[str, Member]
) -> ItemRecord | Malformed | str:
    raw_time = str(row.get("publish_date") or "")
    if not raw_time:
        return "draft"
    slug = str(row.get("slug") or "").strip()
    member = texts.get(slug)
    written = str(row.get("body") or "")
    if member is not None and not written:
        if member.size > MAX_TEXT:
            return Malformed("", 0, f"{member.name} is too large to be a mail; it was left out.")
        with archive.open(member) as stream:
            written = stream.read().decode("utf-8-sig", "replace")
    if not written.strip():
        return (
            Malformed("", 0, f"The text of {slug or native_id} is not in the export.")
            if member is None
            else "empty"
        )
    body = _plain(written)
    if not body.text:
        return "empty"
    url = str(row.get("absolute_url") or "")
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=Author(),
        text=body.text,
        created_at=parse_iso(raw_time),
        raw_time=raw_time,
        title=tidy(str(row.get("subject") or "")),
        url=url if url.startswith("https://") else "",
        links=body.links,
    )


def _plain(written: str) -> HtmlText:
    mode = _MODE.match(written)
    text = written[mode.end() :] if mode else written
    if (mode and mode.group(1) == "fancy") or text.lstrip()[:1] == "<":
        return read_html(text)
    plain = markdown_to_text(text)
    return HtmlText(plain.text, plain.links)
