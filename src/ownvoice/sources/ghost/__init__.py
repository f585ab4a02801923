"""Ghost: the export of Labs, and what its Content and Admin API answer.

The export is one JSON document with the tables of the database (https://docs.ghost.org/migration/custom); the API's
answers are `{"posts": […]}` with the authors in each post (https://docs.ghost.org/content-api). Comments are in
neither.

The creator is whom `own_names` names, else the only author there is, not counting the one called Ghost, who wrote
the posts that every new site begins with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import fold, tidy, unescape_once
from ownvoice.sources.ghost.body import SITE, body_of
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.json_tables import TableRow, iter_tables
from ownvoice.sources.reading.site_names import primary_code
from ownvoice.sources.reading.timestamps import from_unix, parse_iso

NAME = "ghost"
TITLE = "Ghost"

_HEAD = 65_536
_VERSION = re.compile(rb'"exported_on"\s*:\s*\d')
_POSTS = re.compile(rb'"posts"\s*:\s*\[')
_API = re.compile(rb'"(?:comment_id|primary_author|reading_time|email_recipient_filter)"\s*:')
_BUILT_IN = "ghost"
_PUBLISHED = ("published", "sent")


@dataclass(slots=True)
class _Site:
    """Who writes here: authors by id, the authors of each post, and who of them is the creator."""

    authors: dict[str, Author] = field(default_factory=dict)
    of_post: dict[str, list[str]] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()
    several: bool = False


def detect(archive: Archive) -> Detection | None:
    """JSON documents with Ghost's tables, or with posts as its API gives them."""
    found = _documents(archive)
    if not found:
        return None
    folders = {member.name.rpartition("/")[0] for member in found}
    beside = (m.name for m in archive.members() if m.name.rpartition("/")[0] in folders)
    ignored = [
        name for name in beside if name.lower().endswith((".csv", "redirects.json", "routes.yaml", ".hbs"))
    ]
    return Detection(NAME, f"Ghost export ({found[0].name})", tuple(m.name for m in found), tuple(ignored))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The creator's account, then the posts in the order of the files.

    Raises `AmbiguousCreatorError` before the first record where several authors published and none is named.
    """
    documents = _documents(archive)
    site = _survey(archive, documents, options)
    for author_id in sorted(site.mine):
        author = site.authors[author_id]
        yield AccountRecord(NAME, author.id, author.handle, author.name)
    for member in documents:
        skipped: Counter[str] = Counter()
        for row in _rows(archive, member, ("posts",)):
            if isinstance(row, Malformed):
                yield row
                continue
            try:
                found = _post(row.value, site, options)
            except (KeyError, TypeError, ValueError, AttributeError):
                yield Malformed(member.name, row.number, "this entry of `posts` is no post, or lacks its id")
                continue
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(member.name, reason, count)


def _documents(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.json"):
        head = archive.head(member, _HEAD)
        if (_VERSION.search(head) and b'"data"' in head) or (_POSTS.search(head[:400]) and _API.search(head)):
            found.append(member)
    return found


def _rows(archive: Archive, member: Member, tables: tuple[str, ...]) -> Iterator[TableRow | Malformed]:
    with archive.open(member) as stream:
        yield from iter_tables(stream, member.name, tables)


# Who wrote what


def _survey(archive: Archive, documents: list[Member], options: ReadOptions) -> _Site:
    site = _Site()
    for member in documents:
        for row in _rows(archive, member, ("users", "posts_authors", "posts")):
            if isinstance(row, TableRow) and isinstance(row.value, dict):
                _note(site, row)
    named = {_folded(name) for name in options.own_names}
    site.several = len({author for authors in site.of_post.values() for author in authors}) > 1
    mine = {key for key, author in site.authors.items() if named & set(map(_folded, _names(author)))}
    if not mine:
        writers = {
            author
            for authors in site.of_post.values()
            for author in authors
            if author in site.authors and site.authors[author].handle != _BUILT_IN
        }
        if len(writers) > 1 and not options.own_names:
            _ask(archive, site, writers)
        mine = writers if len(writers) == 1 else set()
        if not writers and len(site.authors) == 1:
            mine = set(site.authors)
    site.mine = frozenset(mine)
    return site


def _note(site: _Site, row: TableRow) -> None:
    value = row.value
    if row.table == "users":
        _add_author(site, value)
    elif row.table == "posts_authors":
        post, author = str(value.get("post_id") or ""), str(value.get("author_id") or "")
        if post and author:
            site.of_post.setdefault(post, []).append(author)
    else:
        listed = value.get("authors")
        stated = listed if isinstance(listed, list) else [value.get("primary_author") or value.get("author")]
        for author in stated:
            if isinstance(author, dict) and (key := _add_author(site, author)):
                site.of_post.setdefault(str(value.get("id")), []).append(key)
        if isinstance(value.get("author_id"), str | int):
            site.of_post.setdefault(str(value.get("id")), [str(value["author_id"])])


def _add_author(site: _Site, value: dict[str, Any]) -> str:
    key = str(value.get("id") or value.get("slug") or "")
    if key:
        site.authors[key] = Author(key, tidy(str(value.get("name") or "")), str(value.get("slug") or ""))
    return key


def _ask(archive: Archive, site: _Site, writers: set[str]) -> None:
    count = Counter(author for authors in site.of_post.values() for author in authors if author in writers)
    names = tuple(site.authors[author].name for author, _ in count.most_common(5))
    raise AmbiguousCreatorError(
        f"{archive.path.name} holds posts of several authors: {', '.join(names)}.",
        "Say which of them you are with --as NAME.",
        names,
    )


def _names(author: Author) -> tuple[str, ...]:
    return tuple(name for name in (author.id, author.name, author.handle) if name)


def _folded(name: str) -> str:
    return fold(name).strip().lstrip("@")


# Posts


def _post(post: dict[str, Any], site: _Site, options: ReadOptions) -> ItemRecord | str:
    native_id = str(post["id"])
    if not native_id:
        raise KeyError("id")
    status = post.get("status", "published")
    if status not in _PUBLISHED and not post.get("published_at"):
        return "draft"
    if status in ("draft", "scheduled"):
        return "draft"
    authors = site.of_post.get(native_id, [])
    ours = [author for author in authors if author in site.mine]
    # A post without an author is the creator's where nobody else writes.
    if not ours and (authors or site.several):
        return "another author"
    body = body_of(post)
    title = tidy(unescape_once(str(post.get("title") or "")))
    text = body.text or tidy(str(post.get("custom_excerpt") or ""))
    if not text:
        return "empty"
    raw_time = post.get("published_at") or post.get("created_at") or ""
    url = str(post.get("url") or post.get("canonical_url") or "")
    visibility = Visibility.PUBLIC if post.get("visibility", "public") == "public" else Visibility.RESTRICTED
    if status == "sent":  # by mail only, to those who subscribe
        visibility = Visibility.RESTRICTED
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=site.authors[ours[0]] if ours else Author(),
        text=text,
        created_at=_moment(raw_time),
        raw_time=str(raw_time),
        title="" if title == "(Untitled)" else title,
        url=url if url.startswith(("http://", "https://")) and SITE not in url else "",
        lang=primary_code(str(post.get("locale") or "")),
        visibility=visibility,
        links=body.links,
    )


def _moment(written: object) -> Any:
    """Ghost writes ISO 8601; its first versions wrote milliseconds since 1970."""
    return parse_iso(written) or from_unix(written, 1_000)
