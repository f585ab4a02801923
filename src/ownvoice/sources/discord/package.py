"""Discord's own data package: one folder for each channel, with the account's own messages in it.

The names of the outer folders are in the account's language since 2025; what tells is a folder named by a channel's
number with `channel.json` in it. Messages are a CSV table until March 2024, JSON since. It is described at
https://support.discord.com/hc/en-us/articles/360004957991; the fields are known from packages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.sources.discord.text import plain_text
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.csv_rows import iter_records
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import parse_iso

_CHANNEL = re.compile(r"(?:^|/)c?(\d{15,25})/channel\.json$")
_SMALL = 1 << 20
_DIRECT = (1, 3, "DM", "GROUP_DM")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's number, whether only a few can read it, the server it is on, and where its messages are."""

    id: str
    private: bool
    guild: str
    messages: Member


def account_of(archive: Archive) -> Author | None:
    """Whose package it is, as `user.json` says."""
    for member in archive.matching("user.json"):
        value = _small(archive, member)
        if isinstance(value, dict) and value.get("id") and value.get("username"):
            name = value.get("global_name") or value["username"]
            return Author(str(value["id"]), str(name), str(value["username"]))
    return None


def channels(archive: Archive) -> list[Channel]:
    """The channels of a package, those without messages left out."""
    by_name = {member.name: member for member in archive.members()}
    found = []
    for member in archive.matching("channel.json"):
        number = _CHANNEL.search(member.name)
        if number is None:
            continue
        folder = member.name.removesuffix("channel.json")
        messages = by_name.get(f"{folder}messages.json") or by_name.get(f"{folder}messages.csv")
        if messages is None:
            continue
        value = _small(archive, member)
        stated = value if isinstance(value, dict) else {}
        guild = stated.get("guild")
        guild_id = str(guild.get("id") or "") if isinstance(guild, dict) else ""
        private = stated.get("type") in _DIRECT or not guild_id
        found.append(Channel(number.group(1), private, guild_id, messages))
    return found


def read_channel(archive: Archive, channel: Channel, author: Author, include_private: bool) -> Records:
    """The account's messages in the channel, in the file's order."""
    skipped: Counter[str] = Counter()
    for number, row in _rows(archive, channel.messages):
        if isinstance(row, Malformed):
            yield row
            continue
        found = _message(row, channel, author, include_private)
        if found is None:
            yield Malformed(channel.messages.name, number, "this entry is no message, or lacks its id")
        elif isinstance(found, str):
            skipped[found] += 1
        else:
            yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(channel.messages.name, reason, count)


def _rows(archive: Archive, member: Member) -> Iterator[tuple[int, dict[str, Any] | Malformed]]:
    with archive.open(member) as stream:
        if member.name.endswith(".csv"):
            for row in iter_records(stream, member.name):
                yield (row.offset, row) if isinstance(row, Malformed) else row
            return
        for number, element in enumerate(iter_array(stream, member.name)):
            if isinstance(element, Malformed):
                yield number, element
            else:
                value = element.value
                yield number, {str(k).lower(): v for k, v in value.items()} if isinstance(value, dict) else {}


def _message(
    row: dict[str, Any], channel: Channel, author: Author, include_private: bool
) -> ItemRecord | str | None:
    native_id = str(row.get("id") or "")
    if not native_id.isdecimal():
        return None
    if channel.private and not include_private:
        return "private"
    text = plain_text(row.get("contents"))
    if not text:
        return "not a text"
    raw_time = str(row.get("timestamp") or "")
    return ItemRecord(
        platform="discord",
        native_id=native_id,
        kind=Kind.MESSAGE,
        role=Role.CREATOR,
        author=author,
        text=text,
        created_at=parse_iso(raw_time),
        raw=str(row["contents"]) if row["contents"] != text else "",
        raw_time=raw_time,
        url=f"https://discord.com/channels/{channel.guild or '@me'}/{channel.id}/{native_id}",
        visibility=Visibility.PRIVATE if channel.private else Visibility.RESTRICTED,
    )


def _small(archive: Archive, member: Member) -> Any:
    if member.size > _SMALL:
        return None
    try:
        return orjson.loads(archive.head(member, _SMALL).removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return None
