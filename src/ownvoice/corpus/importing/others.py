"""Somebody else's export: the other half of the creator's exchanges, and nothing beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ownvoice.core.records import ItemRecord, Record, Role, Skipped
from ownvoice.corpus.exchanges import Awaited


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
