"""RSS, Atom and JSON Feed as one plain shape: a feed, and its entries in order.

RSS and Atom are parsed by `feedparser`, from bytes at hand: it is never given an address or a name. JSON Feed
is the format of jsonfeed.org, versions 1 and 1.1.
"""

from __future__ import annotations

import io
import re
import time
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import feedparser
import orjson

from ownvoice.core.records import Malformed
from ownvoice.core.text import tidy
from ownvoice.sources.reading.html_text import HtmlText, html_to_text, read_html
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import from_unix, parse_iso, parse_rfc2822

_NOBODY = ("noreply@", "no-reply@", "donotreply@")  # one address for all authors of a platform
_EMAIL = re.compile(r"<?[^\s<>()]{1,200}@[^\s<>()]{1,200}>?")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote something. `keys` are folded names and addresses to compare with, never to keep."""

    name: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its HTML already turned into text. Ids and addresses are as the feed has them."""

    id: str
    title: str
    body: HtmlText
    raw: str
    url: str
    byline: Byline | None
    created_at: datetime | None
    raw_time: str
    edited_at: datetime | None
    lang: str = ""
    is_episode: bool = False  # has a recording
    is_draft: bool = False
    is_setting: bool = False  # Blogger's backups hold settings and templates as entries
    answers: str = ""  # thr:in-reply-to: the id of what is answered
    answers_comment: str = ""


@dataclass(slots=True)
class Feed:
    """What a file says about itself, and what was wrong with it."""

    title: str = ""
    address: str = ""
    lang: str = ""
    bylines: list[Byline] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    damage: list[Malformed] = field(default_factory=list)


def fold_name(name: str) -> str:
    """Names that differ in case, blanks or a leading @ are one."""
    return " ".join(name.casefold().lstrip("@").split())


def byline(*written: object) -> Byline | None:
    """From "Lea Roy", "lea@x.org (Lea Roy)", "Lea Roy <lea@x.org>"; None where nobody is named."""
    names: list[str] = []
    keys: set[str] = set()
    for text in written:
        if not isinstance(text, str):
            continue
        keys.update(fold_name(address.strip("<>")) for address in _EMAIL.findall(text))
        name = " ".join(html_to_text(_EMAIL.sub(" ", text)).replace("()", " ").split())
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1].strip()
        if name:
            names.append(name)
            keys.add(fold_name(name))
    keys = {key for key in keys if key and not key.startswith(_NOBODY)}
    return Byline(names[0] if names else "", frozenset(keys)) if keys else None


# RSS and Atom


def parse_xml_feed(data: bytes, file: str) -> Feed:
    """A feed in any version of RSS or Atom; one that isn't sound keeps what could be parsed."""
    try:
        found = feedparser.parse(io.BytesIO(data.lstrip()), resolve_relative_uris=False)
    except Exception as error:  # its parser for what isn't XML fails in ways of its own
        return Feed(damage=[Malformed(file, 0, f"The feed can't be parsed ({_reason(error)}).")])
    head = found.get("feed", {})
    feed = Feed(
        title=_plain(head, "title"),
        address=_text(head.get("link")),
        lang=_text(head.get("language")),
        bylines=_bylines(head),
    )
    if found.get("bozo"):
        reason = _reason(found.get("bozo_exception"))
        feed.damage.append(
            Malformed(file, 0, f"The feed isn't sound ({reason}); what could be read of it was kept.")
        )
    for index, entry in enumerate(found.get("entries", [])):
        try:
            feed.entries.append(_xml_entry(entry))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            feed.damage.append(Malformed(file, index, f"The entry can't be read ({_reason(error)})."))
    return feed


def _xml_entry(entry: Any) -> Entry:
    raw, is_html = _content(entry)
    links = [link for link in entry.get("links") or [] if isinstance(link, dict)]
    created, raw_time = _moment(entry, "published")
    updated, raw_updated = _moment(entry, "updated")
    terms = [_text(tag.get("term")) for tag in entry.get("tags") or []]
    kinds = [term.rpartition("#")[2] for term in terms if "/blogger/" in term and "#" in term]
    reply = entry.get("thr_in-reply-to")
    related = [_text(link.get("href")) for link in links if link.get("rel") == "related"]
    return Entry(
        id=_text(entry.get("id")),
        title=_plain(entry, "title"),
        body=read_html(raw, quotes="drop") if is_html else HtmlText(tidy(raw), ()),
        raw=raw,
        url=_text(entry.get("link")),
        byline=_joined(_bylines(entry)),
        created_at=created or updated,
        raw_time=raw_time or raw_updated,
        edited_at=updated if created and updated and updated > created else None,
        lang=_text(entry.get("language")),
        is_episode="yt_videoid" in entry
        or any(
            link.get("rel") == "enclosure" and _is_recording(link.get("type"), link.get("href"))
            for link in links
        ),
        is_draft=entry.get("app_draft") == "yes",
        is_setting=bool(kinds) and kinds[0] in ("settings", "template"),
        answers=_text(reply.get("ref") or reply.get("href")) if isinstance(reply, dict) else "",
        answers_comment=_blogger_comment(_text(entry.get("id")), related),
    )


