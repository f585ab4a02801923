"""Which files of an archive are documents or recordings, and which look like somebody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ownvoice.sources.documents.plain import beginning_from
from ownvoice.sources.documents.prose import is_prose
from ownvoice.sources.documents.recordings import Recording, names_of, recordings
from ownvoice.sources.documents.rich_text import is_rich_text
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.member_names import is_junk

_HEAD = 65_536
# A document that is a zip itself is opened as an archive of its parts when it is given alone.
_WORD_PARTS = ("[Content_Types].xml", "word/document.xml")
_OPEN_DOCUMENT_PARTS = ("content.xml", "META-INF/manifest.xml", "mimetype")
# What programs and platforms put beside their files; never a creator's text.
_OTHER_NAMES = re.compile(
    r"(?:read[-_ ]?me|licen[cs]e|copying|notice|change(?:s|log)|history|contributing|contributors|authors|maintainers|"
    r"code[-_]of[-_]conduct|security|install|todo|requirements|constraints|robots|humans|ads|security|cmakelists|"
    r"manifest|version|sitemap|no[-_]data|claude|agents)(?:[-_.].{0,40})?",
    re.IGNORECASE,
)
_PROGRAM = frozenset(
    {"package.json", "pyproject.toml", "setup.py", "cargo.toml", "go.mod", "makefile", "cmakelists.txt", "pom.xml",
     "build.gradle", "gemfile", "composer.json", "dockerfile", "tsconfig.json"}
)  # fmt: skip
_DATA = (
    ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".js", ".ts", ".py", ".html", ".htm", ".sql", ".db", ".sqlite",
    ".mbox", ".eml", ".ldif", ".vcf", ".ics", ".yml", ".yaml", ".toml", ".log", ".car", ".rss", ".atom",
)  # fmt: skip
_ENDINGS = frozenset({"txt", "text", "md", "markdown", "docx", "odt", "ott", "rtf", "pdf"})
_TEXT_TYPE = b"application/vnd.oasis.opendocument.text"


class Form(StrEnum):
    """How a document is written down."""

    PLAIN = "text"
    MARKDOWN = "Markdown"
    WORD = "Word"
    OPEN_DOCUMENT = "OpenDocument"
    RICH_TEXT = "RTF"
    PDF = "PDF"


@dataclass(slots=True)
class Files:
    """The members that are read. `parts`: the archive itself is one document of the form `whole`, made of these."""

    documents: list[tuple[Member, Form]] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    whole: Form | None = None
    parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.recordings or self.parts)


def document_files(archive: Archive) -> Files:
    """Documents and recordings; none where most files are a program's: that is an export nobody knows, or code."""
    members = [member for member in archive.members() if not is_junk(member.name)]
    names = {member.name for member in members}
    if all(part in names for part in _WORD_PARTS):
        return Files(whole=Form.WORD, parts=tuple(sorted(names)))
    if all(part in names for part in _OPEN_DOCUMENT_PARTS) and _is_text(archive, members):
        return Files(whole=Form.OPEN_DOCUMENT, parts=tuple(sorted(names)))
    found = Files(recordings=recordings(members))
    of_recordings = names_of(found.recordings)
    programs = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2].lower() in _PROGRAM}
    for member in members:
        if member.name not in of_recordings and not _inside(member.name, programs):
            form = _form(archive, member)
            if form is not None:
                found.documents.append((member, form))
    found.recordings = [each for each in found.recordings if not _inside(each.member.name, programs)]
    data = sum(_is_data(name) and name not in of_recordings for name in names)
    return found if data <= len(found.documents) + len(found.recordings) else Files()


def _is_text(archive: Archive, members: list[Member]) -> bool:
    """Whether the OpenDocument is a text: tables and slides have the same parts."""
    kind = next((member for member in members if member.name == "mimetype"), None)
    return kind is not None and archive.head(kind, 200).strip().startswith(_TEXT_TYPE)


def _inside(name: str, folders: set[str]) -> bool:
    """Whether the file is in one of the folders or below it; "" is the archive itself."""
    parts = name.split("/")[:-1]
    return any("/".join(parts[:depth]) in folders for depth in range(len(parts) + 1))


def _is_data(name: str) -> bool:
    """A program's file; those in hidden folders are the settings of the program the texts were written with."""
    return name.lower().endswith(_DATA) and not any(part.startswith(".") for part in name.split("/"))


def _form(archive: Archive, member: Member) -> Form | None:
    stem, _, ending = member.name.rpartition("/")[2].rpartition(".")
    ending = ending.lower()
    if ending not in _ENDINGS or not stem or not member.size:
        return None
    if stem.startswith((".", "~$")) or _OTHER_NAMES.fullmatch(stem):
        return None
    if ending in ("docx", "odt", "ott"):
        zipped = archive.head(member, 4).startswith(b"PK\x03\x04")
        return (Form.WORD if ending == "docx" else Form.OPEN_DOCUMENT) if zipped else None
    if ending == "rtf":
        return Form.RICH_TEXT if is_rich_text(archive.head(member, 100)) else None
    if ending == "pdf":
        return Form.PDF if b"%PDF-" in archive.head(member, 1024) else None
    markdown = ending in ("md", "markdown")
    if not is_prose(beginning_from(archive.head(member, _HEAD)), markdown):
        return None
    return Form.MARKDOWN if markdown else Form.PLAIN
