"""Conversations as Instagram and Facebook export them: one folder each, in pages `message_1.json` upwards.

The first page holds the newest messages, and each page begins with its newest. A page is turned round; very
long ones in stretches. Who sent a message is told by display name only. Facebook's end-to-end encrypted
conversations come in a download of their own, one file each, with other names for the same things.

There are no ids and no parents: `root_id` is the conversation. What isn't anybody's words is left out: calls,
names of groups, "sent an attachment", shared posts, unsent messages.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
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
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_json import file_name, iter_entries, mend
from ownvoice.sources.reading.meta_placeholders import is_placeholder
from ownvoice.sources.reading.telegram_creator import fold_name
from ownvoice.sources.reading.timestamps import from_unix

_PAGE = re.compile(r"(?:^|/)message(?:_(\d{1,6}))?\.json$", re.IGNORECASE)
_STRETCH = 20_000  # messages that are turned round at once
_HEAD_BYTES = 65_536
_IS_THREAD = re.compile(rb'"(?:sender_name|participants|senderName)"\s{0,9}:')
_IS_ENCRYPTED = re.compile(rb'"(?:threadName|senderName)"\s{0,9}:')
_ATTACHMENTS = ("share", "photos", "videos", "audio_files", "files", "gifs", "sticker", "media")
_NOT_TEXT = ("Call", "Subscribe", "Unsubscribe", "Payment", "Plan", "placeholder")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: its pages, oldest first. `id` is the name of its folder, or of its only file.

    `is_broadcast`: a channel that its owner's followers can read.
    """

    id: str
    pages: tuple[Member, ...]
    encrypted: bool = False
    is_broadcast: bool = False


def conversations(archive: Archive, files: Iterable[Member]) -> list[Conversation]:
    """The conversations that these files are pages of, by path. Files that are none are left out."""
    folders: dict[str, list[tuple[int, Member]]] = {}
    found: list[Conversation] = []
    for member in files:
        head = archive.head(member, 4096)
        if not _IS_THREAD.search(head):
            continue
        folder, _, last = member.name.rpartition("/")
        page = _PAGE.search(member.name)
        if page is None or _IS_ENCRYPTED.search(head):
            found.append(
                Conversation(last.removesuffix(".json"), (member,), bool(_IS_ENCRYPTED.search(head)))
            )
        else:
            folders.setdefault(folder, []).append((int(page.group(1) or 0), member))
    for folder, pages in folders.items():
        pages.sort(key=lambda numbered: -numbered[0])
        above, _, name = folder.rpartition("/")
        members = tuple(member for _, member in pages)
        found.append(Conversation(name, members, is_broadcast=above.rpartition("/")[2] == "broadcast"))
    return sorted(found, key=lambda conversation: conversation.pages[0].name)


def participants(archive: Archive, conversation: Conversation) -> list[str]:
    """Who takes part, by display name, as the beginning of the newest page states it."""
    head = archive.head(conversation.pages[-1], _HEAD_BYTES)
    names: list[str] = []
    for element in iter_array(io.BytesIO(head), "", "participants"):
        if isinstance(element, Malformed):
            break
        value = element.value if conversation.encrypted else mend(element.value)
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str):
            names.append(name)
    return names


def own_names(
    archive: Archive, talks: list[Conversation], stated: Iterable[str], title: str
) -> frozenset[str]:
    """Folded names under which the creator writes in these conversations.

    Those of `stated` (the account's, and what the creator said) that take part; else the one name that takes
    part in more conversations than any other and in more than half of them, if there are several. Raises
    `AmbiguousCreatorError` where that doesn't decide.
    """
    present: Counter[str] = Counter()
    for conversation in talks:
        present.update(dict.fromkeys(participants(archive, conversation), 1))
    return decided_names(present or _senders(archive, talks), len(talks), stated, title)


def decided_names(present: Counter[str], talks: int, stated: Iterable[str], title: str) -> frozenset[str]:
    """The same, from how many of the `talks` conversations each name takes part in."""
    names = frozenset(key for name in stated if (key := fold_name(name)))
    if not present or any(fold_name(name) in names for name in present):
        return names
    ranked = present.most_common(5)
    most = ranked[0][1]
    if talks > 1 and most > talks / 2 and (len(ranked) == 1 or most > ranked[1][1]):
        return names | {fold_name(ranked[0][0])}
    raise AmbiguousCreatorError(
        f"This {title} holds conversations and doesn't say which of the writers you are.",
        "Say under which name you write with --as NAME.",
        tuple(name for name, _ in ranked),
    )


