"""Wix: the table of a blog's posts, as its dashboard exports it.

A post's text is a Ricos document (https://dev.wix.com/docs/ricos), a tree of nodes as JSON; where it can't be read,
the column of plain text stands in. Pictures, galleries and embedded pages say nothing. Comments aren't exported.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

import orjson

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import fold, tidy, unescape_once
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.csv_rows import header_of, iter_records
from ownvoice.sources.reading.html_text import HtmlText, read_html
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "wix"
TITLE = "Wix blog"

_COLUMNS = {"title", "rich content", "plain content", "published date"}
_HEAD = 16_384  # bytes; the header is long
_MOST_NODES = 200_000
_BLOCKS = frozenset(
    {"PARAGRAPH", "HEADING", "CODE_BLOCK", "LIST_ITEM", "TABLE_ROW", "COLLAPSIBLE_ITEM_TITLE"}
)


def detect(archive: Archive) -> Detection | None:
    """A table with the columns of Wix's blog posts."""
    tables = _tables(archive)
    if not tables:
        return None
    names = tuple(table.name for table in tables)
    return Detection(NAME, f"Wix blog posts ({', '.join(names[:3])})", names)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The posts in the table's order.

    Raises `AmbiguousCreatorError` before the first record where several authors published and none is named.
    """
    tables = _tables(archive)
    mine = _own(archive, tables, options)
    for table in tables:
        skipped: Counter[str] = Counter()
        with archive.open(table) as stream:
            for row in iter_records(stream, table.name):
                if isinstance(row, Malformed):
                    yield row
                    continue
                number, cells = row
                found = _post(cells, mine)
                if found is None:
                    yield Malformed(table.name, number, "This post has no id.", "row")
                elif isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(table.name, reason, count)


def _tables(archive: Archive) -> list[Member]:
    return [
        member
        for member in archive.matching("*.csv")
        if set(header_of(archive.head(member, _HEAD))) >= _COLUMNS
    ]


def _own(archive: Archive, tables: list[Member], options: ReadOptions) -> frozenset[str] | None:
    """The folded names of the creator; None where all posts are theirs."""
    count: Counter[str] = Counter()
    for table in tables:
        with archive.open(table) as stream:
            for row in iter_records(stream, table.name):
                if not isinstance(row, Malformed) and _is_published(row[1]):
                    count[row[1].get("author", "").strip()] += 1
    del count[""]
    if len(count) <= 1:
        return None
    named = {_folded(name) for name in options.own_names}
    mine = frozenset(_folded(name) for name in count if _folded(name) in named)
    if mine or named:
        return mine
    likeliest = tuple(name for name, _ in count.most_common(5))
    raise AmbiguousCreatorError(
        f"{archive.path.name} holds posts of several authors: {', '.join(likeliest)}.",
        "Say which of them you are with --as NAME.",
        likeliest,
    )


def _folded(name: str) -> str:
    return fold(name).strip().lstrip("@")


def _is_published(cells: dict[str, str]) -> bool:
    return bool(cells.get("published date", "").strip())


def _post(cells: dict[str, str], mine: frozenset[str] | None) -> ItemRecord | str | None:
    native_id = next((cells[key].strip() for key in ("internal id", "id") if cells.get(key, "").strip()), "")
    if not native_id:
        return None
    if not _is_published(cells):
        return "draft"
    author = cells.get("author", "").strip()
    if mine is not None and _folded(author) not in mine:
        return "another author"
    body = _rich(cells.get("rich content", ""))
    text = body.text or tidy(cells.get("plain content", ""))
    if not text:
        return "empty"
    raw_time = cells.get("published date", "").strip()
    published, edited = parse_iso(raw_time), parse_iso(cells.get("last published date", "").strip())
    url = cells.get("post page url", "").strip()
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=Author(name=author),
        text=text,
        created_at=published,
        raw_time=raw_time[:80],
        edited_at=edited if edited and published and edited > published else None,
        title=tidy(unescape_once(cells.get("title", ""))),
        url=url if url.startswith(("https://", "http://")) else "",
        links=body.links,
    )


def _rich(written: str) -> HtmlText:
    try:
        tree = orjson.loads(written)
    except ValueError:
        return HtmlText("", ())
    return read_html(_as_html(tree)) if isinstance(tree, dict) else HtmlText("", ())


def _as_html(tree: dict[str, Any]) -> str:
    """The tree as simple HTML. Followed with a list instead of calls: nesting has no limit."""
    pieces: list[str] = []
    waiting: list[Any] = [tree]
    for _ in range(_MOST_NODES):
        if not waiting:
            break
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        if not isinstance(node, dict):
            continue
        kind = node.get("type")
        if isinstance(kind, str) and kind in _BLOCKS:
            pieces.append("<p>")
            waiting.append("</p>")
        told = node.get("textData")
        if isinstance(told, dict) and isinstance(told.get("text"), str):
            shown = escape(told["text"]).replace("\n", "<br>")
            address = _link(told.get("decorations"))
            pieces.append(f'<a href="{escape(address)}">{shown}</a>' if address else shown)
        children = node.get("nodes")
        if isinstance(children, list):
            waiting.extend(reversed(children))
    return "".join(pieces)


def _link(decorations: Any) -> str:
    for decoration in decorations if isinstance(decorations, list) else ():
        link = decoration.get("linkData") if isinstance(decoration, dict) else None
        link = link.get("link") if isinstance(link, dict) else None
        if isinstance(link, dict) and isinstance(link.get("url"), str):
            return str(link["url"])
    return ""
