"""Which members of an archive are Facebook's, and what is in each: by name, place and first bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.meta_tree import Tree

_POSTS = ("your_posts*.json", "profile_posts*.json", "page_posts*.json", "posts_on_other_pages_and_profiles*.json",
          "group_posts_and_comments*.json", "your_posts_and_comments_in_groups*.json",
          "your_posts_in_groups*.json", "your_group_posts*.json")  # fmt: skip
_COMMENTS = ("*comments*.json",)
_NOTES = ("notes.json", "notes_*.json")
_VIDEOS = ("your_videos*.json",)
_PHOTOS = ("your_uncategorized_photos*.json",)
_MESSAGES = ("message_*.json", "messages/**/message.json")
_MAYBE_ENCRYPTED = ("*_*.json",)
_ACCOUNT = ("profile_information/profile_information.json",)
_PAGES = ("your_posts*.html", "profile_posts*.html", "page_posts*.html")
_OTHER_PAGES = ("comments.html", "comments_*.html", "message_*.html", "messages.htm")

_POST_HEAD = re.compile(
    rb'"(?:posts|group_posts)(?:_v2)?"\s{0,9}:\s{0,9}[\[{]|"status_updates"\s{0,9}:|"activity_log_data"\s{0,9}:'
    rb'|"timestamp"\s{0,9}:\s{0,9}\d|"label_values"\s{0,9}:'
)
_COMMENT_HEAD = re.compile(
    rb'"(?:group_)?comments(?:_v2)?"\s{0,9}:\s{0,9}\[\s{0,999}(?:\]|\{\s{0,99}"(?:timestamp|data|title)")'
)
_NOTES_HEAD = re.compile(rb'"notes(?:_v2)?"\s{0,9}:\s{0,9}\[')
_VIDEOS_HEAD = re.compile(rb'"videos(?:_v2)?"\s{0,9}:\s{0,9}\[')
_PHOTOS_HEAD = re.compile(rb'"other_photos(?:_v2)?"\s{0,9}:\s{0,9}\[')
_THREAD_HEAD = re.compile(rb'"sender_name"\s{0,9}:|"participants"\s{0,9}:')
_ENCRYPTED_HEAD = re.compile(rb'"(?:threadName|senderName)"\s{0,9}:')
_NUMBERED = re.compile(r"_\d{1,6}\.json$", re.IGNORECASE)

_READ_FOLDERS = re.compile(r"(?:^|/)(?:posts|comments|comments_and_reactions|groups|messages|notes)/")
_PAGE = re.compile(r"(?:^|/)(?:this_(?:profile|page)'s_activity_across_facebook/|(?:page|profile)_posts)")
_LEFT_ALONE = re.compile(
    r"(?:^|/)(?:posts/(?:album/[^/]{0,60}|archive|likes|other_people's_posts_to_your_timeline|wall_posts_sent_to_you|"
    r"places_you_have_been_tagged_in[^/]{0,20}|visual_search_feature|edits_you_made_to_posts|"
    r"media_used_for_memories|shared_memories|content_sharing_links_you_have_created)|"
    r"groups/(?:your_group_messages/[^/]{0,60}|your_groups?|your_group_membership_activity|your_answers_to_membership_questions|"
    r"group_interactions|hidden_questions|your_badges[^/]{0,40})|"
    r"comments_and_reactions/(?:likes_and_reactions[^/]{0,20}|posts_and_comments)|"
    r"messages/(?:secret_conversations|secret_groups|community_chats_settings|support_messages|"
    r"your_cross-app_messaging_settings|messenger_[^/]{0,60}|encrypted_messaging_[^/]{0,60}|your_messenger_app_install_information|"
    r"information_about_your_devices|chat_invites_received|your_responsiveness_in_messaging_threads|autofill_information))"
    r"\.(?:json|html)$|(?:^|/)(?:no-data\.txt|start_here\.html|index\.html)$"
)  # fmt: skip


@dataclass(slots=True)
class Files:
    """The members of one or more of Facebook's exports, by what is in them."""

    posts: list[Member] = field(default_factory=list)
    comments: list[Member] = field(default_factory=list)
    notes: list[Member] = field(default_factory=list)
    videos: list[Member] = field(default_factory=list)
    photos: list[Member] = field(default_factory=list)
    messages: list[Member] = field(default_factory=list)
    html: list[Member] = field(default_factory=list)
    account: list[Member] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    def read_as_json(self) -> list[Member]:
        """All that records come from, but HTML pages."""
        return [*self.posts, *self.comments, *self.notes, *self.videos, *self.photos, *self.messages]

    def read(self) -> list[Member]:
        """All that records come from."""
        return [*self.read_as_json(), *self.html]

    def __bool__(self) -> bool:
        return bool(self.read())