def _senders(archive: Archive, talks: list[Conversation]) -> Counter[str]:
    """In how many conversations each name is among the newest senders, for files that name no participants."""
    names: Counter[str] = Counter()
    for conversation in talks:
        newest = islice(iter_entries(archive, conversation.pages[-1], "messages"), 500)
        senders = [
            _sender(element.value)
            for element in newest
            if not isinstance(element, Malformed) and isinstance(element.value, dict)
        ]
        names.update(dict.fromkeys(senders, 1))
    names.pop("", None)
    return names


def read_conversations(
    archive: Archive,
    platform: str,
    talks: list[Conversation],
    names: frozenset[str],
    include_private: bool,
) -> Records:
    """The messages of each conversation, oldest first; only their number unless `include_private`.

    Of broadcast channels the creator's own messages are read in any case. `names` are folded.
    """
    for conversation in talks:
        reader = _Reader(platform, conversation, names, include_private)
        for page in conversation.pages:
            yield from _turned_round(reader.page(archive, page))
        for reason, count in sorted(reader.skipped.items()):
            yield Skipped(conversation.pages[0].name, reason, count)


def _turned_round(records: Iterator[ItemRecord | Malformed]) -> Records:
    """The records of a page by time, in stretches of bounded length."""
    stretch: list[ItemRecord] = []
    for record in records:
        if isinstance(record, Malformed):
            yield record
            continue
        stretch.append(record)
        if len(stretch) >= _STRETCH:
            yield from _by_time(stretch)
            stretch.clear()
    yield from _by_time(stretch)


def _by_time(newest_first: list[ItemRecord]) -> list[ItemRecord]:
    """Oldest first; of those of the same moment, the one further down in the file."""
    newest_first.reverse()
    newest_first.sort(key=lambda record: record.created_at.timestamp() if record.created_at else 0.0)
    return newest_first


def _sender(row: dict[str, Any]) -> str:
    name = row.get("sender_name") or row.get("senderName")
    return name if isinstance(name, str) else ""


class _Reader:
    """Makes records of one conversation's messages and counts what it leaves out."""

    def __init__(
        self, platform: str, conversation: Conversation, names: frozenset[str], include_private: bool
    ) -> None:
        self._platform = platform
        self._conversation = conversation
        self._names = names
        self._broadcast = conversation.is_broadcast and bool(names)
        self._closed = not include_private and not self._broadcast
        self.skipped: Counter[str] = Counter()

    def page(self, archive: Archive, page: Member) -> Iterator[ItemRecord | Malformed]:
        mending = not self._conversation.encrypted
        for element in iter_entries(archive, page, "messages", mending=mending and not self._closed):
            if isinstance(element, Malformed):
                yield element
            elif not isinstance(element.value, dict):
                yield Malformed(page.name, element.offset, "this is no message", "byte")
            elif self._closed:
                self.skipped["private"] += 1
            else:
                found = self._message(element.value)
                if isinstance(found, str):
                    self.skipped[found] += 1
                else:
                    yield found

    def _message(self, row: dict[str, Any]) -> ItemRecord | str:
        """The record of a message, or why it is left out."""
        sender = _sender(row)
        own = fold_name(sender) in self._names
        if self._broadcast and not own:
            return "another author"
        if row.get("is_unsent") or row.get("isUnsent") or row.get("is_taken_down"):
            return "deleted"
        written = row.get("content")
        if not isinstance(written, str):
            written = row.get("text")
        if row.get("type") in _NOT_TEXT or row.get("call_duration") is not None or row.get("missed"):
            return "service message"
        if not isinstance(written, str) or not (text := tidy(written)):
            return "share" if row.get("share") else "not a text"
        attached = any(row.get(key) for key in _ATTACHMENTS)
        if is_placeholder(text, sender, attached=attached):
            return "service message"
        stamp = row.get("timestamp_ms", row.get("timestamp"))
        moment = from_unix(stamp, 1000)
        where = self._conversation.id
        return ItemRecord(
            platform=self._platform,
            native_id=made_id(moment, where, sender, stamp, text, _first_uri(row)),
            kind=Kind.MESSAGE,
            role=Role.CREATOR if own else Role.FAN,
            author=Author(name=sender),
            text=text,
            created_at=moment,
            raw=written if written != text else "",
            raw_time=str(stamp) if isinstance(stamp, int | str) else "",
            visibility=Visibility.RESTRICTED if self._broadcast else Visibility.PRIVATE,
            root_id=where or None,
        )


def _first_uri(row: dict[str, Any]) -> str:
    for key in _ATTACHMENTS[1:]:
        media = row.get(key)
        first = media[0] if isinstance(media, list) and media else media
        if isinstance(first, dict) and first.get("uri"):
            return file_name(first["uri"])
    return ""
