"""Signed webhooks, out to a receiver over HTTP and in from whoever knows the secret."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ownvoice.channels.failing import ChannelError, PermanentError, RetryLaterError, ShutOutError
from ownvoice.channels.fakes.receiver import SECRET, FakeReceiver
from ownvoice.channels.port import Batch, Cursor
from ownvoice.channels.webhook import TOLERANCE_S, WebhookChannel, accept, signed
from tests.channels.contract import ChannelContract, leave
from tests.channels.test_mastodon import QUICK


class Pushed(WebhookChannel):
    """The channel with what was pushed to it, taken the way the page takes it."""

    def __init__(self, stage: WebhookStage, key: str) -> None:
        super().__init__(f"{stage.server.address}/hook", key, {**QUICK, "idempotent": stage.idempotent})
        self._stage = stage

    def receive(self, since: Cursor) -> Batch:
        begin = since.get("n", len(self._stage.pushed)) if since else len(self._stage.pushed)
        found = []
        for headers, body in self._stage.pushed[begin:]:
            found += accept(SECRET, headers, body, time.time())
        return Batch(tuple(found), {"n": len(self._stage.pushed)})


class WebhookStage:
    kind = "webhook"

    def __init__(self, idempotent: str) -> None:
        self.idempotent = idempotent
        self.server = FakeReceiver(keeps_keys=idempotent == "yes")
        self.pushed: list[tuple[dict[str, str], bytes]] = []
        self.fail_next = self.server.fail_next
        self.remove = self.server.gone.add
        self.close = self.server.close

    def channel(self, key: str | None = None) -> Pushed:
        return Pushed(self, f"{key:-<24}" if key else SECRET)

    def fan_writes(self, text: str, name: str = "sam") -> str:
        native_id = f"m{len(self.pushed)}"
        told = {
            "id": native_id,
            "fan_id": name,
            "fan_name": name,
            "text": text,
            "at": "2026-01-02T03:04:05+00:00",
        }
        body = json.dumps(told).encode()
        self.pushed.append((signed(SECRET.encode(), native_id, int(time.time()), body), body))
        return native_id

    def published(self, native_id: str) -> list[str]:
        return [told["text"] for told in self.server.replies_to(native_id)]


class TestWebhook(ChannelContract):
    def make_stage(self, tmp_path: Path) -> WebhookStage:
        return WebhookStage("")

    def test_what_is_handed_over_says_for_machines_who_wrote_it(
        self, stage: WebhookStage, channel: WebhookChannel
    ) -> None:
        message = self.one(stage, channel)
        channel.send(leave(message), "key")
        (told,) = stage.server.replies_to(message.native_id)
        assert told["written_by"] == "ai" and told["mark"] == {
            "ai": True,
            "approved_by": "person",
            "edited": False,
        }


class TestWebhookThatKeepsKeys(ChannelContract):
    def make_stage(self, tmp_path: Path) -> WebhookStage:
        return WebhookStage("yes")


def call(body: Any, secret: str = SECRET, at: int | None = None) -> tuple[dict[str, str], bytes]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return signed(secret.encode(), "id-1", at if at is not None else int(time.time()), content), content


GOOD = {"id": "m1", "fan_id": "f", "text": "Hello?"}


def test_a_signed_call_is_taken_alone_or_in_a_list() -> None:
    assert [m.text for m in accept(SECRET, *call(GOOD), time.time())] == ["Hello?"]
    assert len(accept(SECRET, *call({"messages": [GOOD, {**GOOD, "id": "m2"}]}), time.time())) == 2


@pytest.mark.parametrize("change", ["secret", "body", "id", "timestamp", "none", "garbage"])
def test_what_is_not_signed_by_the_secret_is_refused(change: str) -> None:
    headers, body = call(GOOD, secret="another-secret-of-24-characters" if change == "secret" else SECRET)
    if change == "body":
        body = body.replace(b"Hello", b"Hallo")
    elif change == "id":
        headers["webhook-id"] = "id-2"
    elif change == "timestamp":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
    elif change == "none":
        headers = {}
    elif change == "garbage":
        headers["webhook-signature"] = "v1,é v2 v1,"
    with pytest.raises(ShutOutError):
        accept(SECRET, headers, body, time.time())


@pytest.mark.parametrize("off_s", [-TOLERANCE_S - 5, TOLERANCE_S + 5])
def test_an_old_call_is_not_replayed(off_s: int) -> None:
    with pytest.raises(RetryLaterError):
        accept(SECRET, *call(GOOD, at=int(time.time()) + off_s), time.time())


@pytest.mark.parametrize(
    "body",
    [b"{", [], {}, {"messages": 3}, {"messages": [GOOD] * 101}, {"id": 3, "fan_id": "f"}, {"id": "a"},
     {**GOOD, "at": "yesterday"}, {**GOOD, "change": "burnt"}, {**GOOD, "native": {"x": "y" * 20_000}},
     {"messages": [GOOD, "x"]}, b"x" * 1_000_001],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(body: Any) -> None:
    with pytest.raises(PermanentError) as raised:
        accept(SECRET, *call(body), time.time())
    assert str(raised.value).endswith(".")


def test_a_short_secret_is_refused() -> None:
    with FakeReceiver() as server, pytest.raises(ChannelError, match="too short"):
        WebhookChannel(server.address, "short").connect()
