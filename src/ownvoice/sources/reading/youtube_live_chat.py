"""Live chats as yt-dlp saves them: one JSON object a line, each with what was added to the chat's window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.static_comments import name_key
from ownvoice.sources.reading.timestamps import from_unix
from ownvoice.sources.reading.youtube_files import video_of
from ownvoice.sources.reading.youtube_records import PLATFORM, Channel

_RENDERERS = ("liveChatTextMessageRenderer", "liveChatPaidMessageRenderer")
_LONGEST_LINE = 4_000_000


def live_chat_messages(archive: Archive, member: Member, channel: Channel) -> Records:
    """The text messages of a `.live_chat.json`; who answers whom isn't stated, so nobody does."""
    name = (
        member.name[: -len(".live_chat.json")]
        if member.name.lower().endswith(".live_chat.json")
        else member.name
    )
    video = video_of(f"{name}.vtt", {}, set(channel.titles))
    with archive.open(member) as stream:
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            try:
                loaded = orjson.loads(line) if line.strip() else {}
            except orjson.JSONDecodeError:
                yield Malformed(member.name, number, "The line is not valid JSON.", "line")
                loaded = {}
            number += 1
            for renderer in _renderers(loaded):
                yield _message(renderer, video, member.name, channel)


def _renderers(line: object) -> Iterator[dict[str, Any]]:
    holder = _inner(line, "replayChatItemAction") or (line if isinstance(line, dict) else {})
    actions = holder.get("actions")
    for action in actions if isinstance(actions, list) else []:
        item = _inner(_inner(action, "addChatItemAction"), "item")
        for name in _RENDERERS:
            renderer = _inner(item, name)
            if renderer:
                yield renderer


def _inner(value: object, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _message(
    renderer: dict[str, Any], video: str, file: str, channel: Channel
) -> ItemRecord | Malformed | Skipped:
    identity, author = renderer.get("id"), renderer.get("authorExternalChannelId")
    author_id = author if isinstance(author, str) else ""
    name = _inner(renderer, "authorName").get("simpleText")
    runs = _inner(renderer, "message").get("runs")
    words = [
        run.get("text") or _emoji(run)
        for run in (runs if isinstance(runs, list) else [])
        if isinstance(run, dict)
    ]
    text = tidy("".join(word for word in words if isinstance(word, str)))
    if not isinstance(identity, str) or not identity:
        return Malformed(file, 0, "The chat message has no id.")
    if not text:
        return Skipped(file, "empty")
    stamp = renderer.get("timestampUsec")
    shown = name if isinstance(name, str) else ""
    own = bool(author_id) and (author_id in channel.own or channel.channels.get(video) == author_id)
    return ItemRecord(
        platform=PLATFORM,
        native_id=identity,
        kind=Kind.MESSAGE,
        role=Role.CREATOR if own or name_key(shown) in channel.own else Role.FAN,
        author=Author(id=author_id, name=shown),
        text=text,
        created_at=from_unix(stamp, 1_000_000),
        raw_time=str(stamp or ""),
        url=f"https://www.youtube.com/watch?v={video}" if video else "",
        root_id=video or None,
    )


def _emoji(run: dict[str, Any]) -> str:
    """An emoji: the character itself; the channel's own pictures have only a name and say nothing."""
    identity = _inner(run, "emoji").get("emojiId")
    return identity if isinstance(identity, str) and len(identity) < 12 and not identity.isascii() else ""
