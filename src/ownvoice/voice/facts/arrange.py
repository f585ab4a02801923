"""Facts about the same thing side by side, newest first, with what shouldn't be relied on flagged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from ownvoice.core.text import stem, words
from ownvoice.voice.facts.fact import FactKind, FactLine, Flag, FoundFact

SAME_TIME = timedelta(
    days=60
)  # two values stated within it contradict each other; later, one replaces the other
# Of one key there can be several values of these at once: two tools for video, two links, two people of a name.
_MANY = frozenset({FactKind.TOOL, FactKind.LINK, FactKind.PRODUCT, FactKind.PERSON})
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def arrange_facts(facts: Iterable[FoundFact], today: date) -> tuple[FactLine, ...]:
    """One line for each thing facts are about, ordered by kind, then by how lately something was stated.

    A fact whose last day is past is flagged as past; a price or date that a later one of the same key differs from as
    older; both as contradicted where they were stated within `SAME_TIME` of each other, or where a day isn't known.
    The same value stated again is kept once, by its latest quote.
    """
    lines: dict[tuple[FactKind, str], list[FoundFact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda f: (_at(f), f.quote.item_id, f.value), reverse=True):
        kept = lines[fact.kind, _thing(fact)]
        if all(_value(one) != _value(fact) for one in kept):
            kept.append(fact)
    found = [
        FactLine(kind, kept[0].key, tuple(kept), tuple(_flags(i, kept, today) for i in range(len(kept))))
        for (kind, _), kept in lines.items()
    ]
    order = list(FactKind)
    return tuple(
        sorted(found, key=lambda line: (order.index(line.kind), -_at(line.facts[0]).timestamp(), line.key))
    )


def _thing(fact: FoundFact) -> str:
    """What makes two facts be about the same: the key's stems in any order; for those of many, the value too."""
    key = " ".join(sorted({stem(word, fact.language or "en") for word in words(fact.key)}))
    return f"{key}\n{_value(fact)}" if fact.kind in _MANY else key


def _value(fact: FoundFact) -> str:
    return " ".join(words(fact.value)) if fact.kind is not FactKind.LINK else fact.value


def _at(fact: FoundFact) -> datetime:
    return fact.quote.published_at or _EARLIEST.replace(year=1970)


def _flags(place: int, kept: Sequence[FoundFact], today: date) -> tuple[Flag, ...]:
    fact = kept[place]
    flags = []
    if fact.valid_until is not None and fact.valid_until < today:
        flags.append(Flag.PAST)
    others = [one for one in kept if one is not fact and _overlap(one, fact)]
    if any(_same_time(one, fact) for one in others):
        flags.append(Flag.CONTRADICTED)
    elif any(kept.index(one) < place for one in others):
        flags.append(Flag.OLDER)
    return tuple(flags)


def _overlap(one: FoundFact, other: FoundFact) -> bool:
    """Whether both could hold at once: next year's edition of an event doesn't contradict this year's."""
    if one.kind is not FactKind.DATE or one.valid_from is None or other.valid_from is None:
        return True
    return abs((one.valid_from - other.valid_from).days) < 200


def _same_time(one: FoundFact, other: FoundFact) -> bool:
    if one.quote.published_at is None or other.quote.published_at is None:
        return True
    return abs(one.quote.published_at - other.quote.published_at) <= SAME_TIME
