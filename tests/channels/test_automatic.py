"""What the autopilot lets leave on a live channel: it can be taken back first, and the red switch stops all of it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.channels import claiming, delivery
from ownvoice.channels.failing import UncertainError
from ownvoice.channels.memory import MemoryChannel, MemoryPlatform
from ownvoice.channels.models import Connection
from ownvoice.channels.port import Delivered, Telling
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import review
from ownvoice.inbox.autopilot import deciding, leaving, switch
from ownvoice.inbox.autopilot.tables import AutopilotCase, AutopilotSettings
from ownvoice.inbox.models import Conversation, Draft, Message, Outgoing
from ownvoice.inbox.outbox import DISCLOSURES, DISCLOSURES_AUTOMATIC, DISCLOSURES_AUTOMATIC_SHORT, Leaving
from ownvoice.inbox.outbox import leaving as as_it_leaves
from ownvoice.training.permissions import find, give
from tests.channels.making import connected, decided, incoming, stored
from tests.inbox.autopilot_samples import TEXT, as_if_earned, comes_in, conversation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform()


@pytest.fixture
def row(acting: Any, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A live channel on which questions are answered automatically."""
    monkeypatch.setattr(deciding.secrets, "randbelow", lambda below: below - 1)
    row = connected()
    deciding.settings()
    as_if_earned(conversation("Early", row.channel))
    give(find("memory", "question"), None)
    return row


def automatic(row: Connection, monkeypatch: Any, name: str = "Sam") -> Outgoing:
    """A reply that the autopilot let leave."""
    draft: Draft = comes_in(monkeypatch, conversation(name, row.channel))
    assert draft.action == "send"
    found: Outgoing = Outgoing.objects.get(draft=draft)
    return found


def its_time_has_come(outgoing: Outgoing) -> None:
    past = Now() - timedelta(seconds=1)
    Outgoing.objects.filter(pk=outgoing.pk).update(leaves_at=past)
    Outgoing.objects.filter(pk=outgoing.pk, due_at__isnull=False).update(due_at=past)


def deliver(row: Connection, channel: MemoryChannel) -> int:
    return delivery.deliver(row.channel_id, lambda _: channel, 3.0)


def state(outgoing: Outgoing) -> str:
    outgoing.refresh_from_db()
    return str(outgoing.state)


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="channels.deliver", status="todo").order_by("pk"))


