"""Which sources there are, which of them know an archive, and what in it nobody knows."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

import ownvoice.sources
from ownvoice.core.errors import ArchiveError, UnknownSourceError
from ownvoice.sources.reading.contract import Archive, Detection, Source
from ownvoice.sources.reading.member_names import is_junk

_LOG = logging.getLogger(__name__)
# What to do with files that look readable and aren't, by their ending.
_INSTEAD = {
    ".doc": "Save older Word files as .docx or PDF first.",
    ".pages": "Save Pages documents as .docx or PDF first.",
    ".html": "If a platform made these pages, ask it for JSON instead.",
    ".htm": "If a platform made these pages, ask it for JSON instead.",
    ".pst": "Save Outlook's mails as .eml or .mbox first.",
    ".msg": "Save Outlook's mails as .eml or .mbox first.",
    ".rst": "Of blogs, pages in Markdown and HTML are read.",
}
_PARTS = ("NAME", "TITLE", "detect", "read")


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every module or package in `ownvoice.sources` that has the shape of a source, sorted by name."""
    found: list[Source] = []
    for module_info in pkgutil.iter_modules(ownvoice.sources.__path__):
        module = importlib.import_module(f"{ownvoice.sources.__name__}.{module_info.name}")
        if all(hasattr(module, part) for part in _PARTS):
            found.append(cast(Source, module))
    return tuple(sorted(found, key=lambda source: source.NAME))


def source(name: str) -> Source:
    """The source with this name. Raises `KeyError`."""
    return {found.NAME: found for found in sources()}[name]


def recognise(archive: Archive, among: Sequence[Source] | None = None) -> list[Detection]:
    """What each source recognised in the archive, in the order of the sources' names.

    A source with `LAST = True` is asked only where no other recognised anything and all others could look:
    what lies in a platform's export is the platform's. A source that fails over what it sees doesn't keep the
    others from looking. Raises `UnknownSourceError` where none recognised anything, or the `ArchiveError` that
    kept one from looking.
    """
    candidates = sources() if among is None else among
    detections: list[Detection] = []
    damage: ArchiveError | None = None
    all_looked = True
    for candidate in sorted(candidates, key=_is_last):
        if _is_last(candidate) and (detections or not all_looked):
            continue
        try:
            detection = candidate.detect(archive)
        except ArchiveError as error:
            damage = damage or error
            all_looked = False
        except Exception:
            _LOG.exception("the source %s failed to look at an archive", candidate.NAME)
            all_looked = False
        else:
            if detection is not None:
                detections.append(detection)
    if detections:
        return detections
    if damage is not None:
        raise damage
    raise _unknown(archive, candidates)


def _is_last(candidate: Source) -> bool:
    return bool(getattr(candidate, "LAST", False))


def unknown_members(archive: Archive, detections: Iterable[Detection]) -> list[str]:
    """Members that no source reads or knowingly leaves alone, sorted, without what operating systems add."""
    known: set[str] = set()
    for detection in detections:
        known.update(detection.members)
        known.update(detection.ignored)
    names = (member.name for member in archive.members())
    return [name for name in names if name not in known and not is_junk(name)]


def _unknown(archive: Archive, candidates: Sequence[Source]) -> UnknownSourceError:
    names = [member.name for member in archive.members() if not is_junk(member.name)]
    titles = ", ".join(candidate.TITLE for candidate in candidates)
    instead = ""
    if not names:
        seen = "There is no file in it."
    else:
        endings = Counter(_ending(name) for name in names).most_common(3)
        instead = _INSTEAD.get(endings[0][0], "")
        counted = ", ".join(f"{count:,} {ending}" for ending, count in endings)
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        seen = f"It holds {counted} ({shown})."
    return UnknownSourceError(
        f"{archive.path.name} is not an export that can be read. {seen}",
        f"{instead} These can be read: {titles}. If it is one of them, give the file as it was downloaded.".lstrip(),
    )


def _ending(name: str) -> str:
    last = name.rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    return f".{ending.lower()}" if dot and stem and len(ending) <= 8 else "without ending"
