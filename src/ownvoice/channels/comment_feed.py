"""Comment feeds (RSS, Atom): read only, for places that offer nothing else.

RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287), `thr:in-reply-to` (RFC 4685); asked politely with `If-None-Match` and
`If-Modified-Since` (RFC 9110, 13.1). A feed holds the newest entries only: what comes and goes between two looks is not
seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urlsplit

import feedparser

from ownvoice.channels.failing import PermanentError, RetryLaterError
from ownvoice.channels.http import Web
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
    Cursor,
    Delivered,
    Incoming,
    Limits,
    Telling,
    Turn,
)
from ownvoice.channels.registry import Ask
from ownvoice.inbox.outbox import Leaving
from ownvoice.sources.reading.html_text import html_to_text

KIND = "comment_feed"
TITLE = "Comment feed (RSS, Atom): read only"
ASKS = (
    Ask("own_name", "The name you comment under, so that your own comments aren't answered.", needed=False),
)
RIGHTS = ()

REMEMBERED = 2_000  # entries that are known to have been seen


def open_channel(address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> FeedChannel:
    """The channel for one feed. Makes no call."""
    return FeedChannel(address, options)


class FeedChannel:
    """One feed."""

    def __init__(self, address: str, options: Mapping[str, Any] | None = None) -> None:
        options = options or {}
        self.limits = Limits(timeout_s=float(options.get("timeout_s", 20.0)))
        self.capabilities = Capabilities(Telling.NOT, longest=0, can_send=False)
        self._own_name = str(options.get("own_name", "")).strip().casefold()
        parts = urlsplit(address)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        accept = {"Accept": "application/atom+xml, application/rss+xml, application/xml, text/xml"}
        self._web = Web(f"{parts.scheme}://{parts.netloc}", accept, self.limits.timeout_s)

    def close(self) -> None:
        """Give up connections."""
        self._web.close()

    def connect(self) -> Account:
        """The feed's title; there is no account."""
        parsed, _ = self._fetched({})
        title = str(parsed.feed.get("title") or self._web.base)
        return Account(self._web.base + self._path, title, str(parsed.feed.get("link") or ""))

    def receive(self, since: Cursor) -> Batch:
        """Entries that weren't in the feed before, oldest first. The first call only remembers what is there."""
        parsed, headers = self._fetched(since)
        if parsed is None:
            return Batch((), since)
        found = [incoming for entry in parsed.entries if (incoming := self._incoming(entry)) is not None]
        found.reverse()  # feeds put the newest first; times, where all have one, decide, and may be equal
        if all(m.at for m in found):
            found.sort(key=lambda m: m.at)  # type: ignore[arg-type,return-value]
        known = list(since.get("seen", ()))
        seen = set(known)
        fresh = [m for m in found if _short(m.native_id) not in seen]
        kept = (known + [_short(m.native_id) for m in fresh])[-REMEMBERED:]
        cursor = {
            "seen": kept,
            "etag": headers.get("etag", "")[:300],
            "modified": headers.get("last-modified", "")[:100],
        }
        return Batch(tuple(fresh) if "seen" in since else (), cursor)

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """A feed has no threads."""
        return ()

    def room(self, native: Mapping[str, Any]) -> int:
        """Nothing can be sent; a long answer isn't what is wrong."""
        return 1_000_000

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Never."""
        raise PermanentError(
            "A feed can only be read.", "Answer on the site itself, or connect the site by another channel."
        )

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """Never."""
        return None

    def hide(self, native_id: str) -> None:
        """Never."""
        raise PermanentError("A feed can only be read.")

    def _fetched(self, since: Cursor) -> tuple[Any, Mapping[str, str]]:
        headers = {}
        if since.get("etag"):
            headers["If-None-Match"] = str(since["etag"])
        if since.get("modified"):
            headers["If-Modified-Since"] = str(since["modified"])
        try:
            answer = self._web.read(self._path, headers=headers)
        except PermanentError as error:
            if "answered 304" in error.problem:
                return None, {}
            raise
        # Given as bytes: with a text, feedparser would take what looks like an address for one and fetch it.
        parsed = feedparser.parse(
            answer.body, response_headers={"content-type": answer.headers.get("content-type", "")}
        )
        if not parsed.entries and not parsed.feed.get("title"):
            raise RetryLaterError("What stands at this address is no feed.")
        return parsed, answer.headers

    def _incoming(self, entry: Any) -> Incoming | None:
        native_id = str(entry.get("id") or entry.get("link") or "")
        if not native_id:
            return None
        name = str(entry.get("author") or "")
        if self._own_name and name.strip().casefold() == self._own_name:
            return None
        content = entry.get("content") or [{}]
        body = str(content[0].get("value") or entry.get("summary") or "")
        return Incoming(
            native_id=native_id,
            fan_id=f"name-{_short(name)}",
            fan_name=name,
            text=html_to_text(body) if "<" in body or "&" in body else body,
            thread_id=native_id,
            parent_id=str((entry.get("thr_in-reply-to") or {}).get("ref") or ""),
            at=_time(entry.get("published_parsed") or entry.get("updated_parsed")),
            about=str(entry.get("title") or ""),
            native={"url": str(entry.get("link") or "")[:500]},
        )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _time(parts: struct_time | None) -> datetime | None:
    try:
        return datetime(*parts[:6], tzinfo=UTC) if parts else None
    except ValueError:
        return None
