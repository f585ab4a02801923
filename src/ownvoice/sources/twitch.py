"""Twitch: a broadcast's chat as TwitchDownloader saves it to JSON (https://github.com/lay295/TwitchDownloader).

The creator is the streamer, by id or by the badge of the broadcaster; in chats of others whom `own_names` names. Chat
has no threads: a message that begins with "@name" says whom it is for, so `parent_author` is known and a parent never.
Of the others only what is addressed to the creator is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import fold, tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.packed_members import head_unpacked, open_unpacked
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "twitch"
TITLE = "Twitch chat (TwitchDownloader)"

_HEAD = 16_384
_STREAMER = re.compile(rb'"streamer"\s*:\s*\{([^{}]{0,600})\}')
_NAME = re.compile(rb'"name"\s*:\s*"((?:[^"\\]|\\.){1,100})"')
_ID = re.compile(rb'"(?:id|login)"\s*:\s*"?(\w{1,40})')
_VIDEO = re.compile(rb'"video"\s*:\s*\{(?:[^{}]|\{[^{}]*\}){0,4000}?"id"\s*:\s*"?v?(\d{4,20})')
_ADDRESSED = re.compile(r"@(\w{2,40})[,:]?(?:\s+|$)")


def detect(archive: Archive) -> Detection | None:
    """JSON files that begin with a streamer and hold comments."""
    chats = _chats(archive)
    if not chats:
        return None
    text = f"Twitch: chat of {len(chats)} broadcast{'s' if len(chats) > 1 else ''}"
    return Detection(NAME, text, tuple(member.name for member in chats))


def read(archive: Archive, options: ReadOptions) -> Records:
    """For each chat the streamer, then the messages in order.

    Raises `AmbiguousCreatorError` where a file doesn't name its streamer and no name was given.
    """
    for chat in _chats(archive):
        head = head_unpacked(archive, chat, _HEAD)
        streamer = _streamer(head)
        names = {fold(name).strip().lstrip("@") for name in options.own_names}
        names |= {fold(name) for name in (streamer.id, streamer.name) if name}
        if not names:
            raise AmbiguousCreatorError(
                f"{chat.name} doesn't say whose broadcast it is.", "Say your name with --as NAME.", ()
            )
        if streamer.name:
            yield AccountRecord(NAME, streamer.id, streamer.name.lower(), streamer.name)
        video = _VIDEO.search(head)
        yield from _messages(archive, chat, names, video.group(1).decode() if video else "")


def _chats(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.json", "*.json.gz"):
        head = head_unpacked(archive, member, _HEAD)
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and (
            _STREAMER.search(head)
            and (b'"FileInfo"' in head or b'"content_offset_seconds"' in head or b'"comments"' in head)
        ):
            found.append(member)
    return found


def _streamer(head: bytes) -> Author:
    stated = _STREAMER.search(head)
    fields = stated.group(1) if stated else b""
    name, number = _NAME.search(fields), _ID.search(fields)
    return Author(
        id=number.group(1).decode() if number else "",
        name=name.group(1).decode("utf-8", "replace") if name else "",
    )


def _messages(archive: Archive, chat: Member, names: set[str], video: str) -> Records:
    skipped: Counter[str] = Counter()
    with open_unpacked(archive, chat) as stream:
        for element in iter_array(stream, chat.name, "comments"):
            if isinstance(element, Malformed):
                if "there is no" not in element.reason:
                    yield element
                continue
            try:
                found = _message(element.value, names, video)
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                reason = "this entry is no comment, or lacks its id or author"
                yield Malformed(chat.name, element.offset, reason, "byte")
                continue
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(chat.name, reason, count)


def _message(value: dict[str, Any], names: set[str], video: str) -> ItemRecord | str:
    who, message, native_id = value["commenter"], value["message"], str(value["_id"])
    if not native_id:
        raise KeyError("_id")
    author = Author(str(who.get("_id") or ""), str(who.get("display_name") or ""), str(who.get("name") or ""))
    badges = {badge.get("_id") for badge in message.get("user_badges") or [] if isinstance(badge, dict)}
    ours = "broadcaster" in badges or not names.isdisjoint(
        fold(n) for n in (author.id, author.name, author.handle) if n
    )
    said = tidy(str(message["body"]))
    addressed = _ADDRESSED.match(said)
    for_us = addressed is not None and fold(addressed.group(1)) in names
    if not ours and not for_us:
        return "unrelated"
    text = said[addressed.end() :] if addressed else said
    if not text:
        return "empty"
    seconds = max(0, int(float(value.get("content_offset_seconds") or 0)))
    raw_time = str(value.get("created_at") or "")
    at = f"?t={seconds // 3600}h{seconds % 3600 // 60}m{seconds % 60}s"
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.MESSAGE,
        role=Role.CREATOR if ours else Role.FAN,
        author=author,
        text=text,
        created_at=parse_iso(raw_time),
        raw=said if said != text else "",
        raw_time=raw_time,
        url=f"https://www.twitch.tv/videos/{video}{at}" if video else "",
        root_id=f"v{video}" if video else None,
        parent_author=addressed.group(1) if addressed and ours else None,
    )
