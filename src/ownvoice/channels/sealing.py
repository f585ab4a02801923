"""Secrets of connected accounts: sealed before they reach the database, opened only to make a call.

Fernet (AES-128-CBC with HMAC-SHA256, github.com/fernet/spec) as the `cryptography` package has it. The keys are outside
the database: in OWNVOICE_CHANNEL_KEYS, or in the file `channel-keys` of OWNVOICE_HOME, which only its owner can read. The
first key seals; the others only open, until `rotate` has sealed everything anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime import environment


class Secret(Mapping[str, str]):
    """The opened parts of a secret. It prints as dots, so that no log or traceback can show it."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[str, str]) -> None:
        self._parts = dict(parts)

    def __getitem__(self, name: str) -> str:
        try:
            return self._parts[name]
        except KeyError:
            raise ConfigurationError(f"The channel has no {name}.", "Connect it again.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return "Secret(•••)"


def seal(parts: Mapping[str, str]) -> str:
    """The parts, sealed with the first key."""
    return _keys().encrypt(json.dumps(dict(parts)).encode()).decode()


def unseal(sealed: str) -> Secret:
    """The parts of what was sealed with any of the keys; nothing was sealed: none."""
    if not sealed:
        return Secret({})
    try:
        return Secret(json.loads(_keys().decrypt(sealed.encode())))
    except InvalidToken:
        raise ConfigurationError(
            "The secrets of this channel can't be opened with the keys that are here.",
            f"Bring back {_key_file()} (or OWNVOICE_CHANNEL_KEYS) as it was, or connect the channel again.",
        ) from None


def rotate() -> int:
    """Make a new key, seal everything with it, drop the old keys. Returns how many channels were sealed anew.

    A crash in between leaves both keys, with which everything can be opened; running it again finishes.
    """
    from django.db import transaction

    from ownvoice.channels.models import Connection

    if environment.value("OWNVOICE_CHANNEL_KEYS"):
        keys = environment.value("OWNVOICE_CHANNEL_KEYS").split(",")
        if len(keys) < 2:
            raise ConfigurationError(
                "The keys are set by OWNVOICE_CHANNEL_KEYS, which this program can't change.",
                "Put a new key in front of the old one, with a comma between, and run this again.",
            )
    else:
        _write_keys([Fernet.generate_key().decode(), *_file_keys()])
    count = 0
    with transaction.atomic():
        for row in Connection.everyone.select_for_update().exclude(secret=""):
            Connection.everyone.filter(pk=row.pk).update(secret=_keys().rotate(row.secret.encode()).decode())
            count += 1
    if not environment.value("OWNVOICE_CHANNEL_KEYS"):
        _write_keys(_file_keys()[:1])
    return count


def _keys() -> MultiFernet:
    given = [key.strip() for key in environment.value("OWNVOICE_CHANNEL_KEYS").split(",") if key.strip()]
    try:
        return MultiFernet([Fernet(key) for key in given or _file_keys()])
    except ValueError as error:
        raise ConfigurationError(
            "A key in OWNVOICE_CHANNEL_KEYS isn't one.",
            "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
        ) from error


def _key_file() -> Path:
    return environment.home() / "channel-keys"


def _file_keys() -> list[str]:
    path = _key_file()
    if not path.exists():
        _write_keys([Fernet.generate_key().decode()], only_if_new=True)
    return path.read_text().split()


def _write_keys(keys: list[str], only_if_new: bool = False) -> None:
    """Written beside and put in place whole, so that a crash never leaves half a key."""
    path = _key_file()
    beside = path.with_name(f"channel-keys.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write("\n".join(keys) + "\n")
        out.flush()
        os.fsync(out.fileno())
    if not only_if_new:
        beside.replace(path)
        return
    try:
        os.link(beside, path)  # fails where another process was first: then its key holds
    except FileExistsError:
        return
    finally:
        beside.unlink()
