"""Telegram's `result.json`, some messages at a time: of a single chat, or of a whole account.

The format is described at core.telegram.org/import-export and in the exporter of Telegram Desktop. A single
chat is `{name, type, id, messages: [...]}`; an account has `personal_information` and its chats under
`chats.list` and `left_chats.list`. Files pass a gigabyte, so only a few messages are held at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import orjson

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_array import iter_batches
from ownvoice.sources.reading.json_events import CONTROLS, DEPTH, ValueBuilder, too_deep
from ownvoice.sources.reading.json_nested import Values, iter_nested

_HEAD_BYTES = 1 << 16
_MESSAGES = re.compile(rb',\s*"messages"\s*:\s*\[')
_ANY_MESSAGES = re.compile(rb'(?<!\\)"messages"\s{0,9}:\s{0,9}\[')
_CHAT_PATHS: tuple[list[str], ...] = ([], ["chats", "list", ""], ["left_chats", "list", ""])


@dataclass(slots=True)
class Chat:
    """The chat that the following messages are in; its fields stand above them in the file."""

    whole_account: bool
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The chat's number as text, or its name where there is none."""
        return str(self.fields.get("id") or self.name)

    @property
    def name(self) -> str:
        """The name as shown; a deleted account's chat has none."""
        name = self.fields.get("name")
        return name if isinstance(name, str) else ""

    @property
    def type(self) -> str:
        """`personal_chat`, `public_channel`, ...; "" where it isn't stated."""
        kind = self.fields.get("type")
        return kind if isinstance(kind, str) else ""


@dataclass(frozen=True, slots=True)
class Owner:
    """`personal_information` of the account that was exported."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Messages:
    """Some elements of a chat's `messages` in order; `first` is the first one's number among those of the file."""

    chat: Chat
    first: int
    values: list[Any]


def read_telegram(stream: BinaryIO, file: str) -> Iterator[Owner | Messages | Malformed]:
    """Everything in the file. Damage is a `Malformed` with its byte position; in an account's file it is the end.

    In a single chat, which is one long list, reading goes on behind it.
    """
    head = stream.read(_HEAD_BYTES)
    whole = cast(BinaryIO, _Continued(head, stream))
    chat = _single_chat(head)
    if chat is None:
        yield from _read_account(whole, file)
        return
    count = 0
    for part in iter_batches(whole, file, "messages"):
        if isinstance(part, Malformed):
            yield part
            count += 1
        else:
            yield Messages(chat, count, part.values)
            count += len(part.values)


def _single_chat(head: bytes) -> Chat | None:
    """The chat whose fields stand before its messages at the beginning of a file; None for any other file."""
    found = _MESSAGES.search(head)
    if found is None:
        return None
    try:
        fields = orjson.loads(head[: found.start()].removeprefix(b"\xef\xbb\xbf") + b"}")
    except orjson.JSONDecodeError:
        return None
    plain = isinstance(fields, dict) and not any(isinstance(value, dict | list) for value in fields.values())
    return Chat(False, fields) if plain else None


class _Continued:
    """What was read from a stream already, then the rest of it, without control characters."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; b"" at the end alone."""
        while taken := self._head[:size] or self._stream.read(size):
            self._head = self._head[size:]
            if chunk := taken.translate(None, CONTROLS):
                return chunk
        return b""


def _read_account(stream: BinaryIO, file: str) -> Iterator[Owner | Messages | Malformed]:
    reader = _Reader()
    for part in iter_nested(stream, file, _ANY_MESSAGES, reader.in_messages):
        if isinstance(part, Values):
            yield reader.messages(part.values)
            continue
        if isinstance(part, Malformed):
            yield part
            return
        try:
            yield from reader.take(part.events)
        except RecursionError:
            yield too_deep(file, part.position)
            return


class _Reader:
    """Follows the parser's events and keeps what is being built."""

    def __init__(self) -> None:
        self._path: list[str] = []  # keys of the open containers; "" for elements of a list
        self._arrays: list[bool] = []
        self._key = ""
        self._chat = Chat(False)
        self._owner: dict[str, Any] = {}
        self._count = 0
        self._message_built = ValueBuilder()

    def take(self, events: list[tuple[str, Any]]) -> Iterator[Owner | Messages]:
        """What the events complete. Raises `RecursionError` for brackets nested too deeply."""
        built = self._message_built
        for event, value in events:
            if built.open:
                if built.take(event, value):
                    yield self.messages([built.finish()])
            elif event == "map_key":
                self._key = value
            elif event in ("start_map", "start_array"):
                self._begin(event == "start_array")
            elif event in ("end_map", "end_array"):
                if self._path == ["personal_information"]:
                    yield Owner(self._owner)
                self._arrays.pop()
                self._key = self._path.pop() if self._path else ""
            elif self.in_messages():
                yield self.messages([value])
            elif not self._arrays or self._arrays[-1]:
                continue
            elif self._path == ["personal_information"]:
                self._owner[self._key] = value
            elif self._path in _CHAT_PATHS:
                self._chat.fields[self._key] = value

    def _begin(self, array: bool) -> None:
        if not array and self.in_messages():
            self._message_built.begin(array)
            return
        if len(self._path) > DEPTH:
            raise RecursionError
        if self._arrays:
            self._path.append("" if self._arrays[-1] else self._key)
        self._arrays.append(array)
        if not array and self._path in _CHAT_PATHS:
            self._chat = Chat(bool(self._path))

    def in_messages(self) -> bool:
        """Whether what is open now is a chat's list of messages."""
        path = self._path
        return bool(path) and path[-1] == "messages" and self._arrays[-1] and path[:-1] in _CHAT_PATHS

    def messages(self, values: list[Any]) -> Messages:
        """The next elements of the list that is open."""
        found = Messages(self._chat, self._count, values)
        self._count += len(values)
        return found
