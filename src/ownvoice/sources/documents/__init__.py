"""What a creator wrote or recorded and keeps as files: texts, Markdown, Word, OpenDocument,
RTF, PDF, recordings with transcripts.

Anything may lie in a folder, so this source is asked last (`LAST`): where another one recognised the archive, nothing
of it is taken, wherever it lies. Platforms put read-mes, licences, pictures of private chats and, in a Takeout, whole
drives beside what they export, and no rule tells those from texts meant for fans. What is left is listed in the
report as unknown, and can be imported by itself.

Every document is one post by the creator; whoever hands it over says that it is theirs, so names of authors in its
properties (of the machine's owner, of a company) aren't kept. Visibility is `UNLISTED`: giving Ownvoice a text of one's
own to answer from is the permission to tell what is in it, while `PUBLIC` would claim that anybody could read it
somewhere, and `RESTRICTED` would keep a price list from the very people it is for. What the name or the folder calls a
draft or private is no such permission: it is read only on request, as `PRIVATE`, and never told.

Times are what a document states in its own properties. A file's date in an archive or a folder says when it was
copied, so it isn't used. The id is the path below the folder that all files have in common, so that a newer version
of a document replaces the older one.

A recording with a transcript beside it is a video, titled by its file's name, and a transcript; captions alone stand for
their recording. Where a transcript names several speakers, only the creator's words are taken. A recording without one gives
`Skipped("no transcript")`, which an import may answer by having it transcribed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import IO

from ownvoice.core.errors import ArchiveError
from ownvoice.core.records import (
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.sources.documents.files import Files, Form, document_files
from ownvoice.sources.documents.open_document import read_open_document, read_packed_open_document
from ownvoice.sources.documents.pdf_pages import MAX_PDF, read_pdf
from ownvoice.sources.documents.plain import Document, read_markdown, read_plain
from ownvoice.sources.documents.recordings import (
    MAX_SIZE,
    NO_TRANSCRIPT,
    Recording,
    read_transcript,
    title_from,
    transcript_record,
    video_record,
)
from ownvoice.sources.documents.rich_text import MAX_RTF, read_rich_text
from ownvoice.sources.documents.word_parts import MAX_PACKED, read_packed_word, read_word
from ownvoice.sources.reading.captions import Spoken
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.speakers import said_by, stretches

NAME = "documents"
TITLE = "Documents (text, Markdown, Word, OpenDocument, RTF, PDF) and recordings with transcripts"
LAST = True

_MAX_PLAIN = 32_000_000  # bytes
_MOST_BYTES = {
    Form.PLAIN: _MAX_PLAIN,
    Form.MARKDOWN: _MAX_PLAIN,
    Form.WORD: MAX_PACKED,
    Form.OPEN_DOCUMENT: MAX_PACKED,
    Form.RICH_TEXT: MAX_RTF,
    Form.PDF: MAX_PDF,
}
_SEVERAL_SPEAK = (
    "Several people speak in this transcript, and nothing tells which of them you are. Say so with --as NAME."
)
_PRIVATE = r"(?:drafts?|brouillons?|entw(?:u|ü)rfe?|private?|privé|confidential|vertraulich)"
_PRIVATE_FOLDER = re.compile(rf"_?{_PRIVATE}", re.IGNORECASE)
# Of a file only where the word stands apart: "Rye - draft 2", "[private] Rates", not "Hiring a private chef".
_PRIVATE_FILE = re.compile(
    rf"[\[(]?{_PRIVATE}[\])]?(?:\s{{0,3}}[-_–:.\]].{{0,200}})?|\[{_PRIVATE}\].{{0,200}}"
    rf"|.{{1,200}}[-_–(\[.]\s{{0,3}}{_PRIVATE}[\])]?(?:[\s_-]?v?\d{{1,3}})?",
    re.IGNORECASE | re.DOTALL,
)


def detect(archive: Archive) -> Detection | None:
    """Texts by their shape, Word, OpenDocument, RTF and PDF by their first bytes, recordings by their endings."""
    files = document_files(archive)
    if not files:
        return None
    if files.whole:
        body = "word/document.xml" if files.whole is Form.WORD else "content.xml"
        return Detection(NAME, f"1 document ({files.whole})", (body,), files.parts)
    forms = Counter(str(form) for _, form in files.documents)
    texts = [f"{_counted(len(files.documents), 'document')} ({', '.join(sorted(forms))})"] if forms else []
    if files.recordings:
        bare = sum(not recording.transcripts for recording in files.recordings)
        texts.append(
            _counted(len(files.recordings), "recording")
            + (f", {bare:,} without a transcript" if bare else "")
        )
    members = [member.name for member, _ in files.documents]
    for recording in files.recordings:
        members += [recording.member.name, *(member.name for member, _ in recording.transcripts)]
    return Detection(NAME, "; ".join(texts), tuple(dict.fromkeys(members)))


def read(archive: Archive, options: ReadOptions) -> Records:
    """Documents, then recordings, each in the order of their names."""
    files = document_files(archive)
    if files.whole:
        whole = _whole_archive(archive, files.whole)
        yield from _records(archive.path.name, archive.path.name, whole, options)
        return
    top = _common_folder(files)
    for member, form in files.documents:
        identity = member.name.removeprefix(top)
        if member.size > _MOST_BYTES[form]:
            yield Malformed(
                member.name, 0, f"The document is larger than {_MOST_BYTES[form]:,} bytes. Cut it in pieces."
            )
        elif _is_private(identity) and not options.include_private:
            yield Skipped(member.name, "draft")
        else:
            yield from _records(member.name, identity, _document(archive, member, form), options)
    for recording in files.recordings:
        yield from _recording(archive, recording, recording.member.name.removeprefix(top), options)


def untranscribed(archive: Archive) -> dict[str, tuple[Member, str, str]]:
    """The recordings that `read` skips as `NO_TRANSCRIPT`, by name: the member, its id and its title."""
    files = document_files(archive)
    top = _common_folder(files)
    return {
        each.member.name: (each.member, each.member.name.removeprefix(top), each.title)
        for each in files.recordings
        if not each.transcripts
    }


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' if count > 1 else ''}"


def _common_folder(files: Files) -> str:
    """The folder, with a slash, that every file is in; "" where there is none.

    Its name is the archive's rather than the documents': the same folder is found packed and unpacked.
    """
    names = [member.name for member, _ in files.documents] + [each.member.name for each in files.recordings]
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""


def _is_private(identity: str) -> bool:
    *folders, last = identity.split("/")
    stem = (last.rpartition(".")[0] or last)[:250]
    named = any(_PRIVATE_FOLDER.fullmatch(folder) for folder in folders)
    return named or _PRIVATE_FILE.fullmatch(stem) is not None


def _said(data: bytes, name: str, options: ReadOptions) -> Spoken | None:
    """What the creator says in a transcript; None where several people speak and nothing tells who they are."""
    if name.lower().endswith((".vtt", ".srt", ".json")):
        found = stretches(data, name)
        if len({stretch.speaker for stretch in found if stretch.speaker}) > 1:
            return said_by(found, (*options.own_names, *options.known_names), [], "")
    return read_transcript(data, name)


def _document(archive: Archive, member: Member, form: Form) -> Document:
    with archive.open(member) as stream:
        data = stream.read(_MOST_BYTES[form] + 1)
    try:
        match form:
            case Form.PLAIN:
                return read_plain(data)
            case Form.MARKDOWN:
                return read_markdown(data)
            case Form.WORD:
                return read_packed_word(data)
            case Form.OPEN_DOCUMENT:
                return read_packed_open_document(data)
            case Form.RICH_TEXT:
                return read_rich_text(data)
            case Form.PDF:
                return read_pdf(data)
    except (ArchiveError, *DAMAGE, ValueError, LookupError, RecursionError) as error:
        why = (str(error) or type(error).__name__)[:150]
        return Document(
            "", problems=[f"The document is damaged ({why}). Save it again with the program it is from."]
        )


def _whole_archive(archive: Archive, form: Form) -> Document:
    """The archive itself is the document: it was opened as the zip that it is, within an archive's limits."""
    members = {member.name: member for member in archive.members()}

    def part(name: str) -> IO[bytes] | None:
        return archive.open(members[name]) if name in members else None

    return read_word(part) if form is Form.WORD else read_open_document(part)


