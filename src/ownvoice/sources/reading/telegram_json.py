"""Telegram's `result.json`, one message at a time: of a single chat, or of a whole account.

The format is described at core.telegram.org/import-export and in the exporter of Telegram Desktop. A single
chat is `{name, type, id, messages: [...]}`; an account has `personal_information` and its chats under
`chats.list` and `left_chats.list`. Files pass a gigabyte, so only one message is held at a time.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import ijson

from ownvoice.core.records import Malformed

_CHUNK_BYTES = 1 << 18
_VALUE_BYTES = 16 << 20  # no message is larger
_DEPTH = 64  # of brackets; ijson's own paths would grow with the square of it
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
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
class Message:
    """One element of a chat's `messages`; `index` counts those of the whole file from 0."""

    chat: Chat
    index: int
    value: Any


def read_telegram(stream: BinaryIO, file: str) -> Iterator[Owner | Message | Malformed]:
    """Everything up to the end or to the first damage, which is a `Malformed` with its byte position."""
    reader = _Reader()
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events)
    position = silent_since = 0
    problem = ""
    for chunk in _clean(stream):
        try:
            parser.send(chunk)
        except ijson.JSONError as error:
            problem = f"this is no JSON any more ({_one_line(error)})"
        position += len(chunk)
        if events:
            silent_since = position
        elif position - silent_since > _VALUE_BYTES:
            problem = f"a text is longer than {_VALUE_BYTES >> 20} MB"
        try:
            yield from reader.take(events)
        except RecursionError:
            problem = "its brackets are nested too deeply"
        del events[:]
        if problem:
            yield Malformed(file, position, f"Nothing behind this place was read: {problem}.", "byte")
            return
    try:
        parser.close()
    except ijson.JSONError:
        yield from reader.take(events)
        yield Malformed(file, position, "The file ends before its list does; export it again.", "byte")


def _clean(stream: BinaryIO) -> Iterator[bytes]:
    """UTF-8 without a byte order mark and control characters; what is no UTF-8 becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    while chunk := stream.read(_CHUNK_BYTES):
        yield decoder.decode(chunk).encode().translate(None, _CONTROLS)
    if rest := decoder.decode(b"", True).encode():
        yield rest


def _one_line(error: Exception) -> str:
    return str(error).partition("\n")[0].strip()[:80]


class _Reader:
    """Follows the parser's events and keeps what is being built."""

    def __init__(self) -> None:
        self._path: list[str] = []  # keys of the open containers; "" for elements of a list
        self._arrays: list[bool] = []
        self._key = ""
        self._chat = Chat(False)
        self._owner: dict[str, Any] = {}
        self._count = 0
        # The message being built: its open containers, innermost last.
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str] = []

    def take(self, events: list[tuple[str, Any]]) -> Iterator[Owner | Message]:
        """What the events complete. Raises `RecursionError` for brackets nested too deeply."""
        for event, value in events:
            if self._open:
                if event == "map_key":
                    self._keys[-1] = value
                elif self._build(event, value):
                    yield self._message(self._open.pop())
            elif event == "map_key":
                self._key = value
            elif event in ("start_map", "start_array"):
                self._begin(event == "start_array")
            elif event in ("end_map", "end_array"):
                if self._path == ["personal_information"]:
                    yield Owner(self._owner)
                self._arrays.pop()
                self._key = self._path.pop() if self._path else ""
            elif self._in_messages():
                yield self._message(value)
            elif not self._arrays or self._arrays[-1]:
                continue
            elif self._path == ["personal_information"]:
                self._owner[self._key] = value
            elif self._path in _CHAT_PATHS:
                self._chat.fields[self._key] = value

    def _begin(self, array: bool) -> None:
        if not array and self._in_messages():
            self._open.append({})
            self._keys.append("")
            return
        if len(self._path) > _DEPTH:
            raise RecursionError
        if self._arrays:
            self._path.append("" if self._arrays[-1] else self._key)
        self._arrays.append(array)
        if not array and self._path in _CHAT_PATHS:
            self._chat = Chat(bool(self._path))

    def _in_messages(self) -> bool:
        path = self._path
        return bool(path) and path[-1] == "messages" and self._arrays[-1] and path[:-1] in _CHAT_PATHS

    def _message(self, value: Any) -> Message:
        message = Message(self._chat, self._count, value)
        self._count += 1
        return message

    def _build(self, event: str, value: Any) -> bool:
        """Add to the message; True when it is complete and the only one left open."""
        if event in ("end_map", "end_array"):
            self._keys.pop()
            if len(self._open) == 1:
                return True
            self._open.pop()
            return False
        if event == "start_map":
            value = {}
        elif event == "start_array":
            value = []
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
        else:
            parent[self._keys[-1]] = value
        if event in ("start_map", "start_array"):
            if len(self._open) > _DEPTH:
                raise RecursionError
            self._open.append(value)
            self._keys.append("")
        return False
