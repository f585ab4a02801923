"""An archive that is a dictionary, for tests of readers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from ownvoice.core.records import ItemRecord, Kind, Malformed, Record, Skipped
from ownvoice.sources.reading.archive import Limits, MemberArchive
from ownvoice.sources.reading.contract import Member, ReadOptions, Source


class InMemory(MemberArchive):
    """Members by name, as text or bytes."""

    def __init__(self, files: dict[str, str | bytes], name: str = "export.zip") -> None:
        super().__init__(Path(name), Limits())
        self._files = {
            name: data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
            for name, data in files.items()
        }
        self._keep({name: len(data) for name, data in self._files.items()})

    def _stream(self, member: Member) -> BinaryIO:
        return io.BytesIO(self._files[member.name])


def records(
    source: Source, files: dict[str, str | bytes], options: ReadOptions | None = None
) -> list[Record]:
    """Everything a source reads from these files."""
    return list(source.read(InMemory(files), options or ReadOptions()))


def items(
    source: Source, files: dict[str, str | bytes], options: ReadOptions | None = None
) -> list[ItemRecord]:
    """The items among it; fails if anything was malformed."""
    found = records(source, files, options)
    assert not [record for record in found if isinstance(record, Malformed)]
    return [record for record in found if isinstance(record, ItemRecord)]


def by_id(found: list[ItemRecord]) -> dict[str, ItemRecord]:
    """Items by their native id; fails if two share one."""
    keyed = {item.native_id: item for item in found}
    assert len(keyed) == len(found)
    return keyed


def reasons(found: list[Record]) -> dict[str, int]:
    """How many entries were skipped, by reason."""
    counted: dict[str, int] = {}
    for record in found:
        if isinstance(record, Skipped):
            counted[record.reason] = counted.get(record.reason, 0) + record.count
    return counted


def of_kind(found: list[ItemRecord], kind: Kind) -> list[ItemRecord]:
    """The items of one kind, in order."""
    return [item for item in found if item.kind is kind]
