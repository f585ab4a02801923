"""Who sends what, decided in the database: leases on rows of the outbox, in order within a conversation.

A row is leased to one worker for a while. Before the call the worker writes down that it begins (`begin`); whatever
happens to it then, the row says that the reply may have arrived. A lease that runs out frees the row, with that doubt.
All times are the database's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from ownvoice.channels.allowance import database_now, give_back, take
from ownvoice.channels.models import Connection
from ownvoice.channels.port import Limits
from ownvoice.inbox.autopilot.leaving import held_back
from ownvoice.inbox.autopilot.quiet import quiet_until
from ownvoice.inbox.autopilot.tables import AutopilotSettings
from ownvoice.inbox.models import Outgoing
from ownvoice.inbox.outbox import PERSON

# What stands before others of its conversation: not an automatic reply that can still be taken back, or waits for morning.
_AHEAD = """e.due_at IS NOT NULL AND NOT (
    e.automatic AND e.state = 'waiting' AND e.attempts = 0 AND e.due_at > statement_timestamp())"""
_DUE = """
SELECT o.id FROM inbox_outgoing o
WHERE o.channel_id = %(channel)s AND o.due_at <= statement_timestamp() AND {which}
  AND (o.lease_until IS NULL OR o.lease_until <= statement_timestamp())
  {restriction}
ORDER BY o.weight DESC, o.due_at, o.id LIMIT %(most)s FOR UPDATE OF o SKIP LOCKED
"""
_TO_SEND = f"""o.state IN ('waiting', 'sending') AND NOT EXISTS (
    SELECT 1 FROM inbox_outgoing e
    WHERE e.conversation_id = o.conversation_id AND e.id < o.id AND {_AHEAD})"""  # noqa: S608  (constants alone)
_TO_LOOK_AT = "o.state = 'sent'"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one worker may do now; `not_before`: when limits allow more, where they allow nothing now."""

    rows: list[Outgoing]
    lease: uuid.UUID
    not_before: datetime | None = None


def claim(connection_row: Connection, limits: Limits, most: int) -> Claim:
    """Lease up to `most` replies that are due: first what is to be sent, as far as limits allow, else what to look at.

    Each is the first of its conversation that isn't done with: sent and, where that is done, looked after. Those of a
    shut or quiet channel stay where they are, and all while the creator's red switch is on.
    """
    lease = uuid.uuid4()
    channel_id = connection_row.channel_id
    with transaction.atomic():
        held = Connection.everyone.get(pk=connection_row.pk)
        connection_row.failures = held.failures
        connection_row.closed_until = None  # what this worker's own failures set from now on
        now = database_now()
        if held.state != Connection.State.LIVE or (held.closed_until and held.closed_until > now):
            return Claim([], lease)
        if held.failures >= BREAKS_AT:
            most = 1  # half open: one tries whether it works again
        if stopped(held.creator_id) or not _anything(channel_id):
            return Claim([], lease)
        granted, not_before = take(channel_id, limits, most)
        ids = _ids(_TO_SEND, channel_id, granted, quiet_until(held.quiet, now) is not None)
        give_back(channel_id, limits, granted - len(ids))
        if not ids:
            ids = _ids(_TO_LOOK_AT, channel_id, most, False)
        if ids:
            _lease(ids, lease, limits)
    rows = Outgoing.everyone.filter(pk__in=ids).select_related(
        "message__conversation__channel", "creator", "draft"
    )
    order = {pk: place for place, pk in enumerate(ids)}
    return Claim(sorted(rows, key=lambda row: order[row.pk]), lease, not_before if granted == 0 else None)


BREAKS_AT = 5  # failures in a row that close a channel for a while


def _anything(channel_id: int) -> bool:
    due = Outgoing.everyone.filter(channel_id=channel_id, due_at__lte=Now())
    return due.exists()


def _ids(which: str, channel_id: int, most: int, quiet: bool) -> list[int]:
    if most <= 0:
        return []
    restriction = f"AND o.weight >= {PERSON}" if quiet else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _DUE.format(which=which, restriction=restriction), {"channel": channel_id, "most": most}
        )
        return [row[0] for row in cursor.fetchall()]


def _lease(ids: list[int], lease: uuid.UUID, limits: Limits) -> None:
    # Long enough for the whole batch; each row's lease is renewed when its own call begins.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_outgoing SET lease = %s, lease_until = statement_timestamp() + %s * interval '1 second' "
            "WHERE id = ANY(%s)",
            [lease, limits.timeout_s + limits.settle_s, ids],
        )


