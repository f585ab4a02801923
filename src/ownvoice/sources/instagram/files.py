"""Which members of an archive are Instagram's, and what is in each: by name, place and first bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.meta_tree import Tree

_POSTS = ("posts.json", "posts_*.json", "reels.json", "reels_*.json", "stories.json", "stories_*.json",
          "igtv_videos.json", "igtv_videos_*.json")  # fmt: skip
_ARCHIVED = ("archived_posts.json", "archived_posts_*.json")
_COMMENTS = ("post_comments*.json", "reels_comments*.json", "story_comments*.json", "comments/hype.json")
_MESSAGES = ("message_*.json",)
_ACCOUNT = ("personal_information/personal_information.json", "account_information/personal_information.json")
_PAGES = ("posts_*.html", "posts.html", "reels.html", "igtv_videos.html")
_OTHER_PAGES = ("post_comments*.html", "reels_comments*.html", "message_*.html", "stories.html")
_OLD = ("media.json", "comments.json", "messages.json")
_NAMES = (*_POSTS, *_ARCHIVED, *_COMMENTS, *_MESSAGES, *_OLD, *_PAGES, *_OTHER_PAGES)

_POST_HEAD = re.compile(rb'"ig_[a-z_]{1,60}"\s{0,9}:\s{0,9}\[|"creation_timestamp"|"label_values"')
_COMMENT_HEAD = re.compile(
    rb'"comments_[a-z_]{1,60}"\s{0,9}:\s{0,9}\[|"string_(?:map|list)_data"|"label_values"'
)
_THREAD_HEAD = re.compile(rb'"sender_name"\s{0,9}:|"participants"\s{0,9}:')
_OLD_MEDIA_HEAD = re.compile(rb'"(?:photos|videos|stories|profile|direct)"\s{0,9}:\s{0,9}\[')
_OLD_COMMENTS_HEAD = re.compile(rb'"(?:media|live)_comments"\s{0,9}:\s{0,9}\[')
_OLD_MESSAGES_HEAD = re.compile(rb'\[\s{0,99}\{\s{0,99}"(?:participants|conversation)"\s{0,9}:\s{0,9}\[')
_OLD_PROFILE_HEAD = re.compile(rb'"(?:private_account|date_joined|biography)"\s{0,9}:')

_READ_FOLDERS = re.compile(r"(?:^|/)(?:content|media|comments|messages)/")
_LEFT_ALONE = re.compile(
    r"(?:^|/)(?:profile_photos|other_content|recently_deleted_content|secret_conversations|secret_groups|"
    r"reported_conversations|your_chat_information|ai_conversations|notes|group_chats|"
    r"recently_deleted_stories|profile_photo_changes)\.(?:json|html)$|(?:^|/)(?:no-data\.txt|start_here\.html|index\.html)$"
)
_MEDIA_FOLDERS = re.compile(r"(?:^|/)(?:media|photos|videos|direct|stories|profile|messages|files)/")


@dataclass(slots=True)
class Files:
    """The members of one or more of Instagram's exports, by what is in them."""

    posts: list[Member] = field(default_factory=list)
    archived: list[Member] = field(default_factory=list)
    comments: list[Member] = field(default_factory=list)
    messages: list[Member] = field(default_factory=list)
    old_media: list[Member] = field(default_factory=list)
    old_comments: list[Member] = field(default_factory=list)
    old_messages: list[Member] = field(default_factory=list)
    html: list[Member] = field(default_factory=list)
    account: list[Member] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    def read_as_json(self) -> list[Member]:
        """All that records come from, but HTML pages."""
        return [
            *self.posts, *self.archived, *self.comments, *self.messages,
            *self.old_media, *self.old_comments, *self.old_messages,
        ]  # fmt: skip

    def read(self) -> list[Member]:
        """All that records come from."""
        return [*self.read_as_json(), *self.html]

    def __bool__(self) -> bool:
        return bool(self.read())


def instagram_files(archive: Archive) -> Files:
    """What of the archive is Instagram's."""
    files = Files()
    if len(archive.members()) > 1 and not archive.matching(*_NAMES):
        return files
    tree = Tree(archive)

    def chosen(patterns: tuple[str, ...], head: re.Pattern[bytes]) -> list[Member]:
        return [
            member
            for member in archive.matching(*patterns)
            if tree.holds(member, "instagram", head, _READ_FOLDERS)
        ]

    files.posts = chosen(_POSTS, _POST_HEAD)
    files.archived = chosen(_ARCHIVED, _POST_HEAD)
    files.comments = chosen(_COMMENTS, _COMMENT_HEAD)
    files.messages = _messages(archive, tree)
    files.old_media = _old(archive, tree, _OLD[0], _OLD_MEDIA_HEAD)
    files.old_comments = _old(archive, tree, _OLD[1], _OLD_COMMENTS_HEAD)
    files.old_messages = _old(archive, tree, _OLD[2], _OLD_MESSAGES_HEAD)
    files.html = [member for member in archive.matching(*_PAGES) if tree.platform(member) == "instagram"]
    if not files.read():
        other = [m for m in archive.matching(*_OTHER_PAGES) if tree.platform(m) == "instagram"]
        files.html = other[:1]
    if files:
        files.account = [
            member for member in archive.matching(*_ACCOUNT) if tree.platform(member) != "facebook"
        ]
        if files.old_media or files.old_comments or files.old_messages:
            files.account += _old(archive, tree, "profile.json", _OLD_PROFILE_HEAD)
        files.ignored = _ignored(archive, tree, files)
    return files


def _messages(archive: Archive, tree: Tree) -> list[Member]:
    members = archive.matching(*_MESSAGES)
    everything = archive.members()
    if not members and len(everything) == 1 and everything[0].name.lower().endswith(".json"):
        head = archive.head(everything[0], 32_768)
        members = [everything[0]] if b'"sender_name"' in head and b'"timestamp_ms"' in head else []
    return [
        member
        for member in members
        if _THREAD_HEAD.search(archive.head(member)) and tree.platform_of_thread(member) == "instagram"
    ]


def _old(archive: Archive, tree: Tree, name: str, head: re.Pattern[bytes]) -> list[Member]:
    return [
        member
        for member in archive.matching(name)
        if tree.platform(member) is None and head.search(archive.head(member, 65_536))
    ]


def _ignored(archive: Archive, tree: Tree, files: Files) -> tuple[str, ...]:
    """Members of the export that hold nothing to be read: media, settings, likes, what others did.

    A file that isn't known in a folder that is read stays unknown, so that it is reported.
    """
    taken = {member.name for member in (*files.account, *files.read())}
    old_folders = {
        member.name.rpartition("/")[0]
        for member in (*files.old_media, *files.old_comments, *files.old_messages)
    }
    found = []
    for member in archive.members():
        name = member.name
        if name in taken or "/threads/" in f"/{name}":
            continue
        if tree.platform(member) == "instagram":
            ending = name.lower().rpartition(".")[2]
            if ending in ("json", "html"):
                known = _READ_FOLDERS.search(name) is None or (ending == "html" and bool(files.html))
            else:
                known = _MEDIA_FOLDERS.search(name) is not None
            if known or _LEFT_ALONE.search(name):
                found.append(name)
        elif name.rpartition("/")[0] in old_folders or _in_old_media(name, old_folders):
            found.append(name)
    return tuple(found)


def _in_old_media(name: str, old_folders: set[str]) -> bool:
    """Whether it is a picture or film beside the lists of 2018."""
    match = _MEDIA_FOLDERS.search(name)
    return match is not None and name[: match.start()].rstrip("/") in old_folders
