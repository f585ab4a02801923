"""Carrying what was decided to the platform: once where the platform can tell, at most once where it can't.

The way of one reply: *waiting* → *sending* (written down before the call) → *sent*. What goes wrong decides the rest:

- it certainly didn't arrive → waiting again, later, with backoff and jitter;
- it may have arrived (or the worker died) → nothing until the platform must have carried it out or not; then it is looked
  for, or sent with the same key where the platform keeps keys; where it can't tell, it becomes *uncertain*, is shown
  to the creator and never repeated by itself;
- it never will arrive → *failed*, and the message waits for the creator in person.

While the red switch is on (`inbox.autopilot.switch`) nothing is claimed and no call begins; what waits keeps waiting.

A success is looked at again some seconds later where the channel says so: platforms that say "published" and lose it.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection, connections, transaction
from django.db.models.functions import Now

from ownvoice.channels import claiming
from ownvoice.channels.allowance import database_now
from ownvoice.channels.failing import PermanentError, RetryLaterError, ShutOutError, UncertainError
from ownvoice.channels.models import Connection, OptOut
from ownvoice.channels.port import Channel, Delivered, Telling
from ownvoice.channels.registry import opened
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.inbox.outbox import Leaving, TooLongError, leaving, stand_in_conversation, wake

log = structlog.get_logger()

AT_MOST = 20  # attempts until it counts as failed
BATCH = 32
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 3600.0
STOPS_WITHIN_S = 0.5  # a call that begins later than this after the red switch was looked at looks again
TURN_S = 10.0  # how long one job works on one channel before others get their turn
State = Outgoing.State


def deliver(
    channel_id: int,
    open_channel: Callable[[Connection], Channel] = opened,
    turn_s: float = TURN_S,
) -> int:
    """Send what is due on a channel for up to `turn_s` seconds, then see to it that the rest gets its turn.

    Returns how many attempts and looks were made.
    """
    row = Connection.everyone.filter(channel_id=channel_id).first()
    if row is None:
        _undeliverable(channel_id)
        return 0
    if row.state != Connection.State.LIVE:
        return 0
    ends = time.monotonic() + turn_s
    done = 0
    not_before = None
    channel = open_channel(row)
    hands = _Hands(channel.limits.at_once)
    try:
        while time.monotonic() < ends:
            claim = claiming.claim(row, channel.limits, _batch_size(channel))
            not_before = claim.not_before
            if not claim.rows:
                break
            done += _carry(row, channel, claim.rows, claim.lease, ends, hands)
    finally:
        hands.close()
        channel.close()
    _call_again(row, not_before)
    return done


def _batch_size(channel: Channel) -> int:
    """As many as fit into a lease if every call takes its longest, so that none runs out unused; at least one."""
    limits = channel.limits
    if limits.timeout_s >= 5:
        return max(1, min(BATCH, limits.at_once * 2))
    return BATCH


class _Hands:
    """The threads that make calls side by side, and the database connections they opened."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count) if count > 1 else None
        self._opened: dict[int, Any] = {}

    def each(self, function: Callable[[Outgoing], int], batch: list[Outgoing]) -> int:
        """The sum of what `function` gives for each."""
        if self._pool is None or len(batch) == 1:
            return sum(function(outgoing) for outgoing in batch)

        def in_thread(outgoing: Outgoing) -> int:
            own = connections["default"]
            if id(own) not in self._opened:
                own.inc_thread_sharing()  # so that it can be closed from here in the end
                self._opened[id(own)] = own
            return function(outgoing)

        return sum(self._pool.map(in_thread, batch))

    def close(self) -> None:
        """Let the threads end and their connections go."""
        if self._pool is not None:
            self._pool.shutdown()
        for own in self._opened.values():
            own.close()


def _carry(
    row: Connection, channel: Channel, batch: list[Outgoing], lease: uuid.UUID, ends: float, hands: _Hands
) -> int:
    def one(outgoing: Outgoing) -> int:
        if time.monotonic() > ends or row.closed_until is not None:
            return 0
        try:
            _attempt(row, channel, outgoing, lease)
        except DatabaseError:
            raise
        except Exception as error:
            # A fault of ours with one reply must not hold up the others; whether it left is in its row.
            log.exception("a reply made the program fail", outgoing=outgoing.pk)
            _look_later(outgoing, lease, f"The program failed ({type(error).__name__}).", None)
        return 1

    try:
        return hands.each(one, batch)
    finally:
        claiming.unlease(lease)


