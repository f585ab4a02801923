"""Comments that the creator wrote on Facebook, on posts, on comments and in groups.

What they answer isn't in the export: neither its text nor its id. `parent_author` is the name in the title
(see `titles`); a reply that begins with it, as Facebook puts it there, is kept without.
"""

from __future__ import annotations

from typing import Any

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.sources.facebook.account import Account
from ownvoice.sources.facebook.posts import attachments, external_links
from ownvoice.sources.facebook.text import shown
from ownvoice.sources.facebook.titles import addressed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_json import iter_entries
from ownvoice.sources.reading.timestamps import from_unix


def read_comments(archive: Archive, member: Member, account: Account, visibility: Visibility) -> Records:
    """The comments of one file in its order; stickers and pictures alone are counted."""
    empty = 0
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        found = (
            comment_record(element.value, account, visibility) if isinstance(element.value, dict) else None
        )
        if found is None:
            yield Malformed(member.name, element.offset, "this entry is no comment", "byte")
        elif found.text:
            yield found
        else:
            empty += 1
    if empty:
        yield Skipped(member.name, "not a text", empty)


def comment_record(entry: dict[str, Any], account: Account, visibility: Visibility) -> ItemRecord | None:
    """The record of a comment, with "" for the text of one without; None where `entry` is no comment."""
    data = entry.get("data")
    rows = [part.get("comment") for part in data if isinstance(part, dict)] if isinstance(data, list) else []
    row = next((row for row in rows if isinstance(row, dict)), None)
    if row is None and "title" not in entry:
        return None
    row = row or {}
    written = row.get("comment")
    stated = row.get("author")
    author = stated if isinstance(stated, str) else account.name
    whole = shown(written)
    to = addressed(entry.get("title"), author)
    text = whole
    if to.is_reply and to.name and whole.startswith(to.name):
        text = whole[len(to.name) :].lstrip(" ,:") or whole
    stamp = row.get("timestamp") or entry.get("timestamp")
    moment = from_unix(stamp)
    return ItemRecord(
        platform="facebook",
        native_id=made_id(moment, "comment", whole),
        kind=Kind.REPLY if to.is_reply else Kind.COMMENT,
        role=Role.CREATOR,
        author=account.author(author),
        text=text,
        created_at=moment,
        raw=written if isinstance(written, str) and written != text else "",
        raw_time=str(stamp) if isinstance(stamp, int | float | str) else "",
        visibility=visibility,
        parent_author=to.name or None,
        links=external_links(list(attachments(entry))),
    )
