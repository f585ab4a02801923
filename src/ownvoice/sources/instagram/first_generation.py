"""Instagram's export as it was from 2018 to 2020: `media.json`, `comments.json`, `messages.json`, `profile.json`.

People are named by user name, times are written out (UTC where no zone is given), and the texts are right.
A post with several pictures is listed once for each, one after the other; they are one item here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ownvoice.core.records import (
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.instagram.comments import Comment, comment_records
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import Element
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_account import Account
from ownvoice.sources.reading.meta_json import file_name, iter_entries
from ownvoice.sources.reading.telegram_creator import fold_name
from ownvoice.sources.reading.timestamps import parse_iso

_MEDIA_KEYS = ("photos", "videos", "stories")
_COMMENT_KEYS = ("media_comments", "live_comments")


def read_media(archive: Archive, member: Member, account: Account) -> Records:
    """The captions in `media.json`. Places are never read; pictures sent privately and of the profile neither."""
    visibility = Visibility.RESTRICTED if account.private else Visibility.PUBLIC
    empty = 0
    before: tuple[object, ...] = ()
    for key, element in _under(archive, member, _MEDIA_KEYS):
        if isinstance(element, Malformed):
            yield element
            continue
        row = element.value
        if not isinstance(row, dict):
            yield Malformed(member.name, element.offset, "this entry is no post", "byte")
            continue
        written, when = row.get("caption"), row.get("taken_at")
        if before == (key, written, when):
            continue
        before = (key, written, when)
        text = tidy(written) if isinstance(written, str) else ""
        if not isinstance(written, str) or not text:
            empty += 1
            continue
        moment = parse_iso(when)
        yield ItemRecord(
            platform="instagram",
            native_id=made_id(moment, text, file_name(row.get("path"))),
            kind=Kind.VIDEO if key == "videos" else Kind.CAPTION,
            role=Role.CREATOR,
            author=account.author(),
            text=text,
            created_at=moment,
            raw=written if written != text else "",
            raw_time=when if isinstance(when, str) else "",
            visibility=visibility,
        )
    if empty:
        yield Skipped(member.name, "empty", empty)


def read_comments(archive: Archive, member: Member, account: Account) -> Records:
    """The creator's comments on posts and in live videos."""
    elements = (
        element if isinstance(element, Malformed) else (element.offset, _comment(element.value))
        for _, element in _under(archive, member, _COMMENT_KEYS)
    )
    yield from comment_records(member.name, account, elements)


def _comment(row: Any) -> list[Comment] | None:
    """A row of time, text and the owner's name."""
    if not isinstance(row, list) or len(row) < 2 or not all(isinstance(part, str) for part in row[:3]):
        return None
    return [Comment(row[1], row[2] if len(row) > 2 else "", parse_iso(row[0]), row[0])]


def count_participants(archive: Archive, members: Iterable[Member]) -> tuple[Counter[str], int]:
    """In how many conversations each user name takes part, and how many there are."""
    names: Counter[str] = Counter()
    talks = 0
    for member in members:
        for element in iter_entries(archive, member):
            if not isinstance(element, Malformed) and isinstance(element.value, dict):
                names.update(dict.fromkeys(_participants(element.value), 1))
                talks += 1
    return names, talks


def read_messages(archive: Archive, member: Member, names: frozenset[str], include_private: bool) -> Records:
    """The messages, oldest first in each conversation; only their number unless `include_private`.

    `names` are the creator's, folded.
    """
    private = others = 0
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        talk = element.value
        rows = talk.get("conversation") if isinstance(talk, dict) else None
        if not isinstance(rows, list):
            yield Malformed(member.name, element.offset, "this is no conversation", "byte")
            continue
        if not include_private:
            private += len(rows)
            continue
        where = made_id(None, *sorted(_participants(talk)))
        for row in reversed(rows):
            record = _message(row, where, names) if isinstance(row, dict) else None
            if record is None:
                others += 1
            else:
                yield record
    for reason, count in (("private", private), ("not a text", others)):
        if count:
            yield Skipped(member.name, reason, count)


def _participants(talk: dict[str, Any]) -> list[str]:
    people = talk.get("participants")
    return [name for name in people if isinstance(name, str)] if isinstance(people, list) else []


def _message(row: dict[str, Any], where: str, names: frozenset[str]) -> ItemRecord | None:
    written, sender, when = row.get("text"), row.get("sender"), row.get("created_at")
    if not isinstance(written, str) or not isinstance(sender, str) or not (text := tidy(written)):
        return None
    moment = parse_iso(when)
    return ItemRecord(
        platform="instagram",
        native_id=made_id(moment, where, sender, when, text),
        kind=Kind.MESSAGE,
        role=Role.CREATOR if fold_name(sender) in names else Role.FAN,
        author=Author(handle=sender),
        text=text,
        created_at=moment,
        raw=written if written != text else "",
        raw_time=when if isinstance(when, str) else "",
        visibility=Visibility.PRIVATE,
        root_id=where,
    )


def _under(
    archive: Archive, member: Member, keys: tuple[str, ...]
) -> Iterator[tuple[str, Element | Malformed]]:
    """The entries under each of the keys. That a list isn't there is no damage unless none is."""
    absent: list[Malformed] = []
    for key in keys:
        for element in iter_entries(archive, member, key):
            if isinstance(element, Malformed) and element.reason.startswith("there is no "):
                absent.append(element)
            else:
                yield key, element
    if len(absent) == len(keys):
        yield "", Malformed(member.name, 0, "there is none of the lists in it that such a file has", "byte")