def _attempt(row: Connection, channel: Channel, outgoing: Outgoing, lease: uuid.UUID) -> None:
    """One reply, one step: look, send, or give up. Every outcome is a row before this returns."""
    try:
        reply = leaving(outgoing, channel.room(outgoing.message.native))
    except TooLongError as error:
        return _give_up(outgoing, lease, str(error))
    try:
        with _told(row):
            if outgoing.state == State.SENT:
                return _look_after(channel, outgoing, reply, lease)
            if outgoing.doubt:
                if channel.capabilities.telling is Telling.NOT:
                    return _uncertain(
                        outgoing, lease, outgoing.problem or "The program stopped while sending it."
                    )
                found = channel.find(reply, str(outgoing.idempotency_key))
                if found is not None:
                    return _sent(channel, outgoing, reply, lease, found)
                if outgoing.attempts >= AT_MOST:
                    return _give_up(outgoing, lease, outgoing.problem)
            if reply.by_ai and _opted_out(
                outgoing
            ):  # asked at the last moment, and after what may have arrived
                return _drop(outgoing, lease, "The fan asked not to be written to.")
            _send(row, channel, outgoing, reply, lease)
    except (RetryLaterError, UncertainError) as error:  # of looking: nothing was sent
        _look_later(outgoing, lease, str(error), error.after_s)
    except ShutOutError:
        _set(outgoing, lease)
    except PermanentError as error:
        if outgoing.state == State.SENT:  # what it hung from is gone; it was published
            _set(outgoing, lease, due_at=None)
        else:
            _uncertain(outgoing, lease, str(error))


def _send(row: Connection, channel: Channel, outgoing: Outgoing, reply: Leaving, lease: uuid.UUID) -> None:
    begun = time.monotonic()
    if not claiming.begin(outgoing, lease, channel.limits):
        return None
    outgoing.attempts += 1
    took_s = time.monotonic() - begun
    if took_s > channel.limits.settle_s / 2:
        # The machine stood still: the lease may be another's before the call is through.
        return _later(outgoing, lease, "This machine was too slow.", outgoing.doubt, 0.0)
    if took_s > STOPS_WITHIN_S and claiming.stopped(outgoing.creator_id):
        return _later(outgoing, lease, "Everything was stopped.", outgoing.doubt, 0.0)
    try:
        delivered = channel.send(reply, str(outgoing.idempotency_key))
    except RetryLaterError as error:
        claiming.failing(row, error.after_s)
        if outgoing.attempts >= AT_MOST:
            return _give_up(outgoing, lease, str(error))
        return _later(outgoing, lease, str(error), False, error.after_s)
    except UncertainError as error:
        claiming.failing(row, error.after_s)
        if channel.capabilities.telling is Telling.NOT:
            return _uncertain(outgoing, lease, str(error))
        wait_s = max(channel.limits.settle_s, error.after_s or 0.0)
        return _later(outgoing, lease, str(error), True, wait_s)
    except ShutOutError as error:
        claiming.shut_out(row, str(error))
        return _later(outgoing, lease, str(error), False, None)
    except PermanentError as error:
        return _give_up(outgoing, lease, str(error))
    claiming.working(row)
    return _sent(channel, outgoing, reply, lease, delivered)


@contextmanager
def _told(row: Connection) -> Any:
    """Failures of looking count for the circuit breaker as well."""
    try:
        yield
    except (RetryLaterError, UncertainError) as error:
        claiming.failing(row, error.after_s)
        raise
    except ShutOutError as error:
        claiming.shut_out(row, str(error))
        raise


def _look_after(channel: Channel, outgoing: Outgoing, reply: Leaving, lease: uuid.UUID) -> None:
    """Whether what the platform called published stands there."""
    found = channel.find(reply, str(outgoing.idempotency_key))
    if found is not None:
        _set(outgoing, lease, due_at=None)
    elif outgoing.attempts >= AT_MOST:
        _uncertain(outgoing, lease, "The platform said that it was published, but it doesn't stand there.")
    else:
        log.warning("what a platform called published is not there", outgoing=outgoing.pk)
        # Not sent again at once: looked for once more first, as after any doubt.
        problem = "The platform said that it was published, but it didn't stand there."
        _set(
            outgoing, lease, state=State.WAITING, doubt=True, problem=problem,
            due_at=Now() + timedelta(seconds=channel.limits.settle_s),
        )  # fmt: skip


def _sent(
    channel: Channel, outgoing: Outgoing, reply: Leaving, lease: uuid.UUID, delivered: Delivered
) -> None:
    look_at = None
    if channel.capabilities.looks_after:
        look_at = Now() + timedelta(seconds=channel.limits.settle_s)
    with transaction.atomic():
        if _set(
            outgoing, lease, state=State.SENT, sent_at=Now(), native_id=delivered.native_id[:300], url=delivered.url,
            doubt=False, problem="", due_at=look_at,
        ):  # fmt: skip
            stand_in_conversation(  # under the id it has now: the one before may have been a lie
                outgoing, (delivered.native_id or f"reply-{outgoing.idempotency_key}")[:300], reply.text
            )


