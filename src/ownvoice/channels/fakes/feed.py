"""A site with a comment feed, as WordPress and others serve it: newest first, with ETag."""

from __future__ import annotations

import hashlib
import html
from datetime import UTC, datetime
from email.utils import format_datetime

from ownvoice.channels.fakes.serving import Asked, FakePlatform, Reply


class FakeFeedSite(FakePlatform):
    """One feed at /comments/feed."""

    def __init__(self, most: int = 200, port: int = 0) -> None:
        self.entries: list[tuple[str, str, str, datetime]] = []
        self.most = most
        self.unchanged = 0
        super().__init__(port=port)

    def fan_writes(self, text: str, name: str = "sam") -> str:
        """A visitor comments."""
        with self.lock:
            native_id = f"{self.address}/?p=1#comment-{len(self.entries) + 1}"
            self.entries.append((native_id, name, text, datetime.now(UTC)))
            return native_id

    def respond(self, asked: Asked) -> Reply:
        """The feed."""
        items = "".join(
            f"<item><title>Comment on Bread by {html.escape(name)}</title><link>{html.escape(native_id)}</link>"
            f"<dc:creator>{html.escape(name)}</dc:creator><pubDate>{format_datetime(at)}</pubDate>"
            f"<guid isPermaLink='false'>{html.escape(native_id)}</guid>"
            f"<content:encoded>{html.escape(_paragraphs(text))}</content:encoded></item>"
            for native_id, name, text, at in reversed(self.entries[-self.most :])
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel><title>Comments for Bread</title><link>{self.address}</link>{items}</channel></rss>"
        ).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if asked.headers.get("if-none-match") == etag:
            self.unchanged += 1
            return Reply(304, b"", {"ETag": etag})
        return Reply(200, body, {"Content-Type": "application/rss+xml; charset=utf-8", "ETag": etag})


def _paragraphs(text: str) -> str:
    return f"<p>{html.escape(text, quote=False).replace(chr(10), '<br />')}</p>"
