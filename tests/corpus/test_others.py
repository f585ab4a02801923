"""Other people's private words are held back until a reply of the creator's names them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import Author, ItemRecord, Kind, Record, Role, Skipped, Visibility
from ownvoice.corpus.importing import others
from ownvoice.corpus.importing.others import without_unpaired


def message(number: int, role: Role, parent: int | None = None) -> ItemRecord:
    return ItemRecord(
        "x", str(number), Kind.MESSAGE, role, Author(), "words",
        visibility=Visibility.PRIVATE, parent_id=None if parent is None else str(parent),
    )  # fmt: skip


def kept(records: list[ItemRecord]) -> tuple[list[str], int]:
    found: list[Record] = list(without_unpaired(iter(records)))
    left_out = sum(record.count for record in found if isinstance(record, Skipped))
    return [record.native_id for record in found if isinstance(record, ItemRecord)], left_out


def test_a_question_comes_before_its_answer_and_the_rest_stays_out() -> None:
    fan, creator = Role.FAN, Role.CREATOR
    assert kept([message(1, fan), message(2, fan), message(3, creator, 1)]) == (["1", "3"], 1)


def test_an_answer_may_come_first() -> None:
    assert kept([message(2, Role.CREATOR, 1), message(1, Role.FAN), message(3, Role.FAN)]) == (["2", "1"], 1)


def test_only_so_many_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "HELD", 2)
    fans = [message(number, Role.FAN) for number in range(4)]
    assert kept([*fans, message(9, Role.CREATOR, 0), message(10, Role.CREATOR, 3)]) == (["9", "3", "10"], 3)


@given(st.lists(st.tuples(st.booleans(), st.none() | st.integers(0, 20)), max_size=20))
def test_nothing_of_the_creators_is_lost_and_every_message_is_accounted_for(
    drawn: list[tuple[bool, int | None]],
) -> None:
    records = [
        message(number, Role.CREATOR if own else Role.FAN, parent if own else None)
        for number, (own, parent) in enumerate(drawn)
    ]
    ids, left_out = kept(records)
    named = {record.parent_id for record in records if record.role is Role.CREATOR}
    assert len(ids) + left_out == len(records) and len(set(ids)) == len(ids)
    for record in records:
        assert (record.native_id in ids) == (record.role is Role.CREATOR or record.native_id in named)


def test_it_streams() -> None:
    def endless() -> Iterator[Record]:
        yield message(1, Role.CREATOR)
        raise AssertionError("asked for more than was needed")

    assert isinstance(next(without_unpaired(endless())), ItemRecord)
