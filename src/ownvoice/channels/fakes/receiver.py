"""The other side of a webhook: checks signatures, remembers what it was handed, and keys if it is told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from ownvoice.channels.fakes.serving import Asked, FakePlatform, Reply, Trouble

SECRET = "whsec-of-the-fake-receiver-0123"  # noqa: S105


class FakeReceiver(FakePlatform):
    """One receiver at /hook."""

    def __init__(
        self, trouble: Trouble | None = None, seed: int = 0, port: int = 0, keeps_keys: bool = False
    ) -> None:
        self.taken: list[dict[str, Any]] = []
        self.gone: set[str] = set()
        self.keeps_keys = keeps_keys
        self._keys: set[str] = set()
        super().__init__(trouble, seed, port)

    def respond(self, asked: Asked) -> Reply:
        """Take a signed call."""
        stamp, message_id = asked.headers.get("webhook-timestamp", "0"), asked.headers.get("webhook-id", "")
        content = f"{message_id}.{stamp}.".encode() + asked.body
        digest = hmac.new(SECRET.encode(), content, hashlib.sha256).digest()
        if asked.headers.get("webhook-signature") != "v1," + base64.b64encode(digest).decode():
            return Reply(401, {"error": "wrong signature"})
        if abs(time.time() - int(stamp)) > 300:
            return Reply(400, {"error": "too old"})
        told = asked.fields()
        if told.get("type") == "reply":
            if told.get("in_reply_to") in self.gone:
                return Reply(410, {"error": "gone"})
            if not (self.keeps_keys and told["id"] in self._keys):
                self.taken.append(told)
            self._keys.add(told["id"])
        return Reply(200, {"id": told.get("id")})

    def replies_to(self, native_id: str) -> list[dict[str, Any]]:
        """What was handed over for a message."""
        with self.lock:
            return [told for told in self.taken if told["in_reply_to"] == native_id]
