"""Videos and sound files, and the transcripts that lie beside them under the same name.

Read are captions (`reading.captions`), plain texts, and three shapes of JSON: Whisper's and other OpenAI-compatible
transcribers' `segments[]{start, end, text}` in seconds, whisper.cpp's `transcription[]{offsets{from, to}, text}` in
milliseconds, and podcasts' `segments[]{startTime, endTime, body}`
(https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from ownvoice.core.records import Author, Cue, ItemRecord, Kind, Role, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.documents.plain import text_from
from ownvoice.sources.reading.captions import MAX_OFFSET_MS, MAX_SIZE, Spoken, parse_captions
from ownvoice.sources.reading.contract import Member
from ownvoice.sources.reading.site_names import primary_code
from ownvoice.sources.reading.surrogates import without_surrogates

PLATFORM = "documents"
NO_TRANSCRIPT = "no transcript"
MEDIA = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".mp3", ".m4a", ".aac", ".wav", ".flac", ".ogg",
    ".oga", ".opus", ".wma",
)  # fmt: skip
# Of several transcripts in one language the first of these is read.
TRANSCRIPTS = (".vtt", ".srt", ".sbv", ".json", ".txt")
_CAPTIONS = (".vtt", ".srt", ".sbv")
_LANGUAGE = re.compile(r"(.+)\.([A-Za-z]{2})(?:[-_][A-Za-z0-9]{2,8})?", re.DOTALL)
_SEPARATORS = re.compile(r"[_\s]+")

__all__ = ["MAX_SIZE", "Recording", "read_transcript", "recordings"]


@dataclass(slots=True)
class Recording:
    """A video or sound file, and its transcripts in the order in which they are preferred."""

    member: Member
    transcripts: list[tuple[Member, str]] = field(
        default_factory=list
    )  # with the language of the name, "" for none

    @property
    def title(self) -> str:
        """The file's name for people, without the language where captions stand for the recording."""
        stem, ending = _cut(self.member.name)
        tagged = _LANGUAGE.fullmatch(stem) if ending in _CAPTIONS else None
        return title_from(f"{tagged[1]}{ending}" if tagged else self.member.name)


def title_from(name: str) -> str:
    """A file name without its folder and ending, underscores as blanks."""
    last = name.rpartition("/")[2]
    return tidy(_SEPARATORS.sub(" ", last.rpartition(".")[0] or last))[:200]


def recordings(members: Iterable[Member]) -> list[Recording]:
    """Every recording, with its transcripts: `talk.mp4` with `talk.vtt`, `talk.en.srt` or `talk.mp4.json`.

    Captions whose recording isn't there stand for it: they have been said by somebody, somewhere.
    """
    members = list(members)
    found: list[Recording] = []
    beside: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        stem, ending = _cut(member.name)
        if ending in MEDIA and member.size:
            found.append(Recording(member))
        elif ending in TRANSCRIPTS:
            beside[stem.lower()].append(member)
            tagged = _LANGUAGE.fullmatch(stem)
            if tagged:
                beside[tagged[1].lower()].append(member)
    for recording in found:
        stem = _cut(recording.member.name)[0].lower()
        for each in (*beside.get(stem, ()), *beside.get(recording.member.name.lower(), ())):
            of = _cut(each.name)[0].lower()
            tagged = None if of in (stem, recording.member.name.lower()) else _LANGUAGE.fullmatch(of)
            recording.transcripts.append((each, tagged[2] if tagged else ""))
    taken = names_of(found)
    alone: dict[str, Recording] = {}
    for member in members:
        stem, ending = _cut(member.name)
        if ending in _CAPTIONS and member.size and member.name not in taken:
            tagged = _LANGUAGE.fullmatch(stem)
            recording = alone.setdefault((tagged[1] if tagged else stem).lower(), Recording(member))
            recording.transcripts.append((member, tagged[2].lower() if tagged else ""))
    found += alone.values()
    for recording in found:
        recording.transcripts.sort(key=lambda pair: (TRANSCRIPTS.index(_cut(pair[0].name)[1]), pair[0].name))
    return found


def _cut(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending.lower()}") if dot and not stem.endswith("/") else (name, "")


def read_transcript(data: bytes, name: str) -> Spoken:
    """What a transcript says; a plain text has no cues. Empty where it is no transcript."""
    ending = _cut(name)[1]
    if ending == ".json":
        return _from_json(data)
    if ending == ".txt":
        return Spoken(tidy(text_from(data)), ())
    return parse_captions(data, name)


def spoken(parts: Iterable[tuple[int, str]], lang: str = "", bad: int = 0) -> Spoken:
    """One text with its cues out of stretches of speech with their times in milliseconds."""
    texts: list[str] = []
    cues: list[Cue] = []
    length = 0
    for offset_ms, text in parts:
        words = tidy(without_surrogates(text)).replace("\n", " ")
        if not words:
            continue
        start = length + 1 if texts else 0
        texts.append(words)
        length = start + len(words)
        cues.append(Cue(start, length, offset_ms))
    return Spoken(" ".join(texts), tuple(cues), lang, bad)


def _from_json(data: bytes) -> Spoken:
    try:
        loaded = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return Spoken("", (), bad=1)
    fields = loaded if isinstance(loaded, dict) else {"segments": loaded}
    entries = fields.get("segments") or fields.get("transcription")
    parts: list[tuple[int, str]] = []
    bad = 0
    for entry in entries if isinstance(entries, list) else []:
        part = _part(entry)
        if part is None:
            bad += 1
        else:
            parts.append(part)
    lang = primary_code(str(fields.get("language") or ""))
    if not parts and isinstance(fields.get("text"), str):
        return Spoken(tidy(without_surrogates(fields["text"])), (), lang, bad)
    return spoken(parts, lang, bad)


def _part(entry: object) -> tuple[int, str] | None:
    if not isinstance(entry, dict):
        return None
    text = entry.get("text", entry.get("body"))
    offsets = entry.get("offsets")
    if isinstance(offsets, dict):
        begins, factor = offsets.get("from"), 1
    else:
        begins, factor = entry.get("start", entry.get("startTime")), 1_000
    if not isinstance(text, str) or isinstance(begins, bool) or not isinstance(begins, int | float):
        return None
    if not 0 <= begins * factor <= MAX_OFFSET_MS:
        return None
    return round(begins * factor), text


def video_record(recording: Recording, identity: str, visibility: Visibility) -> ItemRecord:
    """The recording itself, known by its file's name."""
    return ItemRecord(
        platform=PLATFORM,
        native_id=identity,
        kind=Kind.VIDEO,
        role=Role.CREATOR,
        author=Author(),
        text=recording.title,
        title=recording.title,
        visibility=visibility,
    )


def transcript_record(
    identity: str, title: str, said: Spoken, lang: str = "", visibility: Visibility = Visibility.UNLISTED
) -> ItemRecord:
    """What is said in the recording `identity`."""
    return ItemRecord(
        platform=PLATFORM,
        native_id=f"{identity}#transcript-{lang}" if lang else f"{identity}#transcript",
        kind=Kind.TRANSCRIPT,
        role=Role.CREATOR,
        author=Author(),
        text=said.text,
        title=title,
        lang=lang,
        visibility=visibility,
        root_id=identity,
        cues=said.cues,
    )


def names_of(found: Sequence[Recording]) -> set[str]:
    """The names of all files that belong to recordings."""
    return {r.member.name for r in found} | {member.name for r in found for member, _ in r.transcripts}
