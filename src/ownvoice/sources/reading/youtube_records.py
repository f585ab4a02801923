"""YouTube's rows and resources as records: videos, comments, what is said in a video."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Role, Skipped, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.reading.captions import Spoken
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.static_comments import name_key
from ownvoice.sources.reading.timestamps import from_unix, parse_iso
from ownvoice.sources.reading.youtube_takeout import Row, Table, plain_text
from ownvoice.sources.reading.youtube_threads import Comment

PLATFORM = "youtube"
_WATCH = "https://www.youtube.com/watch?v="
_POST = "https://www.youtube.com/post/"
_LINK = re.compile(r"https?://[^\s<>\"']+")
_VISIBILITY = {
    "private": Visibility.PRIVATE, "privat": Visibility.PRIVATE, "privée": Visibility.PRIVATE,
    "privé": Visibility.PRIVATE, "privado": Visibility.PRIVATE, "privata": Visibility.PRIVATE,
    "privato": Visibility.PRIVATE, "needs_auth": Visibility.PRIVATE,
    "unlisted": Visibility.UNLISTED, "nicht gelistet": Visibility.UNLISTED,
    "non répertoriée": Visibility.UNLISTED, "non répertorié": Visibility.UNLISTED,
    "no listado": Visibility.UNLISTED, "oculto": Visibility.UNLISTED, "non in elenco": Visibility.UNLISTED,
    "subscriber_only": Visibility.RESTRICTED, "premium_only": Visibility.RESTRICTED,
}  # fmt: skip


@dataclass(slots=True)
class Channel:
    """Whose videos and comments count as the creator's.

    `own`: channel ids, and names as `name_key` has them. `titles` and `channels` are about the videos of the
    archive, by video id.
    """

    own: set[str] = field(default_factory=set)
    include_private: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # videos left out because they are private

    def owns(self, channel: str, *names: str) -> bool:
        """Whether a channel is the creator's; an unknown one is, where nothing else is known."""
        if not self.own or (not channel and not any(names)):
            return True
        return channel in self.own or any(name_key(name) in self.own for name in names if name)

    def wrote(self, comment: Comment) -> bool:
        """Whether the creator wrote a comment."""
        if comment.author_id in self.own or name_key(comment.author_name) in self.own:
            return True
        return comment.by_uploader and (not self.own or comment.channel in self.own)


def video_from_row(row: Row, file: str, channel: Channel) -> ItemRecord | Malformed | Skipped:
    """A row of videos.csv."""
    cells = row.cells
    created = cells.get("published") or cells.get("created") or ""
    return _video(
        file, row.number, channel,
        identity=cells.get("id", ""), title=cells.get("title", ""), description=cells.get("description", ""),
        created=created, owner=cells.get("channel", ""), owner_name="",
        lang=cells.get("lang", ""), privacy=cells.get("privacy", ""),
    )  # fmt: skip


def video_from_info(fields: dict[str, Any], file: str, channel: Channel) -> ItemRecord | Malformed | Skipped:
    """The plain fields of a yt-dlp `.info.json`."""
    stamp = fields.get("timestamp") or fields.get("release_timestamp")
    moment = from_unix(stamp)
    day = _text(fields.get("upload_date"))
    written = moment.isoformat() if moment else f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 else day
    return _video(
        file, 0, channel,
        identity=_text(fields.get("id")), title=_text(fields.get("title") or fields.get("fulltitle")),
        description=_text(fields.get("description")), created=written,
        owner=_text(fields.get("channel_id")),
        owner_name=_text(fields.get("channel") or fields.get("uploader")),
        lang=_text(fields.get("language")), privacy=_text(fields.get("availability")),
    )  # fmt: skip