def _records(file: str, identity: str, document: Document, options: ReadOptions) -> Records:
    for problem in document.problems:
        yield Malformed(file, 0, problem)
    if document.text:
        yield ItemRecord(
            platform=NAME,
            native_id=identity,
            kind=Kind.POST,
            role=Role.CREATOR,
            author=Author(),
            text=document.text,
            created_at=document.created_at,
            raw_time=document.raw_time,
            edited_at=document.edited_at,
            title=document.title or title_from(file),
            lang=document.lang,
            visibility=Visibility.PRIVATE if _is_private(identity) else Visibility.UNLISTED,
            links=document.links,
        )
    elif not document.problems:
        yield Skipped(file, "empty")


def _recording(archive: Archive, recording: Recording, identity: str, options: ReadOptions) -> Records:
    file = recording.member.name
    if _is_private(identity) and not options.include_private:
        yield Skipped(file, "draft")
        return
    visibility = Visibility.PRIVATE if _is_private(identity) else Visibility.UNLISTED
    if not recording.transcripts:
        # What is private is never offered for transcription: the endpoint may be somebody else's machine.
        yield Skipped(file, "draft" if visibility is Visibility.PRIVATE else NO_TRANSCRIPT)
        return
    alone = any(member.name == file for member, _ in recording.transcripts)
    if not alone:
        yield video_record(recording, identity, visibility)
    done: set[str] = set()
    for member, tag in recording.transcripts:
        if member.size > MAX_SIZE:
            yield Malformed(member.name, 0, f"The transcript is larger than {MAX_SIZE:,} bytes.")
            continue
        with archive.open(member) as stream:
            said = _said(stream.read(MAX_SIZE + 1), member.name, options)
        if said is None:
            yield Malformed(member.name, 0, _SEVERAL_SPEAK)
            continue
        if said.bad:
            yield Malformed(member.name, 0, f"{_counted(said.bad, 'part')} of the transcript can't be read.")
        lang = language_code(tag) or said.lang
        if not said.text:
            yield Skipped(member.name, "empty")
        elif lang in done:
            yield Skipped(member.name, "duplicate")
        else:
            if alone and not done:
                yield video_record(recording, identity, visibility)
            done.add(lang)
            yield transcript_record(identity, recording.title, said, lang, visibility)
