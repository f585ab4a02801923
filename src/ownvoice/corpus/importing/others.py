"""Other people's words: of their exports and of private conversations only what pairs with the creator's replies."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

from ownvoice.core.records import ItemRecord, Record, Role, Skipped, Visibility
from ownvoice.corpus.exchanges import Awaited

HELD = 50_000  # messages; at a few hundred bytes each


def only_answered(records: Iterator[Record], awaited: Awaited) -> Iterator[Record]:
    """Of somebody else's export what the creator answered, as a fan's words; nothing else of it is kept."""
    left_out = 0
    for record in records:
        if not isinstance(record, ItemRecord):
            yield record
        elif record.native_id in awaited:
            yield replace(record, role=Role.FAN)
        else:
            left_out += 1
    if left_out:
        yield Skipped("", "unrelated", left_out)


def without_unpaired(records: Iterator[Record]) -> Iterator[Record]:
    """Leave out other people's private words, but those that a reply of the creator's states it answers.

    A private message of somebody else's is held back until such a reply comes by; at most `HELD` of them, the oldest
    go first. What is never answered so is only counted: it isn't the creator's to keep.
    """
    held: OrderedDict[str, ItemRecord] = OrderedDict()
    answered: set[str] = set()
    left_out = 0
    for record in records:
        if not isinstance(record, ItemRecord) or record.visibility is not Visibility.PRIVATE:
            yield record
        elif record.role is Role.FAN:
            if record.native_id in answered:
                yield record
                continue
            held[record.native_id] = record
            if len(held) > HELD:
                held.popitem(last=False)
                left_out += 1
        else:
            if record.parent_id is not None:
                parent = held.pop(record.parent_id, None)
                if parent is not None:
                    yield parent
                if len(answered) < HELD:
                    answered.add(record.parent_id)
            yield record
    if left_out + len(held):
        yield Skipped("", "unrelated", left_out + len(held))
