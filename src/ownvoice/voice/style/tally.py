"""What is known of one source's style, as sums and counts: it can be added to, merged, stored, and thrown away.

A style is never computed from items directly. Each source has one `StyleTally`; `profile.py` makes a style from all
of them. So an import costs what its own items cost, and when a source is removed its tally goes, and with it
everything that rested on it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import floor, log2
from typing import Any, NamedTuple

import orjson

from ownvoice.voice.style.counting import Table, share_room
from ownvoice.voice.style.evidence import Lowest, hash_of, hash_of_part, quote_for, quote_sentence
from ownvoice.voice.style.figures import MEASURES
from ownvoice.voice.style.observing import Observation, observe, without_private_words
from ownvoice.voice.writing import Quote, Register, Written

VERSION = 1
ROOM = 150_000  # entries of all tables together: about 25 MB
POOL = 100  # sentences kept for showing phrases, of each year in each register
LONGEST_POOLED = 200  # characters
LONGEST_REPLY_TIME_MINUTES = 90 * 24 * 60  # what took longer is no answer any more
STEPS_PER_DOUBLING = 4  # of the reply times' scale: a step is a fifth longer than the one before
MOST_UNPACKED = 256 * 1024 * 1024  # bytes
TABLES = ("words", "phrases", "openings", "closings", "community", "emoji", "laughs")
UNDATED = 0  # the year of what has none
FIRST_YEAR, LAST_YEAR = (
    1971,
    2100,
)  # outside of these (the first day of 1970 is no date either) a date is none
MOST_CELLS = 600  # languages × registers × years kept apart


class Key(NamedTuple):
    """What numbers are kept apart by. `year`: of publication, in UTC."""

    language: str
    register: Register
    year: int


@dataclass(slots=True)
class Cell:
    """The sums of one language, register and year.

    `sums`: for each of `MEASURES` the number of items that told it, the sum and the sum of squares, in its steps.
    `days`: sum of the ordinals of the days of publication, of `dated` items. `hours`: 24 × 7, Monday's midnight
    (UTC) first. `reply_times`: step of the scale → how many.
    """

    items: int = 0
    dated: int = 0
    days: int = 0
    sums: list[list[int]] = field(default_factory=lambda: [[0, 0, 0] for _ in MEASURES])
    tables: dict[str, Table] = field(default_factory=lambda: {name: Table() for name in TABLES})
    examples: list[Lowest] = field(default_factory=lambda: [Lowest() for _ in MEASURES])
    pool: Lowest = field(default_factory=lambda: Lowest(POOL))
    hours: list[int] = field(default_factory=lambda: [0] * 168)
    reply_times: dict[int, int] = field(default_factory=dict)
    reply_examples: Lowest = field(default_factory=Lowest)

    def merge(self, other: Cell) -> None:
        """Add the other's sums and counts to these."""
        self.items += other.items
        self.dated += other.dated
        self.days += other.days
        for mine, theirs in zip(self.sums, other.sums, strict=True):
            for place in range(3):
                mine[place] += theirs[place]
        for name in TABLES:
            self.tables[name].merge(other.tables[name])
        for kept, theirs_kept in zip(self.examples, other.examples, strict=True):
            kept.merge(theirs_kept)
        self.pool.merge(other.pool)
        self.hours = [a + b for a, b in zip(self.hours, other.hours, strict=True)]
        for step, count in other.reply_times.items():
            self.reply_times[step] = self.reply_times.get(step, 0) + count
        self.reply_examples.merge(other.reply_examples)

    def pool_with_beginnings(self) -> Iterator[tuple[bool, Quote]]:
        """The sentences of the pool, and whether each is the first of its item."""
        for mark, quote in self.pool.kept:
            yield mark == hash_of_part(hash_of(quote.item_id), 0), quote


