"""Bluesky: the account's repository (`repo.car`), and what its API or Jetstream answered, saved as JSON.

A repository holds only the creator's own records, with the addresses of what they answer. JSON of the API
(`getPostThread` above all) holds both sides; addresses are global, so the two join. What a post answers is
always stated, never computed.

The creator is whom `own_names` names by DID or handle, the repository's account, or the one account the JSON
is about (whose feed, records or threads it holds).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, Author, ItemRecord, Malformed, Records, Role, Skipped
from ownvoice.sources.reading.bluesky_json import Found, find_posts, skip_reason
from ownvoice.sources.reading.bluesky_posts import PLATFORM, POST, parse_address, post_item
from ownvoice.sources.reading.car_repository import CarError, Repository, is_car, open_repository
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions

NAME = PLATFORM
TITLE = "Bluesky (repository, API answers, Jetstream)"

_JSON = (".json", ".jsonl", ".ndjson")
_HEAD = 65_536
_PROFILE = "app.bsky.actor.profile/self"


def detect(archive: Archive) -> Detection | None:
    """Repositories, and JSON with posts in it."""
    repositories, dumps = _members(archive)
    if not repositories and not dumps:
        return None
    parts = [(len(repositories), "repository", "repositories"), (len(dumps), "JSON file", "JSON files")]
    text = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)
    return Detection(NAME, f"Bluesky: {text}", tuple(member.name for member in repositories + dumps))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account with its own posts, then the posts of the JSON files, each post once.

    A repository's blocks are in no order that could be read as a stream, so they are held packed, about as
    large as the file. Raises `AmbiguousCreatorError` when only JSON about several accounts is given.
    """
    repositories, dumps = _members(archive)
    own = {name.strip().lstrip("@").casefold() for name in options.own_names}
    seen: set[str] = set()
    for member in repositories:
        for record in _repository(archive, member):
            if isinstance(record, AccountRecord) and not options.own_names:
                own.add(record.id.casefold())
            if not isinstance(record, ItemRecord):
                yield record
            elif record.native_id not in seen:
                seen.add(record.native_id)
                yield record
    if dumps and not own:
        account = _subject(archive, dumps)
        own = {account.id.casefold()}
        if account.id:
            url = _profile(account.id)
            yield AccountRecord(NAME, id=account.id, handle=account.handle, name=account.name, url=url)
    for member in dumps:
        yield from _json(archive, member, own, seen)


def _members(archive: Archive) -> tuple[list[Member], list[Member]]:
    repositories: list[Member] = []
    dumps: list[Member] = []
    for member in archive.members():
        name = member.name.lower()
        nameless = "." not in name.rsplit("/", 1)[-1]  # what a browser saved without an ending
        if name.endswith(".car") or (nameless and is_car(archive.head(member, 200))):
            repositories.append(member)
        elif name.endswith(_JSON):
            head = archive.head(member, _HEAD)
            if POST.encode() in head and (b'"uri"' in head or b'"did"' in head):
                dumps.append(member)
    return repositories, dumps


def _profile(did: str) -> str:
    return f"https://bsky.app/profile/{did}"


def _repository(archive: Archive, member: Member) -> Records:
    try:
        with archive.open(member) as stream:
            repository = open_repository(stream)
    except CarError as error:
        yield Malformed(member.name, 0, f"{error} Export the repository again.", "byte")
        return
    author = Author(id=repository.did)
    name = _display_name(repository)
    yield AccountRecord(NAME, id=repository.did, name=name, url=_profile(repository.did))
    skipped: Counter[str] = Counter()
    for number, (key, record) in enumerate(repository.records()):
        collection = key.split("/", 1)[0]
        if collection != POST:
            skipped[skip_reason(collection)] += 1
            continue
        address = parse_address(f"at://{repository.did}/{key}")
        if address is None:
            yield Malformed(member.name, number, "The record's key can't be read.")
            continue
        item = post_item(address, record, Role.CREATOR, replace(author, name=name))
        if item:
            yield item
        else:
            skipped["empty"] += 1
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)
    if repository.missing or repository.unreadable or repository.broken_off:
        parts = [
            f"{repository.missing} blocks are missing" if repository.missing else "",
            f"{repository.unreadable} can't be read" if repository.unreadable else "",
            "the file breaks off" if repository.broken_off else "",
        ]
        text = ", ".join(part for part in parts if part)
        yield Malformed(member.name, 0, f"The repository is not whole: {text}. Export it again.")


def _display_name(repository: Repository) -> str:
    for key, record in repository.records():
        if key == _PROFILE:
            name = record.get("displayName")
            return name.strip() if isinstance(name, str) else ""
        if key > _PROFILE:
            break
    return ""


def _subject(archive: Archive, dumps: list[Member]) -> Author:
    """The one account the JSON files are about."""
    subjects: Counter[str] = Counter()
    authors: dict[str, Author] = {}
    for member in dumps:
        for found in find_posts(archive, member):
            if found.subject and found.author.id:
                subjects[found.author.id] += 1
                authors.setdefault(found.author.id, found.author)
    if len(authors) < 2:
        return next(iter(authors.values()), Author())
    raise AmbiguousCreatorError(
        f"{archive.path.name} is about {len(authors)} Bluesky accounts and doesn't say which is yours.",
        "Name your handle or DID.",
        tuple(authors[did].handle or did for did, _ in subjects.most_common(5)),
    )


def _json(archive: Archive, member: Member, own: set[str], seen: set[str]) -> Records:
    known: dict[str, tuple[str, str]] = {}  # address → author and text, for what the same file answers
    posts: list[ItemRecord] = []
    for found in find_posts(archive, member):
        if found.problem:
            yield Malformed(member.name, found.number, found.problem)
        elif found.skipped:
            yield Skipped(member.name, found.skipped)
        else:
            item = _item(found, own)
            if item is None:
                yield Skipped(member.name, "empty")
                continue
            known[item.native_id] = (item.author.handle or item.author.name or item.author.id, item.text)
            posts.append(item)
            if len(posts) >= 10_000:  # Jetstream's lines may be any number; answers of the API are far fewer
                yield from _joined(posts, known, seen)
                posts.clear()
                known.clear()
    yield from _joined(posts, known, seen)


def _item(found: Found, own: set[str]) -> ItemRecord | None:
    if found.address is None or found.record is None:
        return None
    names = {found.author.id.casefold(), found.author.handle.casefold(), found.address.did.casefold()}
    role = Role.FAN if own.isdisjoint(names) else Role.CREATOR
    return post_item(found.address, found.record, role, found.author)


def _joined(
    posts: list[ItemRecord], known: dict[str, tuple[str, str]], seen: set[str]
) -> Iterator[ItemRecord]:
    """The posts not seen yet, with the text they answer where the same file has it."""
    for item in posts:
        if item.native_id in seen:
            continue
        seen.add(item.native_id)
        parent = known.get(item.parent_id or "")
        yield replace(item, parent_author=parent[0], parent_text=parent[1]) if parent else item
