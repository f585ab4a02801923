"""Comments and live chats of Takeouts until 2022: pages of HTML, one list item for each.

A line says on what, or while watching what, it was written, and when ("… at 2019-01-02 03:04:05 UTC."), then follows
the text behind a line break. The line is in the account's language, so only its links and its time are read. An id is
stated where a link holds one (`lc=`); else one is made of time, video and text.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.timestamps import parse_iso

PATTERNS = ("my-comments/*.html", "my-live-chat-messages/*.html")
_MAX_PAGE = 64_000_000  # bytes; a hundred thousand comments take thirty million
_ENTRY = re.compile(r"<li\b[^>]{0,300}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ?UTC")
_LINK = re.compile(r"""href\s{0,3}=\s{0,3}["'](https?://[^"'<>\s]{1,500})["']""", re.IGNORECASE)
_HEAD_CHARS = 4_000  # in which a line's links and time stand


def comment_pages(archive: Archive) -> list[Member]:
    """The pages, by name and by what they begin with."""
    return [
        member
        for member in archive.matching(*PATTERNS)
        if b"<li" in (head := archive.head(member, 65_536).lower()) and b"youtube.com/" in head
    ]


def read_comment_page(archive: Archive, member: Member) -> Records:
    """The creator's own comments, or messages in live chats, in the page's order."""
    if member.size > _MAX_PAGE:
        yield Malformed(
            member.name, 0, f"The page is larger than {_MAX_PAGE:,} bytes; it was left out.", "byte"
        )
        return
    with archive.open(member) as stream:
        page = stream.read(_MAX_PAGE).decode("utf-8", "replace")
    in_chat = "live-chat" in member.name.lower()
    empty = 0
    entries = _ENTRY.split(page)[1:]
    for number, entry in enumerate(entries):
        line, said = _parted(entry.partition("</li>")[0])
        when = _TIME.search(line)
        video, identity = _addressed(line)
        if when is None or not video:
            yield Malformed(member.name, number, "This entry has no time, or names no video.")
            continue
        text = html_to_text(said)
        if not text:
            empty += 1
            continue
        moment = parse_iso(when[1])
        parent = identity.partition(".")[0] if "." in identity else ""
        url = f"https://www.youtube.com/watch?v={video}"
        yield ItemRecord(
            platform="youtube",
            native_id=identity or made_id(moment, video, text),
            kind=Kind.MESSAGE if in_chat else Kind.REPLY if parent else Kind.COMMENT,
            role=Role.CREATOR,
            author=Author(),
            text=text,
            created_at=moment,
            raw_time=when[0],
            url=f"{url}&lc={identity}" if identity else url,
            parent_id=parent or video,
            root_id=video,
        )
    if empty:
        yield Skipped(member.name, "empty", empty)


def _parted(entry: str) -> tuple[str, str]:
    """The line about the comment, and the comment."""
    begin = _BREAK.search(entry, 0, _HEAD_CHARS)
    return (entry[: begin.start()], entry[begin.end() :]) if begin else (entry[:_HEAD_CHARS], "")


def _addressed(line: str) -> tuple[str, str]:
    """The video's id and the comment's, as far as links state them."""
    video = identity = ""
    for link in _LINK.findall(line):
        try:
            query = parse_qs(urlsplit(unescape(link)).query, max_num_fields=20)
        except ValueError:
            continue
        video = video or query.get("v", [""])[0]
        identity = identity or query.get("lc", [""])[0]
    return video, identity
