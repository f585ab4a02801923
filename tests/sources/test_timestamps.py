"""Times of every export end up aware and in UTC, and junk ends up as None."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.sources.reading.timestamps import from_unix, parse_iso, parse_rfc2822, parse_x

MORNING = datetime(2022, 11, 3, 9, 20, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2022-11-03T09:20:26Z",
        "2022-11-03T09:20:26.000Z",
        "2022-11-03T09:20:26.0000000Z",
        "2022-11-03 09:20:26",
        "2022-11-03 09:20:26 UTC",
        "2022-11-03 09:20:26 +0000",
        "2022-11-03T11:20:26+02:00",
        "2022-11-03 1:20:26 -0800",
        "2022/11/03 10:20:26 +01",
        " 2022-11-3T09:20:26z ",
    ],
)
def test_iso_in_its_many_spellings(text: str) -> None:
    assert parse_iso(text) == MORNING
    assert parse_iso(text).tzinfo is UTC  # type: ignore[union-attr]


def test_a_missing_zone_is_the_one_given() -> None:
    assert parse_iso("2022-11-03T10:20:26", timezone(timedelta(hours=1))) == MORNING
    assert parse_iso("2022-11-03") == datetime(2022, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "junk",
    ["", "now", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2022-13-01",
     "2022-02-30T00:00:00Z", "2022-11-03T25:00:00Z", "2022-11-03T09:20:26+99:00", "1" * 10_000, None, 12,
     b"2022"],
)  # fmt: skip
def test_junk_is_no_time(junk: object) -> None:
    assert parse_iso(junk) is None
    assert parse_x(junk) is None
    assert parse_rfc2822(junk) is None


def test_the_form_of_mail_and_feeds() -> None:
    assert parse_rfc2822("Thu, 03 Nov 2022 10:20:26 +0100") == MORNING
    assert parse_rfc2822("Thu, 03 Nov 2022 09:20:26 GMT") == MORNING
    assert parse_rfc2822("03 Nov 2022 09:20:26 -0000") == MORNING


def test_the_form_of_x() -> None:
    assert parse_x("Thu Nov 03 09:20:26 +0000 2022") == MORNING
    assert parse_x("Thu Nov 03 09:20:26 +0100 2022") is None
    assert parse_x("Thu Nop 03 09:20:26 +0000 2022") is None


def test_seconds_and_milliseconds_since_1970() -> None:
    assert from_unix(1667467226) == MORNING
    assert from_unix("1667467226") == MORNING
    assert from_unix(1667467226000, per_second=1000) == MORNING
    for junk in (0, -1, "", "x", None, True, 10**30, float("nan"), float("inf"), []):
        assert from_unix(junk) is None


@given(st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.timezones()))
def test_what_is_written_is_read(moment: datetime) -> None:
    assert parse_iso(moment.astimezone(UTC).isoformat()) == moment.astimezone(UTC)


@given(st.text(st.sampled_from("0123456789-:TZ+., /UTC"), max_size=40) | st.text(max_size=80))
def test_nothing_makes_it_raise(text: str) -> None:
    for parse in (parse_iso, parse_x, parse_rfc2822, from_unix):
        parse(text)