class StyleTally:
    """The sums of one source, by language, register and year of publication.

    Adding and merging give the same in any order, as long as no table had to be cut (`counting.py`). An item must
    be added once; one that was changed or deleted can't be taken out again: then the source is measured anew.
    """

    def __init__(self, source_id: int, room: int = ROOM) -> None:
        """`room`: how many entries all tables together may hold."""
        self.source_id = source_id
        self.room = room
        self.cells: dict[Key, Cell] = {}
        self.newest: date | None = None
        self._until_full = room  # entries that can come before the tables could be full

    def __len__(self) -> int:
        """How many items were counted."""
        return sum(cell.items for cell in self.cells.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StyleTally) and self._plain() == other._plain()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def add(self, written: Written) -> bool:
        """Count one item of this source; False where it holds nothing of the creator's own writing.

        Raises `ValueError` for an item of another source; otherwise never, whatever the text.
        """
        if written.source_id != self.source_id:
            raise ValueError(
                f"Item {written.item_id} is of source {written.source_id}, not of {self.source_id}."
            )
        seen = observe(written)
        if seen is None:
            return False
        when = written.published_at.astimezone(UTC) if written.published_at else None
        if when is not None and not FIRST_YEAR <= when.year <= LAST_YEAR:
            when = None
        cell = self._cell(Key(written.language, written.register, when.year if when else UNDATED))
        cell.items += 1
        if when is not None:
            cell.dated += 1
            cell.days += when.toordinal()
            if not _is_bare_date(when):
                cell.hours[when.weekday() * 24 + when.hour] += 1
            if self.newest is None or when.date() > self.newest:
                self.newest = when.date()
        self._count(cell, seen if written.public else without_private_words(seen, written.language))
        self._keep_examples(cell, seen, written)
        self._time_the_reply(cell, seen, written, when)
        self._until_full -= len(seen.words) + len(seen.phrases)
        if self._until_full <= 0:
            self._make_room()
        return True

    def _cell(self, key: Key) -> Cell:
        if key not in self.cells and len(self.cells) >= MOST_CELLS:
            key = key._replace(language="")  # many languages a few times each: none of them says anything
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = Cell()
        return cell

    def _count(self, cell: Cell, seen: Observation) -> None:
        for sums, number in zip(cell.sums, seen.numbers, strict=True):
            if number is not None:
                sums[0] += 1
                if number:
                    sums[1] += number
                    sums[2] += number * number
        tables = cell.tables
        tables["words"].add(seen.words)
        tables["phrases"].add(seen.phrases)
        tables["openings"].add(seen.openings)
        if seen.closing:
            tables["closings"].add((seen.closing,))
        if seen.community:
            tables["community"].add((seen.community,))
        if seen.emoji:
            tables["emoji"].add(set(seen.emoji))
        if seen.laughs:
            tables["laughs"].add(set(seen.laughs))

    def _keep_examples(self, cell: Cell, seen: Observation, written: Written) -> None:
        text, spans = seen.own.text, seen.spans
        mark = hash_of(written.item_id)
        for kept, number, measure in zip(cell.examples, seen.numbers, MEASURES, strict=True):
            if number and mark < kept.bound:
                quote = quote_for(measure.name, written, text, spans)
                if quote is not None:
                    kept.add(mark, quote)
        bound = cell.pool.bound
        for number, (start, end) in enumerate(spans):
            if end - start > LONGEST_POOLED:
                continue
            sentence_mark = hash_of_part(mark, number)
            if sentence_mark < bound:
                said = text[start:end]
                if said in written.text:
                    cell.pool.add(sentence_mark, quote_sentence(written, said))
                    bound = cell.pool.bound

    def _time_the_reply(self, cell: Cell, seen: Observation, written: Written, when: datetime | None) -> None:
        if when is None or written.asked_at is None or _is_bare_date(when) or _is_bare_date(written.asked_at):
            return
        minutes = (when - written.asked_at).total_seconds() / 60
        if not 0 <= minutes <= LONGEST_REPLY_TIME_MINUTES:
            return
        step = floor(STEPS_PER_DOUBLING * log2(minutes + 1))
        cell.reply_times[step] = cell.reply_times.get(step, 0) + 1
        mark = hash_of(written.item_id)
        if mark < cell.reply_examples.bound:
            quote = quote_for("reply_minutes_median", written, seen.own.text, seen.spans)
            if quote is not None:
                cell.reply_examples.add(mark, quote)

    def merge(self, other: StyleTally) -> None:
        """Add what was counted elsewhere for the same source. Raises `ValueError` where it is another source's."""
        if other.source_id != self.source_id:
            raise ValueError(
                f"A tally of source {other.source_id} can't be merged into one of {self.source_id}."
            )
        for key, cell in other.cells.items():
            self._cell(key).merge(cell)
        if other.newest is not None and (self.newest is None or other.newest > self.newest):
            self.newest = other.newest
        self._make_room()

    def _tables(self) -> Iterator[Table]:
        for cell in self.cells.values():
            yield from cell.tables.values()

    def _make_room(self) -> None:
        held = sum(map(len, self._tables()))
        if held > self.room:
            share_room(self._tables(), self.room // 2)
            held = self.room // 2
        self._until_full = max(self.room - held, self.room // 16)

    def to_bytes(self) -> bytes:
        """Everything, compressed: JSON in a zlib stream (RFC 1950)."""
        return zlib.compress(orjson.dumps(self._plain()), 6)

    def _plain(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "source": self.source_id,
            "room": self.room,
            "newest": self.newest.isoformat() if self.newest else None,
            "cells": [[*key, plain_cell(cell)] for key, cell in sorted(self.cells.items())],
        }

    @classmethod
    def from_bytes(cls, data: bytes) -> StyleTally:
        """The inverse of `to_bytes`. Raises `ValueError` where the bytes are none of this version's."""
        try:
            unpacked = zlib.decompressobj().decompress(data, MOST_UNPACKED)
            plain = orjson.loads(unpacked)
            if plain["version"] != VERSION:
                raise ValueError(f"version {plain['version']}")
            tally = cls(plain["source"], plain["room"])
            tally.newest = date.fromisoformat(plain["newest"]) if plain["newest"] else None
            for language, register, year, cell in plain["cells"]:
                tally.cells[Key(language, Register(register), year)] = cell_of_plain(cell, tally.source_id)
        except (zlib.error, ValueError, KeyError, TypeError, AssertionError) as error:
            raise ValueError(
                f"These bytes are no style tally of version {VERSION} ({error}). Measure the source again."
            ) from error
        return tally


def _is_bare_date(when: datetime) -> bool:
    """Midnight to the second is nearly always a day whose hour isn't known."""
    return not (when.hour or when.minute or when.second)


def plain_cell(cell: Cell) -> dict[str, Any]:
    """For JSON; what is empty is left out."""
    measured = [(place, measure.name) for place, measure in enumerate(MEASURES)]
    return {
        "items": cell.items,
        "dated": cell.dated,
        "days": cell.days,
        "sums": {name: cell.sums[place] for place, name in measured if cell.sums[place][0]},
        "tables": {
            name: table.plain() for name, table in cell.tables.items() if table.counts or table.missed
        },
        "examples": {
            name: cell.examples[place].plain() for place, name in measured if cell.examples[place].kept
        },
        "pool": cell.pool.plain(),
        "hours": {str(hour): count for hour, count in enumerate(cell.hours) if count},
        "reply_times": {str(step): count for step, count in sorted(cell.reply_times.items())},
        "reply_examples": cell.reply_examples.plain(),
    }


def cell_of_plain(plain: dict[str, Any], source_id: int) -> Cell:
    """The inverse of `plain_cell`."""
    cell = Cell(plain["items"], plain["dated"], plain["days"])
    for place, measure in enumerate(MEASURES):
        if measure.name in plain["sums"]:
            cell.sums[place] = list(plain["sums"][measure.name])
        if measure.name in plain["examples"]:
            cell.examples[place] = Lowest.of_plain(plain["examples"][measure.name], source_id)
    for name, table in plain["tables"].items():
        cell.tables[name] = Table.of_plain(table)
    cell.pool = Lowest.of_plain(plain["pool"], source_id, POOL)
    for hour, count in plain["hours"].items():
        cell.hours[int(hour)] = count
    cell.reply_times = {int(step): count for step, count in plain["reply_times"].items()}
    cell.reply_examples = Lowest.of_plain(plain["reply_examples"], source_id)
    return cell
