"""YouTube: a Google Takeout, dumps of yt-dlp and of the Data API, and captions.

A Takeout holds the creator's videos and their own comments, but not what fans wrote; a dump of yt-dlp
(`--write-comments`) or of the Data API holds both sides. All ids are YouTube's, so the two join.

What a comment answers: in a Takeout, the parent it states (a reply's id, too, begins with its thread's); in
dumps, the thread's first comment, or the earlier comment in the thread of whom the reply names with "@" at
its start, which is computed from the text (`youtube_threads`). A first comment answers the video. The root
is always the video.

The creator is whom `own_names` names, the channel of the Takeout, or the uploader of the videos; where
videos of several channels and nothing else are given, the creator has to say.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Malformed, Records, Skipped
from ownvoice.sources.reading.captions import MAX_SIZE, parse_captions
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.js_literal import to_json
from ownvoice.sources.reading.json_array import Element, iter_array
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.static_comments import name_key
from ownvoice.sources.reading.youtube_files import (
    Dump,
    Files,
    caption_name,
    video_fields,
    video_of,
    youtube_files,
)
from ownvoice.sources.reading.youtube_html import read_comment_page
from ownvoice.sources.reading.youtube_live_chat import live_chat_messages
from ownvoice.sources.reading.youtube_records import (
    Channel,
    api_video_id,
    comment_record,
    own_comment,
    transcript,
    video_from_api,
    video_from_info,
    video_from_row,
)
from ownvoice.sources.reading.youtube_takeout import Row, Table, read_table
from ownvoice.sources.reading.youtube_threads import Threads, from_data_api, from_yt_dlp

NAME = "youtube"
TITLE = "YouTube (Takeout, yt-dlp, Data API, captions)"

_RESPONSE = re.compile(r"""[\[{](?=\s{0,200}["']?kind["']?\s{0,9}:\s{0,9}["']youtube#\w{4,40}Response["'])""")
_MAX_SCRIPT = 32_000_000
_VIDEO_KINDS = frozenset({"youtube#video", "youtube#playlistItem", "youtube#searchResult"})


def detect(archive: Archive) -> Detection | None:
    """Takeout tables, dumps or captions of YouTube's."""
    files = youtube_files(archive)
    if not files:
        return None
    parts = [
        (len(files.tables), "Takeout table"),
        (len(files.dumps), "video or comment dump"),
        (len(files.captions), "caption file"),
        (len(files.pages), "page of comments"),
    ]
    text = ", ".join(f"{count:,} {_plural(what, count)}" for count, what in parts if count)
    members = [member for member, _ in files.tables] + [member for member, _ in files.dumps]
    members += files.captions + files.pages
    ignored = archive.matching("**/YouTube*/**") if files.tables or files.pages else []
    taken = {member.name for member in members}
    return Detection(
        NAME,
        f"YouTube: {text}",
        tuple(member.name for member in members),
        tuple(member.name for member in ignored if member.name not in taken),
    )


def _plural(what: str, count: int) -> str:
    return what.replace("page", "pages", 1) if count > 1 and " of " in what else what + "s" * (count > 1)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then videos, then what is said in them, then comments and chats."""
    files = youtube_files(archive)
    channel = _survey(archive, files, options)
    for identity in sorted(name for name in channel.own if name.startswith("UC")):
        yield AccountRecord(NAME, id=identity, url=f"https://www.youtube.com/channel/{identity}")
    seen: set[str] = set()
    for record in _videos(archive, files, channel):
        if isinstance(record, ItemRecord):
            if record.native_id in seen:
                yield Skipped(NAME, "duplicate")
                continue
            seen.add(record.native_id)
        yield record
    yield from _captions(archive, files.captions, channel)
    for member, kind in files.tables:
        if kind is not Table.VIDEOS:
            for row in _rows(archive, member, kind):
                yield row if isinstance(row, Malformed) else own_comment(row, member.name, kind)
    for member in files.pages:
        yield from read_comment_page(archive, member)
    for member, dump in files.dumps:
        yield from _comments(archive, member, dump, channel)


def _survey(archive: Archive, files: Files, options: ReadOptions) -> Channel:
    """Whose channel it is, and the titles that captions may be named after."""
    channel = Channel(
        own={name_key(name) for name in options.own_names} | set(options.own_names),
        include_private=options.include_private,
    )
    own: set[str] = set()
    owners: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for member, kind in files.tables:
        rows = _rows(archive, member, kind)
        for row in rows if kind is Table.VIDEOS else islice(rows, 100):
            if isinstance(row, Malformed):
                continue
            owner = row.cells.get("channel", "")
            own |= {owner} - {""}
            if kind is Table.VIDEOS and row.cells.get("id"):
                channel.titles[row.cells["id"]] = row.cells.get("title", "")
                channel.channels[row.cells["id"]] = owner
    for identity, title, owner, names in _dumped_videos(archive, files):
        if title:
            channel.titles.setdefault(identity, title)
        if owner:
            channel.channels.setdefault(identity, owner)
            owners[owner] += 1
            shown.setdefault(owner, next((name for name in names if name), owner))
            if any(name_key(name) in channel.own for name in names if name):
                channel.own.add(owner)
    if not options.own_names:
        channel.own = own or set(owners)
        if not own and len(owners) > 1:
            raise AmbiguousCreatorError(
                f"{archive.path.name} holds videos of {len(owners)} channels.",
                "Say which channel is yours.",
                tuple(shown[owner] for owner, _ in owners.most_common(5)),
            )
    return channel


def _dumped_videos(archive: Archive, files: Files) -> Iterator[tuple[str, str, str, list[str]]]:
    """(id, title, channel id, channel names) of every video a dump is about."""
    for member, dump in files.dumps:
        if dump is Dump.INFO:
            fields = {
                key: value for key, value in video_fields(archive, member).items() if isinstance(value, str)
            }
            names = [fields.get(key, "") for key in ("channel", "uploader", "uploader_id")]
            yield fields.get("id", ""), fields.get("title", ""), fields.get("channel_id", ""), names
        elif dump in (Dump.API, Dump.SCRIPT):
            for element in _resources(archive, member, dump):
                snippet = element.value.get("snippet") if isinstance(element, Element) else None
                if not isinstance(snippet, dict) or not isinstance(element, Element):
                    continue
                is_video = element.value.get("kind") in _VIDEO_KINDS
                identity = api_video_id(element.value) if is_video else snippet.get("videoId")
                owner, title = snippet.get("channelId"), snippet.get("title") if is_video else ""
                name = snippet.get("channelTitle")
                if isinstance(identity, str) and isinstance(owner, str):
                    yield identity, str(title or ""), owner, [name] if isinstance(name, str) else []


def _videos(archive: Archive, files: Files, channel: Channel) -> Records:
    for member, kind in files.tables:
        if kind is Table.VIDEOS:
            for row in _rows(archive, member, kind):
                yield row if isinstance(row, Malformed) else video_from_row(row, member.name, channel)
    for member, dump in files.dumps:
        if dump is Dump.INFO:
            yield video_from_info(video_fields(archive, member), member.name, channel)
        elif dump is Dump.API:
            for element in _resources(archive, member, dump):
                if isinstance(element, Element) and element.value.get("kind") in _VIDEO_KINDS:
                    yield video_from_api(element.value, member.name, element.offset, channel)


def _captions(archive: Archive, members: list[Member], channel: Channel) -> Records:
    by_title = {title.lower(): video for video, title in channel.titles.items() if title}
    known = set(channel.titles) | set(channel.channels)
    done: set[str] = set()
    for member in members:
        video = video_of(member.name, by_title, known)
        if not video:
            yield Malformed(
                member.name, 0, "No video's id is in the name: call it <video id>.<language>.vtt."
            )
            continue
        if video in channel.hidden:
            yield Skipped(member.name, "private")
            continue
        if member.size > MAX_SIZE:
            yield Malformed(member.name, 0, f"The captions are larger than {MAX_SIZE:,} bytes.")
            continue
        with archive.open(member) as stream:
            spoken = parse_captions(stream.read(MAX_SIZE), member.name)
        if spoken.bad:
            yield Malformed(member.name, 0, f"{spoken.bad} cues have times that can't be read.")
        lang = language_code(caption_name(member.name)[1]) or spoken.lang
        record = transcript(video, lang, spoken, channel)
        if not spoken.text:
            yield Skipped(member.name, "empty")
        elif record.native_id in done:
            yield Skipped(member.name, "duplicate")
        else:
            done.add(record.native_id)
            yield record


def _comments(archive: Archive, member: Member, dump: Dump, channel: Channel) -> Records:
    threads = Threads()
    if dump is Dump.INFO:
        fields = video_fields(archive, member)
        video, owner = str(fields.get("id") or ""), str(fields.get("channel_id") or "")
        with archive.open(member) as stream:
            for element in iter_array(stream, member.name, "comments"):
                if isinstance(element, Malformed):
                    if "there is no" not in element.reason:  # a video without comments is none the worse
                        yield element
                    continue
                comment = from_yt_dlp(element.value) if isinstance(element.value, dict) else None
                if comment is None:
                    yield Malformed(member.name, element.offset, "The comment has no id or no text.", "byte")
                    continue
                placed = threads.placed(replace(comment, video=video, channel=owner))
                yield comment_record(placed, member.name, channel)
    elif dump is Dump.LIVE_CHAT:
        yield from live_chat_messages(archive, member, channel)
    else:
        for element in _resources(archive, member, dump):
            if isinstance(element, Malformed):
                yield element
            elif element.value.get("kind") not in _VIDEO_KINDS:
                for comment in from_data_api(element.value):
                    yield comment_record(threads.placed(comment), member.name, channel)


def _rows(archive: Archive, member: Member, kind: Table) -> Iterator[Row | Malformed]:
    with archive.open(member) as stream:
        try:
            yield from read_table(stream, kind)
        except csv.Error as error:
            yield Malformed(member.name, 0, f"The table can't be read on: {error}.")


def _resources(archive: Archive, member: Member, dump: Dump) -> Iterator[Element | Malformed]:
    """The resources of Data API answers: one answer, a list of answers, or a list of resources."""
    if dump is Dump.SCRIPT:
        yield from _script_resources(archive, member)
        return
    head = archive.head(member, 65_536).lstrip(b"\xef\xbb\xbf \t\r\n")
    key = "items" if head.startswith(b"{") and b'"items"' in head else None
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name, key):
            if isinstance(element, Malformed):
                yield element
                continue
            inner = element.value.get("items") if isinstance(element.value, dict) else None
            for resource in inner if isinstance(inner, list) else [element.value]:
                if isinstance(resource, dict):
                    yield Element(element.offset, resource)


def _script_resources(archive: Archive, member: Member) -> Iterator[Element | Malformed]:
    with archive.open(member) as stream:
        text = stream.read(_MAX_SCRIPT).decode("utf-8-sig", "replace")
    position = 0
    while match := _RESPONSE.search(text, position):
        try:
            answer: dict[str, Any] = orjson.loads(to_json(text, match.start()))
        except ValueError:
            yield Malformed(member.name, match.start(), "The script's object can't be read.", "character")
            return
        position = match.end()
        items = answer.get("items")
        for resource in items if isinstance(items, list) else []:
            if isinstance(resource, dict):
                yield Element(match.start(), resource)
