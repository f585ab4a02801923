"""Comments kept as files beside a static site, one folder a post: Staticman's layout and what grew from it.

`_data/comments/<post>/<comment>.yml` (or `.yaml`, `.json`), each with an id, a date, a name, a message, and
sometimes the id of the comment it answers. Converters from Disqus and WordPress write the same layout with
other key names; all known ones are read. Mail addresses and their hashes are never kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ownvoice.core.records import Author, ItemRecord, Kind, Role
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.reading.addressing import addressee
from ownvoice.sources.reading.front_matter import FrontMatterError, load_yaml, parse_date
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reading.surrogates import without_surrogates
from ownvoice.sources.reading.timestamps import from_unix

_IDS = ("id", "_id", "comment_id", "uid")
_PARENTS = (
    "replytoid", "reply_to_id", "replying_to", "replyingto", "replying_to_uid", "_parent", "parent",
    "parent_id", "reply_to", "replyto",
)  # fmt: skip
_TEXTS = ("message", "content", "comment", "body", "text")
_NAMES = ("name", "author", "author_name", "authorname", "username")
_DATES = ("date", "created_at", "createdat", "timestamp", "published", "time")
_HTML = re.compile(r"\s*<(?:p|div|blockquote|ul|ol|pre|h[1-6]|table|br|span|a)\b", re.IGNORECASE)
_MAIL = re.compile(
    r"([^\s@]+)@[\w.-]*"
)  # some people sign with their mail address; the part before @ names them
_QUOTED_LINE = re.compile(r"^[ \t]*>+[ \t].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StaticComment:
    """One comment file. `parent` is the id it states, "" where it states none; `message` has its markup."""

    id: str
    parent: str
    name: str
    message: str
    date: str
    created_at: datetime | None

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return name_key(self.name)


def name_key(name: str) -> str:
    """Names that differ in case, accents written apart or blanks are one: "haacked " and "Haacked"."""
    return " ".join(name.casefold().lstrip("@").split())


def parse_comments(data: bytes, member_name: str) -> list[StaticComment]:
    """The comments of one file: usually one, or a list of them.

    Raises `FrontMatterError` with the reason when the file can't be read or holds no comment.
    """
    text = data.decode("utf-8-sig", "replace")
    if member_name.lower().endswith(".json"):
        try:
            loaded: object = json.loads(text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise FrontMatterError("The JSON is not valid.") from error
    else:
        loaded = load_yaml(text)
    stem = member_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    entries = loaded if isinstance(loaded, list) else [loaded]
    found = [
        _comment(entry, stem if len(entries) == 1 else f"{stem}-{number}")
        for number, entry in enumerate(entries)
        if isinstance(entry, dict)
    ]
    if not found or not all(comment.message or comment.name for comment in found):
        raise FrontMatterError("The file holds no comment: neither a name nor a message.")
    return found


def _comment(entry: dict[object, object], stem: str) -> StaticComment:
    fields: dict[str, object] = {}
    for key, value in entry.items():
        fields.setdefault(str(key).lower(), value)
    author = fields.get("author")
    if isinstance(author, dict):
        fields["author"] = author.get("name")
    date = _first(fields, _DATES)
    return StaticComment(
        id=_first(fields, _IDS) or stem,
        parent=_first(fields, _PARENTS),
        name=_MAIL.sub(r"\1", unescape_once(_first(fields, _NAMES))[:200]),
        message=_first(fields, _TEXTS),
        date=date,
        created_at=_moment(date),
    )


def _first(fields: dict[str, object], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip() not in ("", "~", "null"):
            return without_surrogates(value.strip())
    return ""


def _moment(written: str) -> datetime | None:
    if written.isdigit() and 9 <= len(written) <= 13:  # Staticman can write seconds or milliseconds
        return from_unix(written, 1000 if len(written) > 11 else 1)
    return parse_date(written)


def message_text(message: str) -> tuple[str, tuple[str, ...]]:
    """What the commenter wrote themselves, without markup and quotes, and the addresses they link.

    Messages are HTML in what Disqus exports, and Markdown, with some HTML in it, in what Staticman keeps.
    """
    if _HTML.match(message):
        html = read_html(message, quotes="drop")
        return tidy(_QUOTED_LINE.sub("", html.text)), html.links
    markdown = markdown_to_text(message, lazy_quotes=False)
    return markdown.text, markdown.links


def thread_records(
    comments: list[StaticComment],
    own: frozenset[str],
    platform: str,
    post_id: str | None,
    root_id: str,
    url: str,
) -> list[ItemRecord]:
    """The comments of one post as records, oldest first.

    A comment answers, in this order: the comment whose id it states, where the thread has it; if the creator
    wrote it, the latest earlier comment by the fan it names (see `addressing`: computed from the text); else
    the post, `post_id`, which is None where the post isn't in the archive.
    """
    floor = datetime.min.replace(tzinfo=UTC)
    comments = sorted(comments, key=lambda comment: (comment.created_at or floor, comment.id))
    by_id = {comment.id: number for number, comment in enumerate(comments)}
    contents = [message_text(comment.message) for comment in comments]
    names = ["" if comment.key in own else comment.name for comment in comments]
    records: list[ItemRecord] = []
    for number, (comment, (text, links)) in enumerate(zip(comments, contents, strict=True)):
        role = Role.CREATOR if comment.key in own else Role.FAN
        answered = by_id.get(comment.parent) if comment.parent else None
        if answered == number:
            answered = None
        if role is Role.CREATOR:
            address = addressee(text, names[:number])
            if address and answered is None:
                answered = address.index
            if address and answered is not None and name_key(names[address.index]) == comments[answered].key:
                text = address.text
        record = ItemRecord(
            platform=platform,
            native_id=comment.id,
            kind=Kind.COMMENT,
            role=role,
            author=Author(name=comment.name),
            text=text,
            created_at=comment.created_at,
            raw=comment.message if comment.message != text else "",
            raw_time=comment.date,
            url=url,
            parent_id=post_id,
            root_id=root_id,
            links=links,
        )
        if answered is not None:
            record = replace(
                record,
                kind=Kind.REPLY,
                parent_id=comments[answered].id,
                parent_author=comments[answered].name or None,
                parent_text=contents[answered][0] or None,
            )
        records.append(record)
    return records
