"""Names of archive members: made safe, told apart from junk, and matched against patterns.

Matching is asked for by every source on every archive, so it is indexed: a pattern looks only at members with
the same last name part, or the same extension, and falls back to all of them only where it has neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ownvoice.core.errors import ArchiveError
from ownvoice.sources.reading.contract import Member

LONGEST_NAME = 4096
_DRIVE = re.compile(r"[A-Za-z]:")
_JUNK_FOLDERS = frozenset({"__macosx", ".git", ".hg", ".svn", ".trash", ".spotlight-v100", ".fseventsd"})
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".localized", "ehthumbs.db", "icon\r"})


def safe_name(name: str, archive: str, depth: int) -> str:
    """The member name with forward slashes and without `.` parts; "" for the top folder itself.

    Raises `ArchiveError` where the name is absolute, leaves the archive, holds a NUL, or is longer or deeper
    (`depth` folders) than any export is.
    """
    if "\x00" in name:
        raise _unsafe(archive, name, "its name holds a NUL character")
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        raise _unsafe(archive, name, "its name is an absolute path")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _unsafe(archive, name, "its name leads out of the archive")
    if len(path) > LONGEST_NAME or len(parts) > depth:
        raise _unsafe(archive, name, "its name is too long or too deep")
    return readable("/".join(parts))


def readable(name: str) -> str:
    """The name with bytes that are no UTF-8 replaced, so that it can be shown and stored."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return name


def _unsafe(archive: str, name: str, why: str) -> ArchiveError:
    shown = readable(name.replace("\x00", "\\0"))[:200]
    return ArchiveError(
        f"{archive} can't be read safely: the member “{shown}” was refused because {why}.",
        "No platform makes exports like that: download the export again from the platform itself.",
    )


def is_junk(name: str) -> bool:
    """Whether an operating system or version control, not the export, put the file there."""
    *folders, last = name.lower().split("/")
    return last in _JUNK_FILES or last.startswith("._") or not _JUNK_FOLDERS.isdisjoint(folders)


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression for a lower-case pattern that matches a whole name or any tail of it."""
    parts: list[str] = []
    for token in re.split(r"(\*\*/|\*\*|\*|\?)", pattern):
        match token:
            case "**/":
                parts.append("(?:.*/)?")
            case "**":
                parts.append(".*")
            case "*":
                parts.append("[^/]*")
            case "?":
                parts.append("[^/]")
            case _:
                parts.append(re.escape(token))
    return re.compile("(?:.*/)?" + "".join(parts), re.DOTALL)


class NameIndex:
    """Finds members by patterns (see `Archive.matching`); junk never matches."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._names: list[tuple[str, int]] = []
        self._by_last: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._by_extension: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, member in enumerate(members):
            if is_junk(member.name):
                continue
            name = member.name.lower()
            entry = (name, number)
            last = name.rpartition("/")[2]
            self._names.append(entry)
            self._by_last[last].append(entry)
            self._by_extension[last.rpartition(".")[2]].append(entry)

    def numbers(self, patterns: Iterable[str]) -> list[int]:
        """The positions of the members that match any of the patterns, ascending."""
        found: set[int] = set()
        for pattern in patterns:
            pattern = pattern.lower().lstrip("/")
            candidates = self._candidates(pattern)
            if "*" not in pattern and "?" not in pattern:
                tail = "/" + pattern
                found.update(number for name, number in candidates if name == pattern or name.endswith(tail))
            else:
                matches = _compiled(pattern).fullmatch
                found.update(number for name, number in candidates if matches(name))
        return sorted(found)

    def _candidates(self, pattern: str) -> list[tuple[str, int]]:
        last = pattern.rpartition("/")[2]
        if "*" not in last and "?" not in last:
            return self._by_last.get(last, [])
        _, dot, extension = last.rpartition(".")
        if dot and "*" not in extension and "?" not in extension:
            return self._by_extension.get(extension, [])
        return self._names
