"""What is said in a video or episode, from caption files: WebVTT, SubRip, SubViewer, YouTube's json3.

The timed formats are read line by line and leniently: a line with two times opens a cue, an empty line or
the next times end it, and whatever is neither (headers, notes, styles, identifiers) is passed over.

YouTube's automatic captions roll: each cue shows the line before it again, and a cue of ten milliseconds
holds the finished line still. Only lines that weren't on the screen already are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import orjson

from ownvoice.core.records import Cue
from ownvoice.core.text import tidy, unescape_once

ENDINGS = (".vtt", ".srt", ".sbv", ".json3")
MAX_SIZE = 32_000_000  # bytes; a day of speech has less than two million
MAX_OFFSET_MS = 1_000_000_000  # eleven days: no recording is longer

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*(?:-->|,)[ \t]*{_TIME}(?=[ \t]|$)")
_WORD_TIME = re.compile(r"<\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}>")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SOUND = re.compile(r"[\[(][^\[\]()]{1,40}[\])]|♪+")
_SPEAKER_CHANGE = re.compile(r"^(?:>>+|-)[ \t]+")
_LANGUAGE = re.compile(r"Language:[ \t]*([A-Za-z]{2,3})\b", re.IGNORECASE)
_ROLLING_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Spoken:
    """Text with the times its parts are spoken at; `lang` as the file states it; `bad` cues had no time that
    can be read and were left out."""

    text: str
    cues: tuple[Cue, ...]
    lang: str = ""
    bad: int = 0


@dataclass(slots=True)
class TimedLines:
    """What is on the screen from `start_ms` on, with its markup."""

    start_ms: int
    lines: list[str]


def parse_captions(data: bytes, name: str) -> Spoken:
    """The spoken text of a caption file; empty where there is none. `name` tells the format."""
    if name.lower().endswith(".json3"):
        timed, bad, lang, rolling = _json3(data)
    else:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
        timed, bad = timed_lines(text)
        stated = _LANGUAGE.search(text[:500])
        lang = stated[1].lower()[:2] if stated else ""
        rolling = _WORD_TIME.search(text) is not None or _repeats(timed)
    return joined(_unrolled(timed) if rolling else timed, lang, bad)


def timed_lines(text: str) -> tuple[list[TimedLines], int]:
    """The cues of WebVTT, SubRip or SubViewer as they stand, and how many had no time that can be read."""
    found: list[TimedLines] = []
    current: TimedLines | None = None
    bad = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        times = _TIMES.match(line)
        if times is None:
            if not line.strip():
                current = None
            elif "-->" in line or (line[:1].isdigit() and line.count(":") >= 4 and "," in line):
                bad += 1
                current = None
            elif current is not None:
                current.lines.append(line)
            continue
        if current is not None and current.lines and current.lines[-1].strip().isdigit():
            current.lines.pop()  # the number of the cue that begins here, without an empty line before it
        start_ms = _milliseconds(times.groups()[:4])
        if start_ms > MAX_OFFSET_MS:
            bad += 1
            current = None
            continue
        current = TimedLines(start_ms, [])
        found.append(current)
    return found, bad


def _milliseconds(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = groups
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _json3(data: bytes) -> tuple[list[TimedLines], int, str, bool]:
    """YouTube's own format: `events[]{tStartMs, aAppend?, segs[]{utf8}}`; appended events are line feeds."""
    try:
        loaded = orjson.loads(data)
        events = loaded["events"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return [], 1, "", False
    found: list[TimedLines] = []
    bad = 0
    for event in events if isinstance(events, list) else []:
        try:
            if event.get("aAppend") or "segs" not in event:
                continue
            words = "".join(segment.get("utf8", "") for segment in event["segs"])
            start_ms = int(event["tStartMs"])
            if not 0 <= start_ms <= MAX_OFFSET_MS:
                raise ValueError(start_ms)
            found.append(TimedLines(start_ms, words.split("\n")))
        except (KeyError, TypeError, ValueError, AttributeError):
            bad += 1
    return found, bad, "", False


def _clean(line: str) -> str:
    line = tidy(unescape_once(_TAG.sub("", line)))
    return _SPEAKER_CHANGE.sub("", _SOUND.sub("", line).strip()).strip()


def _repeats(timed: list[TimedLines]) -> bool:
    """Whether most cues begin with the line the one before them ended with."""
    if len(timed) < 4:
        return False
    pairs = pairwise(timed)
    repeated = sum(bool(a.lines and len(b.lines) > 1 and a.lines[-1] == b.lines[0]) for a, b in pairs)
    return repeated >= _ROLLING_SHARE * (len(timed) - 1)


def _unrolled(timed: list[TimedLines]) -> list[TimedLines]:
    """Only what each cue adds to what the cue before it showed."""
    added: list[TimedLines] = []
    shown: list[str] = []
    for cue in timed:
        lines = [clean for line in cue.lines if (clean := _clean(line))]
        overlap = next(
            (count for count in range(min(len(shown), len(lines)), 0, -1) if shown[-count:] == lines[:count]),
            0,
        )
        if lines:
            added.append(TimedLines(cue.start_ms, lines[overlap:]))
            shown = lines[-8:]
    return added


def joined(timed: list[TimedLines], lang: str, bad: int) -> Spoken:
    """The cues' words as one text."""
    parts: list[str] = []
    cues: list[Cue] = []
    length = 0
    for cue in timed:
        words = " ".join(clean for line in cue.lines if (clean := _clean(line))).replace("\n", " ")
        if not words:
            continue
        start = length + 1 if parts else 0
        parts.append(words)
        length = start + len(words)
        cues.append(Cue(start, length, cue.start_ms))
    return Spoken(" ".join(parts), tuple(cues), lang, bad)
