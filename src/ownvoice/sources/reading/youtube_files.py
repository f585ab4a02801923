"""Which files of an archive come from YouTube, and which video a file belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import ijson
import orjson

from ownvoice.sources.reading.captions import ENDINGS
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.youtube_html import comment_pages
from ownvoice.sources.reading.youtube_takeout import Table, table_kind

_HEAD = 65_536
_SMALL = 4_000_000  # bytes; files up to here are parsed whole
_VIDEO_ID = re.compile(r"[\w-]{11}", re.ASCII)
_IN_BRACKETS = re.compile(r"[\[(]([\w-]{11})[\])]$", re.ASCII)
_CAPTION = re.compile(
    r"(.+?)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?(?:\.(?:vtt|srt|sbv|json3))+", re.IGNORECASE
)
_API = re.compile(r"""youtube#(comment|video)""")
_FIELDS = frozenset(
    {"id", "title", "fulltitle", "description", "upload_date", "timestamp", "release_timestamp", "channel",
     "channel_id", "uploader", "uploader_id", "language", "availability", "comment_count"}
)  # fmt: skip


class Dump(StrEnum):
    """What public tools save, beside the tables of a Takeout."""

    INFO = "info"  # yt-dlp: a video with its comments
    LIVE_CHAT = "live chat"  # yt-dlp: one line a message
    API = "api"  # the Data API: lists of comment threads, comments or videos
    SCRIPT = "script"  # the same inside JavaScript


@dataclass(slots=True)
class Files:
    """The members that are read, by what they are."""

    tables: list[tuple[Member, Table]] = field(default_factory=list)
    dumps: list[tuple[Member, Dump]] = field(default_factory=list)
    captions: list[Member] = field(default_factory=list)
    pages: list[Member] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tables or self.dumps or self.captions or self.pages)


def youtube_files(archive: Archive) -> Files:
    """Everything of YouTube's in the archive, told by first bytes and, for captions, by a video's id."""
    files = Files(pages=comment_pages(archive))
    captions: list[Member] = []
    for member in archive.members():
        name = member.name.lower()
        if name.endswith(".csv"):
            kind = table_kind(archive.head(member, 16_384), member.name)
            if kind:
                files.tables.append((member, kind))
        elif name.endswith((".json", ".js")):
            dump = _dump_kind(archive, member)
            if dump:
                files.dumps.append((member, dump))
        elif name.endswith(ENDINGS):
            captions.append(member)
    with_id = [member for member in captions if _IN_BRACKETS.search(caption_name(member.name)[0])]
    files.captions = captions if files.tables or files.dumps else with_id
    return files


def _dump_kind(archive: Archive, member: Member) -> Dump | None:
    name = member.name.lower()
    if name.endswith(".live_chat.json"):
        return Dump.LIVE_CHAT
    head = archive.head(member, _HEAD)
    if name.endswith(".js"):
        return Dump.SCRIPT if b"youtube#comment" in head and b"snippet" in head else None
    if _API.search(head.decode("utf-8", "replace")) and b"snippet" in head:
        return Dump.API
    if b"replayChatItemAction" in head:
        return Dump.LIVE_CHAT
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") or b'"id"' not in head:
        return None
    if name.endswith(".info.json"):
        return Dump.INFO if b"youtu" in head.lower() or b'"channel_id"' in head else None
    return Dump.INFO if b'"title"' in head and b'"uploader' in head and b"youtu" in head.lower() else None


def video_fields(archive: Archive, member: Member) -> dict[str, Any]:
    """The plain fields of a yt-dlp video, without its comments; what could be read of a damaged file."""
    with archive.open(member) as stream:
        if member.size <= _SMALL:
            try:
                loaded = orjson.loads(stream.read().removeprefix(b"\xef\xbb\xbf"))
                return (
                    {key: loaded[key] for key in _FIELDS & loaded.keys()} if isinstance(loaded, dict) else {}
                )
            except orjson.JSONDecodeError:
                pass
    found: dict[str, Any] = {}
    with archive.open(member) as stream:
        try:
            for prefix, event, value in ijson.parse(stream, use_float=True):
                if event in ("string", "number", "null") and prefix in _FIELDS:
                    found[prefix] = value
                    if len(found) == len(_FIELDS):
                        break
        except (ijson.JSONError, UnicodeDecodeError, ValueError):
            pass
    return found


def caption_name(name: str) -> tuple[str, str]:
    """The file name of captions without ending and language, and the language tag ("" where it has none)."""
    last = name.rsplit("/", 1)[-1]
    match = _CAPTION.fullmatch(last)
    return (match[1], match[2] or "") if match else (last, "")


def video_of(name: str, by_title: dict[str, str], known: set[str]) -> str:
    """The id of the video that captions belong to, "" where nothing tells.

    yt-dlp puts the id in brackets at the end of the name; others name the file or its folder by the id, or
    the file by the title of a video that is in the archive (`by_title`, in lower case).
    """
    stem, _ = caption_name(name)
    bracketed = _IN_BRACKETS.search(stem)
    if bracketed:
        return bracketed[1]
    for candidate in (stem, *reversed(name.split("/")[:-1])):
        if candidate in known:
            return candidate
    if len(stem) > 12 and stem[-12] in "-_ " and stem[-11:] in known:
        return stem[-11:]
    titled = by_title.get(stem.strip().lower())
    if titled:
        return titled
    # Ordinary words of eleven letters are no ids: those nearly always have a digit or capitals inside.
    return stem if _VIDEO_ID.fullmatch(stem) and stem.lower() != stem and not stem.istitle() else ""
