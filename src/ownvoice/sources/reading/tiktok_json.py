"""TikTok's `user_data_tiktok.json`, one entry at a time.

One object holds everything in sections of sections. They have been renamed and moved several times
(`Video.Videos.VideoList` is now `Post.Posts.VideoList`), so an entry is told by the names just above it,
whatever their case. The watch history, most of the file, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any, BinaryIO, NamedTuple

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_events import DEPTH, ValueBuilder, too_deep
from ownvoice.sources.reading.json_nested import Values, iter_nested

_CHUNK_BYTES = 1 << 20
_ANY_LIST = re.compile(rb'(?<!\\)"\s{0,9}:\s{0,9}\[')
_LONGEST_FIELD = 400  # bytes
_ACCOUNT_FIELD = re.compile(
    rb'"(userName|displayName|Private Account)"\s{0,9}:\s{0,9}("(?:[^"\\]|\\.){0,200}")', re.DOTALL
)


class Section(Enum):
    """What an entry is."""

    VIDEO = auto()
    COMMENT = auto()
    LIVE = auto()  # a live video that was watched, with what was written there
    CHAT = auto()  # a message of a conversation of two
    GROUP_CHAT = auto()


class Entry(NamedTuple):
    """One entry; `key` is the name just above it (of a conversation or a live video).

    `number` counts the file's entries from 0.
    """

    section: Section
    key: str
    number: int
    value: Any


class Profile(NamedTuple):
    """The account as stated; `private` where only those it allowed see its videos."""

    handle: str = ""
    name: str = ""
    private: bool = False


def read_tiktok(stream: BinaryIO, file: str) -> Iterator[Entry | Malformed]:
    """Every entry up to the end or to the first damage, which is a `Malformed` with its byte position."""
    reader = _Reader()
    for part in iter_nested(stream, file, _ANY_LIST, reader.in_flat_list):
        if isinstance(part, Values):
            yield from reader.entries(part.values)
            continue
        if isinstance(part, Malformed):
            yield part
            return
        try:
            yield from reader.take(part.events)
        except RecursionError:
            yield too_deep(file, part.position)
            return


def read_profile(stream: BinaryIO) -> Profile:
    """The account, looked for in the bytes: it stands behind the entries that are to be told its own by it."""
    found: dict[bytes, str] = {}
    window = b""
    while chunk := stream.read(_CHUNK_BYTES):
        window += chunk
        for match in _ACCOUNT_FIELD.finditer(window):
            found.setdefault(match.group(1), _string(match.group(2)))
        if len(found) == 3:
            break
        window = window[-_LONGEST_FIELD:]
    handle, name = (said(found.get(field)) for field in (b"userName", b"displayName"))
    return Profile(handle, name, found.get(b"Private Account", "").lower() in ("on", "true"))


def said(value: object) -> str:
    """The text, "" for the several ways in which TikTok says that there is none."""
    text = value.strip() if isinstance(value, str) else ""
    return "" if text in ("N/A", "None", "null") else text


def _string(quoted: bytes) -> str:
    try:
        value = orjson.loads(quoted.decode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return ""
    return value if isinstance(value, str) else ""


def _plain(key: str) -> str:
    """A section's name without what has changed in it: case, blanks, punctuation."""
    return "".join(c for c in key.casefold() if c.isalnum())


def _section(path: list[str], is_array: bool) -> Section | None:
    """What the elements of the list at `path` are, or the object itself; None for what isn't read."""
    last, above = path[-1], path[-2] if len(path) > 1 else ""
    if not is_array:
        return Section.LIVE if above == "watchlivemap" else None
    if last == "videolist":
        return Section.VIDEO if above in ("posts", "videos") else None
    if last == "commentslist":
        return Section.COMMENT
    if above == "chathistory":
        return Section.CHAT
    return Section.GROUP_CHAT if above == "groupchat" else None


class _Reader:
    """Follows the parser's events and keeps what is being built."""

    def __init__(self) -> None:
        self._path: list[str] = []  # plain keys of the open objects and lists; "" inside a list
        self._raw: list[str] = []
        self._arrays: list[bool] = []
        self._section: Section | None = None  # of the list that is open
        self._key = ""
        self._number = 0
        self._built = ValueBuilder()

    def take(self, events: list[tuple[str, Any]]) -> Iterator[Entry]:
        """What the events complete. Raises `RecursionError` for brackets nested too deeply."""
        built = self._built
        for event, value in events:
            if built.open:
                if built.take(event, value):
                    yield self._entry(built.finish())
            elif event == "map_key":
                self._key = value
            elif event == "start_map" or event == "start_array":
                self._begin(event == "start_array")
            elif event == "end_map" or event == "end_array":
                self._arrays.pop()
                if self._path:
                    self._path.pop()
                    self._raw.pop()
                self._section = None
            elif self._section is not None and self._arrays[-1]:
                yield self._entry(value)

    def in_flat_list(self) -> bool:
        """Whether what is open is a list of a section, or one (`VideoList`, `SearchList`) that holds no section."""
        if not self._arrays or not self._arrays[-1] or self._built.open:
            return False
        return self._section is not None or self._path[-1].endswith("list")

    def entries(self, values: list[Any]) -> Iterator[Entry]:
        """The next elements of the list that is open, where it is one of a section."""
        if self._section is not None:
            for value in values:
                yield self._entry(value)

    def _begin(self, array: bool) -> None:
        if self._section is not None and self._arrays[-1]:
            self._built.begin(array)
            return
        if len(self._path) > DEPTH:
            raise RecursionError
        if self._arrays:
            key = "" if self._arrays[-1] else self._key
            section = _section([*self._path[-1:], _plain(key)], array) if key else None
            if section is not None and not array:
                self._section = section
                self._raw.append(key)
                self._built.begin(array)
                return
            self._section = section
            self._path.append(_plain(key))
            self._raw.append(key)
        self._arrays.append(array)

    def _entry(self, value: Any) -> Entry:
        assert self._section is not None
        entry = Entry(self._section, self._raw[-1] if self._raw else "", self._number, value)
        if self._section is Section.LIVE:
            self._raw.pop()
            self._section = None
        self._number += 1
        return entry
