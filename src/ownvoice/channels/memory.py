"""A platform in memory, beside the port: for tests that need a channel and no network.

It keeps what is published, hands out what fans write in pages, and fails once in whichever way it is told to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ownvoice.channels.failing import ChannelError, ShutOutError
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
    Cursor,
    Delivered,
    Incoming,
    Limits,
    Telling,
    Turn,
)
from ownvoice.inbox.outbox import Leaving


@dataclass(slots=True)
class MemoryPlatform:
    """What stands on the platform, and how it is to fail: `errors` are raised one for each call, before or `after` acting."""

    written: list[Incoming] = field(default_factory=list)
    published: dict[str, str] = field(default_factory=dict)  # our replies by native id
    keys: dict[str, str] = field(default_factory=dict)  # native id by idempotency key
    hidden: list[str] = field(default_factory=list)
    errors: list[ChannelError] = field(default_factory=list)
    errors_after: list[ChannelError] = field(default_factory=list)
    shut: bool = False
    page: int = 40


class MemoryChannel:
    """A channel to a `MemoryPlatform`."""

    def __init__(
        self,
        platform: MemoryPlatform,
        telling: Telling = Telling.KEY,
        limits: Limits | None = None,
        looks_after: bool = False,
        longest: int = 5_000,
    ) -> None:
        self.platform = platform
        self.capabilities = Capabilities(
            telling, longest, can_hide=True, follows_edits=True, looks_after=looks_after
        )
        self.limits = limits or Limits(per_s=1000, burst=1000, timeout_s=0.2, settle_s=30.0)

    def connect(self) -> Account:
        """The account; there is one."""
        self._check()
        return Account("us", "us", automated=True)

    def receive(self, since: Cursor) -> Batch:
        """A page of what fans wrote."""
        self._check()
        begin = int(since.get("seen", 0))
        page = self.platform.written[begin : begin + self.platform.page]
        end = begin + len(page)
        return Batch(tuple(page), {"seen": end}, end < len(self.platform.written))

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """All there is."""
        self._check()
        fans = [Turn(m.native_id, m.text, False) for m in self.platform.written]
        return (*fans, *(Turn(pk, text, True) for pk, text in self.platform.published.items()))

    def room(self, native: Mapping[str, Any]) -> int:
        """The same for every message."""
        return self.capabilities.longest

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Publish; a key that is known publishes nothing anew where the platform keeps keys."""
        self._check()
        if self.capabilities.telling is Telling.KEY and idempotency_key in self.platform.keys:
            return Delivered(self.platform.keys[idempotency_key])
        native_id = f"reply-{len(self.platform.published) + 1}"
        self.platform.published[native_id] = reply.text
        self.platform.keys[idempotency_key] = native_id
        if self.platform.errors_after:
            raise self.platform.errors_after.pop(0)
        return Delivered(native_id)

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """The reply with the key, unless the platform can't tell."""
        self._check()
        native_id = self.platform.keys.get(idempotency_key)
        if native_id is None or self.capabilities.telling is Telling.NOT:
            return None
        return Delivered(native_id)

    def hide(self, native_id: str) -> None:
        """Remember that it was hidden."""
        self._check()
        self.platform.hidden.append(native_id)

    def close(self) -> None:
        """Nothing is open."""

    def _check(self) -> None:
        if self.platform.shut:
            raise ShutOutError("The account's key isn't accepted.")
        if self.platform.errors:
            raise self.platform.errors.pop(0)
