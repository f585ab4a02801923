"""LinkedIn's export: posts, comments, articles, messages.

All posts and comments are the account's own; the texts they answer aren't in the export. A comment's link names
the post it is under (`root_id`). A parent is stated only where the link names a comment: that of an answer is the
comment, that of a comment the post. Where it names the post alone, nothing tells which of the two it was.

Times are UTC without saying so. E-mail addresses, telephone numbers and contacts stand in other tables, which
are never opened. Messages are private and read only on request; whose they are is told by `Profile.csv` or by
the creator.
"""

from __future__ import annotations

import re
from collections import Counter

from ownvoice.core.errors import AmbiguousCreatorError
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
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.linkedin.articles import MAX_ARTICLE, read_article
from ownvoice.sources.linkedin.files import Files, Table, linkedin_files
from ownvoice.sources.linkedin.quoting import table_rows, without_pieces
from ownvoice.sources.linkedin.urns import target_of
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.static_comments import name_key
from ownvoice.sources.reading.timestamps import parse_iso

NAME = "linkedin"
TITLE = "LinkedIn data export"

_PUBLIC = frozenset({"", "public", "member_network", "anyone", "logged_in"})
_HTML = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li)\b[^<>]{0,2000}>", re.IGNORECASE)


def detect(archive: Archive) -> Detection | None:
    """Tables by their columns, and pages in a folder `Articles`."""
    files = linkedin_files(archive)
    if not files:
        return None
    members = [member.name for member, _ in files.tables] + [member.name for member in files.articles]
    parts = [str(table) for _, table in files.tables if table is not Table.PROFILE]
    if files.articles:
        parts.append(f"{len(files.articles):,} article{'s' if len(files.articles) > 1 else ''}")
    folders = {name.rpartition("/")[0] for name in members}
    taken = set(members)
    ignored = (
        m.name for m in archive.members() if m.name.rpartition("/")[0] in folders or "/Jobs/" in m.name
    )
    return Detection(
        NAME,
        f"LinkedIn: {', '.join(parts)}",
        tuple(members),
        tuple(name for name in ignored if name not in taken and name.lower().endswith((".csv", ".html"))),
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then posts, articles, comments and messages in the files' order.

    Raises `AmbiguousCreatorError` when messages are asked for and nothing tells which are the creator's.
    """
    files = linkedin_files(archive)
    name = _profile_name(archive, files)
    own = {key for known in (*options.own_names, name) if (key := name_key(known))}
    if options.include_private and not own:
        _ask_for_the_name(archive, files)
    author = Author(name=name)
    if name:
        yield AccountRecord(NAME, name=name)
    for member, table in files.tables:
        if table is not Table.PROFILE:
            yield from _read_table(archive, member, table, author, own, options)
    for member in files.articles:
        yield _article(archive, member, author)


def _profile_name(archive: Archive, files: Files) -> str:
    for member, table in files.tables:
        if table is Table.PROFILE:
            with archive.open(member) as stream:
                for row in table_rows(stream, member.name, table):
                    if not isinstance(row, Malformed):
                        return tidy(f"{row[1]['first name']} {row[1]['last name']}")
    return ""


def _ask_for_the_name(archive: Archive, files: Files) -> None:
    senders: Counter[str] = Counter()
    for member, table in files.tables:
        if table is Table.MESSAGES:
            with archive.open(member) as stream:
                for row in table_rows(stream, member.name, table):
                    if not isinstance(row, Malformed):
                        senders[tidy(row[1]["from"])[:200]] += 1
    senders.pop("", None)
    if senders:
        raise AmbiguousCreatorError(
            f"{archive.path.name} holds messages and doesn't say which of their senders you are.",
            "Say your name as LinkedIn shows it with --as NAME, or add Profile.csv.",
            tuple(sender for sender, _ in senders.most_common(5)),
        )


def _read_table(
    archive: Archive, member: Member, table: Table, author: Author, own: set[str], options: ReadOptions
) -> Records:
    skipped: Counter[str] = Counter()
    closed = table is Table.MESSAGES and not options.include_private
    with archive.open(member) as stream:
        for row in table_rows(stream, member.name, table):
            if isinstance(row, Malformed):
                yield row
                continue
            cells = row[1]
            if closed or table is Table.REPOSTS:
                found: ItemRecord | str = "private" if closed else "share"
            elif table is Table.SHARES:
                found = _share(cells, author)
            elif table is Table.COMMENTS:
                found = _comment(cells, author)
            else:
                found = _message(cells, author, own)
            if isinstance(found, str):
                skipped[found] += 1
            else:
                yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)


def _share(cells: dict[str, str], author: Author) -> ItemRecord | str:
    written = cells["sharecommentary"]
    text = tidy(unescape_once(without_pieces(written)))
    if not text:
        return "share"  # of somebody else's post, or a picture without words
    link, shared = cells["sharelink"].strip(), cells.get("sharedurl", "").strip()
    created = parse_iso(cells["date"].strip())
    public = cells.get("visibility", "").strip().lower() in _PUBLIC
    return ItemRecord(
        platform=NAME,
        native_id=target_of(link).post or made_id(created, cells["date"], text, cells.get("mediaurl", "")),
        kind=Kind.POST,
        role=Role.CREATOR,
        author=author,
        text=text,
        created_at=created,
        raw=written if written != text else "",
        raw_time=cells["date"],
        url=link if link.startswith("https://") else "",
        visibility=Visibility.PUBLIC if public else Visibility.RESTRICTED,
        links=(shared,) if shared.startswith(("http://", "https://")) else (),
    )


def _comment(cells: dict[str, str], author: Author) -> ItemRecord | str:
    written, link = cells["message"], cells["link"].strip()
    text = tidy(unescape_once(written))
    if not text:
        return "not a text"  # a picture or a sticker
    target = target_of(link)
    parent = (target.comment if target.reply else target.post) if target.comment else ""
    created = parse_iso(cells["date"].strip())
    return ItemRecord(
        platform=NAME,
        native_id=target.reply or target.comment or made_id(created, cells["date"], link, text),
        kind=Kind.REPLY if target.reply else Kind.COMMENT,
        role=Role.CREATOR,
        author=author,
        text=text,
        created_at=created,
        raw=written if written != text else "",
        raw_time=cells["date"],
        url=link if link.startswith("https://") else "",
        parent_id=parent or None,
        root_id=target.post or None,
    )


def _message(cells: dict[str, str], author: Author, own: set[str]) -> ItemRecord | str:
    folder = cells.get("folder", "").strip().lower()
    if folder.startswith("draft") or cells.get("is message draft", "").strip().lower() in ("yes", "true"):
        return "draft"
    if folder == "spam":
        return "spam"
    written = cells["content"]
    text = html_to_text(written) if _HTML.search(written) else tidy(unescape_once(written))
    if not text:
        return "not a text"
    sender, conversation = tidy(cells["from"]), cells["conversation id"].strip()
    is_own = name_key(sender) in own
    created = parse_iso(cells["date"].strip())
    return ItemRecord(
        platform=NAME,
        native_id=made_id(created, cells["date"], conversation, sender, text),
        kind=Kind.MESSAGE,
        role=Role.CREATOR if is_own else Role.FAN,
        author=author if is_own and author.name else Author(name=sender),
        text=text,
        created_at=created,
        raw=written if written != text else "",
        raw_time=cells["date"],
        title=tidy(unescape_once(cells.get("subject", ""))),
        visibility=Visibility.PRIVATE,
        root_id=conversation or None,
    )


def _article(archive: Archive, member: Member, author: Author) -> ItemRecord | Malformed | Skipped:
    if member.size > MAX_ARTICLE:
        return Malformed(member.name, 0, f"The article is larger than {MAX_ARTICLE:,} bytes.")
    with archive.open(member) as stream:
        html = stream.read().decode("utf-8-sig", "replace")
    found = read_article(html, member.name, author)
    return Skipped(member.name, found) if isinstance(found, str) else found
