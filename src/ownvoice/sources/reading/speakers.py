"""Who says what in a transcript: WebVTT's voices, SubRip's names, Podcasting 2.0's JSON and HTML.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md describes
the forms. A name holds until another one follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import orjson

from ownvoice.core.text import fold
from ownvoice.sources.reading.captions import MAX_OFFSET_MS, Spoken, TimedLines, joined, timed_lines
from ownvoice.sources.reading.html_text import html_to_text

_VOICE = re.compile(r"<v(?:\.[\w.]{1,60})?\s+([^<>]{1,80})>")
_NAMED = re.compile(r"([^\W\d_][\w.'’\- ]{0,48}?):\s+(?=\S)")
_HTML_TAG = re.compile(r"<(/?)(cite|time|p)\b[^<>]{0,300}>", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
_MOST_NAMES = 40  # a transcript with more has sentences with colons, not speakers
_JOIN_MS = 15_000  # words that follow each other within this time make one cue


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that one speaker says from `start_ms` on; `speaker` is "" where the transcript names none."""

    start_ms: int
    speaker: str
    text: str


def stretches(data: bytes, name: str) -> list[Stretch]:
    """What a transcript file says, in order; `name` tells the format. [] where nothing can be read."""
    lowered = name.lower()
    text = data.decode("utf-8-sig", "replace")
    if lowered.endswith(".json"):
        return _json(data)
    if lowered.endswith((".html", ".htm")):
        return _html(text)
    timed, _ = timed_lines(text)
    return _voices(timed) if lowered.endswith(".vtt") and _VOICE.search(text) else _names(timed)


def said_by(found: list[Stretch], names: Collection[str], hosts: list[str], lang: str) -> Spoken | None:
    """What the creator says in it; None where nothing tells which words are theirs.

    That is the speaker with one of the creator's `names`, else the only host, else the only speaker. Where no
    speaker is named, all of it, unless the show has several hosts.
    """
    speakers = {stretch.speaker for stretch in found if stretch.speaker}
    if not speakers:
        return None if len(hosts) > 1 else _spoken(found, lang)
    wanted = {fold(name).strip() for name in names}
    mine = {speaker for speaker in speakers if _is_one_of(speaker, wanted)}
    if not mine and len(hosts) == 1:
        mine = {speaker for speaker in speakers if _is_one_of(speaker, {fold(hosts[0])})}
    if not mine and len(speakers) == 1 and len(hosts) <= 1:
        mine = speakers
    return _spoken([stretch for stretch in found if stretch.speaker in mine], lang) if mine else None


def _is_one_of(speaker: str, names: Collection[str]) -> bool:
    """Whether the names hold the speaker's, whole or as the first name."""
    said = fold(speaker).strip()
    return any(said == name or said == name.partition(" ")[0] for name in names if name)


def _spoken(found: list[Stretch], lang: str) -> Spoken:
    timed: list[TimedLines] = []
    for stretch in found:
        if (
            timed
            and 0 <= stretch.start_ms - timed[-1].start_ms < _JOIN_MS
            and not timed[-1].lines[-1].endswith((".", "?", "!"))
        ):
            timed[-1].lines.append(stretch.text)
        else:
            timed.append(TimedLines(stretch.start_ms, [stretch.text]))
    return joined(timed, lang, 0)


def _voices(timed: list[TimedLines]) -> list[Stretch]:
    found, speaker = [], ""
    for cue in timed:
        for line in cue.lines:
            voice = _VOICE.search(line)
            if voice:
                speaker = voice.group(1).strip()
            text = _VOICE.sub("", line).strip()
            if text:
                found.append(Stretch(cue.start_ms, speaker, text))
    return found


def _names(timed: list[TimedLines]) -> list[Stretch]:
    """Names before a colon at the beginning of a cue, if they come often enough to be speakers."""
    cues = [(cue.start_ms, " ".join(line.strip() for line in cue.lines)) for cue in timed]
    named = [match.group(1).strip() for _, text in cues if (match := _NAMED.match(text))]
    speakers = set(named)
    if not speakers or len(speakers) > _MOST_NAMES or not _NAMED.match(cues[0][1] if cues else ""):
        return [Stretch(start, "", text) for start, text in cues if text]
    found, speaker = [], ""
    for start, text in cues:
        match = _NAMED.match(text)
        if match:
            speaker, text = match.group(1).strip(), text[match.end() :]
        if text:
            found.append(Stretch(start, speaker, text))
    return found


def _json(data: bytes) -> list[Stretch]:
    try:
        segments = orjson.loads(data)["segments"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []
    found, speaker = [], ""
    for segment in segments if isinstance(segments, list) else []:
        try:
            speaker = str(segment.get("speaker") or speaker)
            text = str(segment.get("body") or segment.get("text") or "").strip()
            start = float(segment.get("startTime", segment.get("start", 0)))
            if text and 0 <= start < 1e6:
                found.append(Stretch(int(start * 1000), speaker, text))
        except (TypeError, ValueError, AttributeError, OverflowError):
            continue
    return found


def _html(text: str) -> list[Stretch]:
    """Each `p` with the `cite` and `time` before it. Cut at the tags: an end is what follows next, whatever it is."""
    found: list[Stretch] = []
    speaker, start = "", 0
    tags = list(_HTML_TAG.finditer(text[:8_000_000]))
    for number, tag in enumerate(tags):
        if tag.group(1):
            continue
        end = tags[number + 1].start() if number + 1 < len(tags) else len(text)
        content = html_to_text(text[tag.end() : end])
        name = tag.group(2).lower()
        if name == "cite":
            speaker = content.rstrip(": ")
        elif name == "time":
            clock = _CLOCK.search(content)
            if clock:
                hours, minutes, seconds = (int(group or 0) for group in clock.groups())
                start = min(((hours * 60 + minutes) * 60 + seconds) * 1000, MAX_OFFSET_MS)
        elif content:
            found.append(Stretch(start, speaker, content))
    return found
