"""Which files of an archive come from Reddit, and what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.csv_rows import header_of
from ownvoice.sources.reading.packed_members import head_unpacked

_HEAD = 65_536
_DUMP_NAME = re.compile(
    r"(?:.*\.(?:json|jsonl|ndjson|zst|xz|gz|bz2)|R[CS]_\d{4}-\d\d[^.]*|.*_(?:comments|submissions|posts))",
    re.IGNORECASE,
)
_MARKS = (b'"link_id"', b'"selftext"', b'"parent_id"', b'"permalink"')
_BACKUP = re.compile(rb'"(?:comments|submissions)"\s{0,9}:\s{0,9}\[')


class Table(StrEnum):
    """A table of the data request."""

    POSTS = "posts"
    COMMENTS = "comments"
    MESSAGES = "messages"
    CHAT = "chat"
    STATISTICS = "statistics"


_COLUMNS = {
    Table.POSTS: {"id", "permalink", "date", "subreddit", "title", "body"},
    Table.COMMENTS: {"id", "permalink", "date", "subreddit", "parent", "body"},
    Table.MESSAGES: {"id", "thread_id", "date", "from", "to", "body"},
    Table.CHAT: {"message_id", "created_at", "username", "message", "channel_url"},
    Table.STATISTICS: {"statistic", "value"},
}


class Dump(StrEnum):
    """How a file of objects of Reddit's API is laid out."""

    LINES = "one object a line"  # Pushshift, Arctic Shift
    WHOLE = "a list, or one object"  # the API's own answers
    BACKUP = "an account's lists by name"  # {"comments": [...], "submissions": [...], "saved": [...]}


@dataclass(slots=True)
class Files:
    """The members that are read, by what they are."""

    tables: list[tuple[Member, Table]] = field(default_factory=list)
    dumps: list[tuple[Member, Dump]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.dumps) or any(table is not Table.STATISTICS for _, table in self.tables)


def reddit_files(archive: Archive) -> Files:
    """Everything of Reddit's in the archive, by names and first bytes."""
    files = Files()
    alone = len(archive.members()) == 1
    for member in archive.matching("**"):
        name = member.name.rpartition("/")[2]
        if name.lower().endswith(".csv"):
            table = _table(archive.head(member))
            if table is not None:
                files.tables.append((member, table))
        elif alone or _DUMP_NAME.fullmatch(name):
            dump = _dump(head_unpacked(archive, member, _HEAD))
            if dump is not None:
                files.dumps.append((member, dump))
    return files


def _table(head: bytes) -> Table | None:
    names = set(header_of(head))
    return next((table for table, columns in _COLUMNS.items() if columns <= names), None)


def _dump(head: bytes) -> Dump | None:
    if b'"subreddit' not in head or b'"author"' not in head or not any(mark in head for mark in _MARKS):
        return None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"[":
        return Dump.WHOLE
    if start[:1] != b"{":
        return None
    first, ended, _ = start.partition(b"\n")
    if ended and _is_json(first):
        return Dump.LINES
    if _BACKUP.search(head) and not start.startswith(b'{"kind"'):
        return Dump.BACKUP
    # A pretty-printed object has short lines; in a dump of one object a line, the first may fill the head.
    return Dump.WHOLE if ended and first.strip() in (b"{", b"") else Dump.LINES


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
