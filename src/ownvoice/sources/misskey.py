"""Misskey and its kin (Firefish, Sharkey, Iceshrimp): the notes an account exports, and notes as the API gives them.

The export (`notes-2024-01-02-….json`) is a list of the account's own notes, oldest first, and says neither whose they
are nor on which server; a note's id is the server's. The API's notes (https://misskey-hub.net/docs/for-developers/api/)
name their author and may hold the note that they answer: that is a whole exchange. A note that only repeats another
(`renoteId` without a text) is a boost; one that quotes is the creator's words about it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
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
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "misskey"
TITLE = "Misskey notes"

_HEAD = 65_536
_MARKS = (b'"renoteId"', b'"replyId"', b'"cw"', b'"visibility"')
_MOST_IDS = 2_000_000
_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "home": Visibility.UNLISTED,
    "followers": Visibility.RESTRICTED,
    "specified": Visibility.PRIVATE,
}
_LEADING_MENTIONS = re.compile(r"(?:@[\w.-]{1,100}(?:@[\w.-]{1,253})?(?:\s{1,20}|$))+")
# MFM: `$[tada text]`, `<small>`, `**bold**` are marks, not words (https://misskey-hub.net/docs/for-users/features/mfm/).
_MARKUP = re.compile(r"\$\[[a-z0-9]{1,20}(?:\.[\w.,=-]{0,200})? |</?(?:small|center|plain|i|b|s)>|\*\*")
_LINK = re.compile(r"\??\[([^\[\]\n]{1,300})\]\((https?://[^\s()]{1,1000})\)")


def detect(archive: Archive) -> Detection | None:
    """JSON lists of notes."""
    files = _files(archive)
    if not files:
        return None
    names = tuple(member.name for member in files)
    return Detection(NAME, f"Misskey notes ({', '.join(names[:3])})", names)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The notes in the files' order, each once.

    Raises `AmbiguousCreatorError` before the first record where notes of several people are named and nothing
    tells which of them the creator is.
    """
    files = _files(archive)
    mine = _creator(archive, files, options)
    if mine.id or mine.handle:
        yield mine
    seen: set[str] = set()
    for member in files:
        skipped: Counter[str] = Counter()
        with archive.open(member) as stream:
            for element in iter_array(stream, member.name):
                if isinstance(element, Malformed):
                    yield element
                    continue
                note = element.value
                if not isinstance(note, dict) or not isinstance(note.get("id"), str) or not note["id"]:
                    yield Malformed(
                        member.name, element.offset, "this entry is no note, or lacks its id", "byte"
                    )
                    continue
                if note["id"] in seen:
                    skipped["duplicate"] += 1
                    continue
                found = _record(note, mine, seen, options)
                if len(seen) < _MOST_IDS:
                    seen.add(note["id"])
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(member.name, reason, count)


def _files(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.json"):
        head = archive.head(member, _HEAD)
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") and all(mark in head for mark in _MARKS):
            found.append(member)
    return found


def _creator(archive: Archive, files: list[Member], options: ReadOptions) -> AccountRecord:
    """The account whose notes these are; nameless where no note names its author."""
    accounts: dict[str, AccountRecord] = {}
    written: Counter[str] = Counter()
    for member in files:
        if b'"user"' not in archive.head(member, _HEAD):
            continue
        with archive.open(member) as stream:
            for element in iter_array(stream, member.name):
                note = element.value if not isinstance(element, Malformed) else None
                user = note.get("user") if isinstance(note, dict) else None
                if isinstance(user, dict):
                    account = _account(user)
                    accounts.setdefault(account.id, account)
                    written[account.id] += 1
    named = {_plain(name) for name in options.own_names}
    for account in accounts.values():
        if named & {_plain(name) for name in (account.id, account.handle, account.name) if name}:
            return account
    if len(accounts) <= 1:
        return next(iter(accounts.values()), AccountRecord(NAME))
    likeliest = tuple(f"@{accounts[number].handle}" for number, _ in written.most_common(5))
    raise AmbiguousCreatorError(
        f"{archive.path.name} holds notes of several people: {', '.join(likeliest)}.",
        "Say which of them you are with --as NAME.",
        likeliest,
    )


def _plain(name: str) -> str:
    return name.strip().lstrip("@").casefold()


def _account(user: dict[str, Any]) -> AccountRecord:
    handle, host = _text(user, "username"), _text(user, "host")
    return AccountRecord(NAME, _text(user, "id"), f"{handle}@{host}" if host else handle, _text(user, "name"))


def _record(
    note: dict[str, Any], mine: AccountRecord, seen: set[str], options: ReadOptions
) -> ItemRecord | str:
    user = note.get("user")
    account = _account(user) if isinstance(user, dict) else mine
    if account.id != mine.id:
        return "another author"
    written = _text(note, "text")
    if not written:
        return "boost" if note.get("renoteId") else "empty"
    visibility = _VISIBILITIES.get(_text(note, "visibility"), Visibility.PRIVATE)
    if visibility in (Visibility.PRIVATE, Visibility.RESTRICTED) and not options.include_private:
        return "private"
    parent_id = _text(note, "replyId") or None
    parent_author: str | None = None
    parent_text: str | None = None
    text = written
    kind = Kind.POST
    if parent_id:
        own = parent_id in seen
        leading = _LEADING_MENTIONS.match(text)
        if leading:
            parent_author = None if own else leading.group().split()[0].lstrip("@")
            text = text[leading.end() :]
        answered = note.get("reply")
        if isinstance(answered, dict):
            told = answered.get("user")
            parent_author = _account(told).handle if isinstance(told, dict) else parent_author
            own = own or (isinstance(told, dict) and bool(mine.id) and _account(told).id == mine.id)
            public = _text(answered, "visibility") in ("public", "home")
            if public and not own:
                parent_text = _shown(_text(answered, "text"))[0] or None
        kind = Kind.POST if own else Kind.REPLY
    if visibility is Visibility.PRIVATE:
        kind = Kind.MESSAGE
    shown, links = _shown(text)
    if not shown:
        return "empty"
    stamp = _text(note, "createdAt")
    url = _text(note, "url") or _text(note, "uri")
    return ItemRecord(
        platform=NAME,
        native_id=note["id"],
        kind=kind,
        role=Role.CREATOR,
        author=Author(mine.id, mine.name, mine.handle),
        text=shown,
        created_at=parse_iso(stamp),
        raw=written if written != shown else "",
        raw_time=stamp,
        title=tidy(_text(note, "cw")),
        url=url if url.startswith("https://") else "",
        visibility=visibility,
        parent_id=parent_id,
        parent_author=parent_author,
        parent_text=parent_text,
        links=links,
    )


def _shown(written: str) -> tuple[str, tuple[str, ...]]:
    """The words without MFM's marks, and the addresses that links lead to."""
    links = tuple(dict.fromkeys(match[2] for match in _LINK.finditer(written)))
    text = _LINK.sub(r"\1", written)
    if "$[" in text:
        text = _MARKUP.sub("", text).replace("]", "")
    return tidy(_MARKUP.sub("", text)), links


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found.strip() if isinstance(found, str) else ""
