"""Telegram Desktop's export as JSON: a chat, a channel, a discussion group, or a whole account.

`parent_id` comes from `reply_to_message_id`; ids are `<chat id>/<message id>`. Comments on a channel's post
answer its copy in the discussion group, so the copy of the creator's own post is read as a post there; other
forwarded messages are other people's words and left out. `root_id` is stated only where the parent is such a
copy. Private chats and private groups are read only when the creator asked for private messages.

Times without a zone are taken for UTC, with what was written in `raw_time`: Telegram writes local times, and
the zone nowhere. Telephone numbers are never read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.telegram_creator import (
    Creator,
    find_creator,
    is_channel,
    peer,
    visibility_of,
)
from ownvoice.sources.reading.telegram_json import Chat, Messages, Owner, read_telegram
from ownvoice.sources.reading.timestamps import from_unix, parse_iso

NAME = "telegram"
TITLE = "Telegram export (result.json)"

_CHAT_TYPE = re.compile(
    rb'"type"\s{0,9}:\s{0,9}"(?:(?:private|public)_(?:group|supergroup|channel)|personal_chat|bot_chat|saved_messages)"'
)
_OWNER = re.compile(rb'"personal_information"\s{0,9}:\s{0,9}\{\s{0,99}"user_id"')
_MADE_AS_HTML = (
    "This export was made as HTML, of which little can be read for certain. Export again in Telegram Desktop and choose "
    "the format “Machine-readable JSON”."
)
_LEFT_OUT_FOR = frozenset({"forwarded_from", "forwarded_from_id", "via_bot"})  # fields that may be a reason
_BOT_CHATS = frozenset({"bot_chat", "replies", "verification_codes"})


def detect(archive: Archive) -> Detection | None:
    """One or more `result.json`, or a single JSON file that looks like one."""
    members = _members(archive)
    if not members:
        return _pages_detected(archive)
    folders = {member.name.rpartition("/")[0] for member in members}
    ignored = tuple(
        member.name
        for member in archive.members()
        if member not in members
        and any(member.name.startswith(f"{folder}/") or not folder for folder in folders)
    )
    with archive.open(members[0]) as stream:
        first = next((part for part in read_telegram(stream, "") if not isinstance(part, Malformed)), None)
    if isinstance(first, Messages):
        text = f"Telegram chat “{first.chat.name}”" if first.chat.name else "Telegram chat"
    else:
        text = "Telegram account export"
    if len(members) > 1:
        text += f" and {len(members) - 1:,} more"
    return Detection(NAME, text, tuple(member.name for member in members), ignored)


def _pages(archive: Archive) -> list[Member]:
    """The pages of an export made as HTML, `messages.html`, `messages2.html`, …"""
    return [
        member
        for member in archive.matching("messages.html", "messages*.html")
        if b'class="page_wrap' in archive.head(member, 4096)
    ]


def _pages_detected(archive: Archive) -> Detection | None:
    pages = _pages(archive)
    if not pages:
        return None
    names = tuple(page.name for page in pages)
    folders = {name.rpartition("/")[0] for name in names}
    beside = (m.name for m in archive.members() if m.name not in names)
    ignored = tuple(n for n in beside if any(not folder or n.startswith(f"{folder}/") for folder in folders))
    return Detection(
        NAME, "Telegram chat made as HTML, which can't be read: make it again as JSON", names, ignored
    )


def _members(archive: Archive) -> list[Member]:
    members = [member for member in archive.members() if member.name.lower().endswith(".json")]
    if len(archive.members()) > 1:
        members = [member for member in members if member.name.rpartition("/")[2].lower() == "result.json"]
    return [member for member in members if _is_telegram(archive.head(member, 65_536))]


def _is_telegram(head: bytes) -> bool:
    if _OWNER.search(head):
        return True
    return b'"messages"' in head and (
        _CHAT_TYPE.search(head) is not None or (b'"date_unixtime"' in head and b'"from"' in head)
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """For each file the account, then its messages in order. Holds a few messages at a time.

    Raises `AmbiguousCreatorError` before the first record when nothing tells who the creator is.
    """
    members = _members(archive)
    if not members:
        for page in _pages(archive)[:1]:
            yield Malformed(page.name, 0, _MADE_AS_HTML)
    creators: dict[str, Creator] = {}
    known: set[str] = set()
    for member in sorted(members, key=lambda member: not _OWNER.search(archive.head(member, 65_536))):
        with archive.open(member) as stream:
            parts = read_telegram(stream, member.name)
            creators[member.name] = find_creator(parts, options, member.name, bool(known))
        known |= {identity for identity in creators[member.name].ids if identity.startswith("user")}
    for member in members:
        creators[member.name].ids |= known
        yield from _read_member(archive, member, creators[member.name], options)


def _read_member(archive: Archive, member: Member, creator: Creator, options: ReadOptions) -> Records:
    chat: _OpenChat | None = None
    accounts: set[str] = set()
    with archive.open(member) as stream:
        for part in read_telegram(stream, member.name):
            if isinstance(part, Malformed):
                yield part
            elif isinstance(part, Owner):
                yield _account(part)
            else:
                if chat is None or part.chat is not chat.chat:
                    if chat is not None:
                        yield from chat.left_out()
                    chat = _OpenChat(part.chat, member.name, creator, options.include_private)
                    if chat.own_channel and part.chat.id not in accounts:
                        accounts.add(part.chat.id)
                        yield AccountRecord(NAME, id=f"channel{part.chat.id}", name=part.chat.name)
                yield from chat.read(part)
    if chat is not None:
        yield from chat.left_out()


def _account(owner: Owner) -> AccountRecord:
    row = owner.fields
    name = " ".join(
        part for key in ("first_name", "last_name") if isinstance(part := row.get(key), str) and part
    )
    username = row.get("username")
    handle = username.lstrip("@") if isinstance(username, str) else ""
    return AccountRecord(NAME, id=peer(row.get("user_id")), handle=handle, name=name)


@dataclass(slots=True)
class _OpenChat:
    """The chat whose messages are being read, and what has to be known of the earlier ones."""

    chat: Chat
    file: str
    creator: Creator
    include_private: bool
    visibility: Visibility = Visibility.PRIVATE
    own_channel: bool = False
    _copies: set[str] = field(default_factory=set)  # of channel posts, in their discussion group
    _topics: set[str] = field(default_factory=set)  # service messages that every message of a topic "answers"
    _sender: tuple[object, object, Author, Role] = (None, None, Author(), Role.FAN)
    _id: str = ""
    _is_channel: bool = False
    _private: int = 0
    _reason: str = ""

    def __post_init__(self) -> None:
        self._id, self._is_channel = self.chat.id, is_channel(self.chat)
        self.visibility = visibility_of(self.chat)
        self.own_channel = self.creator.owns(self.chat)
        self._sender = self._sender_of(None, None)
        if self.visibility is Visibility.PRIVATE and not self.include_private:
            self._reason = "private"
        elif self.chat.type in _BOT_CHATS:
            self._reason = "bot"
        elif self._is_channel and not self.own_channel:
            self._reason = "another author"

    def left_out(self) -> Records:
        """How many messages were left out because of the chat they are in."""
        if self._private:
            yield Skipped(self.file, self._reason, self._private)

    def read(self, messages: Messages) -> list[Record]:
        """The records of messages that aren't left out together with the whole chat."""
        if self._reason:
            self._private += len(messages.values)
            return []
        return [self._record(row, index) for index, row in enumerate(messages.values, messages.first)]

    def _record(self, row: object, index: int) -> Record:
        if not isinstance(row, dict):
            return Malformed(self.file, index, "This message is not an object.")
        identity = row.get("id")
        key = str(identity) if isinstance(identity, (int, str)) else ""
        if row.get("type") == "service" or not _LEFT_OUT_FOR.isdisjoint(row):
            return self._left_out(row, key) or self._item(row, key, index)
        return self._item(row, key, index)

    def _left_out(self, row: dict[str, Any], key: str) -> Skipped | None:
        """Why the message isn't read, if it isn't."""
        if row.get("type") == "service":
            if row.get("action") == "topic_created":
                self._topics.add(key)
            return Skipped(self.file, "service message")
        if row.get("forwarded_from") is not None or row.get("forwarded_from_id") is not None:
            is_copy = not self._is_channel and peer(row.get("from_id")).startswith("channel")
            if is_copy:
                self._copies.add(key)
            if not is_copy or not self.creator.wrote(row):
                return Skipped(self.file, "forward")
        return Skipped(self.file, "bot") if row.get("via_bot") is not None else None

    def _item(self, row: dict[str, Any], key: str, index: int) -> ItemRecord | Malformed | Skipped:
        written, links = _text(row)
        text = tidy(written)
        if not text:
            return Skipped(self.file, "not a text")
        stamp = row.get("date_unixtime")
        created, raw_time = from_unix(stamp), str(stamp)
        if created is None:
            created, raw_time = _local_time(row.get("date"))
        if created is None and not key:
            return Malformed(self.file, index, "This message has neither an id nor a date.")
        parent_id, on_copy = None, False
        if row.get("reply_to_message_id"):
            parent_id, parent_key = self._parent(row)
            on_copy = parent_key in self._copies
        edited = None
        if "edited" in row or "edited_unixtime" in row:
            edited = from_unix(row.get("edited_unixtime")) or _local_time(row.get("edited"))[0]
            edited = edited if edited and created and edited > created else None
        name, identity, author, role = self._sender
        if row.get("from") != name or row.get("from_id") != identity or identity.__class__ is not str:
            self._sender = _, _, author, role = self._sender_of(row.get("from"), row.get("from_id"))
        return ItemRecord(
            NAME,
            f"{self._id}/{key or _digest(row.get('from'), raw_time, text)}",
            self._kind(key, parent_id, on_copy),
            role,
            author,
            text,
            created,
            written if written != text else "",
            raw_time,
            edited,
            "",
            "",
            "",
            self.visibility,
            parent_id,
            parent_id if on_copy else None,
            links=links,
        )

    def _sender_of(self, name: object, identity: object) -> tuple[object, object, Author, Role]:
        """Who sent a message, kept for the next one, which mostly is the same sender's."""
        own = self.own_channel or self.creator.wrote({"from": name, "from_id": identity})
        author = Author(peer(identity), name if isinstance(name, str) else "")
        return name, identity, author, Role.CREATOR if own else Role.FAN

    def _kind(self, key: str, parent_id: str | None, on_copy: bool) -> Kind:
        if self._is_channel or key in self._copies:
            return Kind.REPLY if parent_id else Kind.POST
        if on_copy:
            return Kind.COMMENT
        if self.visibility is Visibility.PRIVATE or parent_id is None:
            return Kind.MESSAGE
        return Kind.REPLY

    def _parent(self, row: dict[str, Any]) -> tuple[str | None, str]:
        """The id of the message answered, and its number if it is in this chat."""
        number = row.get("reply_to_message_id")
        if isinstance(number, bool) or not isinstance(number, (int, str)) or not number:
            return None, ""
        key = str(number)
        elsewhere = peer(row.get("reply_to_peer_id")).lstrip("abcdefghijklmnopqrstuvwxyz")
        if elsewhere and elsewhere != self._id:
            return f"{elsewhere}/{key}", ""
        return (None, "") if key in self._topics else (f"{self._id}/{key}", key)


