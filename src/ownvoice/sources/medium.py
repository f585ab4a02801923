"""Medium: one HTML page for each story and each response, marked up as an h-entry.

Known from exports that people published and from the importer Ghost makes for them; Medium documents only how to ask
for the export (https://help.medium.com/hc/en-us/articles/115004745787). A response looks like a story and doesn't say
what it answers: it is taken for one when its title is nothing but the beginning of its only paragraphs. No parent is
ever known.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from ownvoice.core.records import AccountRecord, Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy, words
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "medium"
TITLE = "Medium"

MAX_PAGE = 16_000_000  # bytes
_FROM_MEDIUM = b"medium.com"
_ENTRY = re.compile(rb"""<article[^>]{0,200}class=["']h-entry["']""")
_ID = re.compile(r"(?:^|[-/])([0-9a-f]{8,16})(?:\.html)?$")
_RESPONSE_WORDS = 120  # a response with more words than this has been given a title of its own
# The other folders of the export: what the account read, clapped for, was billed; nothing of it was published.
_FOLDERS = re.compile(
    r"(?:^|/)(?:blocks|bookmarks|claps|highlights|interests|ips|lists|notes|partner-program|profile|pubs-following"
    r"|publications|sessions|social-accounts|topics-following|twitter|users-following|series)/[^/]+\.html$"
)


def detect(archive: Archive) -> Detection | None:
    """Pages that are h-entries and speak of medium.com."""
    pages = _pages(archive)
    if not pages:
        return None
    others = [m.name for m in archive.matching("**/*.html") if _FOLDERS.search(m.name)]
    readme = [m.name for m in archive.matching("README.html")]
    text = f"Medium export, {len(pages):,} page{'s' if len(pages) > 1 else ''}"
    taken = {page.name for page in pages}
    return Detection(NAME, text, tuple(page.name for page in pages), tuple({*others, *readme} - taken))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account as the pages state it, then each page in the order of the files' names."""
    stated = False
    for member in _pages(archive):
        if member.size > MAX_PAGE:
            yield Malformed(member.name, 0, "This page is too large to be a story; it was left out.", "file")
            continue
        with archive.open(member) as stream:
            page = _parsed(stream.read())
        if page is None:
            yield Malformed(member.name, 0, "This page can't be read as HTML.", "file")
            continue
        author = _author(page)
        if author.handle and not stated:
            stated = True
            yield AccountRecord(NAME, "", author.handle, author.name, f"https://medium.com/@{author.handle}")
        found = _story(page, member.name, author)
        yield Skipped(member.name, found) if isinstance(found, str) else found


def _pages(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.html"):
        if _FOLDERS.search(member.name):
            continue
        head = archive.head(member, 16_384)
        if _ENTRY.search(head) and (_FROM_MEDIUM in head or _FROM_MEDIUM in _tail(archive, member)):
            found.append(member)
    return found


def _tail(archive: Archive, member: Member) -> bytes:
    """The whole page where its beginning doesn't tell: the links to Medium stand at its end."""
    return archive.head(member, MAX_PAGE) if member.size <= MAX_PAGE else b""


def _parsed(data: bytes) -> Any:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        found = html.document_fromstring(data, parser=parser).xpath("//article")
    except (etree.LxmlError, ValueError):
        return None
    return found[0] if found else None


def _author(page: Any) -> Author:
    link = _first(page, "p-author")
    if link is None:
        return Author()
    handle = re.search(r"medium\.com/@([\w.-]{1,60})", link.get("href") or "")
    return Author("", tidy(link.text_content()), handle.group(1) if handle else "")


def _story(page: Any, file: str, author: Author) -> ItemRecord | str:
    if file.rpartition("/")[2].startswith("draft_"):
        return "draft"
    time = _first(page, "dt-published")
    if time is None:
        return "draft"
    raw_time = time.get("datetime") or ""
    written = parse_iso(raw_time)
    heading, subtitle, body = (_first(page, name) for name in ("p-name", "p-summary", "e-content"))
    title = tidy(heading.text_content()) if heading is not None else ""
    content = read_html(_inner(body)) if body is not None else read_html("")
    text = _without_repeated(title, content.text)
    summary = tidy(subtitle.text_content()) if subtitle is not None else ""
    is_response = body is not None and _is_response(title, content.text, body)
    if summary and summary not in text:
        text = f"{summary}\n\n{text}" if text else summary
    if is_response:
        text = content.text
    if not text:
        return "empty"
    link = _first(page, "p-canonical")
    url = (link.get("href") or "") if link is not None else ""
    number = _ID.search(url) or _ID.search(file)
    return ItemRecord(
        platform=NAME,
        native_id=number.group(1) if number else url or made_id(written, title, text),
        kind=Kind.COMMENT if is_response else Kind.POST,
        role=Role.CREATOR,
        author=author,
        text=text,
        created_at=written,
        raw_time=raw_time,
        title="" if is_response else title,
        url=url if url.startswith(("https://", "http://")) else "",
        links=content.links,
    )


def _without_repeated(title: str, text: str) -> str:
    """Medium puts the title into the body as well."""
    first, _, rest = text.partition("\n")
    return rest.strip() if title and words(first) == words(title) else text


def _is_response(title: str, text: str, body: Any) -> bool:
    """Whether the page is an answer to somebody's story: it has no title of its own."""
    said, titled = words(text), words(title.rstrip(" …."))
    return (
        0 < len(said) <= _RESPONSE_WORDS
        and said[: len(titled)] == titled
        and not body.xpath(".//h1 | .//h2 | .//h3 | .//h4 | .//figure")
    )


def _first(page: Any, name: str) -> Any:
    found = page.xpath(".//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")
    return found[0] if found else None


def _inner(element: Any) -> str:
    return str(html.tostring(element, encoding="unicode"))
