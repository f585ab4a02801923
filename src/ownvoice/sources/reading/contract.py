"""What a reader of exports is, and what it is given.

A source is one module in `ownvoice.sources` with four names:

    NAME = "x"                                  # also the `platform` of the records it yields
    TITLE = "X (Twitter) archive"               # as shown to people
    def detect(archive: Archive) -> Detection | None
    def read(archive: Archive, options: ReadOptions) -> Records

`detect` looks at member names and a few first bytes, never at whole files, and says which members it would
read. `read` streams: constant memory, no database, no network, and no exception for anything that is wrong
with one entry (that is a `Malformed` record; reading goes on). Only damage to the archive as a whole raises
`ArchiveError`. Reading the same archive twice yields the same records in the same order: interrupted imports
are resumed by position.

A source may also say `LAST = True`: it is asked only where no other source recognised anything.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from ownvoice.core.records import Records
from ownvoice.core.text import tidy


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive. `name` has forward slashes; `size` is in bytes, uncompressed."""

    name: str
    size: int


class Archive(Protocol):
    """A zip, a tar, a folder or a single file, seen as named members."""

    path: Path

    def members(self) -> Sequence[Member]:
        """All regular files, sorted by name."""
        ...

    def matching(self, *patterns: str) -> list[Member]:
        """Members whose path, or any tail of it, matches a pattern (`data/tweets.js`, `_posts/**/*.md`).

        Matching ignores case. `*` stays within one folder, `**` crosses folders.
        """
        ...

    def open(self, member: Member) -> BinaryIO:
        """A buffered stream of the member's bytes; damage found while reading raises `ArchiveError`."""
        ...

    def head(self, member: Member, size: int = 4096) -> bytes:
        """The first `size` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Detection:
    """What a source recognised: the members it will read and those it knows and leaves alone.

    `description` is one line for the creator ("Mastodon archive of @lea@example.social, 1,203 posts"), and stays one
    whatever the names in it hold.
    `ignored` are members that belong to this export and hold nothing that is read (media, settings), so that
    they aren't reported as unknown.
    """

    source: str
    description: str
    members: tuple[str, ...]
    ignored: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", " ".join(tidy(self.description).split()))


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the creator said before reading.

    `own_names`: names, handles or ids under which the creator writes, where the export can't say. They decide.
    `known_names`: names they have elsewhere. They may tell who of several people the creator is, and nothing more.
    `include_private`: read direct messages and private posts too (off unless the creator asked).
    `awaited`: ids of what others wrote and the creator, as far as is known from elsewhere, answered. Of lists that
    hold much else (likes), these are worth reading.
    """

    own_names: tuple[str, ...] = ()
    include_private: bool = False
    awaited: Container[str] = frozenset()
    known_names: tuple[str, ...] = ()


class Source(Protocol):
    """The shape of a source module."""

    NAME: str
    TITLE: str

    def detect(self, archive: Archive) -> Detection | None:
        """Whether the archive holds this source's export."""
        ...

    def read(self, archive: Archive, options: ReadOptions) -> Records:
        """Everything in it, one record at a time."""
        ...
