"""WordPress exports (WXR 1.0 to 1.2), with the comments of the whole site.

A post's comments carry `wp:comment_parent`, so that the creator's answers and what they answer are both here.
`parent_id` is the comment answered, else the post; `root_id` is the post. Ids begin with the site's address:
`example.org/blog/12` for a post, `example.org/blog#comment-34` for a comment.

All authors of the site together are the creator, unless `own_names` says who of them is. E-mail and IP
addresses of commenters are compared with the authors' and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urljoin

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
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.timestamps import parse_iso, parse_rfc2822
from ownvoice.sources.reading.wordpress_authors import Site, SiteAuthor, author_of, name_key, public_name
from ownvoice.sources.reading.wordpress_text import wordpress_text
from ownvoice.sources.reading.wxr import Header, Item, read_header, read_wxr
from ownvoice.sources.reading.wxr_bytes import declared_encoding
from ownvoice.sources.reading.wxr_fields import Row

NAME = "wordpress"
TITLE = "WordPress export (WXR)"

_HEAD_BYTES = 32_768
_ENDINGS = (".xml", ".wxr", ".rss", ".txt")
# Custom types that hold texts for readers. What isn't listed may be a form's answers, an order, a template.
_TEXT_TYPES = frozenset(
    {"", "post", "page", "article", "blog", "book", "documentation", "episode", "event", "faq", "guide",
     "jetpack-portfolio", "news", "podcast", "portfolio", "product", "project", "recipe", "review", "story",
     "tutorial", "video"}
)  # fmt: skip
_COMMENT_STATES = {"0": "unapproved", "hold": "unapproved", "spam": "spam", "trash": "deleted"}
_COMMENT_TYPES = {"pingback": "pingback", "trackback": "pingback"}
# What resolving would leave as it is, as most links are.
_PLAIN_LINK = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9/_.~%-]*+(?:\?[A-Za-z0-9=&_.~%-]++)?")
_SCHEME = re.compile(r"^[a-z]{2,9}://(?:www\.(?=[^/]*\.))?", re.IGNORECASE)


def is_wxr(head: bytes) -> bool:
    """Whether a file that begins like this is a WordPress export."""
    text = head.decode(declared_encoding(head), "replace")
    return "<rss" in text and ("://wordpress.org/export/" in text or "<wp:wxr_version" in text)


def detect(archive: Archive) -> Detection | None:
    """One or more export files, among whatever else."""
    members = _members(archive)
    if not members:
        return None
    sites: dict[str, None] = {}
    for member in members[:20]:
        with archive.open(member) as stream:
            header = read_header(stream)
        sites[(header.channel.get("title", "") if header else "") or member.name] = None
    files = "" if len(members) == 1 else f" in {len(members):,} files"
    return Detection(
        NAME, f"WordPress export of {', '.join(sites)}{files}", tuple(member.name for member in members)
    )


def _members(archive: Archive) -> list[Member]:
    members = archive.members()
    named = [member for member in members if len(members) == 1 or member.name.lower().endswith(_ENDINGS)]
    return [member for member in named if is_wxr(archive.head(member, _HEAD_BYTES))]


def read(archive: Archive, options: ReadOptions) -> Records:
    """An account for each author who is the creator, then every file's posts, each followed by its comments.

    Everything of one post is held at a time.
    """
    own_names = frozenset(name_key(name) for name in options.own_names if name.strip())
    sites: dict[str, Site] = {}
    homes: dict[str, Site] = {}
    members = _members(archive)
    headers: list[tuple[Member, Header]] = []
    for member in members:
        with archive.open(member) as stream:
            headers.append((member, read_header(stream) or Header({}, ())))
    if not own_names:
        known = frozenset(name_key(name) for name in options.known_names if name.strip())
        if any(author_of(row).answers_to(known) for _, header in headers for row in header.authors):
            own_names = known
    for member, header in headers:
        site = _site(header.channel, member, own_names)
        homes[member.name] = sites.setdefault(site.key, site)
        homes[member.name].add_authors(header.authors)
    for site in sites.values():
        yield from _accounts(site)
    for member in members:
        with archive.open(member) as stream:
            yield from _read_member(stream, member, homes[member.name], options)


def _site(channel: Row, member: Member, own_names: frozenset[str]) -> Site:
    stated = (channel.get(name, "") for name in ("base_blog_url", "link", "base_site_url"))
    address = next((each.rstrip("/") for each in stated if each), "")
    key = _SCHEME.sub("", address).rstrip("/") or channel.get("title", "") or member.name
    host, slash, path = key.partition("/")
    title = html_to_text(channel.get("title", ""))
    lang = language_code(channel.get("language", ""))
    return Site(f"{host.lower()}{slash}{path}", address, title, lang, own_names)


def _accounts(site: Site) -> Iterator[AccountRecord]:
    authors = site.own_authors()
    if not authors:
        yield AccountRecord(NAME, id=site.key, name=site.title, url=_web(site.address))
    for author in authors:
        handle = public_name(author.login)
        yield AccountRecord(
            NAME,
            id=author.id or handle,
            handle=handle,
            name=public_name(author.name) or handle,
            url=_web(site.address),
        )


def _read_member(stream: BinaryIO, member: Member, site: Site, options: ReadOptions) -> Records:
    empty = True
    for part in read_wxr(stream):
        empty = False
        if isinstance(part, Item):
            yield from _read_item(part, member.name, site, options)
    if empty:
        yield Malformed(member.name, 0, "The file has no <rss> tag to begin with; export it again.")


def _read_item(item: Item, file: str, site: Site, options: ReadOptions) -> Records:
    row = item.fields
    if item.damage:
        yield Malformed(file, item.index, item.damage)
    if not row.get("post_id"):
        if not item.damage:
            yield Malformed(file, item.index, "The entry states no post id.")
        return
    visibility, reason = _post_state(row, options.include_private)
    is_text = row.get("post_type", "") in _TEXT_TYPES
    if reason:
        yield Skipped(file, reason if is_text else "not a text")
        if item.comments:
            yield Skipped(file, reason, len(item.comments))
        return
    root_id = f"{site.key}/{row['post_id']}"
    url = _link(site, row.get("link", ""))
    logins = [*item.co_authors, row.get("creator", "")]
    own = site.wrote_post(logins)
    if not is_text:
        yield Skipped(file, "not a text")
    elif not own:
        yield Skipped(file, "another author")
    else:
        yield _post(row, root_id, url, site, visibility) or Skipped(file, "empty")
    for comment in item.comments:
        yield _comment(comment, item.index, file, root_id, url, site, visibility)


def _post_state(row: Row, include_private: bool) -> tuple[Visibility, str]:
    """Who could read the post, and why it is left out with its comments ("" if it isn't)."""
    status = row.get("status", "")
    if status == "trash":
        return Visibility.PRIVATE, "deleted"
    if status == "auto-draft":
        return Visibility.PRIVATE, "draft"
    if status in ("", "publish", "inherit"):
        return (Visibility.RESTRICTED if row.get("post_password") else Visibility.PUBLIC), ""
    if include_private:
        return Visibility.PRIVATE, ""
    return Visibility.PRIVATE, "private" if status == "private" else "draft"


def _post(row: Row, native_id: str, url: str, site: Site, visibility: Visibility) -> ItemRecord | None:
    content = row.get("content") or row.get("excerpt", "")
    found = wordpress_text(content)
    title = html_to_text(row.get("title", ""))
    if not found.text and not title:
        return None
    login = row.get("creator", "")
    known = site.authors.get(name_key(login)) or SiteAuthor("", login, "", "")
    handle = public_name(known.login)
    created, raw_time = _time(row, "post_date", "pubDate")
    edited = parse_iso(row.get("post_modified_gmt"))
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=Kind.POST,
        role=Role.CREATOR,
        author=Author(id=known.id, name=public_name(known.name) or handle, handle=handle),
        text=found.text,
        raw=content if content != found.text else "",
        created_at=created,
        raw_time=raw_time,
        edited_at=edited if edited and created and edited > created else None,
        title=title,
        url=url,
        lang=site.lang,
        visibility=visibility,
        links=found.links,
    )


