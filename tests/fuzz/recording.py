"""A pytest plugin that keeps what the tests of the readers give them, as seeds for fuzzing.

FUZZ_SEEDS=FOLDER python -m pytest -p tests.fuzz.recording tests/sources
"""

from __future__ import annotations

import hashlib
import inspect
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ownvoice.core.records import Records
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import Archive, ReadOptions, Source
from tests.fuzz.bundle import Bundle

MOST_BYTES = 48 << 10
MOST_MEMBERS = 12
_MOST_FOR_A_TEST = 3  # property tests read hundreds
_kept: Counter[tuple[str, str]] = Counter()


def pytest_configure(config: Any) -> None:
    """Put a recorder before every source."""
    folder = Path(os.environ["FUZZ_SEEDS"])
    for source in registry.sources():
        source.read = _recording(source, source.read, folder / source.NAME)  # type: ignore[method-assign]


def _recording(
    source: Source, read: Callable[[Archive, ReadOptions], Records], folder: Path
) -> Callable[[Archive, ReadOptions], Records]:
    folder.mkdir(parents=True, exist_ok=True)

    def record(archive: Archive, options: ReadOptions) -> Records:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
        _kept[source.NAME, test] += 1
        if _kept[source.NAME, test] <= _MOST_FOR_A_TEST:
            keep(bundle_of(archive, options, [m.name for m in archive.members()]), folder)
        return read(archive, options)

    assert inspect.isfunction(read)
    return record


def bundle_of(archive: Archive, options: ReadOptions, names: list[str]) -> Bundle:
    """These members of the archive, cut to what a seed may hold."""
    wanted = [member for member in archive.members() if member.name in set(names)][:MOST_MEMBERS]
    each = MOST_BYTES // max(1, len(wanted))
    return Bundle(
        {member.name: archive.head(member, min(member.size, each)) for member in wanted},
        options.own_names,
        options.include_private,
    )


def keep(bundle: Bundle, folder: Path) -> None:
    """Write the bundle into the folder under a name of its own."""
    packed = bundle.packed()
    if len(packed) <= MOST_BYTES + 2048:
        (folder / hashlib.sha256(packed).hexdigest()[:16]).write_bytes(packed)
