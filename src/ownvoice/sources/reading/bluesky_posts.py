"""A post record of Bluesky (`app.bsky.feed.post`) as an item.

The lexicon is at atproto.com/lexicons/app-bsky-feed; `entities` is what `facets` were until 2023.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Role
from ownvoice.core.text import tidy
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.timestamps import from_unix, parse_iso

PLATFORM = "bluesky"
POST = "app.bsky.feed.post"

_URI = re.compile(r"at://([^/\s]{1,2048})/([A-Za-z0-9.-]{1,320})/([A-Za-z0-9._~:-]{1,512})")
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}")
_TID_DIGITS = {digit: value for value, digit in enumerate("234567abcdefghijklmnopqrstuvwxyz")}
_ELLIPSIS = ("…", "...")


@dataclass(frozen=True, slots=True)
class Address:
    """An at:// address of a record, taken apart."""

    did: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


@dataclass(frozen=True, slots=True)
class _Span:
    """What a stretch of the text stands for: `address` for a link, "" for a mention."""

    start: int
    end: int
    address: str


def parse_address(uri: object) -> Address | None:
    """The parts of an at:// address of a record; None for anything else."""
    match = _URI.fullmatch(uri) if isinstance(uri, str) else None
    return Address(match[1], match[2], match[3]) if match else None


def tid_time(rkey: str) -> datetime | None:
    """When a record key was made: microseconds since 1970 in base 32, then ten bits of clock id."""
    if not _TID.fullmatch(rkey):
        return None
    number = 0
    for digit in rkey:
        number = number * 32 + _TID_DIGITS[digit]
    return from_unix(number >> 10, 1_000_000)


def post_item(address: Address, record: dict[str, Any], role: Role, author: Author) -> ItemRecord | None:
    """The item for a post record; None where it has no text.

    `createdAt` is whatever the author's program wrote. Where it is no time, or later than the key was made,
    the key's time counts.
    """
    text = record.get("text")
    if not isinstance(text, str):
        return None
    reply = record.get("reply")
    parent = parse_address(_inner(reply, "parent").get("uri"))
    root = parse_address(_inner(reply, "root").get("uri"))
    spans = _facets(record.get("facets"), text) or _entities(record.get("entities"), text)
    clean = tidy(_written_out(text, spans, leading_mentions=parent is None))
    if not clean:
        return None
    written = record.get("createdAt")
    langs = record.get("langs")
    lang = langs[0] if isinstance(langs, list) and langs and isinstance(langs[0], str) else ""
    external = _inner(record.get("embed"), "external").get("uri")
    links = [span.address for span in spans if span.address]
    if isinstance(external, str) and external.startswith("http"):
        links.append(external)
    return ItemRecord(
        platform=PLATFORM,
        native_id=str(address),
        kind=Kind.REPLY if parent else Kind.POST,
        role=role,
        author=author,
        text=clean,
        raw=text if text != clean else "",
        created_at=_moment(written, address.rkey),
        raw_time=written if isinstance(written, str) else "",
        url=f"https://bsky.app/profile/{address.did}/post/{address.rkey}",
        lang=language_code(lang),
        parent_id=str(parent) if parent else None,
        root_id=str(root) if root else None,
        parent_author=parent.did if parent else None,
        links=tuple(dict.fromkeys(links)),
    )


def _moment(written: object, rkey: str) -> datetime | None:
    stated, made = parse_iso(written), tid_time(rkey)
    if stated is None or (made is not None and stated > made + timedelta(days=1)):
        return made if made is None or made > datetime(2022, 1, 1, tzinfo=UTC) else stated
    return stated


def _facets(facets: object, text: str) -> list[_Span]:
    """Spans from byte offsets into the UTF-8 text, without those that lie outside it or cut a character."""
    if not isinstance(facets, list) or not facets:
        return []
    encoded = text.encode("utf-8", "surrogatepass")
    found: list[_Span] = []
    for facet in facets[:1000]:
        index, features = _inner(facet, "index"), facet.get("features") if isinstance(facet, dict) else None
        start, end = index.get("byteStart"), index.get("byteEnd")
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(encoded):
            continue
        try:
            begins = len(encoded[:start].decode())
            span = begins, begins + len(encoded[start:end].decode())
        except UnicodeDecodeError:
            continue
        for feature in features if isinstance(features, list) else []:
            kind = feature.get("$type") if isinstance(feature, dict) else None
            if kind == "app.bsky.richtext.facet#link" and isinstance(feature.get("uri"), str):
                found.append(_Span(*span, feature["uri"]))
            elif kind == "app.bsky.richtext.facet#mention":
                found.append(_Span(*span, ""))
    return _apart(found)


def _entities(entities: object, text: str) -> list[_Span]:
    """The same from the older form, whose offsets count UTF-16 units."""
    if not isinstance(entities, list) or not entities:
        return []
    encoded = text.encode("utf-16-le", "surrogatepass")
    found: list[_Span] = []
    for entity in entities[:1000]:
        index = _inner(entity, "index")
        start, end = index.get("start"), index.get("end")
        if (
            not isinstance(start, int)
            or not isinstance(end, int)
            or not 0 <= start < end <= len(encoded) // 2
        ):
            continue
        begins = len(encoded[: 2 * start].decode("utf-16-le", "replace"))
        span = begins, begins + len(encoded[2 * start : 2 * end].decode("utf-16-le", "replace"))
        if entity.get("type") == "link" and isinstance(entity.get("value"), str):
            found.append(_Span(*span, entity["value"]))
        elif entity.get("type") == "mention":
            found.append(_Span(*span, ""))
    return _apart(found)


def _apart(spans: list[_Span]) -> list[_Span]:
    """In order of the text, without those that begin inside another."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _written_out(text: str, spans: list[_Span], *, leading_mentions: bool) -> str:
    """The text with shortened links in full, and without the mentions a reply begins with."""
    parts: list[str] = []
    position = 0
    leading = not leading_mentions
    for span in spans:
        between, shown = text[position : span.start], text[span.start : span.end]
        leading = leading and not between.strip()
        if leading and not span.address:
            position = span.end
            continue
        leading = False
        parts += [between, span.address if _is_shortened(shown, span.address) else shown]
        position = span.end
    return "".join(parts) + text[position:]


def _is_shortened(shown: str, address: str) -> bool:
    bare = address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    visible = shown.strip().split("://", 1)[-1].removeprefix("www.")
    if visible.endswith(_ELLIPSIS):
        visible = visible.removesuffix("…").removesuffix("...")
    return len(visible) > 3 and bare.casefold().startswith(visible.rstrip("/").casefold())


def _inner(value: object, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
