"""WordPress, against a site that answers as its documentation and its source say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ownvoice.channels.failing import PermanentError
from ownvoice.channels.fakes.wordpress import PASSWORD, USER, FakeWordPress
from ownvoice.channels.wordpress import WordPressChannel
from ownvoice.sources.reading.html_text import html_to_text
from tests.channels.contract import ChannelContract, everything, leave
from tests.channels.test_mastodon import QUICK


class WordPressStage:
    kind = "wordpress"

    def __init__(self) -> None:
        self.site = FakeWordPress()
        self.fan_writes = self.site.fan_writes
        self.fail_next = self.site.fail_next
        self.remove = self.site.bin
        self.close = self.site.close

    def channel(self, key: str | None = None) -> WordPressChannel:
        return WordPressChannel(self.site.address, USER, key or PASSWORD, QUICK)

    def published(self, native_id: str) -> list[str]:
        return [html_to_text(row["content"]["rendered"]) for row in self.site.replies_to(native_id)]


class TestWordPress(ChannelContract):
    def make_stage(self, tmp_path: Path) -> WordPressStage:
        return WordPressStage()

    def test_a_user_who_may_not_moderate_is_told_so(self, stage: WordPressStage) -> None:
        stage.site.moderates = False
        with pytest.raises(PermanentError, match="may not moderate"):
            stage.channel().connect()

    def test_a_comment_carries_the_mark_for_machines(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        message = self.one(stage, channel)
        channel.send(leave(message), "key-1")
        (row,) = stage.site.replies_to(message.native_id)
        assert "AI-generated, approved by a person; key=key-1" in row["author_user_agent"]

    def test_a_comment_that_is_held_is_not_answered_in_public(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        _, cursor = everything(channel, {})
        native_id = stage.site.fan_writes("Buy this!", status="hold")
        (message,), _ = everything(channel, cursor)
        with pytest.raises(PermanentError, match="moderation"):
            channel.send(leave(message), "key")
        assert stage.published(native_id) == []

    def test_a_comment_that_was_changed_is_not_answered_as_it_was(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        message = self.one(stage, channel)
        stage.site.comments[int(message.native_id)]["content"]["rendered"] = "<p>Something else.</p>"
        with pytest.raises(PermanentError, match="changed"):
            channel.send(leave(message), "key")

    def test_what_was_deleted_meanwhile_hides_nothing_new(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        old = [stage.fan_writes(f"Old {n}?") for n in range(150)]
        _, cursor = everything(channel, {})
        for native_id in old[:140]:
            del stage.site.comments[int(native_id)]
        new = [stage.fan_writes(f"New {n}?") for n in range(3)]
        assert [m.native_id for m in everything(channel, cursor)[0]] == new

    def test_pingbacks_are_no_words_of_a_fan(self, stage: WordPressStage, channel: WordPressChannel) -> None:
        _, cursor = everything(channel, {})
        stage.site.fan_writes("Linked to you", kind="pingback")
        assert everything(channel, cursor)[0] == []

    def test_sites_that_wipe_the_user_agent_get_no_second_reply_either(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        stage.site.keeps_agents = False
        message = self.one(stage, channel)
        delivered = channel.send(leave(message), "key")
        assert channel.find(leave(message), "key") == delivered
        assert channel.send(leave(message), "key").native_id == delivered.native_id, (
            "the site refuses it: 409"
        )

    def test_what_reads_like_markup_stays_text(
        self, stage: WordPressStage, channel: WordPressChannel
    ) -> None:
        message = self.one(stage, channel)
        channel.send(leave(message, "a < b & <script>alert(1)</script>"), "key")
        assert stage.site.replies_to(message.native_id)[0]["content"]["raw"].startswith(
            "a &lt; b &amp; &lt;script"
        )

    def test_a_comment_can_be_held(self, stage: WordPressStage, channel: WordPressChannel) -> None:
        message = self.one(stage, channel)
        channel.hide(message.native_id)
        assert stage.site.comments[int(message.native_id)]["status"] == "hold"

    def test_no_address_of_a_fan_is_kept(self, stage: WordPressStage, channel: WordPressChannel) -> None:
        assert "@" not in repr(self.one(stage, channel))
