"""A decided reply leaves once, whatever goes wrong; what can't be told is shown, never repeated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.channels import claiming, delivery
from ownvoice.channels.failing import PermanentError, RetryLaterError, ShutOutError, UncertainError
from ownvoice.channels.memory import MemoryChannel, MemoryPlatform
from ownvoice.channels.models import Connection, OptOut
from ownvoice.channels.port import Limits, Quota, Telling
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.inbox.outbox import DISCLOSURES, DISCLOSURES_SHORT
from tests.channels.making import connected, decided, incoming, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform()


@pytest.fixture
def row(acting: Any) -> Connection:
    return connected()


def deliver(row: Connection, channel: MemoryChannel, turn_s: float = 3.0) -> int:
    return delivery.deliver(row.channel_id, lambda _: channel, turn_s)


def claimed_by(row: Connection, channel: MemoryChannel, most: int) -> tuple[list[Outgoing], Any]:
    claim = claiming.claim(row, channel.limits, most)
    return claim.rows, claim.lease


def soon(outgoing: Outgoing) -> None:
    """Time passes: whatever the reply waited for is over."""
    past = Now() - timedelta(seconds=1)
    Outgoing.objects.filter(pk=outgoing.pk, due_at__isnull=False).update(due_at=past)
    Outgoing.objects.filter(pk=outgoing.pk, lease_until__isnull=False).update(lease_until=past)
    Connection.objects.update(closed_until=None)


def one(row: Connection, **values: Any) -> Outgoing:
    (message,) = stored(row, incoming("m1"))
    return decided(message, **values)


def test_a_reply_leaves_with_its_disclosure_and_stands_in_the_conversation(
    row: Connection, platform: MemoryPlatform
) -> None:
    outgoing = one(row)
    assert deliver(row, MemoryChannel(platform)) == 1
    (text,) = platform.published.values()
    assert text == "Twelve hours.\n\n" + DISCLOSURES["en"].format(name="Léa")
    outgoing.refresh_from_db()
    assert outgoing.state == "sent" and outgoing.sent_at and outgoing.native_id == "reply-1"
    assert Message.objects.get(author="ai").text == text
    assert deliver(row, MemoryChannel(platform)) == 0 and len(platform.published) == 1


def test_where_the_long_line_does_not_fit_the_short_one_stands_and_nothing_is_ever_cut(
    row: Connection, platform: MemoryPlatform
) -> None:
    outgoing = one(row)
    deliver(row, MemoryChannel(platform, longest=60))
    assert next(iter(platform.published.values())).endswith(DISCLOSURES_SHORT["en"].format(name="Léa"))
    (second,) = stored(row, incoming("m2"))
    outgoing = decided(second, "A much longer answer. " * 4)
    deliver(row, MemoryChannel(platform, longest=60))
    outgoing.refresh_from_db()
    second.refresh_from_db()
    assert (outgoing.state, second.state) == ("failed", "person") and len(platform.published) == 1
    assert "takes 60" in outgoing.problem


def test_what_certainly_did_not_arrive_is_sent_again_later(row: Connection, platform: MemoryPlatform) -> None:
    outgoing = one(row)
    platform.errors.append(RetryLaterError("Too many requests.", after_s=120))
    deliver(row, MemoryChannel(platform))
    outgoing.refresh_from_db()
    row.refresh_from_db()
    assert (outgoing.state, outgoing.doubt, outgoing.attempts) == ("waiting", False, 1)
    assert row.closed_until > datetime.now(UTC) + timedelta(seconds=100), (
        "the account waits, not this reply alone"
    )
    assert deliver(row, MemoryChannel(platform)) == 0
    soon(outgoing)
    deliver(row, MemoryChannel(platform))
    outgoing.refresh_from_db()
    assert outgoing.state == "sent" and len(platform.published) == 1


@pytest.mark.parametrize("telling", [Telling.KEY, Telling.LOOKING])
@pytest.mark.parametrize("arrived", [True, False])
def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(
    row: Connection, platform: MemoryPlatform, telling: Telling, arrived: bool
) -> None:
    outgoing = one(row)
    (platform.errors_after if arrived else platform.errors).append(UncertainError("No answer."))
    channel = MemoryChannel(platform, telling)
    deliver(row, channel)
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.doubt) == ("waiting", True)
    soon(outgoing)
    deliver(row, channel)
    outgoing.refresh_from_db()
    assert outgoing.state == "sent" and len(platform.published) == 1
    assert Message.objects.filter(author="ai").count() == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_where_the_platform_cannot_tell_it_is_shown_and_never_repeated(
    row: Connection, platform: MemoryPlatform, arrived: bool
) -> None:
    outgoing = one(row)
    (platform.errors_after if arrived else platform.errors).append(UncertainError("No answer."))
    channel = MemoryChannel(platform, Telling.NOT)
    for _ in range(3):
        deliver(row, channel)
        soon(outgoing)
    outgoing.refresh_from_db()
    assert outgoing.state == "uncertain" and "No answer" in outgoing.problem
    assert len(platform.published) == arrived


@pytest.mark.parametrize("telling", list(Telling))
@pytest.mark.parametrize("arrived", [True, False])
def test_a_worker_that_dies_while_sending_leaves_neither_a_gap_nor_a_second_reply(
    row: Connection, platform: MemoryPlatform, telling: Telling, arrived: bool
) -> None:
    outgoing = one(row)
    channel = MemoryChannel(platform, telling)
    (claimed,), lease = claimed_by(row, channel, 1)
    assert claiming.begin(claimed, lease, channel.limits)
    if arrived:
        channel.send(delivery.leaving(claimed, 5000), str(claimed.idempotency_key))
    # Here it dies. Before its lease is over nobody touches the reply.
    assert deliver(row, channel, 0.0) == 0
    soon(outgoing)
    deliver(row, channel)
    outgoing.refresh_from_db()
    if telling is Telling.NOT:
        assert outgoing.state == "uncertain" and len(platform.published) == arrived
    else:
        assert outgoing.state == "sent" and len(platform.published) == 1


def test_a_worker_that_lost_its_lease_does_not_send(row: Connection, platform: MemoryPlatform) -> None:
    one(row)
    channel = MemoryChannel(platform)
    (claimed,), lease = claimed_by(row, channel, 1)
    soon(claimed)
    assert not claiming.begin(claimed, lease, channel.limits)


def test_what_the_platform_refuses_goes_back_to_the_creator(
    row: Connection, platform: MemoryPlatform
) -> None:
    outgoing = one(row)
    platform.errors.append(PermanentError("The fan has blocked the account."))
    deliver(row, MemoryChannel(platform))
    outgoing.refresh_from_db()
    assert outgoing.state == "failed" and outgoing.problem == "The fan has blocked the account."
    assert Message.objects.get(native_id="m1").state == "person"


def test_a_key_that_is_refused_stops_the_channel_and_loses_nothing(
    row: Connection, platform: MemoryPlatform
) -> None:
    outgoing = one(row)
    platform.shut = True
    deliver(row, MemoryChannel(platform))
    row.refresh_from_db()
    outgoing.refresh_from_db()
    assert (row.state, outgoing.state, outgoing.doubt) == ("shut out", "waiting", False)
    platform.shut = False
    Connection.objects.update(state="live")
    soon(outgoing)
    deliver(row, MemoryChannel(platform))
    outgoing.refresh_from_db()
    assert outgoing.state == "sent" and len(platform.published) == 1


def test_one_at_a_time_in_order_within_a_conversation(row: Connection, platform: MemoryPlatform) -> None:
    same = {"thread_id": "t", "fan_id": "f"}
    messages = stored(row, incoming("a", **same), incoming("b", **same), incoming("c"))
    first, second, other = (decided(message, f"Answer {message.native_id}.") for message in messages)
    channel = MemoryChannel(platform)
    batch, lease = claimed_by(row, channel, 10)
    assert {row.pk for row in batch} == {first.pk, other.pk}
    assert claimed_by(row, channel, 10)[0] == []
    claiming.unlease(lease)
    platform.errors.append(RetryLaterError("Later.", after_s=0))
    deliver(row, channel)
    soon(first), soon(second)
    deliver(row, channel)
    sent = [text.split("\n")[0] for text in platform.published.values()]
    assert sorted(sent) == ["Answer a.", "Answer b.", "Answer c."]
    assert sent.index("Answer a.") < sent.index("Answer b.")


def test_a_success_that_was_none_is_found_out_and_made_good(
    row: Connection, platform: MemoryPlatform
) -> None:
    outgoing = one(row)
    channel = MemoryChannel(platform, Telling.LOOKING, looks_after=True)
    deliver(row, channel)
    platform.published.clear(), platform.keys.clear()  # it said "published" and lost it
    for _ in range(4):
        soon(outgoing)
        deliver(row, channel)
    outgoing.refresh_from_db()
    assert outgoing.state == "sent" and outgoing.due_at is None and len(platform.published) == 1
    assert Message.objects.filter(author="ai").count() == 1


def test_after_failures_in_a_row_the_channel_rests_and_then_one_tries(
    row: Connection, platform: MemoryPlatform
) -> None:
    for message in stored(row, *(incoming(f"m{n}") for n in range(12))):
        decided(message)
    platform.errors.extend(RetryLaterError("Down.") for _ in range(6))
    channel = MemoryChannel(platform, limits=Limits(per_s=1000, burst=1000, timeout_s=6, settle_s=1))
    assert deliver(row, channel) == claiming.BREAKS_AT
    row.refresh_from_db()
    assert row.failures == claiming.BREAKS_AT and row.closed_until is not None
    assert deliver(row, channel) == 0
    Connection.objects.update(closed_until=None)
    assert deliver(row, channel) == 1, "one tries; it still fails"
    Connection.objects.update(closed_until=None)
    deliver(row, channel)
    row.refresh_from_db()
    assert row.failures == 0 and len(platform.published) == 6


def test_pace_and_quota_are_shared_by_all_workers(row: Connection, platform: MemoryPlatform) -> None:
    for message in stored(row, *(incoming(f"m{n}") for n in range(10))):
        decided(message)
    pace = Limits(per_s=0.01, burst=3, timeout_s=0.2, settle_s=0.1)
    assert deliver(row, MemoryChannel(platform, limits=pace), 0.5) == 3
    assert deliver(row, MemoryChannel(platform, limits=pace), 0.5) == 0
    quota = Limits(per_s=1000, burst=100, quotas=(Quota("day", 2, 86_400),), timeout_s=0.2, settle_s=0.1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM channels_allowance")
    assert deliver(row, MemoryChannel(platform, limits=quota), 0.5) == 2
    assert deliver(row, MemoryChannel(platform, limits=quota), 0.5) == 0


def test_what_matters_goes_first_where_a_quota_is_short(row: Connection, platform: MemoryPlatform) -> None:
    messages = stored(row, *(incoming(f"m{n}") for n in range(3)))
    for message in messages[:2]:
        decided(message)
    decided(messages[2], "It's me, in person.", by_person=True)
    limits = Limits(per_s=1000, burst=100, quotas=(Quota("day", 1, 86_400),), timeout_s=0.2, settle_s=0.1)
    deliver(row, MemoryChannel(platform, limits=limits), 0.5)
    assert list(platform.published.values()) == ["It's me, in person."]


def test_in_quiet_hours_the_ai_is_silent_and_a_person_is_not(
    row: Connection, platform: MemoryPlatform
) -> None:
    Connection.objects.update(quiet={"from": "00:00:00", "to": "23:59:59.999999", "zone": "UTC"})
    messages = stored(row, incoming("m1"), incoming("m2"))
    decided(messages[0])
    decided(messages[1], "It's me.", by_person=True)
    deliver(row, MemoryChannel(platform))
    assert list(platform.published.values()) == ["It's me."]


def test_who_opted_out_hears_no_ai_but_may_hear_the_creator(
    row: Connection, platform: MemoryPlatform
) -> None:
    ai, person = stored(row, incoming("m1", fan_id="f"), incoming("m2", fan_id="f"))
    first = decided(ai)
    OptOut.objects.create(channel=row.channel, fan_id="f", word="stop")
    decided(person, "It's me.", by_person=True)
    deliver(row, MemoryChannel(platform))
    first.refresh_from_db()
    assert first.state == "dropped" and list(platform.published.values()) == ["It's me."]


def test_a_paused_channel_keeps_everything(row: Connection, platform: MemoryPlatform) -> None:
    outgoing = one(row)
    Connection.objects.update(state="paused")
    assert deliver(row, MemoryChannel(platform)) == 0
    outgoing.refresh_from_db()
    assert outgoing.state == "waiting" and not platform.published


def test_a_wrong_clock_of_this_machine_changes_nothing(
    row: Connection, platform: MemoryPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    one(row)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    deliver(row, MemoryChannel(platform))
    assert len(platform.published) == 1
    sent = Outgoing.objects.get()
    assert sent.sent_at is not None and sent.sent_at.year > 2020


def test_shut_out_while_looking(row: Connection, platform: MemoryPlatform) -> None:
    outgoing = one(row)
    platform.errors_after.append(UncertainError("No answer."))
    deliver(row, MemoryChannel(platform))
    soon(outgoing)
    platform.errors.append(ShutOutError("Key withdrawn."))
    deliver(row, MemoryChannel(platform))
    outgoing.refresh_from_db()
    row.refresh_from_db()
    assert (outgoing.state, outgoing.doubt, row.state) == ("waiting", True, "shut out")


def test_what_limits_hold_back_is_called_again_when_they_allow_it_and_not_before(
    row: Connection, platform: MemoryPlatform
) -> None:
    for message in stored(row, incoming("m1"), incoming("m2")):
        decided(message)
    ProcrastinateJob.objects.all().delete()
    quota = Limits(per_s=1000, burst=100, quotas=(Quota("day", 1, 86_400),), timeout_s=0.2, settle_s=0.1)
    assert deliver(row, MemoryChannel(platform, limits=quota)) == 1
    job = ProcrastinateJob.objects.get(task_name="channels.deliver")
    now = datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert abs(job.scheduled_at - midnight) < timedelta(seconds=5), "when the quota's day ends"


def test_what_waits_behind_another_in_its_conversation_is_not_asked_for_all_the_time(
    row: Connection, platform: MemoryPlatform
) -> None:
    same = {"thread_id": "t", "fan_id": "f"}
    for message in stored(row, incoming("a", **same), incoming("b", **same)):
        decided(message)
    platform.errors.append(RetryLaterError("Later.", after_s=600))
    ProcrastinateJob.objects.all().delete()
    deliver(row, MemoryChannel(platform))
    job = ProcrastinateJob.objects.get(task_name="channels.deliver")
    assert job.scheduled_at > datetime.now(UTC) + timedelta(seconds=500)


def test_a_reply_that_makes_the_program_fail_holds_up_no_other(
    row: Connection, platform: MemoryPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (decided(message) for message in stored(row, incoming("m1"), incoming("m2")))
    send = MemoryChannel.send

    def failing(self: MemoryChannel, reply: Any, key: str) -> Any:
        if reply.native_id == "m1":
            raise KeyError("id")
        return send(self, reply, key)

    monkeypatch.setattr(MemoryChannel, "send", failing)
    channel = MemoryChannel(platform, Telling.LOOKING)
    deliver(row, channel)
    for outgoing in (bad, good):
        outgoing.refresh_from_db()
    assert (good.state, bad.state, bad.doubt) == ("sent", "waiting", True) and "KeyError" in bad.problem
    for _ in range(delivery.AT_MOST):
        soon(bad)
        deliver(row, channel, 0.2)
    bad.refresh_from_db()
    assert bad.state in ("failed", "uncertain") and bad.due_at is None, "not for ever"


def test_who_opts_out_after_a_doubtful_attempt_is_looked_for_and_not_written_to_again(
    row: Connection, platform: MemoryPlatform
) -> None:
    arrived, lost = (decided(m) for m in stored(row, incoming("m1", fan_id="f"), incoming("m2", fan_id="g")))
    channel = MemoryChannel(platform, Telling.LOOKING)
    platform.errors_after.append(UncertainError("No answer."))
    deliver(row, channel)
    Outgoing.objects.filter(pk=lost.pk).update(state="waiting", doubt=True, due_at=Now())
    platform.published.pop("reply-2", None)
    platform.keys = {key: pk for key, pk in platform.keys.items() if pk == "reply-1"}
    for fan in ("f", "g"):
        OptOut.objects.create(channel=row.channel, fan_id=fan, word="stop")
    soon(arrived), soon(lost)
    deliver(row, channel)
    arrived.refresh_from_db()
    lost.refresh_from_db()
    assert (arrived.state, lost.state) == ("sent", "dropped") and list(platform.published) == ["reply-1"]
