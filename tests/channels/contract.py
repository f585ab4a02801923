"""What every channel keeps, whatever platform it is for: one class of tests that each channel's tests inherit.

A `Stage` is a platform with our account and fans, and the levers to make it misbehave.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
import yaml
from django.db.models.functions import Now

from ownvoice.channels import delivery, receiving
from ownvoice.channels.failing import (
    ChannelError,
    PermanentError,
    RetryLaterError,
    ShutOutError,
    UncertainError,
)
from ownvoice.channels.models import Connection
from ownvoice.channels.port import Channel, Incoming, Telling
from ownvoice.channels.registry import module_of
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.inbox.outbox import Leaving
from tests.channels.making import connected, decided

ROOT = Path(__file__).resolve().parents[2]
DISCLOSED = "Twelve hours.\n\n— Léa's AI, from Léa's own words; approved by a person before sending."
RULES = (
    "connects", "receives_once", "follows_edits", "follows_deletions", "sends_once", "maps_errors", "respects_limits",
    "marks_for_people", "marks_for_machines", "hides", "least_rights", "against_the_real_server",
)  # fmt: skip


class Stage(Protocol):
    """A platform, with levers."""

    kind: str

    def channel(self, key: str | None = None) -> Channel:
        """A channel to it; `key`: another key than the right one."""

    def fan_writes(self, text: str, name: str = "sam") -> str:
        """A fan writes to us; the native id."""

    def published(self, native_id: str) -> list[str]:
        """The texts of our answers to a message, as the platform keeps them."""

    def fail_next(self, *ways: str) -> None:
        """See `fakes.serving.Trouble`."""

    def remove(self, native_id: str) -> None:
        """The fan's message is taken down."""

    def close(self) -> None:
        """End it."""


def leave(message: Incoming, text: str = DISCLOSED) -> Leaving:
    """A reply as the outbox would let it leave."""
    mark = {"ai": True, "approved_by": "person", "edited": False}
    return Leaving(text, "en", True, mark, message.native, message.native_id)


def everything(channel: Channel, cursor: Any) -> tuple[list[Incoming], Any]:
    """All pages from the cursor on."""
    found: list[Incoming] = []
    for _ in range(100):
        batch = channel.receive(cursor)
        found += batch.messages
        cursor = batch.cursor
        if not batch.more:
            return found, cursor
    raise AssertionError("it never ends")


class ReadingContract:
    """What channels that only read keep as well."""

    def make_stage(self, tmp_path: Path) -> Stage:
        raise NotImplementedError

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        made = self.make_stage(tmp_path)
        yield made
        made.close()

    @pytest.fixture
    def channel(self, stage: Stage) -> Iterator[Channel]:
        made = stage.channel()
        yield made
        made.close()

    def one(self, stage: Stage, channel: Channel, text: str = "How long do you keep the dough?") -> Incoming:
        _, cursor = everything(channel, {})
        stage.fan_writes(text)
        (message,), _ = everything(channel, cursor)
        return message

    def test_it_is_graded_and_documented(self, stage: Stage) -> None:
        grades = yaml.safe_load((ROOT / "src/ownvoice/channels/grades" / f"{stage.kind}.yml").read_text())
        assert set(grades) == set(RULES)
        assert all(g["grade"] in ("done", "to do", "exempt") for g in grades.values())
        assert all(g.get("because") for g in grades.values() if g["grade"] != "done")
        page = (ROOT / "docs/channels" / f"{stage.kind}.md").read_text()
        module = module_of(stage.kind)
        assert all(ask.name in page for ask in module.ASKS) and all(right in page for right in module.RIGHTS)

    def test_it_says_who_we_are(self, channel: Channel) -> None:
        account = channel.connect()
        assert account.id and account.name

    def test_the_past_is_left_alone_and_what_comes_is_received_once_and_in_order(
        self, stage: Stage, channel: Channel
    ) -> None:
        stage.fan_writes("Before anything was connected.")
        before, cursor = everything(channel, {})
        assert before == []
        ids = [stage.fan_writes(f"Question {n}?", name=f"fan{n % 7}") for n in range(95)]
        found, after = everything(channel, cursor)
        assert [m.native_id for m in found] == ids
        assert [m.text for m in found] == [f"Question {n}?" for n in range(95)]
        assert everything(channel, after)[0] == []
        assert [m.native_id for m in everything(channel, cursor)[0]] == ids, "an old cursor finds them again"

    def test_a_message_says_who_wrote_what_where(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel, "Is <b>this</b> & that “bread”?\nAnd this?")
        assert message.text == "Is <b>this</b> & that “bread”?\nAnd this?"
        assert message.fan_id and message.fan_name and message.thread_id
        assert message.at is not None and message.at.tzinfo is not None
        assert message.addressed


