"""The archive that Mastodon hands out: an ActivityPub outbox with the actor it belongs to.

`outbox.json` is an OrderedCollection of activities, `actor.json` beside it says whose. Both are read from a
tar.gz, a zip or a folder, also several exports in folders of their own. Boosts are left out; posts for
followers or for the mentioned people only are read if the creator asks for them.

A parent is what the post states in `inReplyTo`; its author is the one whom that address names, else the first
person mentioned at the beginning. A post that continues the creator's own thread is a post with a parent, not
a reply. Spec: https://www.w3.org/TR/activitystreams-vocabulary/.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import orjson

from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.site_names import primary_code
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "mastodon"
TITLE = "Mastodon archive"

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_POSTS = frozenset({"Note", "Question", "Article", "Page", "Video", "Audio", "Image", "Event"})
_ACTOR_BYTES = 4 << 20
_LEFT_ALONE = ("likes.json", "bookmarks.json", "avatar.", "header.", "media_attachments/")
# A person mentioned, as Mastodon, Pleroma, Akkoma and GoToSocial write it.
_MENTION = (
    r'<span class="h-card[^>]{0,100}+><a (?>[^>]{0,1000}?href=")([^"<>]{0,500}+)"[^>]{0,1000}+>'
    r"@<span>([^<]{0,200})</span></a></span>"
)
_LEADING_MENTIONS = re.compile(rf"(?:<p>)?\s{{0,20}}(?:{_MENTION}[\s,:]{{0,20}}(?:<br ?/?>)?)+")
_ONE_MENTION = re.compile(_MENTION)
_USER_ADDRESS = re.compile(r"https?://([^/:?#@]{1,253})(?::\d{1,5})?/(?:users/|@)([^/@?#]{1,200})")


def detect(archive: Archive) -> Detection | None:
    """Whether there is an ActivityPub outbox, by name and first bytes."""
    outboxes = _outboxes(archive)
    if not outboxes:
        return None
    members: list[str] = []
    ignored: list[str] = []
    owners: list[str] = []
    posts = 0
    for outbox in outboxes:
        folder = outbox.name.rpartition("/")[0]
        top = f"{folder}/" if folder else ""
        members.append(outbox.name)
        actor = _actor_member(archive, outbox)
        if actor is not None:
            members.append(actor.name)
        account = _account(archive, outbox)
        if account is not None:
            owners.append(f"@{account.handle}")
        total = re.search(rb'"totalItems"\s{0,9}:\s{0,9}(\d{1,9})', archive.head(outbox))
        posts += int(total.group(1)) if total else 0
        beside = tuple(top + name for name in _LEFT_ALONE)
        ignored += [member.name for member in archive.members() if member.name.startswith(beside)]
    owner = " of " + ", ".join(dict.fromkeys(owners)) if owners else ""
    count = f", {posts:,} posts and boosts" if posts else ""
    return Detection(NAME, f"Mastodon archive{owner}{count}", tuple(members), tuple(sorted(set(ignored))))


def read(archive: Archive, options: ReadOptions) -> Records:
    """Each outbox in turn: the account, then its posts in the archive's order (oldest first)."""
    for outbox in _outboxes(archive):
        account = _account(archive, outbox)
        if account is not None:
            yield account
        yield from _read_outbox(archive, outbox, account or AccountRecord(NAME), options.include_private)


