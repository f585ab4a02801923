"""What an import found, counted while it runs, in the form the command line and the pages show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.records import ItemRecord, Malformed, Skipped

MALFORMED_SHOWN = 200  # entries listed one by one; beyond that they are only counted
UNKNOWN_SHOWN = 500


@dataclass(slots=True)
class ImportReport:
    """Counts over everything the readers yielded."""

    recognised: list[str] = field(default_factory=list)
    items: Counter[str] = field(default_factory=Counter)
    by_role: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    malformed: list[dict[str, Any]] = field(default_factory=list)
    malformed_count: int = 0
    unknown_files: list[str] = field(default_factory=list)
    unknown_count: int = 0
    added: int = 0
    changed: int = 0

    def count_item(self, record: ItemRecord) -> None:
        """One item was read."""
        self.items[record.kind.value] += 1
        self.by_role[record.role.value] += 1

    def count_malformed(self, record: Malformed) -> None:
        """One entry could not be read."""
        self.malformed_count += 1
        if len(self.malformed) < MALFORMED_SHOWN:
            self.malformed.append(
                {"file": record.file, "offset": record.offset, "unit": record.unit, "reason": record.reason}
            )

    def count_skipped(self, record: Skipped) -> None:
        """Entries were left out on purpose."""
        self.skipped[record.reason] += record.count

    def count_unknown(self, names: list[str]) -> None:
        """Files that no source claims."""
        self.unknown_count += len(names)
        self.unknown_files.extend(names[: UNKNOWN_SHOWN - len(self.unknown_files)])

    def as_json(self, **more: Any) -> dict[str, Any]:
        """The report as plain JSON data, with what the caller knows beside it."""
        return {
            "recognised": self.recognised,
            "items": dict(self.items),
            "by_role": {"creator": self.by_role["creator"], "fan": self.by_role["fan"]},
            "added": self.added,
            "changed": self.changed,
            "unchanged": max(0, sum(self.items.values()) - self.added - self.changed),
            "skipped": dict(self.skipped),
            "malformed": self.malformed,
            "malformed_count": self.malformed_count,
            "unknown_files": self.unknown_files,
            "unknown_count": self.unknown_count,
            **more,
        }
