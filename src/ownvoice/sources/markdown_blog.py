"""Static sites kept as text files (Jekyll, Hugo, Pelican, Eleventy), with comments that are files too.

Posts are Markdown or HTML under front matter. Comments are one small file each, a folder a post (Staticman's
layout). A thread belongs to the post whose file name, address or former address its folder is named after; a
thread whose post is not there keeps the folder's name as its root, and its comments have no parent unless
they answer each other. Who answers whom: see `static_comments.thread_records`; the replies that name whom
they answer are computed from the text.

Who the creator is, where they don't say: the author the site's settings or its posts name, and the commenter
who is present in by far the most threads. A post that names another author is a guest's.
"""

from __future__ import annotations

from itertools import groupby

from ownvoice.core.records import AccountRecord, Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.front_matter import (
    FrontMatterError,
    is_false,
    is_true,
    parse_date,
    split_page,
    text_of,
    texts_of,
)
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.markdown_text import markdown_to_text, without_template_tags
from ownvoice.sources.reading.site_names import (
    date_in_name,
    in_site_folder,
    is_draft_name,
    is_page,
    language_code,
    language_in_name,
    page_id,
    slug,
    slug_keys,
    thread_name,
    title_from_slug,
)
from ownvoice.sources.reading.site_owner import (
    MAX_PAGE,
    Site,
    Threads,
    author_of,
    config_members,
    page_text,
    read_comments,
    survey,
)
from ownvoice.sources.reading.static_comments import StaticComment, name_key, thread_records

NAME = "markdown_blog"
TITLE = "Blog kept as text files (Jekyll, Hugo, Pelican, Eleventy)"

_ADDRESSES = ("permalink", "url", "slug", "disqus_identifier", "disqus_url", "disqus_id", "id", "guid")


def detect(archive: Archive) -> Detection | None:
    """A static site, a folder of posts, or a single post; comments alone count too."""
    pages = [member for member in archive.members() if is_page(member.name)]
    comments = [member for member in archive.members() if thread_name(member.name) is not None]
    known = any(in_site_folder(page.name) for page in pages)
    if not known and not any(_has_front_matter(archive, page) for page in pages[:20]):
        pages = []
    if not pages and not any(b"name" in archive.head(member) for member in comments[:5]):
        return None
    configs = config_members(archive)
    counts = [(len(pages), "page"), (len(comments), "comment")]
    parts = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
    text = f"Blog of {' and '.join(parts)}"
    members = tuple(member.name for group in (pages, comments, configs) for member in group)
    return Detection(NAME, text, members)


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then every post, then every thread. Holds one page or one thread at a time.

    Raises `AmbiguousCreatorError` when there are comments and nothing tells which are the creator's.
    """
    pages = [member for member in archive.members() if is_page(member.name)]
    threads = _threads(archive)
    site = survey(archive, options, pages, threads)
    yield AccountRecord(NAME, id=site.address or site.name, name=site.name, url=site.address)
    for page in pages:
        yield _read_page(archive, page, site)
    for name, members in threads:
        yield from _read_thread(archive, name, members, site)


def _has_front_matter(archive: Archive, page: Member) -> bool:
    head = archive.head(page).decode("utf-8-sig", "replace").lstrip("\r\n")
    try:
        settings = split_page(head).settings
    except FrontMatterError:
        return False
    return settings is not None and not {"title", "date", "layout", "permalink"}.isdisjoint(settings)


def _threads(archive: Archive) -> Threads:
    named = [
        (thread, member) for member in archive.members() if (thread := thread_name(member.name)) is not None
    ]
    named.sort(key=lambda pair: (pair[0], pair[1].name))
    return [
        (name, [member for _, member in group]) for name, group in groupby(named, key=lambda pair: pair[0])
    ]


# Posts


def _read_page(archive: Archive, page: Member, site: Site) -> ItemRecord | Malformed | Skipped:
    if page.size > MAX_PAGE:
        return Malformed(page.name, 0, f"The page is larger than {MAX_PAGE:,} bytes.")
    if is_draft_name(page.name):
        return Skipped(page.name, "draft")
    text = page_text(archive, page)
    try:
        parts = split_page(text)
    except FrontMatterError as error:
        return Malformed(page.name, 0, f"{error} Correct the block at the top of the file.")
    settings = parts.settings or {}
    if parts.settings is None and not date_in_name(page.name):
        return Skipped(page.name, "not a post")
    if (
        is_true(settings, "draft")
        or is_false(settings, "published")
        or text_of(settings, "status") == "draft"
    ):
        return Skipped(page.name, "draft")
    identity = page_id(page.name)
    url = _url(settings, site)
    addresses = [text_of(settings, name) for name in _ADDRESSES]
    for name in ("redirect_from", "aliases"):
        addresses += texts_of(settings, name)
    for key in slug_keys(page.name, [address for address in addresses if address]):
        taken = site.posts.get(key, (identity, url))
        site.posts[key] = (identity, url) if taken and taken[0] == identity else None
    if page.name.lower().endswith(".html"):
        found = read_html(without_template_tags(parts.body), quotes="drop")
        body, links = found.text, found.links
    else:
        plain = markdown_to_text(parts.body)
        body, links = plain.text, plain.links
    title = tidy(unescape_once(text_of(settings, "title")))  # often written for HTML: "What&rsquo;s new"
    if not body and not title:
        return Skipped(page.name, "empty")
    author = author_of(settings)
    guest = bool(author and site.own and name_key(author) not in site.own)
    written = text_of(settings, "date", "pubdate", "publishdate", "published_at", "created") or date_in_name(
        page.name
    )
    edited = text_of(settings, "last_modified_at", "lastmod", "modified", "updated")
    link = text_of(settings, "link", "external_url", "link_url")
    return ItemRecord(
        platform=NAME,
        native_id=identity,
        kind=Kind.POST,
        role=Role.FAN if guest else Role.CREATOR,
        author=Author(name=author or site.name),
        text=body,
        raw=parts.body if parts.body != body else "",
        created_at=parse_date(written),
        raw_time=written,
        edited_at=parse_date(edited) if edited else None,
        title=title or title_from_slug(page.name),
        url=url,
        lang=language_code(text_of(settings, "lang", "language", "locale"))
        or language_in_name(page.name)
        or site.lang,
        links=(link, *(each for each in links if each != link)) if link.startswith("http") else links,
    )


def _url(settings: dict[str, object], site: Site) -> str:
    stated = text_of(settings, "permalink", "url", "canonical_url")
    if stated.startswith(("http://", "https://")):
        return stated
    if stated.startswith("/") and site.address and ":" not in stated:
        return site.address + stated
    return ""


# Comments


def _read_thread(archive: Archive, name: str, members: list[Member], site: Site) -> Records:
    comments: dict[str, StaticComment] = {}
    for member in members:
        for comment in read_comments(archive, member):
            if isinstance(comment, Malformed):
                yield comment
            elif comment.id in comments:
                yield Malformed(member.name, 0, "Another comment of the thread has the same id.")
            else:
                comments[comment.id] = comment
    post_id, url = site.posts.get(slug(name)) or site.posts.get(slug(name.rsplit("/", 1)[-1])) or (None, "")
    for record in thread_records(list(comments.values()), site.own, NAME, post_id, post_id or name, url):
        yield record if record.text else Skipped(name, "empty")
