"""Records of TikTok's entries, whose field names are told without case and blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.telegram_creator import fold_name
from ownvoice.sources.reading.tiktok_json import Entry, Profile, Section, said
from ownvoice.sources.reading.timestamps import parse_iso

_SHARE_LINK = re.compile(
    r"https://(?:www\.|m\.)?tiktokv?\.com/(?:share/|@[\w.]{1,60}/)(?:video|photo)/(\d{5,25})(?![\d])"
)
_LIVE_LINK = re.compile(r"https://(?:www\.|m\.)?tiktokv?\.com/@([\w.]{1,60})/live")
_ONLY_LINK = re.compile(r"https?://\S{1,500}")
_CHAT_NAME = re.compile(r"chat history with (.{1,200}?):?\s*", re.IGNORECASE)
_EVERYONE = frozenset({"everyone", "public", "publictoeveryone"})
_ONLY_ME = frozenset({"onlyme", "private", "onlyyou", "self", "privatetome"})


class Builder:
    """Makes the records of one file and counts in `skipped` what it leaves out.

    `names` are the creator's, folded.
    """

    def __init__(self, profile: Profile, names: frozenset[str], include_private: bool) -> None:
        self._author = Author(name=profile.name, handle=profile.handle)
        self._public = Visibility.RESTRICTED if profile.private else Visibility.PUBLIC
        self._names = names
        self._include_private = include_private
        self.skipped: Counter[str] = Counter()

    def records(self, entry: Entry, file: str) -> Records:
        """The records of an entry: one, none where it is left out, several for a live video."""
        if not isinstance(entry.value, dict):
            yield Malformed(file, entry.number, "This entry is no object.")
        elif entry.section is Section.VIDEO:
            yield from self.video(entry.value)
        elif entry.section is Section.COMMENT:
            yield from self.comment(entry.value)
        elif entry.section is Section.LIVE:
            yield from self._live(entry.key, entry.value)
        else:
            yield from self._message(entry)

    def video(self, row: Mapping[str, Any]) -> Records:
        """A video's caption, if it has one."""
        fields = _folded(row)
        text = tidy(said(fields.get("title")))
        visibility = self._visibility(fields.get("whocanview"))
        if not text:
            self.skipped["empty"] += 1
            return
        if visibility is Visibility.PRIVATE and not self._include_private:
            self.skipped["private"] += 1
            return
        written = said(fields.get("date"))
        moment = parse_iso(written)
        shared = _SHARE_LINK.match(said(fields.get("link")))
        yield ItemRecord(
            platform="tiktok",
            native_id=shared.group(1) if shared else made_id(moment, text),
            kind=Kind.VIDEO,
            role=Role.CREATOR,
            author=self._author,
            text=text,
            created_at=moment,
            raw_time=written,
            url=shared.group() if shared else "",
            visibility=visibility,
        )

    def comment(self, row: Mapping[str, Any]) -> Records:
        """A comment on a video, if it is in words."""
        fields = _folded(row)
        links = (said(fields.get(key)) for key in ("originalpostlink", "originalposturl", "url", "link"))
        video = next((match for link in links if (match := _SHARE_LINK.match(link))), None)
        yield from self._comment(
            fields.get("comment"),
            fields.get("date"),
            root=video.group(1) if video else "",
            url=video.group() if video else "",
        )

    def _live(self, key: str, row: dict[str, Any]) -> Records:
        """What was written and asked in a live video."""
        fields = _folded(row)
        link = _LIVE_LINK.match(said(fields.get("link")))
        for kind in ("comment", "question"):
            listed = fields.get(f"{kind}s")
            for part in listed if isinstance(listed, list) else []:
                if isinstance(part, dict):
                    inner = _folded(part)
                    yield from self._comment(
                        inner.get(f"{kind}content"),
                        inner.get(f"{kind}time"),
                        root=key if key.isdigit() else "",
                        to=link.group(1) if link else "",
                    )

    def _comment(self, written: object, when: object, root: str, url: str = "", to: str = "") -> Records:
        text = tidy(said(written))
        if not text:
            self.skipped["not a text"] += 1
            return
        moment = parse_iso(said(when))
        yield ItemRecord(
            platform="tiktok",
            native_id=made_id(moment, "comment", text, root),
            kind=Kind.COMMENT,
            role=Role.CREATOR,
            author=self._author,
            text=text,
            created_at=moment,
            raw_time=said(when),
            url=url,
            root_id=root or None,
            parent_author=to or None,
        )

    def _message(self, entry: Entry) -> Records:
        if not self._include_private:
            self.skipped["private"] += 1
            return
        fields = _folded(entry.value)
        text, sender = tidy(said(fields.get("content"))), said(fields.get("from"))
        if not text:
            self.skipped["not a text"] += 1
            return
        if _ONLY_LINK.fullmatch(text) and _SHARE_LINK.match(text):
            self.skipped["share"] += 1
            return
        named = _CHAT_NAME.fullmatch(entry.key)
        partner = named.group(1) if named else entry.key.strip().removesuffix(":")
        is_own = self._is_own(sender, partner if named and entry.section is Section.CHAT else "")
        if is_own is None:
            self.skipped["private"] += 1
            return
        written = said(fields.get("date"))
        moment = parse_iso(written)
        yield ItemRecord(
            platform="tiktok",
            native_id=made_id(moment, partner, sender, text),
            kind=Kind.MESSAGE,
            role=Role.CREATOR if is_own else Role.FAN,
            author=self._author if is_own else Author(handle=sender),
            text=text,
            created_at=moment,
            raw_time=written,
            visibility=Visibility.PRIVATE,
            root_id=partner or None,
        )

    def _is_own(self, sender: str, partner: str) -> bool | None:
        """Whether the creator sent it; `partner` is the other one of two, "" where that isn't known.

        None where nothing tells.
        """
        if fold_name(sender) in self._names:
            return True
        if self._author.handle or fold_name(partner) in self._names:
            return False
        if partner:
            return fold_name(sender) != fold_name(partner)
        return False if self._names else None

    def _visibility(self, stated: object) -> Visibility:
        """Who can view a video; what can't be told counts as restricted."""
        who = "".join(c for c in said(stated).casefold() if c.isalpha())
        if not who or who in _EVERYONE:
            return self._public
        return Visibility.PRIVATE if who in _ONLY_ME else Visibility.RESTRICTED


def _folded(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by name without case and blanks."""
    return {"".join(key.casefold().split()): value for key, value in row.items()}
