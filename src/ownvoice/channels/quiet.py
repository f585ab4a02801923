"""Hours in which the AI's replies wait. What a person wrote themselves goes out at any hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ownvoice.core.errors import OwnvoiceError


def quiet_until(hours: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the quiet hours that `now` is in end; None outside them. `hours`: {"from": "22:00", "to": "07:00", "zone": …}."""
    if not hours:
        return None
    begin, end = time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])
    local = now.astimezone(ZoneInfo(hours.get("zone", "UTC")))
    clock = local.time().replace(tzinfo=None)
    over_midnight = begin > end
    inside = (clock >= begin or clock < end) if over_midnight else begin <= clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if over_midnight and clock >= begin else 0)
    return datetime.combine(day, end, local.tzinfo)


def parse_quiet(text: str) -> dict[str, str]:
    """ "22:00-07:00 Europe/Paris" as what `quiet_until` takes; "" means none."""
    if not text.strip():
        return {}
    span, _, zone = text.strip().partition(" ")
    begin, dash, end = span.partition("-")
    try:
        if not dash:
            raise ValueError(span)
        hours = {"from": str(time.fromisoformat(begin)), "to": str(time.fromisoformat(end))}
        ZoneInfo(zone.strip() or "UTC")
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise OwnvoiceError(
            f"{text!r} isn't a span of hours.", "Write them as 22:00-07:00 Europe/Paris."
        ) from error
    return hours | {"zone": zone.strip() or "UTC"}
