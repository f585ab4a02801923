"""Times as exports write them, to aware datetimes in UTC; None for whatever is no believable time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

# Zeros, epochs of other calendars and overflowing numbers stand for "unknown" in exports.
_FIRST_YEAR = 1900
_LAST_YEAR = 2200

_LAST_SECOND = datetime(_LAST_YEAR, 1, 1, tzinfo=UTC).timestamp()

_LOOSE_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:(?:T|,? )\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{1,2}:?(?:\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_IN_UTC = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", re.ASCII)  # Reddit's tables
_LONGEST = 64
_DATE_CHARS = 10  # of the longest date without a time

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}


def parse_iso(text: object, zone: tzinfo = UTC) -> datetime | None:
    """ISO 8601 and what is nearly that: "2022-11-03T09:20:26.000Z", "2010-1-5 9:03 -0800", "2024-02-01 UTC".

    Fractions of any length are cut to microseconds. `zone` applies where the text states none. A date alone
    is midnight.
    """
    if not isinstance(text, str) or not 8 <= len(text) <= _LONGEST:
        return None
    if text.endswith(" UTC") and _IN_UTC.fullmatch(text):
        text = text[:-4] + "Z"
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None and zone is UTC and len(text) > _DATE_CHARS:
            moment = datetime.fromisoformat(text + "Z")  # an eighth of the time that `replace` takes
    except ValueError:
        pass
    else:
        if moment.tzinfo is UTC and _FIRST_YEAR <= moment.year < _LAST_YEAR:
            return moment
        return _in_utc(moment, zone)
    match = _LOOSE_ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            _offset(offset) if offset else zone,
        )
    except ValueError:
        return None
    return _in_utc(moment, zone)


def _offset(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def parse_rfc2822(text: object, zone: tzinfo = UTC) -> datetime | None:
    """The form of mail and RSS, "Thu, 03 Nov 2022 08:50:26 +0100"; `zone` applies where none is stated."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    try:
        return _in_utc(parsedate_to_datetime(text), zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_x(text: object) -> datetime | None:
    """The form of X's archive, "Thu Nov 03 08:50:26 +0000 2022", always in UTC.

    Cut by position, which is ten times as fast as `strptime` and doesn't depend on the machine's language.
    """
    if not isinstance(text, str) or len(text) != 30:
        return None
    try:
        if text[19:26] != " +0000 ":
            return None
        return datetime(
            int(text[26:30]),
            _MONTHS[text[4:7]],
            int(text[8:10]),
            int(text[11:13]),
            int(text[14:16]),
            int(text[17:19]),
            tzinfo=UTC,
        )
    except (ValueError, KeyError):
        return None


def from_unix(value: object, per_second: int = 1) -> datetime | None:
    """Seconds since 1970 as a number or digits; `per_second=1000` for milliseconds. Zero and less is None."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        seconds = float(value) / per_second
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LAST_SECOND else None
    except (ValueError, OverflowError, OSError):
        return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
