"""What every reader owes whoever calls it, whatever is in the archive.

Tests with damaged samples and the fuzzing harness judge readers by this one function.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TypeVar

from ownvoice.core.errors import AmbiguousCreatorError, ArchiveError
from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.sources.reading.captions import MAX_OFFSET_MS
from ownvoice.sources.reading.contract import Archive, Detection, ReadOptions, Source
from tests.sources.in_memory import InMemory

SECONDS_PER_MB = 10.0  # of processor time
LEAST_SECONDS = 5.0  # for anything small, on a slow machine, while a fuzzer counts every branch
Result = TypeVar("Result")
REFUSALS = (ArchiveError, AmbiguousCreatorError)  # the only errors a reader may raise
_REASON_LONGEST = 60
_UNITS = frozenset({"entry", "byte", "character", "line", "row", "file"})


class BrokenPromiseError(AssertionError):
    """A reader did what it must never do."""


def read_and_judge(
    source: Source,
    files: Mapping[str, str | bytes],
    options: ReadOptions,
    seconds_per_mb: float = SECONDS_PER_MB,
) -> list[Record]:
    """Detect and read these files twice; what was read, up to the refusal if there was one.

    Raises `BrokenPromiseError`, or whatever the reader raised that it mustn't.
    """
    archive = InMemory(dict(files))
    most_s = LEAST_SECONDS + seconds_per_mb * sum(member.size for member in archive.members()) / 1e6
    detection = timed("detect", most_s, lambda: _detected(source, archive))
    if detection is not None:
        judge_detection(detection, source, archive)
    found, refusal = timed("read", most_s, lambda: _read(source, archive, options))
    for record in found:
        judge(record, source.NAME)
    again, refusal_again = timed("read again", most_s, lambda: _read(source, InMemory(dict(files)), options))
    _owe(found == again, "reading twice gave different records")
    _owe(refusal == refusal_again, "reading twice gave different errors")
    return found


def timed(what: str, most_s: float, act: Callable[[], Result]) -> Result:
    """What `act` returns; `BrokenPromiseError` where it takes more than `most_s` seconds of processor time."""
    started = time.process_time()
    result = act()
    taken = time.process_time() - started
    _owe(taken <= most_s, f"{what} took {taken:.1f} s, more than {most_s:.1f} s")
    return result


def _detected(source: Source, archive: Archive) -> Detection | None:
    try:
        return source.detect(archive)
    except REFUSALS as error:
        _clean("an error", str(error))
        return None


def _read(source: Source, archive: Archive, options: ReadOptions) -> tuple[list[Record], str]:
    found: list[Record] = []
    try:
        found.extend(source.read(archive, options))
    except REFUSALS as error:
        _clean("an error", str(error))
        return found, str(error)
    return found, ""


def judge_detection(detection: Detection, source: Source, archive: Archive) -> None:
    """The detection names members of the archive, each once."""
    names = {member.name for member in archive.members()}
    _owe(detection.source == source.NAME, "a detection names another source")
    _owe(bool(detection.description.strip()), "a detection without a description")
    _clean("a description", detection.description)
    _owe("\n" not in detection.description, "a description of several lines")
    _owe(names.issuperset(detection.members), "a detection names members that aren't there")
    _owe(names.issuperset(detection.ignored), "a detection ignores members that aren't there")


def judge(record: Record, platform: str) -> None:
    """One record is what `core.records` says it is."""
    if isinstance(record, ItemRecord):
        _judge_item(record, platform)
    elif isinstance(record, AccountRecord):
        _owe(record.platform == platform, "an account of another platform")
        for name in ("id", "handle", "name", "url"):
            _clean(f"an account's {name}", getattr(record, name))
    elif isinstance(record, Malformed):
        _clean("a malformed entry's file", record.file)
        _clean("a malformed entry's reason", record.reason)
        _owe(bool(record.reason), "a malformed entry without a reason")
        _owe(isinstance(record.offset, int) and record.offset >= 0, "a malformed entry before the file")
        _owe(record.unit in _UNITS, f"a malformed entry counted in “{record.unit}”")
    else:
        _owe(isinstance(record, Skipped), f"{type(record).__name__} is no record")
        _owe(record.count > 0, "nothing was skipped")
        _owe(0 < len(record.reason) <= _REASON_LONGEST, "a reason to skip that is no fixed word")


def _judge_item(item: ItemRecord, platform: str) -> None:
    _owe(item.platform == platform, "an item of another platform")
    _owe(isinstance(item.native_id, str) and item.native_id != "", "an item without an id")
    _owe(type(item.kind) is Kind and type(item.role) is Role, "an item whose kind or role is none")
    _owe(type(item.visibility) is Visibility, "an item whose visibility is none")
    _owe(isinstance(item.author, Author), "an item whose author is none")
    for name, value in _texts(item):
        _clean(name, value)
    _owe(_LANGUAGE.fullmatch(item.lang) is not None, f"“{item.lang}” is no code of a language")
    for name in ("parent_id", "root_id", "parent_author", "parent_text"):
        value = getattr(item, name)
        _owe(value is None or isinstance(value, str), f"{name} is no text")
    _owe(item.parent_id != "" and item.root_id != "", "an empty id of a parent or root")
    for moment in (item.created_at, item.edited_at):
        _owe(moment is None or _is_utc(moment), "a time that isn't in UTC")
    at = 0
    for cue in item.cues:
        _owe(at <= cue.start <= cue.end <= len(item.text), "a cue outside the text")
        _owe(0 <= cue.offset_ms <= MAX_OFFSET_MS, "a cue outside of any recording")
        at = cue.start


def _texts(item: ItemRecord) -> Iterator[tuple[str, object]]:
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == "author":
            yield from ((f"author.{part}", getattr(value, part)) for part in ("id", "name", "handle"))
        elif field.name == "links":
            yield from (("links", link) for link in value)
        elif field.name in _TEXTS or (field.name in _MAYBE_TEXTS and value is not None):
            yield field.name, value


_TEXTS = frozenset({"platform", "native_id", "text", "raw", "raw_time", "title", "url", "lang"})
_LANGUAGE = re.compile("[a-z]{2,3}|")
_SHOWN = frozenset(
    {"text", "title", "parent_text", "a description", "an error", "a malformed entry's reason"}
)
_MAYBE_TEXTS = frozenset({"parent_id", "root_id", "parent_author", "parent_text"})


def _is_utc(moment: object) -> bool:
    return isinstance(moment, datetime) and moment.utcoffset() == timedelta(0)


def _clean(name: str, value: object) -> None:
    """Text without half characters and, where people will read it, without NUL.

    Elsewhere (ids, addresses, what is kept as the export has it) a NUL is removed when it is stored.
    """
    _owe(type(value) is str, f"{name} is {type(value).__name__}, not text")
    assert isinstance(value, str)
    _owe(name not in _SHOWN or "\0" not in value, f"{name} holds a NUL")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BrokenPromiseError(f"{name} holds half a character") from None


def _owe(kept: bool, otherwise: str) -> None:
    if not kept:
        raise BrokenPromiseError(otherwise)
