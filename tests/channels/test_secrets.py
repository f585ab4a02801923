"""Secrets of accounts: sealed in the database, never in a log, never shown again, sealed anew when the key changes."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet
from django.db import connection

from ownvoice.channels import sealing
from ownvoice.channels.models import Connection
from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime import environment
from ownvoice.runtime.logs import hidden, without_secrets
from tests.channels.making import connected

SECRET = "geheim-4711-geheim"


def test_what_is_sealed_can_be_opened_and_not_read() -> None:
    sealed = sealing.seal({"token": SECRET})
    assert SECRET not in sealed
    assert sealing.unseal(sealed)["token"] == SECRET
    assert sealing.seal({"token": SECRET}) != sealed, "the same secret twice doesn't look the same"


def test_the_key_is_outside_the_database_and_only_its_owners() -> None:
    sealing.seal({"token": SECRET})
    path = environment.home() / "channel-keys"
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_opened_secret_does_not_print() -> None:
    opened = sealing.Secret({"token": SECRET})
    assert SECRET not in repr(opened) and SECRET not in str(opened) and SECRET not in f"{opened!r:>50}"
    with pytest.raises(ConfigurationError, match="has no password"):
        opened["password"]


def test_without_its_key_nothing_opens_and_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = sealing.seal({"token": SECRET})
    monkeypatch.setenv("OWNVOICE_CHANNEL_KEYS", Fernet.generate_key().decode())
    with pytest.raises(ConfigurationError, match="can't be opened") as raised:
        sealing.unseal(sealed)
    assert SECRET not in str(raised.value)
    monkeypatch.setenv("OWNVOICE_CHANNEL_KEYS", "not a key")
    with pytest.raises(ConfigurationError, match="isn't one"):
        sealing.unseal(sealed)


@pytest.mark.django_db(transaction=True)
def test_a_new_key_seals_everything_and_the_old_one_opens_nothing(acting: Any) -> None:
    old = (environment.home() / "channel-keys").read_text() if sealing.seal({}) else ""
    row = connected(secret=sealing.seal({"token": SECRET}))
    before = row.secret
    assert sealing.rotate() == 1
    row.refresh_from_db()
    assert row.secret != before and sealing.unseal(row.secret)["token"] == SECRET
    kept = (environment.home() / "channel-keys").read_text().split()
    assert len(kept) == 1 and kept[0] not in old
    with pytest.raises(ConfigurationError):
        sealing.unseal(before)


@pytest.mark.django_db(transaction=True)
def test_no_column_of_the_database_holds_it(acting: Any) -> None:
    connected(secret=sealing.seal({"token": SECRET}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM channels_connection c")
        assert all(SECRET not in line for (line,) in cursor.fetchall())
    assert SECRET not in str(Connection.objects.values().get())


def test_names_and_looks_of_secrets_are_dots_in_every_log() -> None:
    event = without_secrets(
        None, "info",
        {"event": f"call with Authorization: Bearer {SECRET}", "access_token": SECRET, "app_password": SECRET,
         "headers": {"Authorization": f"Bearer {SECRET}"}, "url": f"https://me:{SECRET}@example.org/x",
         "query": f"https://example.org/?access_token={SECRET}&page=2", "body": json.dumps({"password": SECRET}),
         "kind": "mastodon"},
    )  # fmt: skip
    assert SECRET not in repr(event)
    assert event["kind"] == "mastodon" and "page=2" in event["query"]


def test_the_libraries_logs_go_the_same_way() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    formatter = logging.getLogger().handlers[0].formatter
    handler.setFormatter(formatter)
    logger = logging.getLogger("a.library")
    logger.addHandler(handler)
    try:
        logger.error("HTTP Request: GET https://example.org/?token=%s", SECRET)
        try:
            raise ValueError(f"Bearer {SECRET}")
        except ValueError:
            logger.exception("it failed")
            structlog.get_logger("a.library").error("failed", password=SECRET)
    finally:
        logger.removeHandler(handler)
    assert "it failed" in stream.getvalue() and SECRET not in stream.getvalue()


def test_ordinary_words_stay() -> None:
    for text in (
        "the token of my affection",
        "a basic recipe for bread",
        "https://example.org/a:b@c",
        "secret: no",
    ):
        assert hidden(text)[:5] == text[:5]
    assert hidden("a basic loaf") == "a basic loaf"
