"""Which amount of a claim its source doesn't hold."""

from __future__ import annotations

from collections.abc import Sequence

from ownvoice.reply.checking.amount import NO_UNIT, Amount, Amounts, Day
from ownvoice.reply.checking.wordlists import Unit


def unmatched(claimed: Amounts, source: Amounts) -> tuple[str, str]:
    """What the claim says and the source doesn't: (kind, as it is written), or ("", "").

    A number needs the same value in the same measure. Where it counts something that the source counts
    with another number only, it isn't matched either.
    """
    known = (*source.numbers, *_from_days(source.days))
    for amount in claimed.numbers:
        if not _counted(amount, known):
            return _kind(amount), amount.said
    for readings in claimed.days:
        if not any(day.within(other) for day in readings for others in source.days for other in others):
            bare = next((d for d in readings if not d.month and not d.weekday), None)
            if bare is None:
                return "date", readings[0].said
    for said, minutes in claimed.clocks:
        if not any(_same_time(minutes, other) for _, other in source.clocks) and not _hour_told(
            minutes, source
        ):
            return "time", said
    return "", ""


def _kind(amount: Amount) -> str:
    return "price" if amount.unit.measure in ("euro", "dollar", "sterling", "cents", "franc") else "number"


def _from_days(days: Sequence[tuple[Day, ...]]) -> list[Amount]:
    """Years of dates, which a claim may name alone."""
    return [
        Amount(day.said, frozenset({float(day.year)}), NO_UNIT, "")
        for readings in days
        for day in readings
        if day.year
    ]


def _counted(amount: Amount, known: Sequence[Amount]) -> bool:
    others = [
        other
        for other in known
        if amount.about and other.about == amount.about and not other.values & amount.values
    ]
    same = [
        other
        for other in known
        if other.values & amount.values and _compatible(amount.unit, other.unit, amount.about, other.about)
    ]
    if amount.weak:
        return bool(same) or not [other for other in others if other.unit.measure == amount.unit.measure]
    if others and not any(other.about in ("", amount.about) for other in same):
        return False
    return bool(same)


def _compatible(mine: Unit, theirs: Unit, about: str, their_about: str) -> bool:
    if mine.measure == theirs.measure:
        return True
    if {mine.measure, theirs.measure} <= {"", "ordinal"}:
        return True
    degrees = {"degree", "celsius", "fahrenheit"}
    return {mine.measure, theirs.measure} <= degrees and "degree" in (mine.measure, theirs.measure)


def _same_time(mine: int, theirs: int) -> bool:
    return mine == theirs


def _hour_told(minutes: int, source: Amounts) -> bool:
    """ "20 h" reads as a length of time, and is the same as "8 pm"."""
    return minutes % 60 == 0 and any(
        amount.unit.measure == "time" and minutes * 60.0 in amount.values for amount in source.numbers
    )
