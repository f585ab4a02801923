from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.voice.plain_data import PlainData


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part(PlainData):
    name: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Whole(PlainData):
    colour: Colour
    parts: tuple[Part, ...] = ()
    at: datetime | None = None
    day: date | None = None
    counts: dict[str, int] | None = None
    pair: tuple[str, int] = ("", 0)
    on: bool = False


wholes = st.builds(
    Whole,
    st.sampled_from(Colour),
    st.lists(st.builds(Part, st.text(), st.floats(allow_nan=False))).map(tuple),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.dates(),
    st.none() | st.dictionaries(st.text(), st.integers()),
    st.tuples(st.text(), st.integers()),
    st.booleans(),
)


@given(wholes)
def test_what_is_written_is_read_back(whole):
    assert Whole.from_json(whole.as_json()) == whole


def test_defaults_are_left_out_and_the_order_is_that_of_the_class():
    whole = Whole(Colour.RED, on=True, day=date(2026, 1, 2))
    assert list(whole.as_json().items()) == [("colour", "red"), ("day", "2026-01-02"), ("on", True)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "needs the entry “colour”"),
        ({"colour": "green"}, "one of red, blue"),
        ({"colour": "red", "shape": 1}, "no entry “shape”"),
        ({"colour": "red", "parts": "x"}, "is a list"),
        ({"colour": "red", "parts": [{"name": 3}]}, "type str"),
        ({"colour": "red", "parts": ["x"]}, "is a mapping"),
        ({"colour": "red", "at": "soon"}, "is a time"),
        ({"colour": "red", "day": "soon"}, "is a day"),
        ({"colour": "red", "pair": ["x"]}, "2 parts"),
        ({"colour": "red", "on": 1}, "type bool"),
        ({"colour": "red", "counts": [1]}, "is a mapping"),
        ([], "is a mapping"),
    ],
)
def test_what_does_not_fit_is_told(data, why):
    with pytest.raises(ValueError, match=why):
        Whole.from_json(data)


def test_days_that_yaml_read_are_taken_as_they_are():
    assert Whole.from_json({"colour": "red", "day": date(2026, 1, 2)}).day == date(2026, 1, 2)
