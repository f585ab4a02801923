"""Long tweets: `tweets.js` cuts them, `note-tweet.js` holds them whole under ids of their own.

The two are joined by the second in which they were written and the words they begin with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import parse_iso

_COMPARED = 40  # characters


class Notes:
    """The texts of long tweets by the second they were written in."""

    def __init__(self) -> None:
        self._texts: dict[datetime, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def add(self, note: dict[str, Any]) -> None:
        """Take over one entry of `note-tweet.js`; what has no text or time is left out."""
        core = note.get("core")
        written = parse_iso(note.get("createdAt"))
        text = core.get("text") if isinstance(core, dict) else None
        if not isinstance(core, dict) or written is None or not isinstance(text, str):
            return
        links = []
        urls = core.get("urls")
        for url in urls if isinstance(urls, list) else []:
            if isinstance(url, dict):
                short, full = url.get("shortUrl"), url.get("expandedUrl")
                if isinstance(short, str) and short and isinstance(full, str) and full:
                    text = text.replace(short, full)
                    links.append(full)
        self._texts[written.replace(microsecond=0)].append((text, tuple(links)))

    def find(self, written: datetime, cut: str) -> tuple[str, tuple[str, ...]] | None:
        """The whole text and the links of the tweet that begins with `cut`; None for one that isn't long."""
        start = cut.partition("https://t.co/")[0].rstrip("… \n")
        for text, links in self._texts.get(written, ()):
            length = min(_COMPARED, len(start))
            if len(text) > len(start) and text[:length] == start[:length]:
                return text, links
        return None


def read_notes(archive: Archive, members: Sequence[Member]) -> Notes:
    """All notes of the archive. They are few beside the tweets, and short enough to hold in memory."""
    notes = Notes()
    for member in members:
        with archive.open(member) as stream:
            for element in iter_array(stream, member.name):
                if not isinstance(element, Malformed) and isinstance(element.value, dict):
                    note = element.value.get("noteTweet")
                    if isinstance(note, dict):
                        notes.add(note)
    return notes
