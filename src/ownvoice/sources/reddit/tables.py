"""The tables of a data request: the account's own posts and comments, messages and chats.

Nobody is named as the author of posts and comments: all are the account's own. A comment states its parent
comment in `parent`; where that is empty, it answers the post in `link`. IP addresses stand in most rows; they
are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Role, Visibility
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.reading.timestamps import parse_iso
from ownvoice.sources.reddit.entries import PLATFORM, fold_author, kind_of
from ownvoice.sources.reddit.files import Table
from ownvoice.sources.reddit.text import is_gone, plain

Cells = dict[str, str]

_ID = re.compile(r"[a-z0-9]{1,13}")
_POST_IN_LINK = re.compile(r"/comments/([a-z0-9]{1,13})(?:[/?#]|$)")


def read_row(
    table: Table, cells: Cells, author: Author, is_own: Callable[[str], bool]
) -> ItemRecord | Malformed | str:
    """The record of a row, the word for why it is left out, or a `Malformed` without file and place."""
    if table is Table.POSTS:
        return _post(cells, author)
    if table is Table.COMMENTS:
        return _comment(cells, author)
    return _message(cells, author, is_own) if table is Table.MESSAGES else _chat(cells, author, is_own)


def _bare(identity: str) -> str:
    """An id without its kind, as some exports write it; "" for what is none."""
    bare = identity.strip().lower()
    bare = bare[3:] if bare[:1] == "t" and bare[2:3] == "_" else bare
    return bare if _ID.fullmatch(bare) else ""


def _no_id() -> Malformed:
    return Malformed("", 0, "This row has no id.", "row")


def _post(cells: Cells, author: Author) -> ItemRecord | Malformed | str:
    identity, written = _bare(cells["id"]), cells["body"]
    if not identity:
        return _no_id()
    if is_gone(written):
        return "deleted"
    body, title = plain(written), tidy(unescape_once(cells["title"]))
    if not body.text and not title:
        return "empty"
    link = cells.get("url", "").strip()
    links = body.links
    if link.startswith("http") and "reddit.com/r/" not in link:
        links = (link, *(each for each in links if each != link))
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"t3_{identity}",
        kind=Kind.POST,
        role=Role.CREATOR,
        author=author,
        text=body.text,
        created_at=parse_iso(cells["date"]),
        raw=written if written != body.text else "",
        raw_time=cells["date"],
        title=title,
        url=_url(cells["permalink"]),
        links=links,
    )


def _comment(cells: Cells, author: Author) -> ItemRecord | Malformed | str:
    identity, written = _bare(cells["id"]), cells["body"]
    if not identity:
        return _no_id()
    if is_gone(written):
        return "deleted"
    body = plain(written, reply=True)
    if not body.text:
        return "empty"
    post = _POST_IN_LINK.search(cells.get("link", "")) or _POST_IN_LINK.search(cells["permalink"])
    root = f"t3_{post.group(1)}" if post else None
    stated = cells["parent"].strip()
    on_post = not stated or stated.startswith("t3_") or f"t3_{_bare(stated)}" == root
    parent = root if on_post else (f"t1_{_bare(stated)}" if _bare(stated) else None)
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"t1_{identity}",
        kind=kind_of(parent),
        role=Role.CREATOR,
        author=author,
        text=body.text,
        created_at=parse_iso(cells["date"]),
        raw=written if written != body.text else "",
        raw_time=cells["date"],
        url=_url(cells["permalink"]),
        parent_id=parent,
        root_id=root,
        links=body.links,
    )


def _message(cells: Cells, author: Author, is_own: Callable[[str], bool]) -> ItemRecord | Malformed | str:
    identity, thread, written = _bare(cells["id"]), _bare(cells["thread_id"]), cells["body"]
    if not identity:
        return _no_id()
    body = plain(written)
    if not body.text or is_gone(written):
        return "deleted" if is_gone(written) else "empty"
    sender = cells["from"].strip()
    own = is_own(sender)
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"t4_{identity}",
        kind=Kind.MESSAGE,
        role=Role.CREATOR if own else Role.FAN,
        author=author if own and author.name else Author(name=sender, handle=sender),
        text=body.text,
        created_at=parse_iso(cells["date"]),
        raw=written if written != body.text else "",
        raw_time=cells["date"],
        title=tidy(unescape_once(cells.get("subject", ""))),
        visibility=Visibility.PRIVATE,
        root_id=f"t4_{thread}" if thread else None,
        links=body.links,
    )


def _chat(cells: Cells, author: Author, is_own: Callable[[str], bool]) -> ItemRecord | Malformed | str:
    identity, text = cells["message_id"].strip(), tidy(cells["message"])
    if not identity:
        return _no_id()
    if not text or is_gone(text):
        return "deleted" if is_gone(text) else "not a text"
    sender = cells["username"].strip()
    own = is_own(sender)
    answered = cells.get("thread_parent_message_id", "").strip()
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"chat/{identity}",
        kind=Kind.REPLY if answered else Kind.MESSAGE,
        role=Role.CREATOR if own else Role.FAN,
        author=author if own and author.name else Author(name=sender, handle=sender),
        text=text,
        created_at=parse_iso(cells["created_at"]),
        raw_time=cells["created_at"],
        visibility=Visibility.PRIVATE,
        parent_id=f"chat/{answered}" if answered else None,
    )


def sender_column(table: Table) -> str:
    """The column that names who wrote a private message."""
    return "from" if table is Table.MESSAGES else "username"


def account_name(cells: Cells) -> str:
    """The account's name, if this row of the statistics tells it."""
    named = cells.get("statistic", "").strip().lower() in ("account name", "account_name", "username")
    return fold_author(cells.get("value", "")) and cells["value"].strip() if named else ""


def _url(permalink: str) -> str:
    permalink = permalink.strip()
    if permalink.startswith("/r/"):
        return f"https://www.reddit.com{permalink}"
    return permalink if permalink.startswith("https://") else ""