def _comment(
    row: Row, index: int, file: str, root_id: str, url: str, site: Site, visibility: Visibility
) -> ItemRecord | Malformed | Skipped:
    kind = row.get("comment_type", "")
    state = row.get("comment_approved", "1")
    if kind in _COMMENT_TYPES:
        return Skipped(file, "pingback")
    if kind not in ("", "comment", "review"):
        return Skipped(file, "not a text")
    if state not in ("", "1", "approve", "approved"):
        return Skipped(file, _COMMENT_STATES.get(state, "deleted"))
    identity = row.get("comment_id", "")
    if not identity:
        return Malformed(file, index, "A comment on this post states no id.")
    content = row.get("comment_content", "")
    found = wordpress_text(content)
    if not found.text:
        return Skipped(file, "empty")
    parent = row.get("comment_parent", "").lstrip("0")
    user = row.get("comment_user_id", "").lstrip("0")
    created, raw_time = _time(row, "comment_date", "")
    return ItemRecord(
        NAME,
        f"{site.key}#comment-{identity}",
        Kind.REPLY if parent else Kind.COMMENT,
        Role.CREATOR if site.wrote_comment(row) else Role.FAN,
        Author(user, public_name(row.get("comment_author", ""))),
        found.text,
        created,
        content if content != found.text else "",
        raw_time,
        url=f"{url}#comment-{identity}" if url else "",
        visibility=visibility,
        parent_id=f"{site.key}#comment-{parent}" if parent else root_id,
        root_id=root_id,
        links=found.links,
    )


def _time(row: Row, name: str, mail_style: str) -> tuple[datetime | None, str]:
    """The moment, and the text it is from: in UTC where it is stated, else as mail, else without a zone."""
    gmt = row.get(name + "_gmt", "")
    moment = parse_iso(gmt)
    if moment:
        return moment, gmt
    mail = row.get(mail_style, "") if mail_style else ""
    moment = parse_rfc2822(mail)
    if moment:
        return moment, mail
    local = row.get(name, "")
    return parse_iso(local), local


def _link(site: Site, link: str) -> str:
    """The post's address; a relative one (Squarespace) is resolved against the site's."""
    if _PLAIN_LINK.fullmatch(link):
        return link
    try:
        return _web(urljoin(site.address + "/", link) if link else "")
    except ValueError:
        return ""


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""
