"""A signed webhook in each direction: for Zapier, n8n, Make, or a program of one's own.

Signed as the Standard Webhooks specification says (github.com/standard-webhooks/standard-webhooks, spec): headers
`webhook-id`, `webhook-timestamp`, `webhook-signature`; the signature is an HMAC-SHA256 of "id.timestamp.body", in base64 behind
"v1,". What comes in with a wrong signature or more than five minutes off is refused; the same message twice is stored once.

Whether a receiver remembers `Idempotency-Key` only its owner knows: where `idempotent` isn't set to yes, what may have
arrived is never sent again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from ownvoice.channels.failing import PermanentError, RetryLaterError, ShutOutError
from ownvoice.channels.http import Web
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
    Change,
    Cursor,
    Delivered,
    Incoming,
    Limits,
    Telling,
    Turn,
)
from ownvoice.channels.registry import Ask
from ownvoice.inbox.outbox import Leaving

KIND = "webhook"
TITLE = "Webhook (Zapier, n8n, Make, your own)"
ASKS = (
    Ask("secret", "What both sides sign with: at least 24 characters.", secret=True),
    Ask("idempotent", "yes, if the receiver remembers Idempotency-Key and acts once.", needed=False),
)
RIGHTS = ()

TOLERANCE_S = 300
SHORTEST_SECRET = 24
MOST = 100  # messages in one call
LARGEST = 1_000_000  # bytes of one call


def open_channel(address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> WebhookChannel:
    """The channel to one receiver. Makes no call."""
    return WebhookChannel(address, secret["secret"], options)


class WebhookChannel:
    """One receiver of replies."""

    def __init__(self, address: str, secret: str, options: Mapping[str, Any] | None = None) -> None:
        options = options or {}
        keeps_keys = str(options.get("idempotent", "")).lower() in ("yes", "true", "1")
        self.limits = Limits(
            per_s=float(options.get("per_s", 2.0)),
            burst=int(options.get("burst", 10)),
            timeout_s=float(options.get("timeout_s", 20.0)),
            settle_s=float(options.get("settle_s", 20.0)),
            at_once=int(options.get("at_once", 1)),
        )
        self.capabilities = Capabilities(
            Telling.KEY if keeps_keys else Telling.NOT,
            longest=20_000,
            can_hide=True,
            follows_edits=True,
            marks="the field `mark`",
        )
        self._secret = secret.encode()
        parts = urlsplit(address)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._web = Web(f"{parts.scheme}://{parts.netloc}", {}, self.limits.timeout_s)

    def close(self) -> None:
        """Give up connections."""
        self._web.close()

    def connect(self) -> Account:
        """Send a signed ping; who answers it well is our receiver."""
        if len(self._secret) < SHORTEST_SECRET:
            raise PermanentError(
                "The secret is too short to sign with.", f"Take at least {SHORTEST_SECRET} characters."
            )
        self._call({"type": "ping"}, f"ping-{time.time_ns()}")
        host = urlsplit(self._web.base).netloc
        return Account(host, host)

    def receive(self, since: Cursor) -> Batch:
        """Nothing is fetched: messages are brought (`accept`)."""
        return Batch((), since)

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """A webhook has no threads to read."""
        return ()

    def room(self, native: Mapping[str, Any]) -> int:
        """The same for every message."""
        return self.capabilities.longest

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Hand the reply over. What the receiver calls it, if it says `id`, is its native id."""
        body = {
            "type": "reply",
            "id": idempotency_key,
            "text": reply.text,
            "language": reply.language,
            "written_by": "ai" if reply.by_ai else "person",
            "mark": dict(reply.mark),
            "in_reply_to": reply.native_id,
            "native": dict(reply.native),
            "citations": [dict(citation) for citation in reply.citations],
        }
        told = self._call(body, idempotency_key)
        return Delivered(str(told.get("id") or idempotency_key), str(told.get("url") or ""))

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """There is no looking; a receiver that keeps keys is simply sent the same one again."""
        return None

    def hide(self, native_id: str) -> None:
        """Ask the receiver to take it out of sight."""
        self._call({"type": "hide", "id": native_id}, f"hide-{native_id}")

    def _call(self, body: Mapping[str, Any], message_id: str) -> Mapping[str, Any]:
        content = orjson.dumps(body)
        headers = signed(self._secret, message_id, int(time.time()), content)
        answer = self._web.write(
            "POST",
            self._path,
            content=content,
            headers={**headers, "Idempotency-Key": message_id, "Content-Type": "application/json"},
        )
        try:
            told = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            return {}  # any 2xx says that it was taken
        return told if isinstance(told, dict) else {}


def signed(secret: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that sign a body."""
    digest = hmac.new(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def accept(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> tuple[Incoming, ...]:
    """The messages that a signed call brings. `headers`: names in lower case; `now_s`: seconds since 1970, the database's.

    `ShutOutError` where the signature isn't ours, `RetryLaterError` where the time is too far off, `PermanentError`
    where the content can't be read.
    """
    if len(body) > LARGEST:
        raise PermanentError(f"More than {LARGEST:,} bytes in one call.", "Send fewer messages at once.")
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (message_id and stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise ShutOutError("The call isn't signed.", "Sign it: see docs/channels/webhook.md.")
    wanted = signed(secret.encode(), message_id[:300], int(stamp), body)["webhook-signature"]
    given = headers.get("webhook-signature", "").split()[:10]
    if not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given):
        raise ShutOutError("The signature isn't made with the secret of this channel.")
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        raise RetryLaterError("The call is more than five minutes old, or from the future.")
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PermanentError("The body isn't JSON.") from error
    rows = told.get("messages", [told]) if isinstance(told, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST:
        raise PermanentError(f"The body holds no list of up to {MOST} messages.")
    return tuple(_incoming(row) for row in rows)


def _incoming(row: Any) -> Incoming:
    if not isinstance(row, dict) or not all(
        isinstance(row.get(name), str) and row[name].strip() for name in ("id", "fan_id")
    ):
        raise PermanentError("A message needs an id and a fan_id, both texts.")
    try:
        change = Change(row.get("change", "written"))
        at = datetime.fromisoformat(row["at"]) if row.get("at") else None
    except (ValueError, TypeError) as error:
        raise PermanentError("`change` is written, edited or deleted; `at` is a time in ISO 8601.") from error
    native = row.get("native")
    if native is not None and (not isinstance(native, dict) or len(orjson.dumps(native)) > 10_000):
        raise PermanentError("`native` is an object of up to 10,000 bytes.")
    return Incoming(
        native_id=row["id"],
        fan_id=row["fan_id"],
        fan_name=str(row.get("fan_name") or ""),
        text=str(row.get("text") or ""),
        thread_id=str(row.get("thread_id") or row["id"]),
        parent_id=str(row.get("parent_id") or ""),
        at=at if at is None or at.tzinfo else None,
        addressed=row.get("addressed", True) is True,
        about=str(row.get("about") or ""),
        native=native or {},
        change=change,
    )
