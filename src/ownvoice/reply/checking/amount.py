"""An amount, a day and all amounts of a text: what `amounts.py` reads and `unmatched.py` compares."""

from __future__ import annotations

from dataclasses import dataclass

from ownvoice.reply.checking.wordlists import Unit

NO_UNIT = Unit("", 1.0)
ORDINAL = Unit("ordinal", 1.0)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: how it is written, its possible values in its measure's smallest unit, and what it counts.

    `about` is the stem of the word that follows number and unit. `weak`: "one" and "a week", which may count or not.
    """

    said: str
    values: frozenset[float]
    unit: Unit
    about: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given; months and days that can be read two ways come as two."""

    said: str
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int = 0

    def within(self, other: Day) -> bool:
        """Whether everything given here is given the same in `other`."""
        return all(
            mine in (0, theirs)
            for mine, theirs in (
                (self.day, other.day),
                (self.month, other.month),
                (self.year, other.year),
                (self.weekday, other.weekday),
            )
        )


@dataclass(frozen=True, slots=True)
class Amounts:
    """All of a text's. `clocks`: times of day in minutes, each with how it is written."""

    numbers: tuple[Amount, ...] = ()
    days: tuple[tuple[Day, ...], ...] = ()
    clocks: tuple[tuple[str, int], ...] = ()
