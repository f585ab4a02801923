"""Channels as DiscordChatExporter writes them to JSON (https://github.com/Tyrrrz/DiscordChatExporter): both sides.

A file holds one channel or a part of one. A message of the type Reply names the message it answers. Files of a run
that was stopped lack their end; what is whole in them is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import fold
from ownvoice.sources.discord.text import plain_text
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import parse_iso

_HEAD = re.compile(rb'^\xef?\xbb?\xbf?\s*\{\s*"guild"\s*:\s*\{')
_CHANNEL_TYPE = re.compile(rb'"channel"\s*:\s*\{[^{}]{0,400}?"type"\s*:\s*"?(\w{1,40})')
_TYPES = ("Default", "Reply", "0", "19")


@dataclass(slots=True)
class Known:
    """Who the creator is, and which messages belong to their conversations."""

    names: frozenset[str]
    own: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    others: Counter[str] = field(default_factory=Counter)

    def is_creator(self, author: dict[str, Any]) -> bool:
        return not self.names.isdisjoint(_names(author))


def exported_channels(archive: Archive) -> list[Member]:
    """The files that are such channels."""
    found = []
    for member in archive.matching("*.json"):
        head = archive.head(member, 4096)
        if _HEAD.match(head) and b'"channel"' in head:
            found.append(member)
    return found


def is_private(archive: Archive, member: Member) -> bool:
    """Whether the channel is a direct conversation, or one of a few people."""
    channel_type = _CHANNEL_TYPE.search(archive.head(member, 4096))
    kind = channel_type.group(1).decode() if channel_type else ""
    return kind.startswith(("Direct", "Group")) or kind in ("1", "3")


def note(archive: Archive, member: Member, known: Known) -> None:
    """Learn whose messages there are, and which of them the creator answered."""
    for _, value in _values(archive, member):
        if isinstance(value, Malformed):
            continue
        author = value.get("author")
        if not isinstance(author, dict) or author.get("isBot"):
            continue
        if known.is_creator(author):
            known.own.add(str(value.get("id")))
            parent = _parent(value)
            if parent:
                known.answered.add(parent)
        else:
            known.others[str(author.get("nickname") or author.get("name") or "")] += 1


def read_export(archive: Archive, member: Member, known: Known, include_private: bool) -> Records:
    """The creator's messages and those of others that they answered or that answer them."""
    private = is_private(archive, member)
    skipped: Counter[str] = Counter()
    for offset, value in _values(archive, member):
        if isinstance(value, Malformed):
            yield value
            continue
        try:
            found = "private" if private and not include_private else _message(value, known, private)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield Malformed(
                member.name, offset, "this entry is no message, or lacks its id or author", "byte"
            )
            continue
        if isinstance(found, str):
            skipped[found] += 1
        else:
            yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)


def folded_names(names: tuple[str, ...]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(fold(name).strip().lstrip("@") for name in names if name.strip())


def _names(author: dict[str, Any]) -> frozenset[str]:
    given = [author.get(key) for key in ("id", "name", "nickname")]
    tag = author.get("discriminator")
    if tag and tag != "0000":
        given.append(f"{author.get('name')}#{tag}")
    return folded_names(tuple(str(name) for name in given if name))


def _values(archive: Archive, member: Member) -> Iterator[tuple[int, dict[str, Any] | Malformed]]:
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name, "messages"):
            if isinstance(element, Malformed):
                yield element.offset, element
            elif isinstance(element.value, dict):
                yield element.offset, element.value
            else:
                reason = "this entry is no message"
                yield element.offset, Malformed(member.name, element.offset, reason, "byte")


def _parent(value: dict[str, Any]) -> str | None:
    reference = value.get("reference")
    if str(value.get("type")) not in ("Reply", "19") or not isinstance(reference, dict):
        return None
    parent = reference.get("messageId")
    return str(parent) if parent and str(parent).isdecimal() else None


def _message(value: dict[str, Any], known: Known, private: bool) -> ItemRecord | str:
    native_id, author = str(value["id"]), value["author"]
    if not native_id.isdecimal():
        raise ValueError(native_id)
    if author.get("isBot") or str(value.get("type", "Default")) not in _TYPES:
        return "not a text"
    ours, parent = known.is_creator(author), _parent(value)
    if not ours and native_id not in known.answered and parent not in known.own:
        return "unrelated"
    text = plain_text(value.get("content"))
    if not text:
        return "not a text"
    raw_time = str(value.get("timestamp") or "")
    name = str(author.get("name") or "")
    return ItemRecord(
        platform="discord",
        native_id=native_id,
        kind=Kind.REPLY if parent else Kind.MESSAGE,
        role=Role.CREATOR if ours else Role.FAN,
        author=Author(str(author.get("id") or ""), str(author.get("nickname") or name), name),
        text=text,
        created_at=parse_iso(raw_time),
        raw=value["content"] if value["content"] != text else "",
        raw_time=raw_time,
        edited_at=parse_iso(value.get("timestampEdited")),
        visibility=Visibility.PRIVATE if private else Visibility.RESTRICTED,
        parent_id=parent,
    )
