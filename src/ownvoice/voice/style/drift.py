"""How a style changes over the years, and which changes are more than chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import erfc, sqrt

from ownvoice.voice.style.figures import INDEX, MAIN, Measure
from ownvoice.voice.style.style import Change, Manner, Year
from ownvoice.voice.style.tally import UNDATED, Cell, Key

LEAST_IN_A_YEAR = 10  # items, for a year to have a figure
LEAST_TO_TEST = 30  # items on each side
NEWEST_YEARS = 2  # calendar years held against all before, at least
ALPHA = 0.01
LEAST_EFFECT = 0.2  # standard deviations: "small" (Cohen 1988); less, nobody would notice


@dataclass(slots=True)
class _Sums:
    n: int = 0
    total: int = 0
    squares: int = 0

    def add(self, sums: Sequence[int]) -> None:
        self.n += sums[0]
        self.total += sums[1]
        self.squares += sums[2]

    def mean(self, measure: Measure) -> float:
        return self.total / self.n / measure.scale

    def variance(self, measure: Measure) -> float:
        """Of the items (with n - 1), in units of the figure."""
        if self.n < 2:
            return 0.0
        spread = self.squares - self.total * self.total / self.n
        return max(0.0, spread / (self.n - 1)) / measure.scale**2


def years_of(cells: Iterable[tuple[Key, Cell]]) -> tuple[Year, ...]:
    """The main figures year by year, oldest first; items without a date are left out."""
    years: dict[int, list[Cell]] = defaultdict(list)
    for key, cell in cells:
        if key.year != UNDATED:
            years[key.year].append(cell)
    found = []
    for year in sorted(years):
        figures = {}
        for measure in MAIN:
            sums = _summed(years[year], measure)
            if sums.n >= LEAST_IN_A_YEAR:
                spread = sqrt(sums.variance(measure))
                figures[measure.name] = (round(sums.mean(measure), 4), round(spread, 4), sums.n)
        found.append(Year(year, sum(cell.items for cell in years[year]), figures))
    return tuple(found)


def _summed(cells: Iterable[Cell], measure: Measure) -> _Sums:
    sums = _Sums()
    for cell in cells:
        sums.add(cell.sums[INDEX[measure.name]])
    return sums


def changes_of(cells: Sequence[tuple[Key, Cell]], newest: date) -> tuple[Change, ...]:
    """Each main figure's newest calendar years against all before; not yet corrected for their number.

    The newest are two, reckoned from `newest`, or as many more as it takes to have `LEAST_TO_TEST` items.
    Welch's two-sample statistic, taken as normal: both sides have `LEAST_TO_TEST` items. It takes items for
    independent; those of one thread or one week aren't quite, which is why small effects don't count.
    """
    since = newest.year - NEWEST_YEARS + 1
    years = sorted({key.year for key, _ in cells if UNDATED < key.year < since}, reverse=True)
    items = sum(cell.items for key, cell in cells if key.year >= since)
    for year in years:
        if items >= LEAST_TO_TEST:
            break
        since = year
        items += sum(cell.items for key, cell in cells if key.year == year)
    before = [cell for key, cell in cells if UNDATED < key.year < since]
    after = [cell for key, cell in cells if key.year >= since]
    found = []
    for measure in MAIN:
        old, new = _summed(before, measure), _summed(after, measure)
        if min(old.n, new.n) < LEAST_TO_TEST:
            continue
        error, pooled = _errors(old, new, measure)
        if not error:
            continue
        difference = new.mean(measure) - old.mean(measure)
        z = difference / error
        found.append(
            Change(
                measure.name,
                since,
                round(old.mean(measure), 4),
                round(new.mean(measure), 4),
                old.n,
                new.n,
                round(z, 2),
                erfc(abs(z) / sqrt(2)),
                round(difference / pooled, 3),
                False,
            )
        )
    return tuple(found)


def _errors(old: _Sums, new: _Sums, measure: Measure) -> tuple[float, float]:
    """The standard error of the difference, and the standard deviation of both sides pooled.

    Where neither side varies, those of all items taken together: from always to never is a change too.
    """
    mine, theirs = old.variance(measure), new.variance(measure)
    if not mine and not theirs:
        both = _Sums(old.n + new.n, old.total + new.total, old.squares + new.squares)
        mine = theirs = both.variance(measure)
    pooled = ((old.n - 1) * mine + (new.n - 1) * theirs) / (old.n + new.n - 2)
    return sqrt(mine / old.n + theirs / new.n), sqrt(pooled)


def settle_changes(manners: Sequence[Manner]) -> tuple[Manner, ...]:
    """Correct all p-values together (Holm 1979) and say which figures have changed."""
    tested = [(change.p, i, j) for i, manner in enumerate(manners) for j, change in enumerate(manner.changes)]
    tested.sort()
    corrected: dict[tuple[int, int], float] = {}
    largest = 0.0
    for rank, (p, i, j) in enumerate(tested):
        largest = max(largest, min(1.0, p * (len(tested) - rank)))
        corrected[i, j] = largest
    return tuple(
        replace(
            manner,
            changes=tuple(_settled(change, corrected[i, j]) for j, change in enumerate(manner.changes)),
        )
        for i, manner in enumerate(manners)
    )


def _settled(change: Change, p: float) -> Change:
    changed = p < ALPHA and abs(change.effect) >= LEAST_EFFECT
    return replace(change, p=float(f"{p:.3g}"), changed=changed)
