"""Statuses as Mastodon's client API answers with them, saved as JSON: both sides of conversations.

The program mastodon-archive keeps one file an account (`example.social.user.lea.json`) with what the creator wrote
(`statuses`), what was written to them (`mentions`), what they answered (`replies`) and what they liked. A list of
statuses and a thread (`ancestors`, `descendants`) are what the API itself gives
(https://docs.joinmastodon.org/entities/Status/); Pleroma, Akkoma and GoToSocial answer alike.

A status's id is that of ActivityPub (`uri`), so that it joins with the archive the server hands out. The API names
what is answered by a number of the server's own: it becomes a parent where the file holds the status it means, and is
left out where it doesn't. Of what others wrote only what the creator answered is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
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
from ownvoice.sources.reading.contract import Archive, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.json_tables import iter_tables
from ownvoice.sources.reading.mastodon_mentions import host_of, without_leading_mentions
from ownvoice.sources.reading.site_names import primary_code
from ownvoice.sources.reading.timestamps import parse_iso

_HEAD = 65_536
_TABLES = ("statuses", "mentions", "replies", "ancestors", "descendants")
_OWN_TABLE = "statuses"
_MARKS = (b'"in_reply_to_id"', b'"acct"', b'"uri"')
_ONE_ACCOUNT = re.compile(rb'\s{0,20}\{\s{0,20}"account"\s{0,5}:')  # as mastodon-archive begins
_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.RESTRICTED,
    "direct": Visibility.PRIVATE,
}


@dataclass(slots=True)
class _Seen:
    """What a first look at a file gives: whose it is, what its numbers mean, which of them the creator answered."""

    accounts: dict[str, AccountRecord] = field(default_factory=dict)  # by the server's number
    written: Counter[str] = field(default_factory=Counter)
    owner: str = ""
    uris: dict[str, str] = field(default_factory=dict)  # ActivityPub id by the server's number
    answers: list[tuple[str, str]] = field(default_factory=list)  # who answered, which number


def status_files(archive: Archive) -> list[Member]:
    """JSON files that begin with what a status has."""
    found = []
    for member in archive.matching("*.json"):
        head = archive.head(member, _HEAD)
        if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") and all(mark in head for mark in _MARKS):
            found.append(member)
    return found


def read_statuses(archive: Archive, member: Member, options: ReadOptions) -> Records:
    """The account, what it wrote, and what of others it answered.

    Raises `AmbiguousCreatorError` before the first record where the file holds several people's statuses and
    nothing tells which of them the creator is.
    """
    seen = _look(archive, member)
    mine = _creator(archive, seen, options)
    yield from (seen.accounts[number] for number in sorted(mine))
    answered = {number for author, number in seen.answers if author in mine}
    skipped: Counter[str] = Counter()
    done: set[str] = set()
    for offset, unit, _, status in _statuses(archive, member):
        if isinstance(status, Malformed):
            yield status
            continue
        number, (author, _), uri = _number(status), _account(status), status.get("uri")
        if not number or not author or not isinstance(uri, str) or not uri:
            yield Malformed(member.name, offset, "this entry is no status, or lacks its id", unit)
            continue
        if number in done:
            continue
        done.add(number)
        if author not in mine and number not in answered:
            skipped["unrelated"] += 1
            continue
        found = _record(status, uri, seen, mine, options)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)


def _statuses(archive: Archive, member: Member) -> Iterator[tuple[int, str, str, dict[str, Any] | Malformed]]:
    """(offset, its unit, table, status) for each; in a notification that of its status."""
    whole_list = archive.head(member, 64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
    with archive.open(member) as stream:
        if whole_list:
            for element in iter_array(stream, member.name):
                if isinstance(element, Malformed):
                    yield element.offset, "byte", "", element
                else:
                    yield element.offset, "byte", "", _inner(element.value)
            return
        for row in iter_tables(stream, member.name, _TABLES):
            if isinstance(row, Malformed):
                yield row.offset, row.unit, "", row
            else:
                yield row.number, "entry", row.table, _inner(row.value)


def _inner(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    status = value.get("status")
    return status if isinstance(status, dict) else value


def _look(archive: Archive, member: Member) -> _Seen:
    seen = _Seen()
    of_one_account = _ONE_ACCOUNT.match(archive.head(member, 200)) is not None
    for _, _, table, status in _statuses(archive, member):
        if isinstance(status, Malformed):
            continue
        number, (author, account), uri = _number(status), _account(status), status.get("uri")
        if not number or not author or not isinstance(uri, str):
            continue
        seen.accounts.setdefault(author, account)
        seen.uris[number] = uri
        if table == _OWN_TABLE and of_one_account:
            seen.owner = seen.owner or author
        if status.get("reblog"):
            continue
        seen.written[author] += 1
        parent = _text(status, "in_reply_to_id")
        if parent:
            seen.answers.append((author, parent))
    return seen


def _creator(archive: Archive, seen: _Seen, options: ReadOptions) -> frozenset[str]:
    if seen.owner:
        return frozenset({seen.owner})
    named = {_plain(name) for name in options.own_names}
    mine = {
        number
        for number, account in seen.accounts.items()
        if named & {_plain(name) for name in (account.handle, account.name, account.url) if name}
    }
    if mine or not seen.accounts:
        return frozenset(mine)
    if len(seen.accounts) == 1:
        return frozenset(seen.accounts)
    likeliest = tuple(f"@{seen.accounts[number].handle}" for number, _ in seen.written.most_common(5))
    raise AmbiguousCreatorError(
        f"{archive.path.name} holds posts of several people: {', '.join(likeliest)}.",
        "Say which of them you are with --as NAME.",
        likeliest,
    )


def _plain(name: str) -> str:
    return name.strip().lstrip("@").casefold()


def _record(
    status: dict[str, Any], uri: str, seen: _Seen, mine: frozenset[str], options: ReadOptions
) -> ItemRecord | str:
    if status.get("reblog"):
        return "boost"
    visibility = _VISIBILITIES.get(_text(status, "visibility"), Visibility.PRIVATE)
    if visibility in (Visibility.PRIVATE, Visibility.RESTRICTED) and not options.include_private:
        return "private"
    author, account = _account(status)
    own = author in mine
    written = _text(status, "content")
    number, answered = _text(status, "in_reply_to_id"), _text(status, "in_reply_to_account_id")
    content, mentioned = without_leading_mentions(written) if number else (written, "")
    body = read_html(content)
    if not body.text:
        return "empty"
    parent = seen.uris.get(number)
    kind = Kind.REPLY if number and answered != author else Kind.POST
    if visibility is Visibility.PRIVATE:
        kind = Kind.MESSAGE
    stamp, url = _text(status, "created_at"), _text(status, "url")
    known = seen.accounts.get(answered)
    return ItemRecord(
        platform="mastodon",
        native_id=uri,
        kind=kind,
        role=Role.CREATOR if own else Role.FAN,
        author=Author(account.id, account.name, account.handle),
        text=body.text,
        created_at=parse_iso(stamp),
        raw=written if written != body.text else "",
        raw_time=stamp,
        edited_at=parse_iso(status.get("edited_at")),
        title=tidy(_text(status, "spoiler_text")),
        url=url if url.startswith("http") else uri,
        lang=primary_code(_text(status, "language")),
        visibility=visibility,
        parent_id=parent,
        parent_author=(known.handle if known else mentioned) or None if number else None,
        links=body.links,
    )


def _account(status: dict[str, Any]) -> tuple[str, AccountRecord]:
    """The server's number of who wrote the status ("" where there is none), and their account."""
    told = status.get("account")
    if not isinstance(told, dict):
        return "", AccountRecord("mastodon")
    url = _text(told, "url")
    handle = _text(told, "acct") or _text(told, "username")
    host = host_of(url)
    if handle and "@" not in handle and host:
        handle = f"{handle}@{host}"
    # Mastodon says the account's own address since 4.2; before, the status's begins with it.
    address = _text(told, "uri") or _text(status, "uri").partition("/statuses/")[0]
    is_address = "/users/" in address or bool(_text(told, "uri"))
    account = AccountRecord(
        "mastodon", address if is_address else url, handle, _text(told, "display_name"), url
    )
    return _number(told), account


def _number(value: dict[str, Any]) -> str:
    number = value.get("id")
    return str(number) if isinstance(number, int | str) and not isinstance(number, bool) else ""


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""
