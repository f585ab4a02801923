"""TikTok's export as text files, which was the default for years: blocks of "Field: value" lines.

Each block begins with its date. A text may go on over several lines, also empty ones, up to the next field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ownvoice.core.records import Malformed

_LINE_BYTES = 1 << 20
_BLOCK_BYTES = 4 << 20
_DATE = re.compile(r"\s{0,9}>{0,9}\s{0,9}date\s{0,9}(?:\(utc\))?\s{0,9}:\s{0,9}(\S.{0,60})", re.IGNORECASE)
_FIELD = re.compile(
    r"(comment|title|link|url|original post link|likes?(?:\(s\))?|photo|video|sticker|sound|location|"
    r"cover image|who can view|allow [a-z ]{1,30}|add yours text|alternate text|content disclosure|"
    r"ai[- ]generated content)\s{0,9}:[ \t]{0,9}(.*)",
    re.IGNORECASE | re.DOTALL,
)
_PROFILE_FIELD = re.compile(
    r"\s{0,9}(user ?name|display ?name|nick ?name)\s{0,9}:\s{0,9}(.{1,100})", re.IGNORECASE
)


class Block(NamedTuple):
    """One entry: its fields by lower-case name, and the position of its first byte."""

    offset: int
    fields: dict[str, str]


def is_blocks(head: bytes) -> bool:
    """Whether a file that begins with `head` holds such blocks."""
    return _DATE.match(head.decode("utf-8-sig", "replace").lstrip()[:200]) is not None


def iter_blocks(stream: BinaryIO, file: str) -> Iterator[Block | Malformed]:
    """The blocks in order; a line or block larger than any text is a `Malformed`, and the rest is read."""
    fields: dict[str, list[str]] = {}
    name = ""
    start = position = size = 0
    passing_over = False  # lines that belong to no entry, which has been told
    while line := stream.readline(_LINE_BYTES):
        offset, position = position, position + len(line)
        text = line.decode("utf-8-sig" if offset == 0 else "utf-8", "replace").rstrip("\r\n")
        date = _DATE.match(text)
        if date is not None:
            if fields:
                yield Block(start, _joined(fields))
            fields, name, start, size = {"date": [date.group(1).strip()]}, "date", offset, 0
            passing_over = False
            continue
        if not fields:
            if text.strip() and not passing_over:
                passing_over = True
                yield Malformed(file, offset, "this line stands before the first date", "byte")
            continue
        size += len(line)
        if size > _BLOCK_BYTES:
            yield Malformed(file, start, "this entry is too long to be one", "byte")
            fields, passing_over = {}, True
            continue
        field = _FIELD.match(text)
        if field is not None and field.group(1).lower() not in fields:
            name = field.group(1).lower()
            fields[name] = [field.group(2)]
        else:
            fields[name].append(text)
    if fields:
        yield Block(start, _joined(fields))


def _joined(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: "\n".join(lines).strip() for name, lines in fields.items()}


def profile_fields(head: bytes) -> dict[str, str]:
    """User name and name, by "username", "displayname" or "nickname", from the beginning of a profile file."""
    lines = head.decode("utf-8-sig", "replace").splitlines()
    matches = (_PROFILE_FIELD.match(line) for line in lines)
    return {
        match.group(1).lower().replace(" ", ""): match.group(2).strip()
        for match in matches
        if match is not None
    }
