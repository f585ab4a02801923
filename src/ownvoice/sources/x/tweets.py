"""Tweets: the creator's own, and those of others that they answered and liked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from datetime import UTC, datetime
from html import unescape
from typing import Any

from ownvoice.core.records import AccountRecord, Author, ItemRecord, Kind, Malformed, Records, Role, Skipped
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array, iter_batches
from ownvoice.sources.reading.timestamps import from_unix, parse_iso, parse_x
from ownvoice.sources.x.notes import Notes

_LEADING_MENTIONS = re.compile(r"(?:@\w{1,20}(?:\s+|$))+", re.ASCII)
# X's own codes for "undetermined", "only links" and the like all have three letters.
_LANGUAGES = {"iw": "he", "in": "id", "ji": "yi", "zh-cn": "zh", "zh-tw": "zh"}
_SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # ids count milliseconds from here since 2010-11-04
_FIRST_SNOWFLAKE = 29_700_859_247


class Answered:
    """The tweets of others that the creator replied to, with the names of their authors."""

    def __init__(self) -> None:
        self._authors: dict[int, str] = {}

    def add(self, tweet_id: str, handle: str) -> None:
        if tweet_id.isdecimal() and len(tweet_id) < 25:
            self._authors[int(tweet_id)] = handle

    def author_of(self, tweet_id: str) -> str | None:
        """The handle (possibly "") of the author; None where the creator didn't answer the tweet."""
        return self._authors.get(int(tweet_id)) if tweet_id.isdecimal() and len(tweet_id) < 25 else None


def read_tweets(
    archive: Archive, member: Member, account: AccountRecord, notes: Notes, answered: Answered
) -> Records:
    """The creator's tweets in one file. What they answered is added to `answered`."""
    skipped: Counter[str] = Counter()
    builder = _TweetBuilder(account, notes, answered)
    build = builder.build
    name = member.name
    with archive.open(member) as stream:
        for part in iter_batches(stream, name):
            if isinstance(part, Malformed):
                yield part
                continue
            for number, value in enumerate(part.values):
                try:
                    found = build(value.get("tweet") or value)
                except (KeyError, TypeError, ValueError, AttributeError):
                    reason = "this entry is no tweet, or lacks its id or text"
                    yield Malformed(name, part.offset(number), reason, "byte")
                    continue
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(name, reason, count)


class _TweetBuilder:
    """Makes records of tweets; what is the same for all of them is worked out once."""

    def __init__(self, account: AccountRecord, notes: Notes, answered: Answered) -> None:
        self._author = Author(account.id, account.name, account.handle)
        self._own = account.handle.lower()
        self._own_id = account.id
        self._notes = notes
        self._answered = answered
        self._address = f"https://x.com/{account.handle or 'i'}/status/"

    def build(self, tweet: dict[str, Any]) -> ItemRecord | str:
        """The record, or the reason for leaving the tweet out. Raises where it isn't a tweet at all."""
        get = tweet.get
        tweet_id: str = tweet["id_str"]
        raw: str = get("full_text") or tweet["text"]
        if not tweet_id.isdecimal():
            raise ValueError(tweet_id)
        if raw.startswith("RT @") or "retweeted_status" in tweet:
            return "retweet"
        edited = False
        edit_info = get("edit_info")
        if edit_info:
            versions = _versions(edit_info)
            if len(versions) > 1:
                if versions[-1] != tweet_id:
                    return "edited"
                edited = True

        text = unescape(raw) if "&" in raw else raw
        raw_time = get("created_at") or ""
        if type(raw_time) is not str:
            raise TypeError("created_at")
        written = parse_x(raw_time) or parse_iso(raw_time)
        links: tuple[str, ...] = ()
        note = self._notes.find(written, text) if self._notes and written else None
        if note:
            text, links = note
        entities = get("entities")
        if entities and "http" in text:
            text, resolved = _resolved(text, entities)
            links = links or resolved

        kind = Kind.POST
        parent_id = parent_author = None
        parent_user = get("in_reply_to_user_id_str") or get("in_reply_to_screen_name")
        if parent_user:
            parent_id = get("in_reply_to_status_id_str") or None
            if parent_id and not parent_id.isdecimal():
                raise ValueError(parent_id)
            parent_author = get("in_reply_to_screen_name") or None
            mentions = _LEADING_MENTIONS.match(text)
            if mentions:
                text = text[mentions.end() :]
            if parent_user != self._own_id and (parent_author or "").lower() != self._own:
                kind = Kind.REPLY
                if parent_id:
                    self._answered.add(parent_id, parent_author or "")
        text = tidy(text)
        if not text:
            return "empty"
        return ItemRecord(
            "x",
            tweet_id,
            kind,
            Role.CREATOR,
            self._author,
            text,
            written,
            raw if raw != text else "",
            raw_time,
            written if edited else None,
            "",
            self._address + tweet_id,
            _language(get("lang")),
            parent_id=parent_id,
            parent_author=parent_author,
            links=links,
        )