class ChannelContract(ReadingContract):
    """What channels that send keep."""

    def test_a_wrong_key_is_told_from_everything_else(self, stage: Stage) -> None:
        channel = stage.channel("wrong")
        with pytest.raises(ShutOutError):
            channel.connect()

    def test_a_key_that_is_withdrawn_stops_sending(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        with pytest.raises(ShutOutError):
            stage.channel("wrong").send(leave(message), str(uuid4()))
        assert stage.published(message.native_id) == []

    def test_a_reply_stands_under_its_message_whole(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        delivered = channel.send(leave(message), str(uuid4()))
        (text,) = stage.published(message.native_id)
        assert delivered.native_id
        assert "Twelve hours." in text and "Léa's AI" in text and "approved by a person" in text

    def test_our_own_replies_do_not_come_back_as_messages(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        _, cursor = everything(channel, {})
        channel.send(leave(message), str(uuid4()))
        assert everything(channel, cursor)[0] == []

    def test_a_reply_is_found_once_it_stands_and_not_before(self, stage: Stage, channel: Channel) -> None:
        if channel.capabilities.telling is Telling.NOT:
            pytest.skip("this platform can't tell")
        message, key = self.one(stage, channel), str(uuid4())
        assert channel.find(leave(message), key) is None
        delivered = channel.send(leave(message), key)
        found = channel.find(leave(message), key)
        if channel.capabilities.telling is Telling.LOOKING:
            assert found is not None and found.native_id == delivered.native_id

    def test_where_the_platform_keeps_keys_the_same_one_makes_one_reply(
        self, stage: Stage, channel: Channel
    ) -> None:
        if channel.capabilities.telling is not Telling.KEY:
            pytest.skip("this platform keeps no keys")
        message, key = self.one(stage, channel), str(uuid4())
        first = channel.send(leave(message), key)
        assert channel.send(leave(message), key).native_id == first.native_id
        assert len(stage.published(message.native_id)) == 1

    def test_too_many_requests_says_how_long_to_wait(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        stage.fail_next("too_many")
        with pytest.raises(RetryLaterError) as raised:
            channel.send(leave(message), str(uuid4()))
        assert raised.value.after_s is not None and raised.value.after_s > 0
        assert stage.published(message.native_id) == []

    @pytest.mark.parametrize("way", ["drop_before", "drop_after", "broken_before", "broken_after"])
    def test_what_broke_on_the_way_is_uncertain_and_looking_tells(
        self, stage: Stage, channel: Channel, way: str
    ) -> None:
        message, key = self.one(stage, channel), str(uuid4())
        stage.fail_next(way)
        with pytest.raises(UncertainError):
            channel.send(leave(message), key)
        arrived = len(stage.published(message.native_id))
        assert arrived == way.endswith("after")
        if channel.capabilities.telling is Telling.LOOKING:
            assert (channel.find(leave(message), key) is not None) == bool(arrived)

    def test_a_platform_that_cannot_be_reached_has_done_nothing(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        stage.close()
        channel.close()
        with pytest.raises((RetryLaterError, UncertainError)) as raised:
            stage.channel().send(leave(message), str(uuid4()))
        assert isinstance(raised.value, RetryLaterError)

    def test_a_reply_to_what_is_gone_is_refused_for_good(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        stage.remove(message.native_id)
        with pytest.raises(PermanentError):
            channel.send(leave(message), str(uuid4()))

    def test_a_reply_as_long_as_it_may_be_goes_through(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        longest = min(channel.room(message.native), 20_000)
        text = ("bread " * (longest // 6 + 1))[: longest - 1] + "."
        channel.send(leave(message, text), str(uuid4()))
        (kept,) = stage.published(message.native_id)
        assert kept.endswith(text[-20:])

    def test_no_error_shows_the_key(self, stage: Stage, channel: Channel) -> None:
        message = self.one(stage, channel)
        key = "geheim-" + "x" * 12
        with pytest.raises(ChannelError) as raised:
            stage.channel(key).send(leave(message), str(uuid4()))
        assert key not in str(raised.value) and key not in repr(raised.value.__cause__)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("way", ["", "too_many", "drop_before", "drop_after", "broken_after", "lie"])
    def test_from_message_to_reply_once_whatever_happens(
        self, acting: Any, stage: Stage, channel: Channel, way: str
    ) -> None:
        if way == "lie" and not channel.capabilities.looks_after:
            pytest.skip("this platform is taken at its word")
        row = connected(stage.kind)
        receiving.receive(row.channel_id, lambda _: stage.channel())
        native_id = stage.fan_writes("How long?")
        assert receiving.receive(row.channel_id, lambda _: stage.channel()) == 1
        assert receiving.receive(row.channel_id, lambda _: stage.channel()) == 0
        outgoing = decided(Message.objects.get(native_id=native_id))
        stage.fail_next(way)
        for _ in range(6):
            delivery.deliver(row.channel_id, lambda _: stage.channel(), 2.0)
            past = Now() - timedelta(seconds=1)
            Outgoing.objects.filter(due_at__isnull=False).update(due_at=past)
            Connection.objects.update(closed_until=None)
        outgoing.refresh_from_db()
        texts = stage.published(native_id)
        if channel.capabilities.telling is Telling.NOT and way not in ("", "too_many"):
            assert outgoing.state == "uncertain" and len(texts) == (way.endswith("after"))
            return
        assert outgoing.state == "sent", outgoing.problem
        assert len(texts) == 1 and "Twelve hours." in texts[0] and "AI" in texts[0]
        receiving.receive(row.channel_id, lambda _: stage.channel())
        assert Message.objects.filter(author="fan").count() == 1
        assert Message.objects.filter(author="ai").count() == 1