def _later(outgoing: Outgoing, lease: uuid.UUID, problem: str, doubt: bool, after_s: float | None) -> None:
    """Not now. Without a time the platform named, the wait doubles with each attempt, with half of it by chance."""
    wait_s = after_s if after_s is not None else _backoff_s(outgoing.attempts)
    _set(
        outgoing, lease, state=State.WAITING, doubt=doubt, problem=problem,
        due_at=Now() + timedelta(seconds=wait_s),
    )  # fmt: skip


def _look_later(outgoing: Outgoing, lease: uuid.UUID, problem: str, after_s: float | None) -> None:
    """Looking didn't work: again later, as long as that makes sense."""
    if outgoing.attempts >= 2 * AT_MOST:
        if outgoing.state == State.SENT:
            _set(outgoing, lease, due_at=None)
        else:
            _uncertain(outgoing, lease, problem)
        return
    wait_s = after_s if after_s is not None else _backoff_s(outgoing.attempts + 1)
    values = {} if outgoing.state == State.SENT else {"state": State.WAITING, "problem": problem}
    _set(
        outgoing, lease, attempts=outgoing.attempts + 1, due_at=Now() + timedelta(seconds=wait_s), **values,
    )  # fmt: skip


def _backoff_s(attempts: int) -> float:
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** max(0, attempts - 1)) * random.uniform(0.5, 1.0)  # noqa: S311


def _give_up(outgoing: Outgoing, lease: uuid.UUID, problem: str) -> None:
    """It will not arrive by itself: the message is the creator's again."""
    with transaction.atomic():
        if _set(outgoing, lease, state=State.FAILED, problem=problem, due_at=None):
            Message.everyone.filter(pk=outgoing.message_id).update(state=Message.State.PERSON)
            log.error("a reply could not be sent", reason=problem, outgoing=outgoing.pk)


def _drop(outgoing: Outgoing, lease: uuid.UUID, problem: str) -> None:
    _set(outgoing, lease, state=State.DROPPED, problem=problem, due_at=None)


def _uncertain(outgoing: Outgoing, lease: uuid.UUID, problem: str) -> None:
    if _set(outgoing, lease, state=State.UNCERTAIN, problem=problem, due_at=None):
        log.error("whether a reply arrived can't be told", reason=problem, outgoing=outgoing.pk)


def _set(outgoing: Outgoing, lease: uuid.UUID, **values: Any) -> bool:
    """Write an outcome, if the row is still ours."""
    changed = Outgoing.everyone.filter(pk=outgoing.pk, lease=lease).update(
        lease=None, lease_until=None, **values
    )
    if not changed:
        log.warning("a worker came too late with its outcome", outgoing=outgoing.pk)
    return bool(changed)


def _opted_out(outgoing: Outgoing) -> bool:
    fan_id = outgoing.message.conversation.fan_id
    return bool(fan_id) and OptOut.everyone.filter(channel_id=outgoing.channel_id, fan_id=fan_id).exists()


def _undeliverable(channel_id: int) -> None:
    """A channel that is connected to nothing: what was to leave through it goes back to the creator."""
    rows = Outgoing.everyone.filter(channel_id=channel_id, state=State.WAITING).values_list(
        "pk", "message_id"
    )
    for pk, message_id in rows[:1000]:
        problem = "The channel isn't connected to a platform."
        with transaction.atomic():
            if Outgoing.everyone.filter(pk=pk, state=State.WAITING).update(
                state=State.FAILED, problem=problem, due_at=None
            ):
                Message.everyone.filter(pk=message_id).update(state=Message.State.PERSON)
                log.error("a reply could not be sent", reason=problem, outgoing=pk)


def _call_again(row: Connection, not_before: datetime | None) -> None:
    """Queue the next turn for when something is due."""
    at = claiming.next_due(row, not_before)
    if at is None:
        return
    at = max(at, database_now() + timedelta(milliseconds=50))
    wake(row.channel_id, at)


def sweep() -> int:
    """Queue a turn for every live channel with something due: what keeps things going whatever was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT o.channel_id FROM inbox_outgoing o JOIN channels_connection c USING (channel_id) "
            "WHERE o.due_at IS NOT NULL AND o.due_at <= clock_timestamp() + interval '2 seconds' AND c.state = 'live'"
        )
        found = [channel_id for (channel_id,) in cursor.fetchall()]
    for channel_id in found:
        wake(channel_id)
    return len(found)
