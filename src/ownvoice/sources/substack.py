"""Substack: a table of the posts and one HTML fragment for each, in the folder `posts`.

Substack documents how to ask for it (https://support.substack.com/hc/en-us/articles/360037466012); the columns are
known from exports that people published and from the importers of other platforms, and vary with the years. The
address of the publication is nowhere in it, nor are comments and Notes.
"""

from __future__ import annotations

import re
from collections import Counter

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import tidy, unescape_once, words
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.csv_rows import header_of, iter_records
from ownvoice.sources.reading.html_text import HtmlText, read_html
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "substack"
TITLE = "Substack"

MAX_POST = 16_000_000  # bytes
_COLUMNS = {"post_id", "post_date", "is_published"}
_OPEN = "everyone"
# Other tables of the export: people's addresses, and who opened which mail.
_NEVER_READ = re.compile(
    r"(?:^|/)(?:[^/]*email_list[^/]*|[^/]*subscribers?[^/]*|[^/]*\.(?:opens|delivers))\.csv$", re.I
)
_BUTTONS = re.compile(
    r'<(p|div) class="(?:button-wrapper|subscription-widget-wrap|captioned-button-wrap)[^"]{0,200}"'
    r"(?:[^<]|<(?!/?\1\b)){0,20000}</\1>"
)
_KINDS = {"podcast": Kind.VIDEO}


def detect(archive: Archive) -> Detection | None:
    """A table of posts with Substack's columns."""
    tables = _tables(archive)
    if not tables:
        return None
    pages = [member.name for table in tables for member in _pages(archive, table).values()]
    others = tuple(m.name for m in archive.matching("*.csv") if _NEVER_READ.search(m.name))
    text = f"Substack export, {len(pages):,} text{'s' if len(pages) != 1 else ''}"
    return Detection(NAME, text, (*(table.name for table in tables), *pages), others)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The posts in the table's order, each once: a text that many rows name would be read that many times."""
    read: set[str] = set()
    for table in _tables(archive):
        pages = _pages(archive, table)
        skipped: Counter[str] = Counter()
        with archive.open(table) as stream:
            for row in iter_records(stream, table.name):
                if isinstance(row, Malformed):
                    yield row
                    continue
                number, cells = row
                found = _post(archive, cells, pages, read)
                if isinstance(found, str):
                    skipped[found] += 1
                elif isinstance(found, Malformed):
                    yield Malformed(table.name, number, found.reason, "row")
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(table.name, reason, count)


def _tables(archive: Archive) -> list[Member]:
    return [
        member
        for member in archive.matching("posts*.csv", "*/posts*.csv")
        if set(header_of(archive.head(member))) >= _COLUMNS
    ]


def _pages(archive: Archive, table: Member) -> dict[str, Member]:
    """The texts that belong to a table, by the id their names begin with."""
    folder = table.name.rpartition("/")[0]
    prefix = f"{folder}/posts/" if folder else "posts/"
    found: dict[str, Member] = {}
    for member in archive.matching("posts/*.html"):
        if member.name.startswith(prefix):
            found[_number(member.name.removeprefix(prefix))] = member
    return found


def _number(post_id: str) -> str:
    """ "123401.plain-text" names the post 123401, whatever the rest of its name is now."""
    return post_id.partition(".")[0]


def _post(
    archive: Archive, cells: dict[str, str], pages: dict[str, Member], read: set[str]
) -> ItemRecord | Malformed | str:
    post_id = cells["post_id"].strip()
    number = _number(post_id)
    if not number:
        return Malformed("", 0, "This row names no post.")
    if cells["is_published"].strip().lower() not in ("true", "1"):
        return "draft"
    kind = cells.get("type", "").strip().lower()
    if kind in ("restack", "restacks"):
        return "boost"
    title, subtitle = (tidy(unescape_once(cells.get(name, ""))) for name in ("title", "subtitle"))
    member = pages.get(number)
    if member is not None and member.size > MAX_POST:
        return Malformed("", 0, f"{member.name} is too large to be a post; it was left out.")
    if member is not None:
        if member.name in read:
            return "duplicate"
        read.add(member.name)
    body = _body(archive, member)
    text = body.text
    if subtitle and words(subtitle) != words(text[: len(subtitle) + 20])[: len(words(subtitle))]:
        text = f"{subtitle}\n\n{text}".strip()
    if not text:
        return (
            "empty"
            if member is not None
            else Malformed("", 0, f"The text of {post_id} is not in the export.")
        )
    raw_time = cells["post_date"].strip()
    audience = cells.get("audience", _OPEN).strip() or _OPEN
    return ItemRecord(
        platform=NAME,
        native_id=number,
        kind=_KINDS.get(kind, Kind.POST),
        role=Role.CREATOR,
        author=Author(),
        text=text,
        created_at=parse_iso(raw_time),
        raw_time=raw_time,
        title=title,
        visibility=Visibility.PUBLIC if audience == _OPEN else Visibility.RESTRICTED,
        links=body.links,
    )


def _body(archive: Archive, member: Member | None) -> HtmlText:
    if member is None:
        return HtmlText("", ())
    with archive.open(member) as stream:
        html = stream.read().decode("utf-8", "replace")
    return read_html(_BUTTONS.sub("", html))