def _outboxes(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("outbox.json"):
        start = archive.head(member)
        if b"OrderedCollection" in start or b"orderedItems" in start:
            found.append(member)
    return found


def _actor_member(archive: Archive, outbox: Member) -> Member | None:
    wanted = outbox.name[: -len("outbox.json")] + "actor.json"
    return next((member for member in archive.matching("actor.json") if member.name == wanted), None)


def _account(archive: Archive, outbox: Member) -> AccountRecord | None:
    """The account in `actor.json`; where that is missing, the actor of the first activity."""
    member = _actor_member(archive, outbox)
    if member is not None and member.size < _ACTOR_BYTES:
        with archive.open(member) as stream:
            try:
                told = orjson.loads(stream.read())
            except orjson.JSONDecodeError:
                told = None
        if isinstance(told, dict) and isinstance(told.get("id"), str):
            name, user, url = told.get("name"), told.get("preferredUsername"), told.get("url")
            return AccountRecord(
                platform=NAME,
                id=told["id"],
                handle=f"{user}@{_host(told['id'])}" if isinstance(user, str) else _handle(told["id"]),
                name=name if isinstance(name, str) else "",
                url=url if isinstance(url, str) else told["id"],
            )
    with archive.open(outbox) as stream:
        for element in iter_array(stream, outbox.name, "orderedItems"):
            if not isinstance(element, Malformed) and isinstance(element.value, dict):
                actor = element.value.get("actor")
                if isinstance(actor, str):
                    return AccountRecord(platform=NAME, id=actor, handle=_handle(actor), url=actor)
            break
    return None


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _handle(address: str) -> str:
    """`user@host` from the address of an actor or of one of their posts; "" where it doesn't name a user."""
    user = _USER_ADDRESS.match(address)
    return f"{user.group(2)}@{user.group(1)}" if user else ""


def _read_outbox(archive: Archive, outbox: Member, account: AccountRecord, include_private: bool) -> Records:
    skipped: Counter[str] = Counter()
    author = Author(account.id, account.name, account.handle)
    build = _PostBuilder(author, include_private).build
    with archive.open(outbox) as stream:
        for element in iter_array(stream, outbox.name, "orderedItems"):
            if isinstance(element, Malformed):
                yield element
                continue
            try:
                found = build(element.value)
            except (KeyError, TypeError, ValueError, AttributeError):
                yield Malformed(outbox.name, element.offset, "this entry is no post, or lacks its id", "byte")
                continue
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(outbox.name, reason, count)


class _PostBuilder:
    """Makes records of activities; what is the same for all of them is worked out once."""

    def __init__(self, author: Author, include_private: bool) -> None:
        self._author = author
        self._own = author.id + "/"
        self._include_private = include_private

    def build(self, activity: dict[str, Any]) -> ItemRecord | str:
        """The record, or the reason for leaving the activity out. Raises where it is no activity at all."""
        if activity["type"] == "Announce":
            return "boost"
        post = activity["object"]
        if activity["type"] != "Create" or post.__class__ is not dict or post.get("type") not in _POSTS:
            return "not a post"
        get = post.get
        audience = post if "to" in post else activity
        visibility = _visibility(audience.get("to"), audience.get("cc"))
        if visibility in (Visibility.PRIVATE, Visibility.RESTRICTED) and not self._include_private:
            return "private"
        native_id = post["id"]
        if type(native_id) is not str or not native_id:
            raise TypeError("id")
        languages = get("contentMap") or {}
        raw = get("content") or next(iter(languages.values()), "")
        content = raw
        parent_id = get("inReplyTo") or None
        parent_author = None
        kind = Kind.POST
        if parent_id is not None:
            own = type(parent_id) is str and self._own != "/" and parent_id.startswith(self._own)
            kind = Kind.POST if own else Kind.REPLY
            parent_author = self._author.handle if own else _handle(parent_id)
            content, mentioned = _without_leading_mentions(raw)
            parent_author = parent_author or mentioned or None
        if visibility is Visibility.PRIVATE:
            kind = Kind.MESSAGE
        body = read_html(content)
        title = get("summary")
        published, updated, url = get("published"), get("updated"), get("url")
        if not body.text:
            return "empty"
        return ItemRecord(
            NAME,
            native_id,
            kind,
            Role.CREATOR,
            self._author,
            body.text,
            parse_iso(published),
            raw if raw != body.text else "",
            published if type(published) is str else "",
            parse_iso(updated) if updated and updated != published else None,
            tidy(title) if type(title) is str else "",
            url if type(url) is str else native_id,
            _language(languages),
            visibility,
            parent_id,
            parent_author=parent_author,
            links=body.links,
        )


def _visibility(to: object, cc: object) -> Visibility:
    """Who could read the post, by Mastodon's rules for the public address and the followers' collection."""
    direct = to if isinstance(to, list) else [to]
    copied = cc if isinstance(cc, list) else [cc]
    if any(address in _PUBLIC for address in direct):
        return Visibility.PUBLIC
    if any(address in _PUBLIC for address in copied):
        return Visibility.UNLISTED
    if any(type(address) is str and address.endswith("/followers") for address in (*direct, *copied)):
        return Visibility.RESTRICTED
    return Visibility.PRIVATE


def _without_leading_mentions(content: str) -> tuple[str, str]:
    """The markup without the people mentioned at its beginning, and the handle of the first of them."""
    leading = _LEADING_MENTIONS.match(content)
    if leading is None:
        return content, ""
    first = _ONE_MENTION.search(leading.group())
    handle = ""
    if first is not None:
        user, host = first.group(2).partition("@")[0], _host(first.group(1))
        handle = _handle(first.group(1)) or (f"{user}@{host}" if host else user)
    return content[leading.end() :], handle


def _language(languages: dict[str, Any]) -> str:
    return primary_code(next(iter(languages), ""))
