"""RSS, Atom and JSON Feed, saved as files; podcasts among them.

`parent_id` comes from Atom's threading extension (`thr:in-reply-to`, RFC 4685), and in Blogger's feeds from
the link to the comment answered; `root_id` is the post the extension names. Entries whose address leads to a
comment (`#comment-12`) are comments without a known parent.

Whose feed it is, where the creator doesn't say: the authors the feed names; where no entry is by one of
them, whoever wrote at least three times as many entries as anybody else. Entries of others are left out, or
a fan's where they are comments.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from ownvoice.core.errors import AmbiguousCreatorError, ArchiveError
from ownvoice.core.records import AccountRecord, Author, ItemRecord, Kind, Records, Role, Skipped
from ownvoice.sources.reading.blogger_files import blogger_file
from ownvoice.sources.reading.captions import MAX_SIZE
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.episodes import Episode, episodes
from ownvoice.sources.reading.feed_entries import Entry, Feed, fold_name, parse_json_feed, parse_xml_feed
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.speakers import said_by, stretches
from ownvoice.sources.reading.wxr_bytes import declared_encoding

NAME = "feed"
TITLE = "RSS, Atom or JSON Feed"

_LARGEST = 64 << 20  # bytes; the parser holds the whole feed in memory, several times over
_HEAD_BYTES = 32_768
_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json", ".feed")
_DOMINANCE = 3  # times as many entries as the second
_FIRST_TAG = re.compile(r"<([A-Za-z][\w.:-]{0,40})[\s>]")
_JSON_FEED = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_WEB = ("http://", "https://")
_COMMENT_ADDRESS = re.compile(r"#(?:comment-?|c)\d{1,20}$")


def detect(archive: Archive) -> Detection | None:
    """Every member that begins like a feed and is neither WordPress's export nor Blogger's."""
    members = _members(archive)
    if not members:
        return None
    text = "Feed" if len(members) == 1 else f"{len(members):,} feeds"
    spoken = [member.name for member in _transcripts(archive, members).values()]
    beside = f", {len(spoken):,} transcript{'s' if len(spoken) > 1 else ''}" if spoken else ""
    return Detection(
        NAME, f"{text} ({members[0].name}){beside}", (*(member.name for member in members), *spoken)
    )


def _members(archive: Archive) -> list[Member]:
    members = archive.members()
    named = [member for member in members if len(members) == 1 or member.name.lower().endswith(_ENDINGS)]
    return [member for member in named if is_feed(archive.head(member, _HEAD_BYTES))]


def _transcripts(archive: Archive, feeds: list[Member]) -> dict[str, Member]:
    """The files beside the feeds whose names their episodes give as transcripts, by file name."""
    beside = {member.name.rpartition("/")[2]: member for member in archive.members() if member not in feeds}
    if not beside:
        return {}
    named = {
        link.file
        for feed in feeds
        if feed.size <= _LARGEST
        for episode in episodes(archive.head(feed, _LARGEST)).values()
        for link in episode.transcripts
    }
    return {name: beside[name] for name in sorted(named & set(beside)) if beside[name].size <= MAX_SIZE}


def is_feed(head: bytes) -> bool:
    """Whether a file that begins like this is RSS, Atom or JSON Feed."""
    if _is_json(head):
        return _JSON_FEED.search(head) is not None
    if blogger_file(head) is not None:
        return False  # a backup, which the source `blogger` reads
    text = head.decode(declared_encoding(head), "replace").lstrip("\ufeff \t\r\n\0")
    first = _FIRST_TAG.match(text, _prolog_end(text))
    if first is None or "://wordpress.org/export/" in text or "<wp:" in text:
        return False
    name = first.group(1).rpartition(":")[2].lower()
    return name in ("rss", "feed") or ((name == "rdf" and "/rss/" in text) or "netscape.com/rdf" in text)


def _prolog_end(text: str) -> int:
    """Where the first element may begin: behind the XML declaration, comments and the document type."""
    at = 0
    while text.startswith(("<?", "<!"), at):
        end = text.find("-->" if text.startswith("<!--", at) else ">", at)
        if end < 0:
            return len(text)
        at = text.find("<", end)
        if at < 0:
            return len(text)
    return at


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(archive: Archive, options: ReadOptions) -> Records:
    """For each feed the account, then its entries in order. Holds one feed at a time.

    Raises `ArchiveError` for a feed beyond 64 MB, and `AmbiguousCreatorError` for one of several authors
    that doesn't say whose it is.
    """
    members = _members(archive)
    transcripts = _transcripts(archive, members)
    heard: set[str] = set()
    for member in members:
        if member.size > _LARGEST:
            raise ArchiveError(
                f"{member.name} in {archive.path.name} is too large for a feed: {member.size >> 20:,} MB, "
                f"and feeds are read up to {_LARGEST >> 20} MB.",
                "Split it, or use the export of the platform it comes from.",
            )
        with archive.open(member) as stream:
            data = stream.read(_LARGEST + 1)
        feed = (
            parse_json_feed(data, member.name) if _is_json(data[:64]) else parse_xml_feed(data, member.name)
        )
        with_transcripts = episodes(data) if transcripts else {}
        del data
        spoken = _Spoken(archive, transcripts, with_transcripts, heard)
        yield from _read_feed(feed, member.name, options, spoken)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Where the words of a feed's episodes are."""

    archive: Archive
    files: dict[str, Member]
    episodes: dict[str, Episode]
    heard: set[str]  # files that an episode has had: one that every episode names is read once

    def of(self, entry: Entry, item: ItemRecord, names: frozenset[str]) -> Records:
        """What the creator says in the episode, if its transcript lies beside the feed."""
        episode = self.episodes.get(entry.id) or self.episodes.get(entry.url)
        link = (
            next((link for link in episode.transcripts if link.file in self.files), None) if episode else None
        )
        if episode is None or link is None:
            return
        member = self.files[link.file]
        if member.name in self.heard:
            yield Skipped(member.name, "duplicate")
            return
        self.heard.add(member.name)
        with self.archive.open(member) as stream:
            found = stretches(stream.read(), member.name)
        mine = said_by(found, names, episode.hosts, link.lang)
        if mine is None:
            yield Skipped(member.name, "another speaker" if found else "not a text")
            return
        yield replace(
            item,
            native_id=f"{item.native_id}#transcript",
            kind=Kind.TRANSCRIPT,
            text=mine.text,
            raw="",
            lang=link.lang or item.lang,
            root_id=item.native_id,
            cues=mine.cues,
            links=(),
        )


