"""Threads: posts and replies, which come inside Instagram's export below `threads/`, or on their own.

Each entry has its text on itself or on its first medium, which is there without a file too. Newer exports
state of each whether it is a reply, some also to whom (`text_app_post`). Where that is missing, a text that
begins with "@name" counts as a reply to that person: computed from the text. The post answered is never in
the export, neither its text nor its id. Archived posts are private.

`native_id` is a hash (see `made_ids`): there are no ids and no addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_account import Account, read_account
from ownvoice.sources.reading.meta_html import read_html_export
from ownvoice.sources.reading.meta_json import iter_entries
from ownvoice.sources.reading.meta_posts import Post, parse_post

NAME = "threads"
TITLE = "Threads export"

_POSTS = ("threads_and_replies.json", "threads_and_replies_*.json", "threads.json", "archived_threads*.json")
_POSTS_HEAD = re.compile(rb'"text_post_app_(?:text_posts|text_app_archived_posts)"\s{0,9}:')
_ARCHIVED = re.compile(r"(?:^|/)archived_threads[^/]{0,20}$", re.IGNORECASE)
_OWN_PROFILE = ("threads/personal_information.json",)
_PROFILES = (
    "personal_information/personal_information.json",
    "account_information/personal_information.json",
)
_HTML = ("threads_and_replies.html", "threads_and_replies_*.html")
_NOTHING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*\]|\{\s*\})?\s*")
_LEFT_ALONE = re.compile(
    r"(?:^|/)threads/(?:(?:liked|saved|viewed)_threads|threads_(?:viewed|liked|saved)|followers|following|"
    r"blocked_profiles|muted_profiles|restricted_profiles|recently_unfollowed_profiles|recent_follow_requests|"
    r"pending_follow_requests|interest_feeds_on_threads|your_posts_without_notifications|apps_and_websites|"
    r"personal_information|profile_information|no-data)(?:_\d{1,4})?\.(?:json|html|txt)$",
    re.IGNORECASE,
)
_LEADING_NAME = re.compile(r"@([A-Za-z0-9._]{1,30})[\s,:]++(?=\S)")


@dataclass(slots=True)
class _Files:
    posts: list[Member] = field(default_factory=list)
    html: list[Member] = field(default_factory=list)
    account: list[Member] = field(default_factory=list)


def _files(archive: Archive) -> _Files:
    posts = [member for member in archive.matching(*_POSTS) if _is_posts(archive, member)]
    html = archive.matching(*_HTML)
    profiles = [*archive.matching(*_OWN_PROFILE), *archive.matching(*_PROFILES)] if posts or html else []
    return _Files(posts, html, profiles)


def _is_posts(archive: Archive, member: Member) -> bool:
    head = archive.head(member)
    if _POSTS_HEAD.search(head):
        return True
    empty = member.size < 100 and _NOTHING.fullmatch(head) is not None
    return empty and member.name.lower().endswith("threads_and_replies.json")


def detect(archive: Archive) -> Detection | None:
    """Whether there are lists of Threads' posts, by name and first bytes."""
    files = _files(archive)
    if not files.posts and not files.html:
        return None
    account = read_account(archive, files.account, [*files.posts, *files.html])
    own_profile = archive.matching(*_OWN_PROFILE)
    members = {member.name for member in (*files.posts, *files.html, *own_profile)}
    return Detection(
        NAME,
        f"Threads export{f' of @{account.handle}' if account.handle else ''}{'' if files.posts else ' (HTML)'}",
        tuple(sorted(members)),
        tuple(m.name for m in archive.members() if m.name not in members and _LEFT_ALONE.search(m.name)),
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then the posts and replies in the export's order."""
    files = _files(archive)
    account = read_account(archive, files.account, [*files.posts, *files.html])
    record = account.record(NAME)
    if record is not None:
        yield record
    public = Visibility.RESTRICTED if account.private else Visibility.PUBLIC
    for member in files.posts:
        archived = _ARCHIVED.search(member.name) is not None
        visibility = Visibility.PRIVATE if archived else public
        yield from _read_posts(archive, member, account, visibility, options.include_private)
    yield from read_html_export(archive, files.html, NAME, account.author(), public)


def _read_posts(
    archive: Archive, member: Member, account: Account, visibility: Visibility, include_private: bool
) -> Records:
    empty = private = 0
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        post = parse_post(element.value)
        if post is None:
            yield Malformed(member.name, element.offset, "this entry is no post", "byte")
        elif not post.text:
            empty += 1
        elif visibility is Visibility.PRIVATE and not include_private:
            private += 1
        else:
            yield _record(post, account, visibility)
    for reason, count in (("empty", empty), ("private", private)):
        if count:
            yield Skipped(member.name, reason, count)


def _record(post: Post, account: Account, visibility: Visibility) -> ItemRecord:
    text, is_reply, parent_author = post.text, False, ""
    stated = _stated(post)
    if stated is not None:
        is_reply = stated.get("is_reply") is True
        name = stated.get("in_reply_to_username")
        parent_author = name.lstrip("@") if is_reply and isinstance(name, str) else ""
    elif (leading := _LEADING_NAME.match(post.text)) is not None:
        text, is_reply, parent_author = post.text[leading.end() :], True, leading.group(1).rstrip(".")
    return ItemRecord(
        platform=NAME,
        native_id=made_id(post.moment, post.text, post.file),
        kind=Kind.REPLY if is_reply else Kind.POST,
        role=Role.CREATOR,
        author=account.author(),
        text=text,
        created_at=post.moment,
        raw=post.written if post.written != text else "",
        raw_time=post.raw_time,
        visibility=visibility,
        parent_author=parent_author or None,
    )


def _stated(post: Post) -> dict[str, Any] | None:
    """What the export says of the post as one of Threads', if it says whether it is a reply."""
    for medium in post.media:
        stated = medium.get("text_app_post")
        if isinstance(stated, dict) and isinstance(stated.get("is_reply"), bool):
            return stated
    return None