def video_from_api(
    resource: dict[str, Any], file: str, number: int, channel: Channel
) -> ItemRecord | Malformed | Skipped:
    """A `video`, `playlistItem` or `searchResult` resource."""
    snippet = resource.get("snippet")
    snippet = snippet if isinstance(snippet, dict) else {}
    status = resource.get("status")
    return _video(
        file, number, channel,
        identity=api_video_id(resource), title=_text(snippet.get("title")),
        description=_text(snippet.get("description")), created=_text(snippet.get("publishedAt")),
        owner=_text(snippet.get("channelId")), owner_name=_text(snippet.get("channelTitle")),
        lang=_text(snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage")),
        privacy=_text(status.get("privacyStatus")) if isinstance(status, dict) else "",
    )  # fmt: skip


def api_video_id(resource: dict[str, Any]) -> str:
    """The video's id, which stands in three different places in three kinds of resources."""
    identity = resource.get("id")
    if isinstance(identity, dict):
        return _text(identity.get("videoId"))
    snippet = resource.get("snippet")
    inner = snippet.get("resourceId") if isinstance(snippet, dict) else None
    return _text(inner.get("videoId")) if isinstance(inner, dict) else _text(identity)


def _video(
    file: str, number: int, channel: Channel, *, identity: str, title: str, description: str, created: str,
    owner: str, owner_name: str, lang: str, privacy: str,
) -> ItemRecord | Malformed | Skipped:  # fmt: skip
    if not identity:
        return Malformed(file, number, "The video has no id.")
    visibility = _VISIBILITY.get(privacy.lower(), Visibility.PUBLIC)
    if visibility is Visibility.PRIVATE and not channel.include_private:
        channel.hidden.add(identity)
        return Skipped(file, "private")
    text = tidy(f"{title}\n\n{description}")
    if not text:
        return Skipped(file, "empty")
    return ItemRecord(
        platform=PLATFORM,
        native_id=identity,
        kind=Kind.VIDEO,
        role=Role.CREATOR if channel.owns(owner, owner_name) else Role.FAN,
        author=Author(id=owner, name=owner_name),
        text=text,
        created_at=parse_iso(created),
        raw_time=created,
        title=tidy(title),
        url=_WATCH + identity,
        lang=language_code(lang),
        visibility=visibility,
        links=tuple(dict.fromkeys(link.rstrip(".,;:!?)") for link in _LINK.findall(description))),
    )


def transcript(video: str, lang: str, spoken: Spoken, channel: Channel) -> ItemRecord:
    """What is said in a video, as one item with its cues."""
    owner = channel.channels.get(video, "")
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"{video}#transcript-{lang}" if lang else f"{video}#transcript",
        kind=Kind.TRANSCRIPT,
        role=Role.CREATOR if channel.owns(owner) else Role.FAN,
        author=Author(id=owner),
        text=spoken.text,
        title=channel.titles.get(video, ""),
        url=_WATCH + video,
        lang=lang,
        root_id=video,
        cues=spoken.cues,
    )


def own_comment(row: Row, file: str, kind: Table) -> ItemRecord | Malformed | Skipped:
    """A row of a Takeout's comments or live chats: always the creator's own."""
    cells = row.cells
    identity, text = cells.get("id", ""), tidy(plain_text(cells.get("text", "")))
    if not identity:
        return Malformed(file, row.number, "The comment has no id.")
    if not text:
        return Skipped(file, "empty")
    video, post = cells.get("video", ""), cells.get("post", "")
    parent = cells.get("parent") or cells.get("top") or ""
    if not parent and kind is Table.COMMENTS and "." in identity:
        parent = identity.split(".", 1)[0]
    parent = "" if parent == identity else parent
    root = video or post
    url = f"{_WATCH}{video}&lc={identity}" if video else f"{_POST}{post}?lc={identity}" if post else ""
    if kind is Table.LIVE_CHATS:
        item_kind, url = Kind.MESSAGE, _WATCH + video if video else ""
    else:
        item_kind = Kind.REPLY if parent else Kind.COMMENT
    return ItemRecord(
        platform=PLATFORM,
        native_id=identity,
        kind=item_kind,
        role=Role.CREATOR,
        author=Author(id=cells.get("channel", "")),
        text=text,
        created_at=parse_iso(cells.get("time", "")),
        raw_time=cells.get("time", ""),
        url=url,
        parent_id=parent or root or None,
        root_id=root or None,
    )


def comment_record(comment: Comment, file: str, channel: Channel) -> ItemRecord | Skipped:
    """A comment of a dump, by whoever wrote it."""
    text = tidy(comment.text)
    if not text:
        return Skipped(file, "empty")
    handle = comment.author_name if comment.author_name.startswith("@") else ""
    return ItemRecord(
        platform=PLATFORM,
        native_id=comment.id,
        kind=Kind.REPLY if comment.top else Kind.COMMENT,
        role=Role.CREATOR if channel.wrote(comment) else Role.FAN,
        author=Author(id=comment.author_id, name=comment.author_name, handle=handle),
        text=text,
        raw=comment.raw if comment.raw != text else "",
        created_at=comment.created_at,
        raw_time=comment.raw_time,
        edited_at=comment.edited_at,
        url=f"{_WATCH}{comment.video}&lc={comment.id}" if comment.video else "",
        parent_id=comment.parent_id or comment.video or None,
        root_id=comment.video or None,
        parent_author=comment.parent_author or None,
        parent_text=comment.parent_text or None,
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
