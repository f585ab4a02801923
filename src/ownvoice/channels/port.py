"""What every channel does, as one small protocol of plain data.

A channel talks to one platform and knows nothing of the database, the pipeline or retries. It says what it can
(`capabilities`), what the platform allows (`limits`), and fails in exactly one of four ways (`channels.failing`), from
which `channels.delivery` decides what happens next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from ownvoice.inbox.outbox import Leaving

Cursor = Mapping[str, Any]


class Telling(Enum):
    """How a platform can tell whether a reply has arrived already."""

    KEY = "key"  # it keeps the idempotency key: the same one twice makes one reply
    LOOKING = "looking"  # our replies can be found again by the key they carry
    NOT = "not"  # it can't: what may have arrived is never sent again


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `longest`: characters of a reply, with its disclosure."""

    telling: Telling
    longest: int
    can_send: bool = True
    can_hide: bool = False
    follows_edits: bool = False
    marks: str = ""  # how a reply is marked for machines as written by an AI
    looks_after: bool = False  # worth a look some seconds later whether a sent reply really stands there


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` sends in each window of `per_s` seconds (windows begin at whole multiples since 1970, UTC)."""

    name: str
    most: int
    per_s: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast an account may send. `per_s` and `burst` are a token bucket; `timeout_s` bounds one call.

    `settle_s`: how long after a call was given up the platform may still carry it out. Nothing is looked for, or sent
    again, sooner.
    """

    per_s: float = 1.0
    burst: int = 5
    quotas: tuple[Quota, ...] = ()
    timeout_s: float = 20.0
    settle_s: float = 20.0
    at_once: int = 1  # sends one worker has under way at a time


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are on the platform. `automated`: whether the account is marked there as a bot; None where it can't be."""

    id: str
    name: str
    url: str = ""
    automated: bool | None = None
    remarks: tuple[str, ...] = ()


class Change(Enum):
    """What happened to a message."""

    WRITTEN = "written"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a fan wrote, or did to what they wrote.

    `thread_id`: the platform's id of what the thread hangs from; `parent_id`: of what it answers, if anything. `native`:
    JSON that `send` needs to answer it.
    `addressed`: written to the creator, by a mention, a reply or under their post.
    """

    native_id: str
    fan_id: str
    fan_name: str
    text: str
    thread_id: str
    parent_id: str = ""
    at: datetime | None = None
    addressed: bool = True
    about: str = ""
    native: Mapping[str, Any] = field(default_factory=dict)
    change: Change = Change.WRITTEN


@dataclass(frozen=True, slots=True)
class Batch:
    """A page of what came in, oldest first, and the cursor to go on from once it is stored."""

    messages: tuple[Incoming, ...]
    cursor: Cursor
    more: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of a thread as it stands on the platform."""

    native_id: str
    text: str
    by_us: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where a reply stands now."""

    native_id: str
    url: str = ""


class Channel(Protocol):
    """One account on one platform."""

    capabilities: Capabilities
    limits: Limits

    def connect(self) -> Account:
        """Who the account is; `ShutOutError` where the key isn't accepted."""
        ...

    def receive(self, since: Cursor) -> Batch:
        """The next page after `since` ({} at first: from now on, not all of the past)."""
        ...

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """What stands before and around a message, oldest first."""
        ...

    def room(self, native: Mapping[str, Any]) -> int:
        """How many characters a reply to this message may have, with its disclosure."""
        ...

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Publish a reply. Only `channels.delivery` calls this."""
        ...

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """The reply with this key where it stands already; None where it doesn't, or where that can't be told."""
        ...

    def hide(self, native_id: str) -> None:
        """Take a fan's message, or our own reply, out of sight; what that means is the platform's."""
        ...

    def close(self) -> None:
        """Give up connections."""
        ...
