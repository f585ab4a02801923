"""JSON of any shape as events: damage ends it with a word about the place, and never with an exception."""

from __future__ import annotations

import io

import pytest

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.json_events import iter_events
from ownvoice.sources.reading.json_tables import TableRow, iter_tables


@pytest.mark.parametrize("escape", [rb"\udead", rb"x\udc00y", rb"\udfff\ud83d"])
def test_half_a_character_is_told_and_what_precedes_is_kept(escape: bytes) -> None:
    data = b'{"posts": [{"id": 1}, {"id": 2, "text": "' + escape + b'"}, {"id": 3}]}'
    found = list(iter_tables(io.BytesIO(data), "a.json", ["posts"]))
    assert found[0] == TableRow("posts", 0, {"id": 1})
    assert isinstance(found[-1], Malformed) and "half" in found[-1].reason


@pytest.mark.parametrize("text", [rb"\ud83d\ude00", rb"\ud83d", rb"\ud83d\u0041"])
def test_other_escapes_go_through(text: bytes) -> None:
    events = list(iter_events(io.BytesIO(b'["' + text + b'"]'), "a.json"))
    assert not [batch for batch in events if isinstance(batch, Malformed)]


@pytest.mark.parametrize("number", [b"1e9999999999999999999", b"1e400", b"9" * 100_000])
def test_a_number_beyond_any_is_told_and_what_precedes_is_kept(number: bytes) -> None:
    data = b'{"posts": [{"id": 1}, {"id": ' + number + b"}]}"
    found = list(iter_tables(io.BytesIO(data), "a.json", ["posts"]))
    assert found[0] == TableRow("posts", 0, {"id": 1})
    assert isinstance(found[-1], Malformed) and "overflow" in found[-1].reason


def test_tables_are_found_at_any_depth_and_other_lists_are_passed_over() -> None:
    data = b'{"db": [{"meta": {"posts": 7}, "data": {"tags": [1, [2]], "posts": [{"a": [{"posts": [9]}]}, 5, []], "users": []}}]}'
    found = list(iter_tables(io.BytesIO(data), "a.json", ["posts", "users"]))
    assert found == [
        TableRow("posts", 0, {"a": [{"posts": [9]}]}), TableRow("posts", 1, 5), TableRow("posts", 2, []),
    ]  # fmt: skip


def test_brackets_without_end_are_refused() -> None:
    for data in (b"[" * 100_000, b'{"posts": [' + b"[" * 100_000, b'{"a":' * 50_000):
        found = list(iter_tables(io.BytesIO(data), "a.json", ["posts"]))
        assert isinstance(found[-1], Malformed)


def test_a_hole_of_nuls_costs_only_itself() -> None:
    """What a download leaves where a piece never came; as long as several reads."""
    data = b'{"posts": [{"id": 1, "text": "a' + bytes(600_000) + b'b"}, {"id": 2}]}'
    found = list(iter_tables(io.BytesIO(data), "a.json", ["posts"]))
    assert found == [TableRow("posts", 0, {"id": 1, "text": "ab"}), TableRow("posts", 1, {"id": 2})]
