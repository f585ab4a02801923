"""Posts and comments as Reddit's API gives them, and as dumps keep them.

Ids are the API's full names: `t3_` and the id for posts, `t1_` for comments, so that the two never meet. Some
dumps lack the prefix where the kind is plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ownvoice.core.records import Author, ItemRecord, Kind, Role, Visibility
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.reading.surrogates import without_surrogates
from ownvoice.sources.reading.timestamps import from_unix
from ownvoice.sources.reddit.text import is_gone, plain

PLATFORM = "reddit"
_SITE = "https://www.reddit.com"
_ENVELOPE = frozenset({"kind", "data", "replies"})  # the fields that hold or mark other objects
_BOTS = frozenset({"automoderator"})


class Entry(NamedTuple):
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


@lru_cache(maxsize=4096)
def fold_author(name: str) -> str:
    """Names that differ in case or by "u/" are one."""
    return name.strip().casefold().lstrip("@/").removeprefix("u/")


def rows_in(value: object) -> Iterable[dict[str, Any]]:
    """The objects in an answer of the API, a list of them, or a line of a dump; what is nested, after its parent."""
    if isinstance(value, dict) and _ENVELOPE.isdisjoint(value):
        return (value,)
    return _unwrapped(value)


def _unwrapped(value: object) -> Iterator[dict[str, Any]]:
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
    if not isinstance(author, str) or is_gone(author):
        author = ""
    author_id = row.get("author_fullname") if author else None
    parent, root = (None, None) if name.startswith("t3_") else (row.get("parent_id"), row.get("link_id"))
    return Entry(
        name,
        author,
        author_id if isinstance(author_id, str) else "",
        parent if isinstance(parent, str) and parent.startswith(("t1_", "t3_")) else None,
        root if isinstance(root, str) and root.startswith("t3_") else None,
        row,
    )


@lru_cache(maxsize=4096)
def _author(identity: str, name: str) -> Author:
    return Author(identity, name, name)


def item_of(entry: Entry, role: Role, include_private: bool) -> ItemRecord | str:
    """The record of a post or comment, or the word for why it is left out."""
    name, author, author_id, parent, root, row = entry
    get = row.get
    is_post = name.startswith("t3_")
    closed = get("subreddit_type") == "private"
    if closed and not include_private:
        return "private"
    if author and role is not Role.CREATOR and fold_author(author) in _BOTS:
        return "bot"
    written = get("selftext" if is_post else "body")
    written = without_surrogates(written) if isinstance(written, str) else ""
    if is_gone(written):
        return "deleted"
    title = _title(row) if is_post else ""
    if "crosspost_parent" in row and _is_crosspost(row, title):
        return "crosspost"
    text, links = plain(written, reply=not is_post)
    if not text and not title:
        return "empty"
    if is_post:
        link = get("url")
        link = link if isinstance(link, str) and link.startswith("http") else ""
        if link and "reddit.com/r/" not in link and not get("is_self"):
            links = (link, *(each for each in links if each != link))
    permalink, stamp, edited = get("permalink"), get("created_utc"), get("edited")
    created = from_unix(stamp)
    changed = from_unix(edited) if edited else None
    return ItemRecord(
        PLATFORM,
        name,
        Kind.POST if is_post else kind_of(parent),
        role,
        _author(author_id, author),
        text,
        created,
        written if written != text else "",
        str(stamp) if isinstance(stamp, (int, float, str)) else "",
        changed if changed and (created is None or changed > created) else None,
        title,
        _SITE + permalink if isinstance(permalink, str) and permalink.startswith("/r/") else "",
        "",
        Visibility.RESTRICTED if closed else Visibility.PUBLIC,
        parent,
        root,
        _parent_author(entry) if parent and parent == root else None,
        None,
        (),
        links,
    )


def _title(row: dict[str, Any]) -> str:
    title = row.get("title")
    return tidy(unescape_once(without_surrogates(title))) if isinstance(title, str) else ""


def kind_of(parent: str | None) -> Kind:
    """A comment answers a post; a reply, another comment."""
    return Kind.REPLY if parent and parent.startswith("t1_") else Kind.COMMENT


def _parent_author(entry: Entry) -> str | None:
    """Whom a comment on a post answers, where a backup states the post's author."""
    author = entry.row.get("link_author")
    if not isinstance(author, str) or is_gone(author):
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