def stopped(creator_id: int) -> bool:
    """Whether the creator's red switch is on."""
    return bool(AutopilotSettings.everyone.filter(creator_id=creator_id, stopped=True).exists())


def begin(outgoing: Outgoing, lease: uuid.UUID, limits: Limits) -> bool:
    """Write down that the call begins now. False: it must not be made.

    Either the lease is another's by now, or the reply is held back (`inbox.autopilot.leaving`): by the red switch, which
    is read in the same statement, or because an automatic reply may not leave any more.
    """
    if not outgoing.automatic:
        return _begin(outgoing.pk, lease, limits)
    with transaction.atomic():
        ours = Outgoing.everyone.select_for_update(of=("self",)).select_related("message")
        row = ours.filter(pk=outgoing.pk, lease=lease).first()
        return row is not None and not held_back(row) and _begin(row.pk, lease, limits)


def _begin(outgoing_id: int, lease: uuid.UUID, limits: Limits) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_outgoing SET state = 'sending', attempts = attempts + 1, doubt = true, "
            "lease_until = statement_timestamp() + %(span)s * interval '1 second', "
            "due_at = statement_timestamp() + %(span)s * interval '1 second' "
            "WHERE id = %(id)s AND lease = %(lease)s AND lease_until > statement_timestamp() "
            "AND state IN ('waiting', 'sending') AND NOT EXISTS (SELECT 1 FROM inbox_autopilotsettings s "
            "WHERE s.creator_id = inbox_outgoing.creator_id AND s.stopped)",
            {"span": limits.timeout_s + limits.settle_s, "id": outgoing_id, "lease": lease},
        )
        return cursor.rowcount == 1


def unlease(lease: uuid.UUID) -> None:
    """Free what was leased and not begun."""
    Outgoing.everyone.filter(lease=lease, state__in=(Outgoing.State.WAITING, Outgoing.State.SENT)).update(
        lease=None, lease_until=None
    )


_NEXT = f"""
SELECT min(GREATEST(o.due_at, o.lease_until)) FROM inbox_outgoing o
WHERE o.channel_id = %(channel)s AND o.due_at IS NOT NULL AND (o.state = 'sent' OR NOT EXISTS (
    SELECT 1 FROM inbox_outgoing e
    WHERE e.conversation_id = o.conversation_id AND e.id < o.id AND {_AHEAD}))
"""  # noqa: S608  (constants alone)


def next_due(connection_row: Connection, not_before: datetime | None = None) -> datetime | None:
    """When the next reply may be claimed, as far as can be told; None: nothing waits. `not_before`: as limits allow."""
    held = Connection.everyone.get(pk=connection_row.pk)
    if held.state != Connection.State.LIVE or stopped(held.creator_id):
        return None  # whoever lets it go on wakes it
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"channel": held.channel_id})
        (due,) = cursor.fetchone()
    if due is None:
        return None
    bounds = [due, held.closed_until, quiet_until(held.quiet, database_now()), not_before]
    return max(bound for bound in bounds if bound is not None)


_FAILING = """
UPDATE channels_connection SET failures = failures + 1, closed_until = GREATEST(closed_until, CASE
    WHEN %(after)s::float IS NOT NULL THEN statement_timestamp() + %(after)s::float * interval '1 second'
    WHEN failures + 1 >= %(breaks)s THEN statement_timestamp()
        + LEAST(900, 5 * power(2, LEAST(failures + 1 - %(breaks)s, 10))) * interval '1 second' END)
WHERE id = %(id)s RETURNING failures, closed_until
"""


def failing(connection_row: Connection, after_s: float | None = None) -> None:
    """Note that the platform failed us: after some failures in a row, or when it asks for it, the channel waits."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILING, {"after": after_s, "breaks": BREAKS_AT, "id": connection_row.pk})
        if (told := cursor.fetchone()) is not None:
            connection_row.failures, connection_row.closed_until = told


def working(connection_row: Connection) -> None:
    """Note that the platform works, where it had failed before."""
    if connection_row.failures == 0:
        return
    connection_row.failures = 0
    Connection.everyone.filter(pk=connection_row.pk, failures__gt=0).update(failures=0, closed_until=None)


def shut_out(connection_row: Connection, problem: str) -> None:
    """The platform doesn't accept our key: everything waits for a person."""
    Connection.everyone.filter(pk=connection_row.pk).update(
        state=Connection.State.SHUT_OUT, problem=problem, failures=F("failures") + 1
    )
