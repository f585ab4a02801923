"""Patreon: posts as its API gives them, one answer or many (https://docs.patreon.com/#apiv2-resource-endpoints).

Patreon has no export of a creator's posts. What the API answers, or what a tool of the creator's saved of it, is
JSON:API: `{"data": [{"type": "post", "id", "attributes": {…}}], "included": […]}`, whole or line by line. Comments
aren't in the second version of the API.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_array import Element, iter_array
from ownvoice.sources.reading.json_lines import iter_json_lines
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "patreon"
TITLE = "Patreon (API)"

_POST = re.compile(rb'"type"\s*:\s*"post"')
_ATTRIBUTES = re.compile(rb'"(?:is_paid|is_public|published_at|min_cents_pledged_to_view|patreon_url)"\s*:')
_MEMBERS = re.compile(r"(?:^|/)[^/]*(?:members|patrons|relationship)[^/]*\.csv$", re.IGNORECASE)


def detect(archive: Archive) -> Detection | None:
    """JSON files with resources of the type post that have Patreon's attributes."""
    found = _members(archive)
    if not found:
        return None
    lists = tuple(member.name for member in archive.matching("*.csv") if _MEMBERS.search(member.name))
    text = f"Patreon posts ({found[0].name}{', …' if len(found) > 1 else ''})"
    return Detection(NAME, text, tuple(member.name for member in found), lists)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The posts in the order of the files."""
    for member in _members(archive):
        skipped: Counter[str] = Counter()
        for element in _resources(archive, member):
            if isinstance(element, Malformed):
                yield element
                continue
            try:
                found = _post(element.value)
            except (KeyError, TypeError, ValueError, AttributeError):
                reason = "this entry is no post, or lacks its id or attributes"
                yield Malformed(member.name, element.offset, reason, "byte")
                continue
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(member.name, reason, count)


def _members(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.json", "*.jsonl", "*.ndjson"):
        head = archive.head(member, 65_536)
        if _POST.search(head) and _ATTRIBUTES.search(head) and b'"attributes"' in head:
            found.append(member)
    return found


def _resources(archive: Archive, member: Member) -> Iterator[Element | Malformed]:
    """Every resource in the file: an answer's `data`, a list of them, or answers or resources line by line."""
    start = archive.head(member, 256).lstrip(b"\xef\xbb\xbf \t\r\n")
    with archive.open(member) as stream:
        if member.name.lower().endswith((".jsonl", ".ndjson")):
            for line in iter_json_lines(stream, member.name):
                yield from _of_answer(line)
        elif start.startswith(b"["):
            for element in iter_array(stream, member.name):
                yield from _of_answer(element)
        else:
            yield from iter_array(stream, member.name, "data")


def _of_answer(element: Element | Malformed) -> Iterator[Element | Malformed]:
    data = (
        element.value.get("data")
        if isinstance(element, Element) and isinstance(element.value, dict)
        else None
    )
    if isinstance(element, Element) and isinstance(data, list):
        yield from (Element(element.offset, row) for row in data)
    elif isinstance(element, Element) and isinstance(data, dict):
        yield Element(element.offset, data)
    else:
        yield element


def _post(resource: dict[str, Any]) -> ItemRecord | str:
    if resource.get("type", "post") != "post":
        return "not a text"
    native_id, attributes = str(resource["id"]), resource["attributes"]
    raw_time = str(attributes.get("published_at") or "")
    if not raw_time:
        return "draft"
    body = read_html(str(attributes.get("content") or attributes.get("teaser_text") or ""))
    title = tidy(str(attributes.get("title") or ""))
    if not body.text and not title:
        return "empty"
    url = str(attributes.get("url") or attributes.get("patreon_url") or "")
    if url.startswith("/"):
        url = f"https://www.patreon.com{url}"
    public = attributes.get("is_public", not attributes.get("is_paid", False)) is True
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=Author(),
        text=body.text or title,
        created_at=parse_iso(raw_time),
        raw_time=raw_time,
        edited_at=parse_iso(attributes.get("edited_at")),
        title=title,
        url=url if url.startswith("https://") else "",
        visibility=Visibility.PUBLIC if public else Visibility.RESTRICTED,
        links=body.links,
    )
