"""What lies in the files a person gave: exports, their parts, and archives packed into archives, one level deep.

Everything is opened and recognised before anything is read, so that a person sees what will happen, and a file
that nobody knows is told before half of the others are stored.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from ownvoice.core.errors import ArchiveError, UnknownSourceError
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import Limits, MemberArchive, UnionArchive, open_archive, open_archives
from ownvoice.sources.reading.contract import Detection, Member
from ownvoice.sources.reading.members import DAMAGE, damaged, in_gb, spool
from ownvoice.sources.reading.parts import group_parts

MOST_PACKED = 100  # archives inside one; what is beyond that is listed as unknown
BYTES_PER_SECOND = 15e6  # read and stored, on two cores; see `ownvoice bench import`
SHORT_S = 10  # what takes less needs no closer estimate
_PACKED = re.compile(r"\.(zip|tgz|tar|tar\.gz|tar\.bz2|tar\.xz|tar\.zst)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One export: where it lies (`label`, a path as far as there is one), open, with who reads what of it."""

    label: str
    archive: MemberArchive
    detections: tuple[Detection, ...]
    unknown: tuple[str, ...]

    @property
    def bytes_to_read(self) -> int:
        """The size of the members that will be read."""
        return sum(map(self.bytes_of, self.detections))

    def bytes_of(self, detection: Detection) -> int:
        """The size of the members that one source will read."""
        wanted = set(detection.members)
        return sum(member.size for member in self.archive.members() if member.name in wanted)


def survey(paths: Sequence[Path], opened: ExitStack, limits: Limits = Limits()) -> list[Found]:  # noqa: B008
    """Open what the paths lead to and recognise it; `opened` closes it again.

    Raises `UnknownSourceError` for a path in which nothing is recognised, and `ArchiveError` for one that can't
    be opened.
    """
    found: list[Found] = []
    for parts in group_parts(paths):
        archive = opened.enter_context(open_archives(parts, limits))
        found.extend(_look_into(str(parts[0]), archive, opened, limits))
    return found


def _look_into(label: str, archive: MemberArchive, opened: ExitStack, limits: Limits) -> list[Found]:
    """The export that the archive is, and those that are packed in it."""
    unrecognised: UnknownSourceError | None = None
    try:
        detections = tuple(registry.recognise(archive))
    except UnknownSourceError as error:
        unrecognised, detections = error, ()
    packed = _packed_exports(archive, recognised=bool(detections))
    inside: list[Found] = []
    unknown: list[str] = []
    for group in packed:
        nested = _open_packed(archive, group, opened, limits)
        name = group[0].name
        try:
            known = tuple(registry.recognise(nested))
        except UnknownSourceError:
            unknown.extend(member.name for member in group)
            continue
        rest = tuple(registry.unknown_members(nested, known))
        inside.append(Found(f"{label}/{name}", nested, known, rest))
    if unrecognised is not None and not inside:
        raise unrecognised
    taken = {member.name for group in packed for member in group}
    unknown.extend(name for name in registry.unknown_members(archive, detections) if name not in taken)
    return [Found(label, archive, detections, tuple(sorted(unknown))), *inside]


def _packed_exports(archive: MemberArchive, recognised: bool) -> list[list[Member]]:
    """Members that may be exports themselves, the parts of one together.

    What is packed within a recognised export is something the creator published or the platform added. Only a
    folder is different: exports may lie in it side by side, packed and unpacked.
    """
    members = [member for member in archive.members() if _PACKED.search(member.name)]
    if recognised:
        members = [member for member in members if archive.path.is_dir() and "/" not in member.name]
    by_path = {Path("/", member.name): member for member in members[:MOST_PACKED]}
    return [[by_path[path] for path in group] for group in group_parts(list(by_path))]


def _open_packed(
    archive: MemberArchive, group: Sequence[Member], opened: ExitStack, limits: Limits
) -> MemberArchive:
    parts = [opened.enter_context(_unpacked(archive, member, opened, limits)) for member in group]
    return parts[0] if len(parts) == 1 else UnionArchive(parts, limits)


def _unpacked(archive: MemberArchive, member: Member, opened: ExitStack, limits: Limits) -> MemberArchive:
    """The member as an archive, by way of a temporary file whose name is ours."""
    ending = _PACKED.search(member.name)
    file = opened.enter_context(
        tempfile.NamedTemporaryFile(prefix="ownvoice-", suffix=ending.group() if ending else "")  # noqa: SIM115
    )
    where = f"{member.name} in {archive.path.name}"
    with archive.open(member) as stream:
        try:
            # The archive around has looked at how far the member unpacks; here it is only copied.
            spool(stream, cast(BinaryIO, file), archive.path, limits, lambda: member.size)
            file.flush()
        except DAMAGE as error:
            raise damaged(archive.path, member.name, error) from error
    temporary = Path(file.name)
    try:
        nested = open_archive(temporary, limits)
    except ArchiveError as error:
        raise ArchiveError(error.problem.replace(temporary.name, where), error.remedy) from error
    nested.path = archive.path / member.name
    return nested


def describe(found: Iterable[Found]) -> list[str]:
    """One line for each thing recognised, with the size of what will be read, and about how long all of it takes."""
    lines = []
    total = 0
    for export in found:
        for detection in export.detections:
            size = export.bytes_of(detection)
            total += size
            lines.append(f"{detection.description} ({in_gb(size)})")
    if lines:
        seconds = total / BYTES_PER_SECOND
        wait = f"about {minutes(seconds)}" if seconds >= SHORT_S else "a few seconds"
        lines.append(f"{in_gb(total)} to read: {wait}")
    return lines


def minutes(seconds: float) -> str:
    """ "40 seconds", "3 minutes"."""
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