def _text(row: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The message's text with its entities joined, or a poll's question and answers; and the links in it."""
    parts = row.get("text")
    if isinstance(parts, str):
        entities = row.get("text_entities")
        if parts and (not entities or _is_plain(entities)):
            return parts, ()
        text = parts
    else:
        entities = parts if isinstance(parts, list) else row.get("text_entities")
        text = ""
    links: list[str] = []
    pieces: list[str] = []
    for entity in entities if isinstance(entities, list) else []:
        if isinstance(entity, str):
            pieces.append(entity)
        elif isinstance(entity, dict) and isinstance(piece := entity.get("text"), str):
            pieces.append(piece)
            kind = entity.get("type")
            if kind == "link" or kind == "text_link":
                target = entity.get("href") if kind == "text_link" else piece
                if isinstance(target, str) and target.startswith(("http://", "https://")):
                    links.append(target)
    text = text or "".join(pieces) or _poll(row)
    return text, tuple(dict.fromkeys(links)) if links else ()


def _is_plain(entities: object) -> bool:
    """Whether the text is all of a piece, as most are, so that no link is in it."""
    if not isinstance(entities, list) or len(entities) != 1:
        return False
    return isinstance(entities[0], dict) and entities[0].get("type") == "plain"


def _poll(row: dict[str, Any]) -> str:
    poll = row.get("poll")
    if not isinstance(poll, dict) or not isinstance(question := poll.get("question"), str):
        return ""
    answers = poll.get("answers")
    options = [
        answer["text"]
        for answer in (answers if isinstance(answers, list) else [])
        if isinstance(answer, dict) and isinstance(answer.get("text"), str)
    ]
    return "\n".join([question, *(f"- {option}" for option in options)])


def _local_time(local: object) -> tuple[datetime | None, str]:
    """The moment, if the text that stands for it says the time without a zone, and that text."""
    return (parse_iso(local), local) if isinstance(local, str) else (None, "")


def _digest(*parts: object) -> str:
    """Stands for the id where an export has none."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:16]