def is_page(member: Member) -> bool:
    """Whether the member is of a Page's export, where everything is public."""
    return _PAGE.search(member.name) is not None


def facebook_files(archive: Archive) -> Files:
    """What of the archive is Facebook's."""
    files = Files()
    if not archive.matching("*.json", "*.html", "*.htm"):
        return files
    tree = Tree(archive)

    def chosen(patterns: tuple[str, ...], head: re.Pattern[bytes]) -> list[Member]:
        return [
            member
            for member in archive.matching(*patterns)
            if tree.holds(member, "facebook", head, _READ_FOLDERS) and not _LEFT_ALONE.search(member.name)
        ]

    files.posts = chosen(_POSTS, _POST_HEAD)
    taken = {member.name for member in files.posts}
    files.comments = [member for member in chosen(_COMMENTS, _COMMENT_HEAD) if member.name not in taken]
    files.notes = chosen(_NOTES, _NOTES_HEAD)
    files.videos = chosen(_VIDEOS, _VIDEOS_HEAD)
    files.photos = chosen(_PHOTOS, _PHOTOS_HEAD)
    files.messages = _messages(archive, tree)
    files.html = [member for member in archive.matching(*_PAGES) if tree.platform(member) == "facebook"]
    if not files.read():
        other = [member for member in archive.matching(*_OTHER_PAGES) if tree.platform(member) == "facebook"]
        files.html = other[:1]
    if files:
        files.account = [
            member for member in archive.matching(*_ACCOUNT) if tree.platform(member) != "instagram"
        ]
        files.ignored = _ignored(archive, tree, files)
    return files


def _messages(archive: Archive, tree: Tree) -> list[Member]:
    members = [
        member
        for member in archive.matching(*_MESSAGES)
        if not _LEFT_ALONE.search(member.name)
        and _THREAD_HEAD.search(archive.head(member))
        and tree.platform_of_thread(member) == "facebook"
    ]
    taken = {member.name for member in members}
    members += [
        member
        for member in archive.matching(*_MAYBE_ENCRYPTED)
        if member.name not in taken
        and _NUMBERED.search(member.name)
        and tree.platform(member) != "instagram"
        and _ENCRYPTED_HEAD.search(archive.head(member))
    ]
    everything = archive.members()
    if not members and len(everything) == 1 and everything[0].name.lower().endswith(".json"):
        head = archive.head(everything[0], 32_768)
        plain = b'"sender_name"' in head and b'"timestamp_ms"' in head
        if (plain and tree.platform_of_thread(everything[0]) == "facebook") or (
            _ENCRYPTED_HEAD.search(head) and b'"participants"' in head
        ):
            members = [everything[0]]
    return members


def _ignored(archive: Archive, tree: Tree, files: Files) -> tuple[str, ...]:
    """Members of the export that hold nothing to be read: media, settings, likes, what others wrote.

    A file that isn't known in a folder that is read stays unknown, so that it is reported.
    """
    taken = {member.name for member in (*files.account, *files.read())}
    found = []
    for member in archive.members():
        name = member.name
        if name in taken or tree.platform(member) != "facebook":
            continue
        ending = name.lower().rpartition(".")[2]
        if ending in ("json", "html"):
            known = _READ_FOLDERS.search(name) is None or (ending == "html" and bool(files.html))
        else:
            known = True
        if known or _LEFT_ALONE.search(name):
            found.append(name)
    return tuple(found)
