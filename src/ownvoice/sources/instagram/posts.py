"""Posts, reels, stories and films of Instagram from 2021 on: the text under them."""

from __future__ import annotations

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_account import Account
from ownvoice.sources.reading.meta_json import iter_entries
from ownvoice.sources.reading.meta_posts import parse_post

_FILMS = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".3gp")
_VIDEO_FILES = ("reels", "igtv")


def read_posts(archive: Archive, member: Member, account: Account, visibility: Visibility) -> Records:
    """The texts of one file's posts in its order; what has no text is counted."""
    empty = 0
    all_videos = member.name.rpartition("/")[2].lower().startswith(_VIDEO_FILES)
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        post = parse_post(element.value)
        if post is None:
            yield Malformed(member.name, element.offset, "this entry is no post", "byte")
        elif not post.text:
            empty += 1
        else:
            yield ItemRecord(
                platform="instagram",
                native_id=made_id(post.moment, post.text, post.file),
                kind=Kind.VIDEO if all_videos or post.file.lower().endswith(_FILMS) else Kind.CAPTION,
                role=Role.CREATOR,
                author=account.author(),
                text=post.text,
                created_at=post.moment,
                raw=post.written if post.written != post.text else "",
                raw_time=post.raw_time,
                visibility=visibility,
            )
    if empty:
        yield Skipped(member.name, "empty", empty)
