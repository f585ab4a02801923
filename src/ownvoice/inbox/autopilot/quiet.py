"""Hours in which nothing leaves by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

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
    """ "22:00-07:00 Europe/Paris" as what `quiet_until` takes; "" means none. Raises `OwnvoiceError` for anything else."""
    if not text.strip():
        return {}
    span, _blank, zone = text.strip().partition(" ")
    begin, dash, end = span.partition("-")
    zone = zone.strip() or "UTC"
    try:
        if not dash:
            raise ValueError(span)
        hours = [time.fromisoformat(part).strftime("%H:%M") for part in (begin, end)]
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise OwnvoiceError(
            _("“%(text)s” isn't a span of hours.") % {"text": text},
            _("Write them as 22:00-07:00 Europe/Paris."),
        ) from error
    return {"from": hours[0], "to": hours[1], "zone": zone}


def told(hours: Mapping[str, Any]) -> str:
    """The hours as `parse_quiet` takes them."""
    return f"{hours['from']}-{hours['to']} {hours.get('zone', 'UTC')}" if hours else ""
