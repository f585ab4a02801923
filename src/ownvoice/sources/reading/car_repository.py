"""The records of an AT Protocol repository, from the CAR file that Bluesky hands out.

A CAR (version 1; a version 2 wraps one) is a header and a row of blocks, each a content id and bytes of DAG-CBOR. The root is a
signed commit (versions 2 and 3) that points to a Merkle search tree; the tree's keys are `collection/rkey`,
stored without what they share with the key before. See atproto.com/specs/repository.

Slices of a repository lack blocks, and downloads break off: what can be reached is read, the rest is counted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import libipld

MAX_SIZE = 2_000_000_000  # bytes; the blocks are kept packed in memory while the tree is walked
_MAX_BLOCK = 8_000_000  # a record has at most a megabyte
_MAX_HEADER = 100_000
_PRAGMA = 11  # bytes with which a CARv2 begins


class CarError(ValueError):
    """The file is no CAR, or its first blocks can't be read; the message says which."""


@dataclass(slots=True)
class Repository:
    """The blocks of a CAR and where its tree begins."""

    did: str
    _data: bytes
    _blocks: dict[bytes, bytes]
    broken_off: bool = False
    missing: int = 0  # blocks the tree points to that aren't there, counted while it is walked
    unreadable: int = 0
    _seen: set[bytes] = field(default_factory=set)

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(key, record) in the order of the keys; `missing` and `unreadable` are complete afterwards."""
        self._seen.clear()
        self.missing = self.unreadable = 0
        # In-order walk without recursion: a tree node still to open, or a record still to yield.
        stack: list[tuple[str, bytes]] = [("", self._data)]
        while stack:
            key, link = stack.pop()
            block = self._read(link)
            if block is None:
                continue
            if key:
                yield key, block
            elif link not in self._seen:
                self._seen.add(link)
                stack.extend(reversed(self._children(block)))

    def _children(self, node: dict[str, Any]) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        if isinstance(node.get("l"), bytes):
            found.append(("", node["l"]))
        entries = node.get("e")
        previous = b""
        for entry in entries if isinstance(entries, list) else []:
            try:
                key = previous[: entry["p"]] + entry["k"]
                previous = key
                text = key.decode("ascii")
                link = entry["v"]
                if not text or not isinstance(link, bytes):
                    raise ValueError
            except (KeyError, TypeError, ValueError):
                self.unreadable += 1
                continue
            found.append((text, link))
            if isinstance(entry.get("t"), bytes):
                found.append(("", entry["t"]))
        return found

    def _read(self, link: bytes) -> dict[str, Any] | None:
        packed = self._blocks.get(link)
        if packed is None:
            self.missing += 1
            return None
        decoded = _decoded(packed)
        if decoded is None:
            self.unreadable += 1
        return decoded


def is_car(head: bytes) -> bool:
    """Whether these first bytes are a CAR's header."""
    return b"gversion" in head[:200] and b"eroots" in head[:200]


def open_repository(stream: BinaryIO) -> Repository:
    """Read the blocks of a CAR; raises `CarError` where there is no commit to begin with."""
    header, _ = _section(stream, _MAX_HEADER)
    decoded = _decoded(header) if header else None
    if decoded is not None and decoded.get("version") == 2 and "roots" not in decoded:
        # CARv2 (https://ipld.io/specs/transport/car/carv2/) wraps a version 1 after forty bytes that say where it is.
        said = stream.read(40)
        beginning = int.from_bytes(said[16:24], "little") if len(said) == 40 else 0
        if not _PRAGMA + 40 <= beginning <= _MAX_HEADER:
            raise CarError("The file's header doesn't say where its blocks begin.")
        stream.read(beginning - _PRAGMA - 40)
        # Behind the blocks stands an index, which isn't needed.
        stream = io.BytesIO(stream.read(min(int.from_bytes(said[24:32], "little"), MAX_SIZE)))
        header, _ = _section(stream, _MAX_HEADER)
        decoded = _decoded(header) if header else None
    roots = decoded.get("roots") if decoded else None
    if not isinstance(roots, list) or not roots or not isinstance(roots[0], bytes):
        raise CarError("The file has no CAR header with a root.")
    blocks: dict[bytes, bytes] = {}
    broken_off = False
    size = 0
    while True:
        section, whole = _section(stream, _MAX_BLOCK)
        if section is None:
            broken_off = not whole
            break
        length = _cid_length(section)
        size += len(section)
        if length == 0 or size > MAX_SIZE:
            broken_off = True
            break
        blocks[section[:length]] = section[length:]
    commit = _decoded(blocks.get(roots[0], b""))
    if commit is None:
        raise CarError("The commit that the file's root names is not in it.")
    did, data = commit.get("did"), commit.get("data")
    if not isinstance(did, str) or not did.startswith("did:") or not isinstance(data, bytes):
        raise CarError("The file's root is not the commit of a repository.")
    return Repository(did, data, blocks, broken_off)


def _section(stream: BinaryIO, most: int) -> tuple[bytes | None, bool]:
    """The next length-prefixed section, or None and whether the file ended where it may."""
    length = shift = 0
    while True:
        byte = stream.read(1)
        if not byte:
            return None, shift == 0
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            break
        if shift > 28:
            return None, False
    if not 0 < length <= most:
        return None, False
    section = stream.read(length)
    return (section, True) if len(section) == length else (None, False)


def _cid_length(section: bytes) -> int:
    """How many bytes the content id in front takes: 36 for version 1 with SHA-256, 34 for version 0."""
    if section[:1] == b"\x01" and len(section) > 4 and section[3] < 0x80:
        length = 4 + section[3]
    elif section[:2] == b"\x12\x20":
        length = 34
    else:
        return 0
    return length if len(section) >= length else 0


def _decoded(packed: bytes) -> dict[str, Any] | None:
    try:
        decoded = libipld.decode_dag_cbor(packed)
    except (ValueError, RecursionError, MemoryError):
        return None
    return decoded if isinstance(decoded, dict) else None
