"""Which of several files are parts of one export: platforms cut large exports into numbered archives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_ARCHIVE = re.compile(r"\.(zip|tgz|tar|tar\.gz|tar\.bz2|tar\.xz)$", re.IGNORECASE)
# "-001", "_2", ".part03", " (1)" before the ending; a whole date or an id is longer than four digits.
# Meta names the parts of one export alike but for some letters at the end: "instagram-lea-2024-05-01-Ab3dE9.zip".
_META = re.compile(r"((?:instagram|facebook)-.{1,100}-\d{4}-\d{2}-\d{2})-[A-Za-z0-9]{4,16}$", re.IGNORECASE)
_NUMBER = re.compile(r"[-_. ]?(?:part)?[-_. ]?\(?(?<!\d)\d{1,4}\)?$", re.IGNORECASE)


def group_parts(paths: Sequence[Path]) -> list[list[Path]]:
    """The paths in groups, each to be read as one export, in the order of their first members.

    Archives in one folder whose names differ only in a number at the end belong together
    (`takeout-20240101T000000Z-001.zip`, `…-002.zip`), and so do those that Meta made for one account on one day;
    everything else stands alone.
    """
    groups: dict[tuple[Path, str], list[Path]] = {}
    for position, path in enumerate(paths):
        ending = _ARCHIVE.search(path.name)
        if ending and not path.is_dir():
            stem = path.name[: ending.start()]
            meta = _META.match(stem)
            shared = meta[1] if meta else _NUMBER.sub("", stem)
            key = (path.parent, shared.lower() + ending.group().lower())
        else:
            key = (path, str(position))
        groups.setdefault(key, []).append(path)
    return [sorted(group) if len(group) > 1 else group for group in groups.values()]
