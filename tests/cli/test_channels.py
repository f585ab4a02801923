"""`ownvoice channel` and `ownvoice outbox`, from connecting to what got stuck."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from ownvoice.channels.fakes.mastodon import TOKEN, FakeMastodon
from ownvoice.channels.models import Connection
from ownvoice.cli.main import app
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.tenants.scope import acting_for
from tests.channels.making import decided, incoming, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[FakeMastodon]:
    with FakeMastodon(longest=700) as made:
        assert isinstance(made, FakeMastodon)
        yield made


def run(*words: str, given: str = "") -> Any:
    done = CliRunner().invoke(app, words, input=given)
    if isinstance(done.exception, OwnvoiceError):
        raise done.exception
    assert TOKEN not in done.output
    return done


@pytest.fixture
def row(creator: Any, server: FakeMastodon) -> Connection:
    done = run("channel", "add", "mastodon", server.address, "--label", "Mine", given=f"{TOKEN}\n")
    assert done.exit_code == 0, done.output
    return Connection.everyone.get()


def test_an_account_is_connected_and_listed_without_its_secret(row: Connection, server: FakeMastodon) -> None:
    told = json.loads(run("channel", "list", "--json").output)
    assert [(one["label"], one["account"], one["state"], one["automated"]) for one in told] == [
        ("Mine", "lea", "live", True)
    ]
    assert TOKEN not in row.secret and row.options["longest"] == 700


def test_a_wrong_key_connects_nothing(creator: Any, server: FakeMastodon) -> None:
    with pytest.raises(OwnvoiceError, match="401"):
        run("channel", "add", "mastodon", server.address, given="wrong\n")
    assert not Connection.everyone.exists()


def test_a_secret_given_where_others_can_read_it_is_refused(creator: Any, server: FakeMastodon) -> None:
    with pytest.raises(OwnvoiceError, match="others can read it"):
        run("channel", "add", "mastodon", server.address, "--with", "token=x")


def test_another_account_than_before_is_refused(row: Connection, server: FakeMastodon) -> None:
    server.us["id"], server.us["acct"] = "2", "tom"
    with pytest.raises(OwnvoiceError, match="connected to the account lea"):
        run("channel", "add", "mastodon", server.address, "--label", "Mine", given=f"{TOKEN}\n")


def test_a_key_that_expired_is_told_and_a_new_one_goes_on(row: Connection, server: FakeMastodon) -> None:
    server.token = "renewed"
    done = run("channel", "check", "Mine")
    assert done.exit_code == 1 and "401" in done.output
    Connection.everyone.update(state="shut out")
    assert (
        run("channel", "add", "mastodon", server.address, "--label", "Mine", given="renewed\n").exit_code == 0
    )
    row.refresh_from_db()
    assert row.state == "live"


def test_pause_resume_remove(row: Connection, creator: Any) -> None:
    run("channel", "pause", "Mine")
    row.refresh_from_db()
    assert row.state == "paused"
    run("channel", "resume", str(row.channel_id))
    row.refresh_from_db()
    assert row.state == "live"
    with acting_for(creator):
        (message,) = stored(row, incoming("m1"))
        outgoing = decided(message)
    run("channel", "remove", "Mine")
    with acting_for(creator):
        outgoing.refresh_from_db()
        assert outgoing.state == "failed" and Message.objects.get(native_id="m1").state == "person"
    assert not Connection.everyone.exists()
    with pytest.raises(OwnvoiceError, match="No channel"):
        run("channel", "pause", "Mine")


def test_what_is_stuck_is_listed_and_decided(row: Connection, creator: Any) -> None:
    with acting_for(creator):
        messages = stored(row, *(incoming(f"m{n}") for n in range(3)))
        again, there, dropped = (decided(message) for message in messages)
        Outgoing.objects.update(state="uncertain", due_at=None, problem="No answer.")
    told = json.loads(run("outbox", "list", "--json").output)
    assert [one["number"] for one in told] == [dropped.pk, there.pk, again.pk]
    run("outbox", "retry", str(again.pk))
    run("outbox", "arrived", str(there.pk))
    run("outbox", "drop", str(dropped.pk))
    states = dict(Outgoing.everyone.values_list("pk", "state"))
    assert states == {again.pk: "waiting", there.pk: "sent", dropped.pk: "dropped"}
    with pytest.raises(OwnvoiceError, match="No reply"):
        run("outbox", "retry", str(there.pk))


def test_the_kinds_say_what_they_ask_for() -> None:
    told = {one["kind"]: one for one in json.loads(run("channel", "kinds", "--json").output)}
    assert told["mastodon"]["asks"][0]["secret"] and "write:statuses" in told["mastodon"]["rights"]
