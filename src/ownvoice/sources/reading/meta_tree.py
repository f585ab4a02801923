"""Whose an export of Meta's is, where Instagram and Facebook name their files alike.

Both have `messages/inbox/<conversation>/message_1.json` and `.../comments/...`. Since 2023 a top folder tells
them apart; before that, the folders beside do. A conversation's file on its own is told by what only Facebook
writes into it, else it counts as Instagram's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ownvoice.sources.reading.contract import Archive, Member

Platform = Literal["instagram", "facebook"]

_TOP_FOLDER = re.compile(
    r"(?:^|/)(?:(your_instagram_activity|instagram-[^/]{1,200}|meta-[^/]{0,99}/instagram[^/]{0,99})"
    r"|(your_facebook_activity|your_activity_across_facebook|this_profile's_activity_across_facebook"
    r"|this_page's_activity_across_facebook|data_messenger_e2e|facebook-[^/]{1,200}))/"
)
# Folders (with one file below) that only one of them has, in exports that have no such top folder.
_INSTAGRAM_FOLDERS = (
    "personal_information/personal_information.*", "account_information/personal_information.*",
    "followers_and_following/*", "content/*", "ads_and_topics/*", "likes/liked_posts.*",
    "login_and_account_creation/*", "comments/post_comments*",
)  # fmt: skip
_FACEBOOK_FOLDERS = (
    "posts/your_*", "posts/*_posts_*", "profile_information/profile_information.*", "about_you/*", "friends/friends.*",
    "comments_and_reactions/*", "comments/comments.*", "likes_and_reactions/*", "groups/your_*",
    "friends_and_followers/*",
)  # fmt: skip
_FACEBOOK_ONLY = re.compile(rb'"(?:sender_id_INTERNAL|media_path_INTERNAL|files|sticker|gifs|ip|senderName)"')
_HEAD_BYTES = 32_768
_NOTHING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*\]|\{\s*\})?\s*")
_DAY = r"\d{4}-\d{2}-\d{2}"
_ACCOUNT_IN_NAME = re.compile(
    rf"(?:^|/)(instagram|facebook)-([A-Za-z0-9][A-Za-z0-9._]{{0,58}})-{_DAY}(?:-[^/]{{0,60}})?(?:/|$)"
)


class Tree:
    """The roots of the exports in an archive: folders whose content is Instagram's or Facebook's."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._roots: dict[str, Platform] = {}
        for member in archive.members():
            top = _TOP_FOLDER.search(member.name)
            if top is not None:
                root = member.name[: top.start()]
                self._roots.setdefault(root, "instagram" if top.group(1) else "facebook")
        self._add("instagram", _INSTAGRAM_FOLDERS)
        self._add("facebook", _FACEBOOK_FOLDERS)

    def _add(self, platform: Platform, patterns: tuple[str, ...]) -> None:
        for member in self._archive.matching(*patterns):
            if _TOP_FOLDER.search(member.name) is None:
                self._roots.setdefault(member.name.rpartition("/")[0].rpartition("/")[0], platform)

    def platform(self, member: Member) -> Platform | None:
        """Whose the member is, by its path; None where the path doesn't say."""
        top = _TOP_FOLDER.search(member.name)
        if top is not None:
            return "instagram" if top.group(1) else "facebook"
        folder = member.name
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self._roots:
                return self._roots[folder]
        return None

    def holds(
        self, member: Member, platform: Platform, head: re.Pattern[bytes], places: re.Pattern[str]
    ) -> bool:
        """Whether the member is one of this platform's and begins as `head` says.

        An empty one counts where its path says both that it is this platform's and (`places`) what it is.
        """
        known = self.platform(member)
        if known not in (None, platform):
            return False
        start = self._archive.head(member)
        if head.search(start):
            return True
        return (
            known == platform
            and member.size < 100
            and places.search(member.name) is not None
            and _NOTHING.fullmatch(start) is not None
        )

    def platform_of_thread(self, member: Member) -> Platform:
        """Whose a conversation's file is, by its path or else by its content."""
        known = self.platform(member)
        if known is not None:
            return known
        head = self._archive.head(member, _HEAD_BYTES)
        return "facebook" if _FACEBOOK_ONLY.search(head) else "instagram"


def account_in_names(archive: Archive, platform: Platform, members: Iterable[Member]) -> str:
    """The account's handle as the export's own file or folder is named after it; "" where it isn't."""
    first = next(iter(members), None)
    for name in (archive.path.name.removesuffix(".zip"), first.name if first else ""):
        match = _ACCOUNT_IN_NAME.search(name)
        if match is not None and match.group(1) == platform:
            return match.group(2)
    return ""
