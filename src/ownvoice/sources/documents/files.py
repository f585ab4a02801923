"""Which files of an archive are documents or recordings, and which look like somebody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ownvoice.sources.documents.plain import beginning_from
from ownvoice.sources.documents.prose import is_prose
from ownvoice.sources.documents.recordings import Recording, names_of, recordings
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.member_names import is_junk

_HEAD = 65_536
_WORD_PARTS = ("[Content_Types].xml", "word/document.xml")
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


class Form(StrEnum):
    """How a document is written down."""

    PLAIN = "text"
    MARKDOWN = "Markdown"
    WORD = "Word"
    PDF = "PDF"


@dataclass(slots=True)
class Files:
    """The members that are read. `word_parts`: the archive itself is one Word document, these are its parts."""

    documents: list[tuple[Member, Form]] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    word_parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.recordings or self.word_parts)


def document_files(archive: Archive) -> Files:
    """Documents and recordings; none where most files are a program's: that is an export nobody knows, or code."""
    members = [member for member in archive.members() if not is_junk(member.name)]
    names = {member.name for member in members}
    if all(part in names for part in _WORD_PARTS):
        return Files(word_parts=tuple(sorted(names)))
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
    if ending not in ("txt", "text", "md", "markdown", "docx", "pdf") or not stem or not member.size:
        return None
    if stem.startswith((".", "~$")) or _OTHER_NAMES.fullmatch(stem):
        return None
    if ending == "docx":
        return Form.WORD if archive.head(member, 4).startswith(b"PK\x03\x04") else None
    if ending == "pdf":
        return Form.PDF if b"%PDF-" in archive.head(member, 1024) else None
    markdown = ending in ("md", "markdown")
    if not is_prose(beginning_from(archive.head(member, _HEAD)), markdown):
        return None
    return Form.MARKDOWN if markdown else Form.PLAIN
