"""Big JSON arrays are read as `json.loads` would, in pieces, and past damage."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.records import Malformed
from ownvoice.sources.reading import json_array
from ownvoice.sources.reading.json_array import iter_array


def read(data: bytes | str, key: str | None = None) -> tuple[list[Any], list[Malformed]]:
    raw = data.encode() if isinstance(data, str) else data
    values, damage = [], []
    for element in iter_array(io.BytesIO(raw), "x.json", key):
        if isinstance(element, Malformed):
            damage.append(element)
        else:
            values.append(element.value)
    return values, damage


TEXT = st.text(st.sampled_from('ab{}[]",:\\/\n é🙂'), max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.fixed_dictionaries({"id": st.integers(0, 9)}, optional={"text": TEXT, "more": VALUES})
LAYOUTS: list[dict[str, Any]] = [
    {},
    {"indent": 2},
    {"indent": 0},
    {"indent": "\t"},
    {"separators": (",", ":")},
    {"ensure_ascii": False, "indent": 1},
]


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of a few bytes, so that elements lie across their edges."""
    monkeypatch.setattr(json_array, "CHUNK_BYTES", 16)


@settings(max_examples=300, deadline=None)
@given(st.lists(OBJECTS, max_size=12) | st.lists(VALUES, max_size=6), st.sampled_from(LAYOUTS), st.booleans())
def test_reads_what_json_loads_reads(values: list[Any], layout: dict[str, Any], windows_lines: bool) -> None:
    text = json.dumps(values, **layout)
    if windows_lines:
        text = text.replace("\n", "\r\n")
    assert read(text) == (values, [])
    assert read("\ufeff window.YTD.x.part0 = " + text + ";\n") == (values, [])
    wrapped = json.dumps({"a": {"list": [1]}, "n": '"list":[2]', "list": values, "z": [{"b": 1}]}, **layout)
    assert read(wrapped, "list") == (values, [])


@settings(max_examples=300, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=12), st.sampled_from(LAYOUTS), st.data())
def test_keeps_everything_before_the_place_where_a_file_is_cut(
    values: list[Any], layout: dict[str, Any], data: st.DataObject
) -> None:
    raw = json.dumps(values, **layout).encode()
    cut = data.draw(st.integers(1, len(raw) - 1))
    whole = [value for value, end in zip(values, ends(values, layout), strict=True) if end <= cut]
    found, damage = read(raw[:cut])
    assert found[: len(whole)] == whole
    assert len(damage) == 1


@settings(max_examples=300, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=12), st.sampled_from(LAYOUTS), st.data())
def test_keeps_everything_before_a_damaged_byte_and_never_raises(
    values: list[Any], layout: dict[str, Any], data: st.DataObject
) -> None:
    raw = bytearray(json.dumps(values, **layout).encode())
    place = data.draw(st.integers(1, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    whole = [value for value, end in zip(values, ends(values, layout), strict=True) if end <= place]
    found, _ = read(bytes(raw))
    assert found[: len(whole)] == whole


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(st.sampled_from('{}[]",:1a\n '), max_size=200).map(str.encode))
def test_nothing_makes_it_raise(raw: bytes) -> None:
    for key in (None, "a"):
        read(raw, key)
        read(b"[" + raw, key)
        read(b'{"a":[' + raw, key)


def ends(values: list[Any], layout: dict[str, Any]) -> list[int]:
    """Where each element ends in the dumped list."""
    open_end = len(json.dumps([], **layout).encode()) - 1
    closing = len(b"\n]" if layout.get("indent") is not None else b"]")
    return [len(json.dumps(values[: i + 1], **layout).encode()) - closing for i in range(len(values))] or [
        open_end
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", ['"tex', "true", "[", ":", '"'])
def test_goes_on_with_the_next_element_after_damage(layout: dict[str, Any], damage: str) -> None:
    values = [
        {"id": i, "text": f"say {{ “{i}” }}", "ok": True, "tags": [{"id": 1}, {"id": 2}]} for i in range(40)
    ]
    text = json.dumps(values, **layout)
    place = text.index(damage, text.index('"id": 20' if '"id": 20' in text else '"id":20') - 5)
    found, malformed = read(text[:place] + "#" + text[place + 1 :])
    assert found[:19] == values[:19]
    assert found[-18:] == values[-18:]
    assert 1 <= len(malformed) <= 2
    assert all(entry.unit == "byte" and abs(entry.offset - place) < 200 for entry in malformed)


def test_offsets_are_those_of_the_elements_first_bytes() -> None:
    raw = b'[ {"a": 1},\n {"b": 2} , 3]'
    assert [element.offset for element in iter_array(io.BytesIO(raw), "f")] == [2, 13, 24]


@pytest.mark.parametrize(
    "empty", ["", " \n", "[]", "{}", "window.YTD.x.part0 = [ ]", "window.YTD.x.part0 = {}", "null"]
)
def test_empty_files_hold_nothing_and_are_not_damaged(empty: str) -> None:
    assert read(empty) == ([], [])


def test_a_single_object_counts_as_the_only_element() -> None:
    assert read('{"a": 1}') == ([{"a": 1}], [])


def test_what_is_no_list_is_one_malformed_entry() -> None:
    for text in ("<html></html>", "hello", '{"a": '):
        values, damage = read(text)
        assert (values, len(damage)) == ([], 1)
    assert len(read('{"b": []}', "a")[1]) == 1


def test_half_emoji_and_broken_utf8_cost_a_character_not_the_post() -> None:
    raw = b'[{"t": "a\\ud83d"}, {"t": "\\\\ud83d \\ud83d\\ude42"}, {"t": "b\xff"}]'
    assert read(raw) == ([{"t": "a\ufffd"}, {"t": "\\ud83d 🙂"}, {"t": "b\ufffd"}], [])


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" + b'{"a":' * 400_000,
        b"[" + b"[" * 2_000_000,
        b'[{"a":"},' * 250_000,
        b'[{"a":"' + b'},{"a":"' * 250_000,
        b"[" + b'{"a":[{' * 200_000 + b'}]},{"a"' * 100_000,
        b"[" + b'{"a":"{"},' * 200_000,
        b"[" + b'{"a":1}\n,\n{"b":"}"},' * 100_000,
        b"[1" + b" 1" * 500_000,
        b'{"a":{"a":[' * 100_000,
    ],
    ids=range(9),
)
def test_time_is_linear_whatever_is_in_the_file(hostile: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_array, "CHUNK_BYTES", 1 << 19)
    begin = time.process_time()
    for key in (None, "a"):
        read(hostile, key)
    assert time.process_time() - begin < 20