def _read_feed(feed: Feed, file: str, options: ReadOptions, spoken: _Spoken) -> Records:
    own = _own_keys(feed, file, options)
    key = _feed_key(feed)
    if feed.entries or feed.title or feed.address:
        name = next((each.name for each in feed.bylines if each.name and each.keys & own), feed.title)
        yield AccountRecord(NAME, id=key, name=name, url=_web(feed.address))
    yield from feed.damage
    for entry in feed.entries:
        found = _record(entry, feed, key, own, file, options)
        yield found
        if isinstance(found, ItemRecord) and found.role is Role.CREATOR and found.kind is Kind.VIDEO:
            yield from spoken.of(entry, found, own)


def _own_keys(feed: Feed, file: str, options: ReadOptions) -> frozenset[str]:
    """The names under which the creator writes. Raises `AmbiguousCreatorError`."""
    given = frozenset(key for name in options.own_names if (key := fold_name(name)))
    if given:
        return given
    stated = frozenset(key for each in feed.bylines for key in each.keys)
    writers = Counter(
        (entry.byline.name, entry.byline.keys)
        for entry in feed.entries
        if entry.byline and not _is_comment(entry)
    )
    if not writers or any(keys & stated for _, keys in writers):
        return stated
    ranked = writers.most_common(5)
    if len(ranked) > 1 and ranked[0][1] < _DOMINANCE * ranked[1][1]:
        raise AmbiguousCreatorError(
            f"{file} holds entries of {len(writers):,} authors and doesn't say whose feed it is.",
            "Say under which name you write with --as NAME.",
            tuple(name for (name, _), _ in ranked if name),
        )
    return stated | ranked[0][0][1]


def _is_comment(entry: Entry) -> bool:
    return bool(entry.answers or _COMMENT_ADDRESS.search(entry.url))


def _record(
    entry: Entry, feed: Feed, key: str, own: frozenset[str], file: str, options: ReadOptions
) -> ItemRecord | Skipped:
    if entry.is_setting:
        return Skipped(file, "not a text")
    if entry.is_draft:
        return Skipped(file, "draft")
    text = entry.body.text
    if not text and not entry.title:
        return Skipped(file, "empty")
    comment = _is_comment(entry)
    by_creator = not comment if entry.byline is None else not entry.byline.keys.isdisjoint(own)
    if not by_creator and not comment:
        return Skipped(file, "another author")
    root_id = _identity(entry.answers, key) if entry.answers else None
    parent_id = _identity(entry.answers_comment, key) if entry.answers_comment else root_id
    name = entry.byline.name if entry.byline else ""
    if not name and by_creator:
        name = next((each.name for each in feed.bylines if each.name), "")
    url = _absolute(feed.address, entry.url)
    return ItemRecord(
        platform=NAME,
        native_id=_identity(entry.id or url or _digest(entry), key),
        kind=_kind(entry, comment),
        role=Role.CREATOR if by_creator else Role.FAN,
        author=Author(name=name),
        text=text,
        raw=entry.raw if entry.raw != text else "",
        created_at=entry.created_at,
        raw_time=entry.raw_time,
        edited_at=entry.edited_at,
        title="" if comment else entry.title,
        url=url,
        lang=language_code(entry.lang) or language_code(feed.lang),
        parent_id=parent_id,
        root_id=root_id,
        links=entry.body.links,
    )


def _kind(entry: Entry, comment: bool) -> Kind:
    if comment:
        return Kind.REPLY if entry.answers_comment else Kind.COMMENT
    return Kind.VIDEO if entry.is_episode else Kind.POST


def _feed_key(feed: Feed) -> str:
    return feed.address.partition("://")[2].rstrip("/") or feed.title


def _identity(written: str, key: str) -> str:
    """Ids that are addresses are unique in the world; a bare number is so only in its feed."""
    return written if ":" in written else f"{key}#{written}"


def _digest(entry: Entry) -> str:
    parts = "\0".join((entry.title, entry.raw_time, entry.raw))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:16]


def _absolute(base: str, link: str) -> str:
    try:
        return _web(urljoin(base, link) if link else "")
    except ValueError:
        return ""


def _web(address: str) -> str:
    return address if address.startswith(_WEB) else ""