def _content(entry: Any) -> tuple[str, bool]:
    """The fullest text of the entry, and whether it is HTML."""
    candidates = [part for part in entry.get("content") or [] if _text(part.get("value"))]
    if candidates:
        best = max(candidates, key=lambda part: len(part["value"]))
        return _text(best["value"]), best.get("type") != "text/plain"
    return _text(entry.get("summary")), (entry.get("summary_detail") or {}).get("type") != "text/plain"


def _plain(row: Any, name: str) -> str:
    text = _text(row.get(name))
    return tidy(text) if (row.get(f"{name}_detail") or {}).get("type") == "text/plain" else html_to_text(text)


def _bylines(row: Any) -> list[Byline]:
    whole = _text(row.get("author"))
    rows = [author for author in row.get("authors") or [] if isinstance(author, dict)]
    found = [byline(author.get("name"), author.get("email")) for author in rows if not _is_cut(author, whole)]
    found.append(byline(whole))
    return [each for each in found if each is not None]


def _is_cut(author: Any, whole: str) -> bool:
    """Whether feedparser took only a part of the e-mail address, as it does from ".photo" on."""
    email = _text(author.get("email"))
    return bool(email) and whole.partition(email)[2][:1].isalnum()


def _joined(bylines: list[Byline]) -> Byline | None:
    """All authors of an entry as one, under the first one's name."""
    if not bylines:
        return None
    name = next((each.name for each in bylines if each.name), "")
    return Byline(name, frozenset(key for each in bylines for key in each.keys))


def _moment(entry: Any, name: str) -> tuple[datetime | None, str]:
    if name not in entry:  # feedparser would answer with another date
        return None, ""
    written = _text(entry.get(name)).strip()
    moment = parse_rfc2822(written) or parse_iso(written)
    parsed = entry.get(f"{name}_parsed")
    if moment is None and isinstance(parsed, time.struct_time):
        moment = from_unix(timegm(parsed))
    return moment, written


def _blogger_comment(identity: str, related: Iterable[str]) -> str:
    """The id of the comment a Blogger comment answers, from the address of its own feed entry."""
    for address in related:
        before, found, number = address.rpartition("/comments/default/")
        if before and found and number.isdigit() and ".post-" in identity:
            return f"{identity.rpartition('.post-')[0]}.post-{number}"
    return ""


# JSON Feed


def parse_json_feed(data: bytes, file: str) -> Feed:
    """A JSON Feed; of a damaged one what its list of items still holds."""
    try:
        row = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        feed = Feed()
        for index, element in enumerate(iter_array(io.BytesIO(data), file, "items")):
            if isinstance(element, Malformed):
                feed.damage.append(element)
            else:
                _add_json_entry(feed, element.value, index, file)
        return feed
    if not isinstance(row, dict):
        return Feed(damage=[Malformed(file, 0, "This JSON is no feed: it isn't an object.")])
    feed = Feed(
        title=tidy(_text(row.get("title"))),
        address=_text(row.get("home_page_url")) or _text(row.get("feed_url")),
        lang=_text(row.get("language")),
        bylines=_json_bylines(row),
    )
    items = row.get("items")
    for index, item in enumerate(items if isinstance(items, list) else []):
        _add_json_entry(feed, item, index, file)
    return feed


def _add_json_entry(feed: Feed, row: object, index: int, file: str) -> None:
    if not isinstance(row, dict):
        feed.damage.append(Malformed(file, index, "The item is not an object."))
        return
    html = _text(row.get("content_html"))
    raw = html or _text(row.get("content_text")) or _text(row.get("summary"))
    attachments = row.get("attachments")
    published, updated = row.get("date_published"), row.get("date_modified")
    created, edited = parse_iso(published), parse_iso(updated)
    identity = row.get("id")
    feed.entries.append(
        Entry(
            id=str(identity) if isinstance(identity, str | int) else "",
            title=tidy(_text(row.get("title"))),
            body=read_html(raw, quotes="drop") if html else HtmlText(tidy(raw), ()),
            raw=raw,
            url=_text(row.get("url")),
            byline=_joined(_json_bylines(row)),
            created_at=created or edited,
            raw_time=_text(published) or _text(updated),
            edited_at=edited if created and edited and edited > created else None,
            lang=_text(row.get("language")),
            is_episode=any(
                isinstance(each, dict) and _is_recording(each.get("mime_type"), each.get("url"))
                for each in (attachments if isinstance(attachments, list) else [])
            ),
        )
    )


def _json_bylines(row: dict[str, Any]) -> list[Byline]:
    authors = row.get("authors")
    rows = [row.get("author"), *(authors if isinstance(authors, list) else [])]
    found = [byline(author.get("name")) for author in rows if isinstance(author, dict)]
    return [each for each in found if each is not None]


def _is_recording(mime_type: object, address: object) -> bool:
    kind = _text(mime_type).lower()
    if kind:
        return "audio" in kind or "video" in kind  # "x-audio/mp3" occurs
    return (
        _text(address).lower().partition("?")[0].endswith((".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".m4v"))
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _reason(error: object) -> str:
    text = error.getMessage() if hasattr(error, "getMessage") else str(error)
    return tidy(text)[:120] or type(error).__name__
