"""Recordings without a transcript are transcribed while they are imported, where an endpoint is set for that.

Sources know no network, so the reader only says which recordings lack one, and the transcript takes the place of
that one record: positions, by which imports are resumed, stay as they are. What was transcribed once is taken from
the corpus, so that no import sends a recording twice and importing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ownvoice.core.records import Cue, ItemRecord, Malformed, Record, Skipped
from ownvoice.corpus.models import Item
from ownvoice.llm.transcribe import (
    RecordingRefusedError,
    SpeechEndpoint,
    TranscriptionError,
    configured_transcriber,
)
from ownvoice.sources import documents
from ownvoice.sources.documents.recordings import NO_TRANSCRIPT, spoken, transcript_record
from ownvoice.sources.reading.captions import Spoken
from ownvoice.sources.reading.contract import Archive, Member


def with_speech(records: Iterator[Record], archive: Archive, languages: Sequence[str]) -> Iterator[Record]:
    """The same records, one for one; transcripts instead of `Skipped("no transcript")` where there can be.

    `languages`: the creator's; a single one is told to the endpoint. A recording the endpoint refuses is malformed;
    once the endpoint itself fails, that is told, and the recordings after it stay without a transcript.
    Raises `ConfigurationError` when a recording is there and the endpoint is set wrongly.
    """
    recordings: dict[str, tuple[Member, str, str]] | None = None
    failed = False
    for record in records:
        if not isinstance(record, Skipped) or record.reason != NO_TRANSCRIPT:
            yield record
            continue
        if recordings is None:
            recordings = documents.untranscribed(archive)
        member, identity, title = recordings[record.file]
        known = _stored(identity, title)
        transcriber = None if known or failed else configured_transcriber()
        if known or transcriber is None:
            yield known or record
            continue
        try:
            yield _transcribed(transcriber, archive, member, identity, title, languages) or record
        except RecordingRefusedError as error:
            yield Malformed(member.name, 0, str(error))
        except TranscriptionError as error:
            failed = True
            yield Malformed(member.name, 0, str(error))


def _transcribed(
    transcriber: SpeechEndpoint,
    archive: Archive,
    member: Member,
    identity: str,
    title: str,
    languages: Sequence[str],
) -> ItemRecord | None:
    transcriber.refuse_size(
        member.name, member.size
    )  # before an archive refuses to open what is far too large
    language = languages[0] if len(languages) == 1 else ""
    with archive.open(member) as stream:
        segments = transcriber.transcribe(stream, language, member.name)
    said = spoken((segment.start_ms, segment.text) for segment in segments)
    return transcript_record(identity, title, said) if said.text else None


def _stored(identity: str, title: str) -> ItemRecord | None:
    """The transcript an earlier import stored, as the record it was."""
    wanted = transcript_record(identity, title, Spoken("", ())).native_id
    item = Item.objects.filter(platform=documents.NAME, native_id=wanted).only("text", "cues").first()
    if item is None:
        return None
    return transcript_record(
        identity, title, Spoken(item.text, tuple(Cue(*triple) for triple in item.cues or ()))
    )
