"""Finding the channels there are, and opening the one a connection is for.

A channel is a module (or a folder) here with `KIND`, `TITLE`, `ASKS`, `RIGHTS` and `open_channel`. It is found by being
there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import ownvoice.channels
from ownvoice.channels.port import Channel
from ownvoice.channels.sealing import unseal
from ownvoice.core.errors import OwnvoiceError

if TYPE_CHECKING:
    from ownvoice.channels.models import Connection


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that has to be known to connect. What is `secret` is sealed and never shown again."""

    name: str
    meaning: str
    secret: bool = False
    needed: bool = True


class Module(Protocol):
    """What a channel's module has."""

    KIND: str
    TITLE: str
    ASKS: tuple[Ask, ...]
    RIGHTS: tuple[str, ...]  # the least that the account's key has to be allowed

    def open_channel(self, address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> Channel:
        """The channel for one account. Makes no call."""
        ...


@cache
def channels() -> Mapping[str, Any]:
    """The channels' modules, by kind."""
    found = {}
    for info in pkgutil.iter_modules(ownvoice.channels.__path__):
        if info.name in ("models", "apps", "migrations", "fakes"):
            continue
        module = importlib.import_module(f"ownvoice.channels.{info.name}")
        if hasattr(module, "KIND"):
            found[module.KIND] = module
    return dict(sorted(found.items()))


def module_of(kind: str) -> Any:
    """The module of a kind of channel."""
    found = channels().get(kind)
    if found is None:
        known = ", ".join(channels())
        raise OwnvoiceError(f"There is no way to connect to {kind!r}.", f"Known are {known}.")
    return found


def opened(row: Connection) -> Channel:
    """The channel a connection is for, with its secret opened."""
    made: Channel = module_of(row.channel.kind).open_channel(row.address, row.options, unseal(row.secret))
    return made