def _versions(edit_info: dict[str, Any]) -> list[str]:
    """The ids of all versions of a tweet, oldest first."""
    for told in (edit_info.get("initial"), edit_info.get("edit")):
        if told:
            ids = told.get("editTweetIds") or (told.get("editControlInitial") or {}).get("editTweetIds")
            if ids:
                return sorted(ids, key=int) if len(ids) > 1 else list(ids)
    return []


def _resolved(text: str, entities: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The text with short links written out and those to its own pictures removed; the links."""
    links: tuple[str, ...] = ()
    for url in entities.get("urls") or ():
        short = url.get("url")
        full = url.get("expanded_url")
        if short and full:
            text = text.replace(short, full)
            links = (*links, full)
    for medium in entities.get("media") or ():
        short = medium.get("url")
        if short:
            text = text.replace(short, "")
    return text, links


def _language(code: object) -> str:
    if type(code) is not str:
        return ""
    return _LANGUAGES.get(code) or (
        code if len(code) == 2 and code.isascii() and code.isalpha() and code.islower() else ""
    )


def read_liked(
    archive: Archive, member: Member, answered: Answered, awaited: Container[str] = frozenset()
) -> Records:
    """The tweets of others that the creator both liked and answered: the questions to their answers.

    `awaited`: ids of tweets that they are known to have answered from another archive.
    """
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name):
            if isinstance(element, Malformed):
                yield element
                continue
            like = element.value.get("like") if isinstance(element.value, dict) else None
            if not isinstance(like, dict) or not isinstance(like.get("tweetId"), str):
                yield Malformed(member.name, element.offset, "this is no like", "byte")
                continue
            tweet_id, raw = like["tweetId"], like.get("fullText")
            handle = answered.author_of(tweet_id)
            if handle is None and tweet_id in awaited:
                handle = ""
            if handle is None or not isinstance(raw, str):
                continue
            text = tidy(
                _LEADING_MENTIONS.sub("", unescape(raw), count=1) if raw[:1] == "@" else unescape(raw)
            )
            if text:
                yield ItemRecord(
                    platform="x",
                    native_id=tweet_id,
                    kind=Kind.POST,
                    role=Role.FAN,
                    author=Author(handle=handle),
                    text=text,
                    created_at=_time_in_id(tweet_id),
                    raw=raw if raw != text else "",
                    url=f"https://x.com/{handle or 'i'}/status/{tweet_id}",
                )


def _time_in_id(tweet_id: str) -> datetime | None:
    number = int(tweet_id) if tweet_id.isdecimal() and len(tweet_id) < 25 else 0
    if number < _FIRST_SNOWFLAKE:
        return None
    moment = from_unix((number >> 22) + _SNOWFLAKE_EPOCH_MS, per_second=1000)
    return moment if moment and moment < datetime(2100, 1, 1, tzinfo=UTC) else None


def read_deleted(archive: Archive, member: Member) -> Records:
    """How many tweets the creator had deleted; nothing of them is read."""
    with archive.open(member) as stream:
        count = sum(not isinstance(element, Malformed) for element in iter_array(stream, member.name))
    if count:
        yield Skipped(member.name, "deleted", count)
