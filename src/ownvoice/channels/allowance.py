"""What an account may still send now: a token bucket for its pace, and quotas, in rows that all workers share.

Time is the database's: machines whose clocks disagree share one allowance all the same. Tokens are taken before the send;
those of a worker that died are lost, which errs on the side of sending less.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from django.db import connection

from ownvoice.channels.models import Allowance
from ownvoice.channels.port import Limits, Quota

PACE = "pace"


def database_now() -> datetime:
    """The database's time, which every worker goes by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def take(channel_id: int, limits: Limits, wanted: int) -> tuple[int, datetime | None]:
    """Take up to `wanted` sends from everything that limits them, within the caller's transaction.

    Returns how many were granted, and where fewer than wanted: when the next may be.
    """
    names = [PACE, *(quota.name for quota in limits.quotas)]
    rows = _locked(channel_id, names, limits)
    now = database_now()
    pace = rows[PACE]
    waited_s = max(0.0, (now - pace.at).total_seconds())  # a clock set back takes nothing away
    available = [min(float(limits.burst), pace.left + waited_s * limits.per_s)]
    for quota in limits.quotas:
        row = rows[quota.name]
        began = window(now, quota)
        if row.at < began:
            row.left, row.at = float(quota.most), began
        available.append(row.left)
    granted = max(0, min(wanted, *(math.floor(one) for one in available)))
    pace.left, pace.at = available[0] - granted, now
    for quota in limits.quotas:
        rows[quota.name].left -= granted
    Allowance.everyone.bulk_update(rows.values(), ["left", "at"])
    if granted == wanted:
        return granted, None
    waits = [now + timedelta(seconds=max(0.05, (1 - pace.left) / limits.per_s))] if pace.left < 1 else []
    waits += [
        window(now, quota) + timedelta(seconds=quota.per_s)
        for quota in limits.quotas
        if rows[quota.name].left < 1
    ]
    return granted, max(waits, default=None)


def give_back(channel_id: int, limits: Limits, count: int) -> None:
    """Return what was taken and not used, within the caller's transaction."""
    if count <= 0:
        return
    rows = _locked(channel_id, [PACE, *(quota.name for quota in limits.quotas)], limits)
    most = {PACE: limits.burst} | {quota.name: quota.most for quota in limits.quotas}
    for name, row in rows.items():
        row.left = min(float(most[name]), row.left + count)
    Allowance.everyone.bulk_update(rows.values(), ["left"])


def window(now: datetime, quota: Quota) -> datetime:
    """When the window began that `now` is in."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % quota.per_s, UTC)


def _locked(channel_id: int, names: list[str], limits: Limits) -> dict[str, Allowance]:
    def found() -> dict[str, Allowance]:
        rows = Allowance.everyone.select_for_update().filter(channel_id=channel_id, name__in=names)
        return {row.name: row for row in rows.order_by("name")}

    rows = found()
    if len(rows) < len(names):
        from ownvoice.inbox.models import Channel

        most = {PACE: limits.burst} | {quota.name: quota.most for quota in limits.quotas}
        creator_id = Channel.everyone.values_list("creator_id", flat=True).get(pk=channel_id)
        now = database_now()
        Allowance.everyone.bulk_create(
            [
                Allowance(
                    creator_id=creator_id,
                    channel_id=channel_id,
                    name=name,
                    left=most[name],
                    at=window(now, quota) if (quota := _quota(limits, name)) else now,
                )
                for name in names
                if name not in rows
            ],
            ignore_conflicts=True,
        )
        rows = found()
    return rows


def _quota(limits: Limits, name: str) -> Quota | None:
    return next((quota for quota in limits.quotas if quota.name == name), None)
