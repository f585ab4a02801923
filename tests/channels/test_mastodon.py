"""Mastodon, against a server that answers as its documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ownvoice.channels.failing import PermanentError, RetryLaterError
from ownvoice.channels.fakes.mastodon import TOKEN, FakeMastodon
from ownvoice.channels.mastodon import MastodonChannel
from ownvoice.channels.port import Change
from ownvoice.sources.reading.html_text import html_to_text
from tests.channels.contract import ChannelContract, everything, leave

QUICK = {"timeout_s": 15.0, "settle_s": 0.1, "per_s": 1000, "burst": 1000}


class MastodonStage:
    kind = "mastodon"

    def __init__(self) -> None:
        self.server = FakeMastodon()
        self.fan_writes = self.server.fan_writes
        self.fail_next = self.server.fail_next
        self.remove = self.server.delete
        self.close = self.server.close

    def channel(self, key: str | None = None) -> MastodonChannel:
        return MastodonChannel(self.server.address, key or TOKEN, QUICK)

    def published(self, native_id: str) -> list[str]:
        return [html_to_text(status["content"]) for status in self.server.replies_to(native_id)]


class TestMastodon(ChannelContract):
    def make_stage(self, tmp_path: Path) -> MastodonStage:
        return MastodonStage()

    def test_an_account_that_is_not_marked_as_a_bot_is_told_so(self, stage: MastodonStage) -> None:
        assert stage.channel().connect().automated is True
        stage.server.us["bot"] = False
        account = stage.channel().connect()
        assert account.automated is False and "automated" in account.remarks[0]

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [("public", "unlisted"), ("unlisted", "unlisted"), ("private", "private"), ("direct", "direct"),
         ("mutuals_only", "direct")],
    )  # fmt: skip
    def test_a_reply_is_never_more_public_than_what_it_answers(
        self, stage: MastodonStage, channel: MastodonChannel, theirs: str, ours: str
    ) -> None:
        _, cursor = everything(channel, {})
        native_id = stage.server.fan_writes("How long?", visibility=theirs)
        (message,), _ = everything(channel, cursor)
        channel.send(leave(message), "key")
        assert [status["visibility"] for status in stage.server.replies_to(native_id)] == [ours]

    def test_the_fan_is_mentioned_so_that_they_hear_of_it(
        self, stage: MastodonStage, channel: MastodonChannel
    ) -> None:
        message = self.one(stage, channel)
        channel.send(leave(message), "key")
        assert stage.published(message.native_id)[0].startswith("@sam Twelve hours.")

    def test_bots_are_not_answered(self, stage: MastodonStage, channel: MastodonChannel) -> None:
        _, cursor = everything(channel, {})
        stage.server.fan_writes("I am a machine too.", bot=True)
        assert everything(channel, cursor)[0] == []

    def test_an_edit_is_followed(self, stage: MastodonStage, channel: MastodonChannel) -> None:
        _, cursor = everything(channel, {})
        native_id = stage.server.fan_writes("How long?")
        stage.server.fan_edits(native_id, "How long, and how warm?")
        found, _ = everything(channel, cursor)
        assert [(m.native_id, m.change) for m in found] == [
            (native_id, Change.WRITTEN), (native_id, Change.EDITED)]  # fmt: skip
        assert found[-1].text == "How long, and how warm?"

    def test_a_fan_who_blocks_us_is_left_alone(self, stage: MastodonStage, channel: MastodonChannel) -> None:
        message = self.one(stage, channel)
        stage.server.blocked_by.add("sam")
        with pytest.raises(PermanentError):
            channel.send(leave(message), "key")

    def test_the_limit_of_the_account_is_heard(self, stage: MastodonStage, channel: MastodonChannel) -> None:
        message = self.one(stage, channel)
        stage.server.allowed = 0
        with pytest.raises(RetryLaterError) as raised:
            channel.send(leave(message), "key")
        assert 30 < (raised.value.after_s or 0) <= 61

    def test_servers_that_keep_no_keys_get_no_second_reply_either(
        self, stage: MastodonStage, channel: MastodonChannel
    ) -> None:
        stage.server.keeps_keys = False
        message = self.one(stage, channel)
        delivered = channel.send(leave(message), "key")
        assert channel.find(leave(message), "key") == delivered

    def test_how_long_a_status_may_be_is_asked_of_the_server(
        self, stage: MastodonStage, channel: MastodonChannel
    ) -> None:
        stage.server.longest = 5000
        assert channel.longest() == 5000

    def test_our_reply_can_be_taken_back(self, stage: MastodonStage, channel: MastodonChannel) -> None:
        message = self.one(stage, channel)
        channel.hide(channel.send(leave(message), "key").native_id)
        assert stage.published(message.native_id) == []
