"""The archive that Mastodon hands out: an ActivityPub outbox with the actor it belongs to.

Pleroma, Akkoma and GoToSocial speak the same language. What their client API answered, saved as JSON (the files of
mastodon-archive above all), is read too: see `reading/mastodon_statuses.py`.

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
from ownvoice.sources.reading.json_array import iter_array, iter_batches
from ownvoice.sources.reading.mastodon_mentions import handle_of, host_of, without_leading_mentions
from ownvoice.sources.reading.mastodon_statuses import read_statuses, status_files
from ownvoice.sources.reading.site_names import primary_code
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "mastodon"
TITLE = "Mastodon archive"

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_POSTS = frozenset({"Note", "Question", "Article", "Page", "Video", "Audio", "Image", "Event"})
_ACTOR_BYTES = 4 << 20
_MOST_IDS = 2_000_000
_OWN_FILES = ("outbox.json", "actor.json", "likes.json", "bookmarks.json")
_LEFT_ALONE = ("likes.json", "bookmarks.json", "avatar.", "header.", "media_attachments/")


def detect(archive: Archive) -> Detection | None:
    """Whether there is an ActivityPub outbox, by name and first bytes."""
    outboxes = _outboxes(archive)
    dumps = _dumps(archive)
    if not outboxes and not dumps:
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
    texts = [f"Mastodon archive{owner}{count}"] if outboxes else []
    if dumps:
        texts.append(f"Mastodon posts as its API gives them ({', '.join(dump.name for dump in dumps[:3])})")
    members += [dump.name for dump in dumps]
    return Detection(NAME, "; ".join(texts), tuple(members), tuple(sorted(set(ignored))))


def read(archive: Archive, options: ReadOptions) -> Records:
    """Each outbox in turn: the account, then its posts in the archive's order (oldest first); then the API's answers.

    Raises `AmbiguousCreatorError` where answers of the API hold several people's posts and none of them is named.
    """
    for outbox in _outboxes(archive):
        account = _account(archive, outbox)
        if account is not None:
            yield account
        yield from _read_outbox(archive, outbox, account or AccountRecord(NAME), options.include_private)
    for dump in _dumps(archive):
        yield from read_statuses(archive, dump, options)


def _dumps(archive: Archive) -> list[Member]:
    return [member for member in status_files(archive) if not member.name.endswith(_OWN_FILES)]


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
                handle=f"{user}@{host_of(told['id'])}" if isinstance(user, str) else handle_of(told["id"]),
                name=name if isinstance(name, str) else "",
                url=url if isinstance(url, str) else told["id"],
            )
    with archive.open(outbox) as stream:
        for element in iter_array(stream, outbox.name, "orderedItems"):
            if not isinstance(element, Malformed) and isinstance(element.value, dict):
                actor = element.value.get("actor")
                if isinstance(actor, str):
                    return AccountRecord(platform=NAME, id=actor, handle=handle_of(actor), url=actor)
            break
    return None


def _read_outbox(archive: Archive, outbox: Member, account: AccountRecord, include_private: bool) -> Records:
    skipped: Counter[str] = Counter()
    author = Author(account.id, account.name, account.handle)
    build = _PostBuilder(author, include_private).build
    with archive.open(outbox) as stream:
        for part in iter_batches(stream, outbox.name, "orderedItems"):
            if isinstance(part, Malformed):
                yield part
                continue
            for number, value in enumerate(part.values):
                try:
                    found = build(value)
                except (KeyError, TypeError, ValueError, AttributeError):
                    reason = "this entry is no post, or lacks its id"
                    yield Malformed(outbox.name, part.offset(number), reason, "byte")
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
        # Mastodon's ids begin with their author's address; Pleroma's and Akkoma's name no author at all.
        self._others: set[str] = set()
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
        if not native_id.startswith(self._own) and len(self._others) < _MOST_IDS:
            self._others.add(native_id)
        languages = get("contentMap") or {}
        raw = get("content") or next(iter(languages.values()), "")
        content = raw
        parent_id = get("inReplyTo") or None
        parent_author = None
        kind = Kind.POST
        if parent_id is not None:
            own = type(parent_id) is str and (
                (self._own != "/" and parent_id.startswith(self._own)) or parent_id in self._others
            )
            kind = Kind.POST if own else Kind.REPLY
            parent_author = self._author.handle if own else handle_of(parent_id)
            content, mentioned = without_leading_mentions(raw)
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


def _language(languages: dict[str, Any]) -> str:
    return primary_code(next(iter(languages), ""))
