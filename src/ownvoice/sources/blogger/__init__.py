"""Blogger: the backup of a blog, alone or in Google Takeout, and what the API answers.

`parent_id` of a comment is the comment it answers, else its post; `root_id` is the post: all three kinds of file
state both (see `atom` and `api`). Ids are Blogger's numbers, so that a backup and the API's answers meet.

The creator is whoever wrote the posts, told apart by the number of their profile; where several did, whom
`own_names` names. A comment is the creator's by that number. The name alone, which anybody can type, counts where
the creator gave it, or where the posts tell no profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

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
from ownvoice.core.text import fold
from ownvoice.sources.blogger.api import read_api
from ownvoice.sources.blogger.atom import Address, read_atom
from ownvoice.sources.blogger.entries import Entry, What
from ownvoice.sources.reading.blogger_files import HEAD_BYTES, BloggerFile, blogger_file
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "blogger"
TITLE = "Blogger backup"

_ENDINGS = (".xml", ".atom", ".json")
_NOBODY = frozenset({"", "unknown", "anonymous"})  # what Blogger shows where there is no name
_UNPUBLISHED = ("draft",)  # what is read when private things are asked for

_File = tuple[Member, BloggerFile]


@dataclass(frozen=True, slots=True)
class _Creator:
    """Who the creator is: the authors they are, and the keys these have."""

    authors: tuple[Author, ...]
    ids: frozenset[str]
    names: frozenset[str]

    def wrote(self, author: Author) -> bool:
        return author.id in self.ids or _name_key(author.name) in self.names


def detect(archive: Archive) -> Detection | None:
    """Atom files that are backups, and JSON documents of the API."""
    files = _files(archive)
    if not files:
        return None
    names = tuple(member.name for member, _ in files)
    ignored = tuple(
        m.name for m in archive.members() if "/Blogger/" in f"/{m.name}" and m.name not in set(names)
    )
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return Detection(NAME, f"Blogger ({names[0]}{more})", names, ignored)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The creator's accounts, then posts, pages and comments in the order of the files.

    Raises `AmbiguousCreatorError` where several people wrote the posts, or nobody did, and none is named.
    """
    files = _files(archive)
    creator, address = _survey(archive, files, options)
    for author in creator.authors:
        yield AccountRecord(NAME, id=author.id, name=author.name, url=address)
    for member, form in files:
        skipped: Counter[str] = Counter()
        for entry in _entries(archive, member, form):
            if isinstance(entry, Malformed):
                yield entry
            elif isinstance(entry, Entry):
                found = _record(entry, creator, options)
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(member.name, reason, count)


def _files(archive: Archive) -> list[_File]:
    members = archive.members()
    found = []
    for member in members:
        if len(members) == 1 or member.name.lower().endswith(_ENDINGS):
            form = blogger_file(archive.head(member, HEAD_BYTES))
            if form is not None:
                found.append((member, form))
    return found


def _entries(archive: Archive, member: Member, form: BloggerFile) -> Iterator[Address | Entry | Malformed]:
    with archive.open(member) as stream:
        if form is BloggerFile.ATOM:
            yield from read_atom(stream, member.name)
        else:
            yield from read_api(stream, member.name, form is BloggerFile.API_LIST)


# Who the creator is


def _survey(archive: Archive, files: list[_File], options: ReadOptions) -> tuple[_Creator, str]:
    writers: dict[str, Author] = {}
    posts: Counter[str] = Counter()
    comments: Counter[str] = Counter()
    addresses: dict[str, None] = {}
    for member, form in files:
        for entry in _entries(archive, member, form):
            if isinstance(entry, Address):
                addresses[entry.url] = None
            elif isinstance(entry, Entry) and not entry.left_out and _key(entry.author):
                if entry.what in (What.POST, What.PAGE):
                    writers.setdefault(_key(entry.author), entry.author)
                    posts[_key(entry.author)] += 1
                elif entry.what is What.COMMENT and not posts and len(comments) < 10_000:
                    comments[entry.author.name] += 1
    creator = _creator(archive, writers, posts, comments, options)
    return creator, next(iter(addresses)) if len(addresses) == 1 else ""


def _creator(
    archive: Archive,
    writers: dict[str, Author],
    posts: Counter[str],
    comments: Counter[str],
    options: ReadOptions,
) -> _Creator:
    given = frozenset(key for name in options.own_names if (key := _name_key(name)))
    mine = [a for a in writers.values() if a.id in options.own_names or _name_key(a.name) in given]
    if not mine and _is_one_person(writers):
        mine = list(writers.values())
    if not mine and (len(writers) > 1 or (comments and not given)):
        names = tuple(writers[key].name or key for key, _ in posts.most_common(5))
        if not writers:
            names = tuple(name for name, _ in comments.most_common(5) if name)
        raise AmbiguousCreatorError(
            f"{archive.path.name} holds {'posts' if writers else 'comments'} of several people, or doesn't say "
            "whose blog it is.",
            "Say under which name you write with --as NAME.",
            names,
        )
    ids = frozenset(author.id for author in mine if author.id)
    own = given if ids else given | {_name_key(author.name) for author in mine}
    return _Creator(tuple(mine), ids, own - _NOBODY)


def _is_one_person(writers: dict[str, Author]) -> bool:
    """One profile, or several under one name: people change theirs, and Google+ gave second ones."""
    names = {_name_key(author.name) for author in writers.values()}
    return len(writers) == 1 or (len(names) == 1 and not names & _NOBODY)


def _key(author: Author) -> str:
    name = _name_key(author.name)
    return author.id or (f"name {name}" if name not in _NOBODY else "")


def _name_key(name: str) -> str:
    return " ".join(fold(name).lstrip("@").split())


# Entries


def _record(entry: Entry, creator: _Creator, options: ReadOptions) -> ItemRecord | str:
    if entry.what is What.OTHER:
        return "not a text"
    if entry.left_out and not (options.include_private and entry.left_out in _UNPUBLISHED):
        return entry.left_out
    is_comment = entry.what is What.COMMENT
    is_own = creator.wrote(entry.author)
    if not is_comment and not is_own:
        return "another author"
    body = read_html(entry.html)
    if not body.text:
        return "empty"
    created, updated = parse_iso(entry.published), parse_iso(entry.updated)
    return ItemRecord(
        platform=NAME,
        native_id=entry.id,
        kind=(Kind.REPLY if entry.answers else Kind.COMMENT) if is_comment else Kind.POST,
        role=Role.CREATOR if is_own else Role.FAN,
        author=entry.author,
        text=body.text,
        created_at=created,
        raw=entry.html if entry.html != body.text else "",
        raw_time=entry.published,
        edited_at=updated if created and updated and updated > created else None,
        title="" if is_comment else entry.title,
        url=entry.url,
        visibility=Visibility.PRIVATE if entry.left_out else Visibility.PUBLIC,
        parent_id=(entry.answers or entry.post or None) if is_comment else None,
        root_id=(entry.post or None) if is_comment else None,
        links=body.links,
    )
