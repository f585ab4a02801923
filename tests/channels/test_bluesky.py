"""Bluesky, against a server that answers as its lexicons say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from ownvoice.channels.bluesky import BlueskyChannel, facets_of, record_key
from ownvoice.channels.failing import PermanentError
from ownvoice.channels.fakes.bluesky import HANDLE, PASSWORD, FakeBluesky
from tests.channels.contract import ChannelContract, everything, leave
from tests.channels.test_mastodon import QUICK


class BlueskyStage:
    kind = "bluesky"

    def __init__(self) -> None:
        self.server = FakeBluesky()
        self.fan_writes = self.server.fan_writes
        self.fail_next = self.server.fail_next
        self.remove = self.server.delete
        self.close = self.server.close

    def channel(self, key: str | None = None) -> BlueskyChannel:
        return BlueskyChannel(self.server.address, HANDLE, key or PASSWORD, QUICK)

    def published(self, native_id: str) -> list[str]:
        return [record["text"] for record in self.server.replies_to(native_id)]


class TestBluesky(ChannelContract):
    def make_stage(self, tmp_path: Path) -> BlueskyStage:
        return BlueskyStage()

    def test_the_same_reply_twice_is_one_without_looking(
        self, stage: BlueskyStage, channel: BlueskyChannel
    ) -> None:
        message, key = self.one(stage, channel), str(uuid4())
        assert channel.send(leave(message), key).native_id == channel.send(leave(message), key).native_id
        assert len(stage.published(message.native_id)) == 1

    def test_each_reply_of_the_ai_labels_itself_and_has_its_links(
        self, stage: BlueskyStage, channel: BlueskyChannel
    ) -> None:
        message = self.one(stage, channel)
        channel.send(leave(message, "Voilà : https://example.org/é."), str(uuid4()))
        (record,) = stage.server.replies_to(message.native_id)
        assert record["labels"]["values"] == [{"val": "bot"}] and record["langs"] == ["en"]
        (facet,) = record["facets"]
        span = facet["index"]
        assert (
            record["text"].encode()[span["byteStart"] : span["byteEnd"]].decode() == "https://example.org/é"
        )

    def test_a_session_is_kept_and_a_new_one_made_when_it_ran_out(
        self, stage: BlueskyStage, channel: BlueskyChannel
    ) -> None:
        for _ in range(3):
            everything(stage.channel(), {})
        assert stage.server.signed_in == 1
        stage.server.expire()
        everything(stage.channel(), {})
        assert stage.server.signed_in == 2

    def test_a_spike_of_many_pages_comes_in_whole(self, stage: BlueskyStage, channel: BlueskyChannel) -> None:
        stage.fan_writes("Before.")
        _, cursor = everything(channel, {})
        ids = {stage.fan_writes(f"Question {n}?", f"fan{n}") for n in range(350)}
        found, cursor = everything(channel, cursor)
        assert len(found) == 350 and {m.native_id for m in found} == ids
        assert everything(channel, cursor)[0] == []

    @pytest.mark.parametrize("why", ["blocked", "closed"])
    def test_who_does_not_want_an_answer_gets_none(
        self, stage: BlueskyStage, channel: BlueskyChannel, why: str
    ) -> None:
        message = self.one(stage, channel)
        stage.server.blocked_by.add("sam") if why == "blocked" else stage.server.closed.add(message.native_id)
        with pytest.raises(PermanentError):
            channel.send(leave(message), str(uuid4()))
        assert stage.published(message.native_id) == []

    @pytest.mark.parametrize("what", [{"reason": "like"}, {"reason": "quote"}, {"bot": True}])
    def test_what_does_not_speak_to_us_is_left_alone(
        self, stage: BlueskyStage, channel: BlueskyChannel, what: dict[str, object]
    ) -> None:
        _, cursor = everything(channel, {})
        stage.server.fan_writes("Nice.", **what)  # type: ignore[arg-type]
        assert everything(channel, cursor)[0] == []

    def test_an_account_without_the_label_is_told_so(self, stage: BlueskyStage) -> None:
        stage.server.bot = False
        account = stage.channel().connect()
        assert account.automated is False and account.remarks

    def test_only_our_own_replies_can_be_taken_back(
        self, stage: BlueskyStage, channel: BlueskyChannel
    ) -> None:
        message = self.one(stage, channel)
        delivered = channel.send(leave(message), str(uuid4()))
        with pytest.raises(PermanentError):
            channel.hide(message.native_id)
        channel.hide(delivered.native_id)
        assert stage.published(message.native_id) == []


def test_a_record_key_is_a_tid_and_always_the_same() -> None:
    keys = {record_key(key := str(uuid4()), "2026-01-02T03:04:05.678Z"): key for _ in range(500)}
    assert len(keys) == 500
    for rkey, key in keys.items():
        assert (
            len(rkey) == 13
            and set(rkey) <= set("234567abcdefghijklmnopqrstuvwxyz")
            and rkey[0] in "234567abcdefghij"
        )
        assert record_key(key, "2026-01-02T03:04:05.678Z") == rkey
        number = 0
        for letter in rkey:
            number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)
        at = datetime.fromtimestamp((number >> 10) / 1e6, UTC)
        assert abs(at - datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) < timedelta(seconds=3)
    assert len(record_key("not a uuid", "nor a time")) == 13


def test_facets_end_where_the_link_ends() -> None:
    (facet,) = facets_of("(see https://example.org/a).")
    assert facet["features"][0]["uri"] == "https://example.org/a"
    assert facets_of("no link") == []
