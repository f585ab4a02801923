"""What readers of exports yield: plain frozen records, the same for every platform.

Nothing here knows Django, a database or a file system. Times are aware datetimes in UTC; offsets into
video or audio are milliseconds; ids are text, because many of them are larger than 2**53.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _frozen_for_checkers(cls: type[_T]) -> type[_T]:
    """A frozen data class to type checkers, which is where a mistake is found; plain while the program runs.

    Python's own frozen ones take four times as long to make, and readers make millions of these.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


class Role(StrEnum):
    """Who wrote an item, seen from the creator whose corpus it is in."""

    CREATOR = "creator"
    FAN = "fan"


class Kind(StrEnum):
    """What an item is."""

    POST = "post"  # a status, a short post, an article: something published on its own
    VIDEO = "video"  # a video or podcast episode: title and description
    CAPTION = "caption"  # the text under a picture
    TRANSCRIPT = "transcript"  # what is said in a video or episode, with cues
    COMMENT = "comment"  # on a post or video, addressed to its author or nobody in particular
    REPLY = "reply"  # an answer to another item
    MESSAGE = "message"  # in a chat or a private conversation


class Visibility(StrEnum):
    """Who could read the item where it was published."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    RESTRICTED = "restricted"  # followers, members, paying subscribers
    PRIVATE = "private"  # direct messages, drafts, private chats


@_frozen_for_checkers
class Author:
    """Whoever wrote an item. `id` is the platform's; names are as shown to people."""

    id: str = ""
    name: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of an item's text that is spoken at a known time.

    `start`, `end`: half-open span of characters in the item's text. `offset_ms`: milliseconds from the
    beginning of the video or episode.
    """

    start: int
    end: int
    offset_ms: int


@_frozen_for_checkers
class ItemRecord:
    """One thing somebody published.

    `platform` and `native_id` together identify it across exports. `text` is what was said, cleaned (markup
    removed, entities unescaped once, short links resolved, leading mentions of a reply stripped); `raw` is
    the text as the export has it, empty when it is the same. `parent_*` and `root_id` are about the item
    answered and the thread's first item: each is None unless the export states it (or states what it is
    computed from: the reader's docstring says how). A parent is never invented.
    """

    platform: str
    native_id: str
    kind: Kind
    role: Role
    author: Author
    text: str
    created_at: datetime | None = None
    raw: str = ""
    raw_time: str = ""
    edited_at: datetime | None = None
    title: str = ""
    url: str = ""
    lang: str = ""  # ISO 639-1 where the export says it, else empty
    visibility: Visibility = Visibility.PUBLIC
    parent_id: str | None = None
    root_id: str | None = None
    parent_author: str | None = None
    parent_text: str | None = None
    cues: tuple[Cue, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """The account an export belongs to, as the export states it."""

    platform: str
    id: str = ""
    handle: str = ""
    name: str = ""
    url: str = ""


@_frozen_for_checkers
class Malformed:
    """An entry that could not be read. `offset` is the entry's index or its byte position (`unit`) in `file`."""

    file: str
    offset: int
    reason: str
    unit: str = "entry"


@_frozen_for_checkers
class Skipped:
    """An entry that was understood and left out on purpose, so that the report can count it.

    `reason` is one of a few fixed words ("boost", "retweet", "deleted", "draft", "spam", "private",
    "empty", "not a text", ...), never text from the export.
    """

    file: str
    reason: str
    count: int = 1


Record = ItemRecord | AccountRecord | Malformed | Skipped
Records = Iterator[Record]
