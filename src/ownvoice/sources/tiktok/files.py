"""Which members of an archive are TikTok's: the one large JSON file, or the folders of text files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.tiktok_txt import is_blocks

_JSON = ("user_data*.json",)
_COMMENTS = ("comments.txt", "comment.txt")
_VIDEOS = ("videos.txt", "video.txt", "posts.txt", "post.txt")
_PROFILES = ("profile information.txt", "profile info.txt", "profile_information.txt")
_SECTION_HEAD = re.compile(
    rb'"(?:(?:Your )?Activity|Comment|Direct Messages?|Ads and data|App Settings|Profile(?: And Settings)?|'
    rb'Likes and Favorites|Income\+ Wallet|Tik[Tt]ok (?:Live|Shop|Shopping)|Post|Video|Location Reviews?)"'
    rb"\s{0,9}:\s{0,9}\{"
)
_LIST_HEAD = re.compile(
    rb'"(?:CommentsList|ChatHistory|FavoriteEffectsList|ItemFavoriteList|FavoriteVideoList|WatchLiveMap|FansList)"'
    rb"\s{0,9}:"
)
_HEAD_BYTES = 65_536
_FOLDERS = re.compile(
    r"(?:^|/)(?:activity|your activity|ads and data|app settings|comments?|direct messages?|profile(?: and settings)?|"
    r"likes and favorites|income\+ wallet|tiktok (?:live|shop|shopping)|posts?|videos?|location reviews?)/"
    r"[^/]{1,200}\.(?:txt|mp4|jpe?g|png|webp|heic)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Files:
    """The members of TikTok's exports, by what is in them."""

    json: list[Member] = field(default_factory=list)
    comments: list[Member] = field(default_factory=list)
    videos: list[Member] = field(default_factory=list)
    profiles: list[Member] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    def members(self) -> list[Member]:
        """All that is read."""
        return [*self.json, *self.videos, *self.comments, *self.profiles]

    def __bool__(self) -> bool:
        return bool(self.json or self.comments or self.videos)


def tiktok_files(archive: Archive) -> Files:
    """What of the archive is TikTok's."""
    files = Files(
        json=_json(archive),
        comments=[member for member in archive.matching(*_COMMENTS) if is_blocks(archive.head(member, 512))],
        videos=[member for member in archive.matching(*_VIDEOS) if is_blocks(archive.head(member, 512))],
    )
    if files.comments or files.videos:
        files.profiles = archive.matching(*_PROFILES)
    if files:
        taken = {member.name for member in files.members()}
        files.ignored = tuple(
            member.name
            for member in archive.members()
            if member.name not in taken and _FOLDERS.search(member.name)
        )
    return files


def _json(archive: Archive) -> list[Member]:
    members = [
        member
        for member in archive.matching(*_JSON)
        if _SECTION_HEAD.search(archive.head(member, _HEAD_BYTES))
    ]
    everything = archive.members()
    if not members and len(everything) == 1 and everything[0].name.lower().endswith(".json"):
        head = archive.head(everything[0], _HEAD_BYTES)
        if _SECTION_HEAD.search(head) and _LIST_HEAD.search(head):
            return [everything[0]]
    return members
