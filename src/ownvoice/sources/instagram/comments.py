"""Comments that the creator wrote on Instagram. What fans wrote isn't in the export.

Four generations: rows of three texts (2018), `string_list_data` under the owner's name (2021),
`string_map_data` (from 2022) and `label_values` (from 2025). The labels of the latter two are in the
account's language. So which label is the comment's is learned from the file: the one known from several
languages, else the one whose values aren't user names; the owner's is the one whose values always are.

`parent_author` is the owner of the post commented on, as stated. A comment under the creator's own post that
begins with "@name" is a reply to whoever that is: computed from the text, for Instagram puts the name there
itself. Neither ids nor parents are in the export.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_account import Account, is_handle
from ownvoice.sources.reading.meta_json import Labelled, iter_entries, labelled_values
from ownvoice.sources.reading.timestamps import from_unix

_LEARNED_FROM = 1000  # entries
_COMMENT_LABELS = frozenset(
    {
        "comment", "comments", "opmerking", "reactie", "commentaire", "kommentar", "comentario", "comentário",
        "commento", "kommentti", "komentarz", "komentář", "komentár", "hozzászólás", "comentariu", "yorum",
        "komentar", "комментарий", "коментар", "σχόλιο", "コメント", "댓글", "评论", "留言", "تعليق", "תגובה",
    }
)  # fmt: skip
_OWNER_LABELS = frozenset({"media owner", "media-eigenaar", "owner", "username"})
_LEADING_NAME = re.compile(r"@([A-Za-z0-9._]{1,30})[\s,:]++(?=\S)")


class Roles(NamedTuple):
    """Which label holds the comment and which the owner of what was commented on; "" where none does."""

    comment: str
    owner: str


class Comment(NamedTuple):
    """One comment as the export has it."""

    text: str
    owner: str
    moment: datetime | None
    raw_time: str


def read_comments(archive: Archive, member: Member, account: Account) -> Records:
    """The comments of one file from 2021 on, in its order."""
    roles = learn_roles(_sample(archive, member))
    yield from comment_records(
        member.name,
        account,
        (
            element if isinstance(element, Malformed) else (element.offset, _comments(element.value, roles))
            for element in iter_entries(archive, member)
        ),
    )


def comment_records(
    file: str, account: Account, found: Iterable[Malformed | tuple[int, list[Comment] | None]]
) -> Records:
    """The records of what was found in `file`, by byte position; None stands for an entry that is no comment."""
    empty = 0
    for element in found:
        if isinstance(element, Malformed):
            yield element
            continue
        offset, comments = element
        if comments is None:
            yield Malformed(file, offset, "this entry is no comment", "byte")
            continue
        for comment in comments:
            if tidy(comment.text):
                yield _record(comment, account)
            else:
                empty += 1
    if empty:
        yield Skipped(file, "not a text", empty)


def _record(comment: Comment, account: Account) -> ItemRecord:
    whole = tidy(comment.text)
    text, kind, parent_author = whole, Kind.COMMENT, comment.owner
    name = _LEADING_NAME.match(whole)
    if name is not None and account.handle and comment.owner.lower() == account.handle.lower():
        text, kind, parent_author = whole[name.end() :], Kind.REPLY, name.group(1).rstrip(".")
    return ItemRecord(
        platform="instagram",
        native_id=made_id(comment.moment, whole, comment.owner),
        kind=kind,
        role=Role.CREATOR,
        author=account.author(),
        text=text,
        created_at=comment.moment,
        raw=comment.text if comment.text != text else "",
        raw_time=comment.raw_time,
        parent_author=parent_author or None,
    )


def _comments(entry: Any, roles: Roles) -> list[Comment] | None:
    if not isinstance(entry, dict):
        return None
    listed = entry.get("string_list_data")
    if isinstance(listed, list) and listed:
        owner = entry.get("title")
        return [
            _comment(row.get("value"), owner, row.get("timestamp")) for row in listed if isinstance(row, dict)
        ]
    fields = labelled_values(entry)
    if not fields:
        return None
    text = owner = ""
    stamp: object = entry.get("timestamp")
    for field in fields:
        if field.label == roles.comment:
            text = text or field.value
        elif field.label == roles.owner:
            owner = owner or field.value
        if from_unix(field.timestamp) is not None and from_unix(stamp) is None:
            stamp = field.timestamp
    return [_comment(text, owner, stamp)]


def _comment(text: object, owner: object, stamp: object) -> Comment:
    return Comment(
        text if isinstance(text, str) else "",
        owner.strip() if isinstance(owner, str) else "",
        from_unix(stamp),
        str(stamp) if isinstance(stamp, int | float | str) else "",
    )


def _sample(archive: Archive, member: Member) -> list[list[Labelled]]:
    """The labelled values of the file's first entries."""
    entries = (
        labelled_values(element.value)
        for element in iter_entries(archive, member)
        if not isinstance(element, Malformed) and isinstance(element.value, dict)
    )
    return list(islice(entries, _LEARNED_FROM))


def learn_roles(sample: list[list[Labelled]]) -> Roles:
    """Which labels mean what in these entries, each the labelled values of one."""
    texts: Counter[str] = Counter()
    handles: Counter[str] = Counter()
    known_comment = known_owner = ""
    for field in _values(sample):
        known = field.label.rpartition("/")[2].casefold()
        if field.depth == 0 and known in _COMMENT_LABELS:
            known_comment = known_comment or field.label
        if known in _OWNER_LABELS:
            known_owner = known_owner or field.label
        (handles if is_handle(field.value) else texts)[field.label] += 1
        handles[field.label] += 0
        texts[field.label] += 0
    top_level = {field.label for field in _values(sample) if field.depth == 0}
    order = sorted(texts, key=lambda label: (label not in top_level, -texts[label]))
    comment = known_comment or (order[0] if order else "")
    owners = [label for label in handles if label != comment and handles[label] and not texts[label]]
    owner = known_owner or max(owners, key=lambda label: handles[label], default="")
    return Roles(comment, owner)


def _values(sample: list[list[Labelled]]) -> Iterator[Labelled]:
    """The values that say something: no addresses."""
    for fields in sample:
        for field in fields:
            if field.value.strip() and not field.value.startswith(("http://", "https://")):
                yield field