class TestLeaving:
    def test_it_waits_until_it_can_not_be_taken_back_any_more(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        assert outgoing.automatic and outgoing.due_at == outgoing.leaves_at
        assert (outgoing.channel_id, outgoing.conversation_id) == (
            row.channel_id,
            outgoing.message.conversation_id,
        )
        assert [job.scheduled_at for job in jobs()] == [outgoing.leaves_at]
        assert not ProcrastinateJob.objects.filter(task_name="outbox.send").exists()
        assert deliver(row, MemoryChannel(platform)) == 0 and state(outgoing) == "waiting"
        its_time_has_come(outgoing)
        assert deliver(row, MemoryChannel(platform)) == 1 and state(outgoing) == "sent"
        line = DISCLOSURES_AUTOMATIC["en"].format(name="Léa")
        assert list(platform.published.values()) == [f"{TEXT}\n\n{line}"]

    def test_its_turn_does_not_stand_in_the_way_of_one_for_now(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        automatic(row, monkeypatch)
        approved = decided(stored(row, incoming("m1"))[0])
        assert [job.scheduled_at is None for job in jobs()] == [False, True]
        deliver(row, MemoryChannel(platform))
        assert state(approved) == "sent"

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_what_stands_under_it_says_so_in_few_words_too_and_so_does_its_mark(
        self, row: Connection, monkeypatch: Any, language: str
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        assert outgoing.draft is not None
        outgoing.draft.work["triage"]["language"] = language
        long, short = as_it_leaves(outgoing, 1_000), as_it_leaves(outgoing, 85)
        assert long.text.endswith(DISCLOSURES_AUTOMATIC[language].format(name="Léa"))
        assert short.text.endswith(DISCLOSURES_AUTOMATIC_SHORT[language].format(name="Léa"))
        assert long.mark == short.mark == {"ai": True, "approved_by": "autopilot", "edited": False}

    def test_every_language_has_every_line(self) -> None:
        assert set(DISCLOSURES) == set(DISCLOSURES_AUTOMATIC) == set(DISCLOSURES_AUTOMATIC_SHORT)

    def test_quiet_hours_that_were_set_since_put_it_off_until_they_end(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        now = timezone.now()
        begin, end = now - timedelta(hours=1), now + timedelta(hours=3)
        AutopilotSettings.objects.update(
            quiet={"from": begin.strftime("%H:%M"), "to": end.strftime("%H:%M"), "zone": "UTC"}
        )
        its_time_has_come(outgoing)
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "waiting" and outgoing.lease is None and not outgoing.doubt
        assert outgoing.due_at > now + timedelta(hours=2) and platform.published == {}

    def test_one_that_waits_holds_up_nobody_in_its_conversation(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        second = Message.objects.create(
            conversation=outgoing.message.conversation, author="fan", text="And then?", state="open"
        )
        person = decided(second, "In the oven.", by_person=True)
        assert claiming.next_due(row) < outgoing.due_at
        deliver(row, MemoryChannel(platform))
        assert (state(person), state(outgoing)) == ("sent", "waiting")


class TestStopping:
    def test_the_red_switch_holds_everything_and_what_was_approved_leaves_after_it(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        approved = decided(stored(row, incoming("m1"))[0])
        by_hand = decided(stored(row, incoming("m2"))[0], by_person=True)
        alone = automatic(row, monkeypatch)
        its_time_has_come(alone)
        switch.stop()
        ProcrastinateJob.objects.all().delete()
        assert deliver(row, MemoryChannel(platform)) == 0 and platform.published == {}
        assert {state(approved), state(by_hand), state(alone)} == {"waiting"}
        assert jobs() == []  # nothing turns in circles meanwhile
        assert switch.resume() == (2, 1)
        assert [job.args for job in jobs()] == [{"channel_id": row.channel_id}]
        deliver(row, MemoryChannel(platform))
        assert (state(approved), state(by_hand), state(alone)) == ("sent", "sent", "dropped")
        alone.message.refresh_from_db()
        assert alone.message.state == "open"  # much may have happened: a person looks at it

    def test_the_autopilot_goes_on_after_it(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        switch.stop()
        assert comes_in(monkeypatch, conversation("Ida", row.channel)).case.how == "held"
        switch.resume()
        outgoing = automatic(row, monkeypatch)
        its_time_has_come(outgoing)
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "sent"
        (text,) = platform.published.values()
        assert text.endswith(DISCLOSURES_AUTOMATIC["en"].format(name="Léa"))

    @pytest.mark.parametrize("by_itself", [False, True])
    def test_it_stops_what_a_worker_has_claimed_already(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any, by_itself: bool
    ) -> None:
        outgoing = automatic(row, monkeypatch) if by_itself else decided(stored(row, incoming("m1"))[0])
        if by_itself:
            its_time_has_come(outgoing)
        channel = MemoryChannel(platform)
        claim = claiming.claim(row, channel.limits, 10)
        assert [one.pk for one in claim.rows] == [outgoing.pk]
        switch.stop()
        assert not claiming.begin(claim.rows[0], claim.lease, channel.limits)
        claiming.unlease(claim.lease)
        assert state(outgoing) == "waiting" and outgoing.attempts == 0 and not outgoing.doubt

    def test_a_worker_that_stood_still_looks_once_more_before_it_calls(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = decided(stored(row, incoming("m1"))[0])
        begin = claiming.begin

        def slowly(*given: Any) -> bool:
            begun = begin(*given)
            switch.stop()
            return begun

        monkeypatch.setattr(claiming, "begin", slowly)
        monkeypatch.setattr(delivery, "STOPS_WITHIN_S", -1.0)
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "waiting" and platform.published == {} and not outgoing.doubt

    def test_pressed_while_two_workers_are_at_it_no_call_begins_a_second_later_and_nothing_is_lost(
        self, row: Connection, platform: MemoryPlatform
    ) -> None:
        waiting = [decided(message) for message in stored(row, *(incoming(f"m{n}") for n in range(300)))]
        begun: list[float] = []

        class Slow(MemoryChannel):
            def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
                begun.append(time.monotonic())
                time.sleep(0.005)
                return super().send(reply, idempotency_key)

        def work() -> None:
            try:
                delivery.deliver(row.channel_id, lambda _: Slow(platform), 20.0)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as workers:
            working = [workers.submit(work) for _ in range(2)]
            while len(begun) < 40:
                time.sleep(0.001)
            switch.stop()
            pressed = time.monotonic()
            for one in working:
                one.result()
        assert 40 <= len(begun) < 300 and max(begun) - pressed < 1.0
        assert Outgoing.objects.filter(state="sent").count() == len(platform.published) == len(begun)
        switch.resume()
        delivery.deliver(row.channel_id, lambda _: MemoryChannel(platform), 60.0)
        assert {state(one) for one in waiting} == {"sent"} and len(platform.published) == 300

    def test_another_creators_replies_leave(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        from ownvoice.tenants.models import Creator
        from ownvoice.tenants.scope import acting_for

        with acting_for(Creator.objects.create(slug="noa", name="Noa")):
            switch.stop()
        outgoing = decided(stored(row, incoming("m1"))[0])
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "sent"


class TestTakingBack:
    def test_within_the_window(self, row: Connection, platform: MemoryPlatform, monkeypatch: Any) -> None:
        outgoing = automatic(row, monkeypatch)
        assert leaving.take_back(outgoing.pk).state == "open"
        assert state(outgoing) == "dropped" and outgoing.due_at is None
        its_time_has_come(outgoing)
        deliver(row, MemoryChannel(platform))
        assert platform.published == {} and AutopilotCase.objects.get(draft=outgoing.draft).how == "undone"
        review.approve(outgoing.draft, by=None)  # type: ignore[arg-type]
        deliver(row, MemoryChannel(platform))
        (text,) = platform.published.values()
        assert text.endswith(DISCLOSURES["en"].format(name="Léa"))

    def test_from_a_worker_that_has_claimed_it(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        its_time_has_come(outgoing)
        channel = MemoryChannel(platform)
        claim = claiming.claim(row, channel.limits, 1)
        leaving.take_back(outgoing.pk)
        assert not claiming.begin(claim.rows[0], claim.lease, channel.limits)
        assert state(outgoing) == "dropped"

    def test_not_once_the_call_has_begun(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        its_time_has_come(outgoing)
        channel = MemoryChannel(platform)
        claim = claiming.claim(row, channel.limits, 1)
        assert claiming.begin(claim.rows[0], claim.lease, channel.limits)
        with pytest.raises(OwnvoiceError):
            leaving.take_back(outgoing.pk)
        assert leaving.take_back_all() == 0 and state(outgoing) == "sending"

    def test_a_person_who_takes_the_conversation_keeps_it(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        Conversation.objects.filter(pk=outgoing.conversation_id).update(hands="person")
        its_time_has_come(outgoing)
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "dropped" and outgoing.due_at is None and platform.published == {}
        outgoing.message.refresh_from_db()
        assert outgoing.message.state == "person"

    def test_a_person_who_begins_to_write_takes_it_back(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        leaving.typing(outgoing.message.conversation)
        its_time_has_come(outgoing)
        deliver(row, MemoryChannel(platform))
        assert state(outgoing) == "dropped" and platform.published == {}

    def test_what_may_have_arrived_is_never_taken_for_unsent(
        self, row: Connection, platform: MemoryPlatform, monkeypatch: Any
    ) -> None:
        outgoing = automatic(row, monkeypatch)
        its_time_has_come(outgoing)
        platform.errors_after.append(UncertainError("The connection broke."))
        monkeypatch.setattr(MemoryChannel, "find", lambda *_: None)
        deliver(row, MemoryChannel(platform, Telling.KEY))
        assert state(outgoing) == "waiting" and outgoing.doubt
        with pytest.raises(OwnvoiceError):
            leaving.take_back(outgoing.pk)
        assert leaving.take_back_all() == 0
        Conversation.objects.filter(pk=outgoing.conversation_id).update(hands="person")
        its_time_has_come(outgoing)
        Connection.objects.update(closed_until=None)
        deliver(row, MemoryChannel(platform, Telling.KEY))
        assert state(outgoing) == "uncertain" and len(platform.published) == 1
