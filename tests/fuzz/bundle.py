"""An archive and what the creator said before reading, as one string of bytes that survives being mutated.

    FLAGS [own name {"," own name}] {SEPARATOR member name "\n" content}

Any bytes are some bundle. FLAGS is one byte: bit 0 is `include_private`, bit 1 asks for tiny read windows, so that
entries lie across their edges.
"""

from __future__ import annotations

from dataclasses import dataclass

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.member_names import safe_name

SEPARATOR = b"\n\x00\x01\x00\n"
_MOST_MEMBERS = 24
_NO_NAME = "a.txt"


@dataclass(frozen=True)
class Bundle:
    """What a reader is given."""

    files: dict[str, bytes]
    own_names: tuple[str, ...] = ()
    include_private: bool = False
    small_windows: bool = False

    @property
    def options(self) -> ReadOptions:
        """As the reader takes them."""
        return ReadOptions(self.own_names, self.include_private)

    def packed(self) -> bytes:
        """As bytes."""
        flags = 48 + self.include_private + 2 * self.small_windows
        head = bytes([flags]) + ",".join(self.own_names).encode("utf-8", "replace")
        members = [name.encode("utf-8", "replace") + b"\n" + content for name, content in self.files.items()]
        return SEPARATOR.join([head, *members])


def unpacked(data: bytes) -> Bundle:
    """The bundle in the bytes; names that no archive would hand on are left out."""
    head, *members = data.split(SEPARATOR)
    flags = head[0] if head else 0
    names = head[1:].decode("utf-8", "replace").replace("\0", "").split(",")
    files: dict[str, bytes] = {}
    for member in members[:_MOST_MEMBERS]:
        name, _, content = member.partition(b"\n")
        try:
            safe = safe_name(name.decode("utf-8", "replace"), "export.zip", 64) or _NO_NAME
        except ArchiveError:
            continue
        files[safe] = content
    return Bundle(files, tuple(name for name in names if name.strip()), bool(flags & 1), bool(flags & 2))
