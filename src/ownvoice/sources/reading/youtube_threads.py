"""Comments under YouTube videos as yt-dlp and the Data API write them, brought to one shape."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ownvoice.sources.reading.addressing import addressee
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.timestamps import from_unix, parse_iso

_THREADS_KEPT = 500  # yt-dlp writes the replies after their comment; a thread this far back is over
_REPLIES_KEPT = 1_000
_QUOTE = 4_000  # characters of an answered comment kept for `parent_text`


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. `top` is the id of the thread's first comment, "" where it is that comment itself."""

    id: str
    top: str
    text: str
    author_id: str
    author_name: str
    by_uploader: bool
    created_at: datetime | None
    raw_time: str
    channel: str = ""  # of the video
    video: str = ""
    edited_at: datetime | None = None
    raw: str = ""
    parent_id: str = ""
    parent_author: str = ""
    parent_text: str = ""


@dataclass(slots=True)
class _Thread:
    names: list[str] = field(default_factory=list)
    entries: list[tuple[str, str, str]] = field(default_factory=list)  # id, author, text


class Threads:
    """Finds what each comment answers while comments pass by; remembers a bounded number of threads.

    A reply answers the thread's first comment, which is all the dumps state; or, where it begins with the
    "@name" of somebody who wrote earlier in the same thread, the latest comment of that name: that is
    computed from the text. The name is taken off the text then.
    """

    def __init__(self) -> None:
        self._threads: OrderedDict[str, _Thread] = OrderedDict()

    def placed(self, comment: Comment) -> Comment:
        """The comment with its parent; comments of one thread must come in order of writing."""
        thread = self._threads.setdefault(comment.top or comment.id, _Thread())
        answered: tuple[str, str, str] | None = None
        text, parent_id = comment.text, comment.top
        if comment.top:
            answered = next((entry for entry in thread.entries[:1] if entry[0] == comment.top), None)
            if text.startswith("@") and (address := addressee(text, thread.names)):
                answered, text = thread.entries[address.index], address.text
                parent_id = answered[0]
        if len(thread.entries) < _REPLIES_KEPT:
            thread.names.append(comment.author_name)
            thread.entries.append((comment.id, comment.author_name, text[:_QUOTE]))
        self._threads.move_to_end(comment.top or comment.id)
        if len(self._threads) > _THREADS_KEPT:
            self._threads.popitem(last=False)
        return replace(
            comment,
            text=text,
            raw=comment.raw or comment.text,
            parent_id=parent_id,
            parent_author=answered[1] if answered else "",
            parent_text=answered[2] if answered else "",
        )


def from_yt_dlp(entry: dict[str, Any]) -> Comment | None:
    """A comment of an `.info.json`; None where it has no id or no text."""
    identity, text = entry.get("id"), entry.get("text")
    if not isinstance(identity, str) or not identity or not isinstance(text, str):
        return None
    parent = entry.get("parent")
    top = parent if isinstance(parent, str) and parent not in ("root", identity) else ""
    if not top and "." in identity:
        top = identity.split(".", 1)[0]  # the id of a reply is that of its thread, a full stop, and its own
    stamp = entry.get("timestamp")
    return Comment(
        id=identity,
        top=top,
        text=text,
        author_id=_text(entry.get("author_id")),
        author_name=_text(entry.get("author")),
        by_uploader=entry.get("author_is_uploader") is True,
        created_at=from_unix(stamp),
        raw_time=_text(entry.get("_time_text") or entry.get("time_text")) or (str(stamp) if stamp else ""),
    )


def from_data_api(resource: dict[str, Any]) -> Iterator[Comment]:
    """The comments of a `commentThread` (first comment, then replies, oldest first) or `comment` resource."""
    snippet = resource.get("snippet")
    if not isinstance(snippet, dict):
        return
    first = snippet.get("topLevelComment")
    if not isinstance(first, dict):
        comment = _api_comment(resource, "", snippet)
        if comment:
            yield comment
        return
    head = _api_comment(first, "", snippet)
    if head:
        yield head
    replies = resource.get("replies")
    nested = replies.get("comments") if isinstance(replies, dict) else None
    top = head.id if head else _text(resource.get("id"))
    found = [
        reply
        for entry in (nested if isinstance(nested, list) else [])
        if isinstance(entry, dict) and (reply := _api_comment(entry, top, snippet))
    ]
    found.sort(key=lambda reply: reply.created_at.timestamp() if reply.created_at else 0.0)
    yield from found


def _api_comment(resource: dict[str, Any], top: str, thread: dict[str, Any]) -> Comment | None:
    identity, snippet = _text(resource.get("id")), resource.get("snippet")
    if not identity or not isinstance(snippet, dict):
        return None
    original = snippet.get("textOriginal")
    text = original if isinstance(original, str) else html_to_text(_text(snippet.get("textDisplay")))
    author = snippet.get("authorChannelId")
    author_id = _text(author.get("value")) if isinstance(author, dict) else _text(author)
    channel = _text(snippet.get("channelId")) or _text(thread.get("channelId"))
    published, updated = _text(snippet.get("publishedAt")), _text(snippet.get("updatedAt"))
    stated = _text(snippet.get("parentId"))
    if not top:
        top = stated or (identity.split(".", 1)[0] if "." in identity else "")
    return Comment(
        id=identity,
        top=top if top != identity else "",
        text=text,
        author_id=author_id,
        author_name=_text(snippet.get("authorDisplayName")),
        by_uploader=bool(author_id) and author_id == channel,
        created_at=parse_iso(published),
        raw_time=published,
        channel=channel,
        video=_text(snippet.get("videoId")) or _text(thread.get("videoId")),
        edited_at=parse_iso(updated) if updated != published else None,
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
