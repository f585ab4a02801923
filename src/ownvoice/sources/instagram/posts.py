"""Posts, reels, stories and films of Instagram from 2021 on: the text under them.

A post with one medium has its text and time on the medium, one with several on itself. There are no ids and
no addresses. Newer files may put the text under a label.
"""

from __future__ import annotations

from typing import Any

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.instagram.account import Account
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.meta_json import file_name, iter_entries, labelled_values, made_id
from ownvoice.sources.reading.timestamps import from_unix

_FILMS = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".3gp")
_VIDEO_FILES = ("reels", "igtv")
_CAPTION_LABELS = frozenset(
    {
        "caption",
        "légende",
        "bijschrift",
        "bildunterschrift",
        "leyenda",
        "pie de foto",
        "legenda",
        "didascalia",
    }
)


def read_posts(
    archive: Archive, member: Member, platform: str, account: Account, visibility: Visibility
) -> Records:
    """The texts of one file's posts in its order; what has no text is counted."""
    empty = 0
    videos = member.name.rpartition("/")[2].lower().startswith(_VIDEO_FILES)
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        found = post_record(element.value, platform, account, visibility, videos)
        if found is None:
            yield Malformed(member.name, element.offset, "this entry is no post", "byte")
        elif found.text:
            yield found
        else:
            empty += 1
    if empty:
        yield Skipped(member.name, "empty", empty)


def post_record(
    entry: Any, platform: str, account: Account, visibility: Visibility, is_video: bool
) -> ItemRecord | None:
    """The record of a post, with "" for the text of one without; None where `entry` is no post."""
    if not isinstance(entry, dict):
        return None
    media = post_media(entry)
    if not media and "title" not in entry and "label_values" not in entry:
        return None
    written = next((text for part in (entry, *media) if (text := _title(part))), "") or _caption(entry)
    stamp = next(
        (
            part[key]
            for part in (entry, *media)
            for key in ("creation_timestamp", "timestamp")
            if part.get(key)
        ),
        None,
    )
    text = tidy(written)
    moment = from_unix(stamp)
    uri = file_name(media[0].get("uri")) if media else ""
    return ItemRecord(
        platform=platform,
        native_id=made_id(moment, text, uri),
        kind=Kind.VIDEO if is_video or uri.lower().endswith(_FILMS) else Kind.CAPTION,
        role=Role.CREATOR,
        author=account.author(),
        text=text,
        created_at=moment,
        raw=written if written != text else "",
        raw_time=str(stamp) if isinstance(stamp, int | float | str) else "",
        visibility=visibility,
    )


def post_media(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The media of a post; a story is its own medium."""
    media = entry.get("media")
    if isinstance(media, dict):
        return [media]
    if isinstance(media, list):
        return [medium for medium in media if isinstance(medium, dict)]
    return [entry] if "uri" in entry else []


def _title(part: dict[str, Any]) -> str:
    title = part.get("title")
    return title if isinstance(title, str) and title.strip() else ""


def _caption(entry: dict[str, Any]) -> str:
    if "label_values" not in entry:
        return ""
    fields = labelled_values(entry)
    for field in fields:
        if field.label.casefold() in _CAPTION_LABELS and field.value:
            return field.value
    return ""
