"""What version 3 of Blogger's API answers (https://developers.google.com/blogger/docs/3.0/reference)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ownvoice.core.records import Malformed
from ownvoice.core.text import tidy, unescape_once
from ownvoice.sources.blogger.entries import Entry, What, author_of, left_out
from ownvoice.sources.reading.json_array import iter_array

_WHAT = {"blogger#post": What.POST, "blogger#page": What.PAGE, "blogger#comment": What.COMMENT}
_WEB = ("http://", "https://")


def read_api(stream: BinaryIO, file: str, listed: bool) -> Iterator[Entry | Malformed]:
    """The elements in order, each followed by the comments it holds; `listed`: they stand under `items`."""
    for element in iter_array(stream, file, "items" if listed else None):
        if isinstance(element, Malformed):
            yield element
            continue
        value = element.value
        found = _entry(value)
        if found is None:
            yield Malformed(file, element.offset, "This is no post and no comment, or lacks its id.", "byte")
            continue
        yield found
        replies = value.get("replies")
        held = replies.get("items") if isinstance(replies, dict) else None
        for comment in held if isinstance(held, list) else []:
            yield _entry(comment) or Malformed(
                file, element.offset, "A comment on this post can't be read.", "byte"
            )


def _entry(value: Any) -> Entry | None:
    if not isinstance(value, dict):
        return None
    kind = value.get("kind")
    what = _WHAT.get(kind) if isinstance(kind, str) else None
    identity = _identity(value)
    if what is None or not identity:
        return None
    person = value.get("author")
    author = person if isinstance(person, dict) else {}
    url = _text(value, "url")
    return Entry(
        id=identity,
        what=what,
        left_out=left_out(_text(value, "status"), what),
        title=tidy(unescape_once(_text(value, "title"))),
        html=_text(value, "content"),
        url=url if url.startswith(_WEB) else "",
        author=author_of(author.get("displayName"), author.get("url"), author.get("id")),
        published=_text(value, "published"),
        updated=_text(value, "updated"),
        post=_identity(value.get("post")),
        answers=_identity(value.get("inReplyTo")),
    )


def _identity(value: Any) -> str:
    found = value.get("id") if isinstance(value, dict) else None
    return str(found)[:40] if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found.strip() if isinstance(found, str) else ""
