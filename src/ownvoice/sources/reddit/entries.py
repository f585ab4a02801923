"""Posts and comments as Reddit's API gives them, and as dumps keep them.

Ids are the API's full names: `t3_` and the id for posts, `t1_` for comments, so that the two never meet. Some
dumps lack the prefix where the kind is plain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Role, Visibility
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.reading.surrogates import without_surrogates
from ownvoice.sources.reading.timestamps import from_unix
from ownvoice.sources.reddit.text import is_gone, plain

PLATFORM = "reddit"
_SITE = "https://www.reddit.com"
_BOTS = frozenset({"automoderator"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or comment, and what has to be known to say whether it belongs to the creator's conversations."""

    name: str  # t1_… or t3_…
    author: str  # as written, "" where it was deleted
    author_id: str
    parent: str | None
    root: str | None
    row: dict[str, Any]

    @property
    def is_post(self) -> bool:
        return self.name.startswith("t3_")


def fold_author(name: str) -> str:
    """Names that differ in case or by "u/" are one."""
    return name.strip().casefold().lstrip("@/").removeprefix("u/")


def rows_in(value: object) -> Iterator[dict[str, Any]]:
    """The objects in an answer of the API, a list of them, or a line of a dump; what is nested, after its parent."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting.extend(reversed(found))
        elif isinstance(found, dict):
            kind, data = found.get("kind"), found.get("data")
            if kind == "Listing" and isinstance(data, dict):
                waiting.append(data.get("children"))
            elif isinstance(kind, str) and isinstance(data, dict):
                if kind in ("t1", "t3"):
                    waiting.append(data)
            elif isinstance(data, list) and "id" not in found:
                waiting.append(data)
            else:
                yield found
                waiting.append(found.get("replies"))


def entry_of(row: dict[str, Any]) -> Entry | None:
    """The post or comment in `row`; None where it has no id or is something else."""
    name, identity = row.get("name"), row.get("id")
    if not (isinstance(name, str) and name.startswith(("t1_", "t3_"))):
        if not isinstance(identity, str) or not identity:
            return None
        if identity.startswith(("t1_", "t3_")):
            name = identity
        elif isinstance(row.get("body"), str):
            name = f"t1_{identity}"
        elif isinstance(row.get("title"), str) or isinstance(row.get("selftext"), str):
            name = f"t3_{identity}"
        else:
            return None
    author = row.get("author")
    if isinstance(author, dict):  # an object of the library PRAW
        author = author.get("name")
    author_id = row.get("author_fullname")
    written = author if isinstance(author, str) and not is_gone(author) else ""
    parent, root = (None, None) if name.startswith("t3_") else (row.get("parent_id"), row.get("link_id"))
    return Entry(
        name=name,
        author=written,
        author_id=author_id if isinstance(author_id, str) and written else "",
        parent=parent if isinstance(parent, str) and parent[:3] in ("t1_", "t3_") else None,
        root=root if isinstance(root, str) and root.startswith("t3_") else None,
        row=row,
    )


def item_of(entry: Entry, role: Role, include_private: bool) -> ItemRecord | str:
    """The record of a post or comment, or the word for why it is left out."""
    row = entry.row
    if row.get("subreddit_type") == "private" and not include_private:
        return "private"
    if role is Role.FAN and fold_author(entry.author) in _BOTS:
        return "bot"
    written = row.get("selftext") if entry.is_post else row.get("body")
    written = without_surrogates(written) if isinstance(written, str) else ""
    title = row.get("title") if entry.is_post else None
    title = tidy(unescape_once(without_surrogates(title))) if isinstance(title, str) else ""
    if is_gone(written):
        return "deleted"
    if _is_crosspost(row, title):
        return "crosspost"
    body = plain(written, reply=not entry.is_post)
    if not body.text and not title:
        return "empty"
    permalink, link = row.get("permalink"), row.get("url") if entry.is_post else None
    links = body.links
    if (
        isinstance(link, str)
        and link.startswith("http")
        and not row.get("is_self")
        and "reddit.com/r/" not in link
    ):
        links = (link, *(each for each in links if each != link))
    stamp = row.get("created_utc")
    created, edited = from_unix(stamp), from_unix(row.get("edited"))
    return ItemRecord(
        platform=PLATFORM,
        native_id=entry.name,
        kind=Kind.POST if entry.is_post else kind_of(entry.parent),
        role=role,
        author=Author(id=entry.author_id, name=entry.author, handle=entry.author),
        text=body.text,
        created_at=created,
        raw=written if written != body.text else "",
        raw_time=str(stamp) if isinstance(stamp, int | float | str) else "",
        edited_at=edited if edited and (created is None or edited > created) else None,
        title=title,
        url=_SITE + permalink if isinstance(permalink, str) and permalink.startswith("/r/") else "",
        visibility=Visibility.RESTRICTED if row.get("subreddit_type") == "private" else Visibility.PUBLIC,
        parent_id=entry.parent,
        root_id=entry.root,
        parent_author=_parent_author(entry),
        links=links,
    )


def kind_of(parent: str | None) -> Kind:
    """A comment answers a post; a reply, another comment."""
    return Kind.REPLY if parent and parent.startswith("t1_") else Kind.COMMENT


def _parent_author(entry: Entry) -> str | None:
    """Whom a comment on a post answers, where a backup states the post's author."""
    author = entry.row.get("link_author")
    if not entry.parent or entry.parent != entry.root or not isinstance(author, str) or is_gone(author):
        return None
    return author or None


def _is_crosspost(row: dict[str, Any], title: str) -> bool:
    """Whether it repeats another post under its own title; with a new title that title is the author's words."""
    originals = row.get("crosspost_parent_list")
    if not row.get("crosspost_parent") or not isinstance(originals, list):
        return False
    first = originals[0] if originals else None
    original = first.get("title") if isinstance(first, dict) else None
    return not isinstance(original, str) or tidy(unescape_once(original)) == title
