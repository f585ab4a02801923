"""Comment feeds: read politely, each entry once, never written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ownvoice.channels import delivery
from ownvoice.channels.comment_feed import FeedChannel
from ownvoice.channels.failing import ChannelError, PermanentError
from ownvoice.channels.fakes.feed import FakeFeedSite
from tests.channels.contract import ReadingContract, everything, leave
from tests.channels.making import connected, decided, stored


class FeedStage:
    kind = "comment_feed"

    def __init__(self) -> None:
        self.site = FakeFeedSite()
        self.fan_writes = self.site.fan_writes
        self.close = self.site.close

    def channel(self, key: str | None = None) -> FeedChannel:
        return FeedChannel(f"{self.site.address}/comments/feed", {"own_name": "Léa"})


class TestCommentFeed(ReadingContract):
    def make_stage(self, tmp_path: Path) -> Any:
        return FeedStage()

    def test_an_unchanged_feed_is_not_sent_again(self, stage: FeedStage, channel: FeedChannel) -> None:
        stage.fan_writes("Hello?")
        _, cursor = everything(channel, {})
        assert everything(channel, cursor) == ([], cursor) and stage.site.unchanged == 1

    def test_own_comments_are_left_out(self, stage: FeedStage, channel: FeedChannel) -> None:
        _, cursor = everything(channel, {})
        stage.fan_writes("Thank you all.", name="léa")
        assert everything(channel, cursor)[0] == []

    def test_nothing_can_be_sent(self, stage: FeedStage, channel: FeedChannel) -> None:
        with pytest.raises(PermanentError, match="only be read"):
            channel.send(leave(self.one(stage, channel)), "key")

    @pytest.mark.django_db(transaction=True)
    def test_a_reply_to_a_feed_is_the_creators_again(
        self, acting: Any, stage: FeedStage, channel: FeedChannel
    ) -> None:
        row = connected("comment_feed")
        (message,) = stored(row, self.one(stage, channel))
        outgoing = decided(message)
        delivery.deliver(row.channel_id, lambda _: channel, 1.0)
        outgoing.refresh_from_db()
        message.refresh_from_db()
        assert (outgoing.state, message.state) == ("failed", "person") and "only be read" in outgoing.problem

    def test_what_is_no_feed_is_told(self, stage: FeedStage) -> None:
        stage.site.respond = lambda _: __import__(
            "ownvoice.channels.fakes.serving", fromlist=["Reply"]
        ).Reply(  # type: ignore[method-assign]
            200, b"<html><body>Hello</body></html>"
        )
        with pytest.raises(ChannelError, match="no feed"):
            stage.channel().connect()
