"""A table of counts that can be merged and stays within bounds.

When a table is cut, the rarest entries go: all whose count is at most the smallest number that brings it to size.
An entry that was dropped and comes back has lost at most that number each time, so a count is too small by at most
the sum of them (`missed`), and whatever occurs more often than `missed` is there: lossy counting (Manku and Motwani
2002) with the width of a bucket set by the room there is, not beforehand. A table that was never cut is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    """Text → how many items hold it. `missed`: by how much a count may be too small."""

    counts: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def __len__(self) -> int:
        return len(self.counts)

    def add(self, texts: Iterable[str]) -> None:
        """Count each text once more."""
        self.counts.update(texts)

    def merge(self, other: Table) -> None:
        """Add the other table's counts to this one."""
        for text, count in other.counts.items():
            self.counts[text] += count
        self.missed += other.missed

    def cut(self, size: int) -> None:
        """Drop the rarest entries until at most `size` are left; ties go together."""
        if len(self.counts) <= size:
            return
        having = Counter(self.counts.values())
        left, dropped = len(self.counts), 0
        for count in sorted(having):
            if left <= size:
                break
            left -= having[count]
            dropped = count
        self.counts = Counter({text: count for text, count in self.counts.items() if count > dropped})
        self.missed += dropped

    def plain(self) -> list[object]:
        """For JSON: `[missed, {text: count}]`, in the order of the texts."""
        return [self.missed, dict(sorted(self.counts.items()))]

    @classmethod
    def of_plain(cls, plain: list[object]) -> Table:
        """The inverse of `plain`."""
        missed, counts = plain
        assert isinstance(missed, int) and isinstance(counts, dict)
        return cls(Counter(counts), missed)


def share_room(tables: Iterable[Table], room: int) -> None:
    """Cut the tables so that together they hold at most `room` entries: what small ones don't need, large ones get."""
    waiting = sorted(tables, key=len)
    while waiting:
        smallest = waiting[0]
        if len(smallest) > room // len(waiting):
            break
        room -= len(smallest)
        waiting = waiting[1:]
    for table in waiting:
        table.cut(room // len(waiting))
