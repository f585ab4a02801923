"""The page of channels, and the door for signed webhooks."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from ownvoice.channels import sealing
from ownvoice.channels.models import Connection
from ownvoice.channels.webhook import signed
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.tenants.scope import acting_for
from tests.channels.making import connected, decided, incoming, stored

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a-secret-of-more-than-24-characters"


@pytest.fixture
def row(creator: Any) -> Connection:
    with acting_for(creator):
        return connected("webhook", "My hook", secret=sealing.seal({"secret": SECRET}))


def push(row_id: int, body: Any, secret: str = SECRET, at: int | None = None) -> Any:
    content = json.dumps(body).encode()
    headers = signed(secret.encode(), "call-1", at or int(time.time()), content)
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/{row_id}", content, content_type="application/json",
        headers=headers,
    )  # fmt: skip


def test_a_signed_message_comes_in_once(row: Connection, creator: Any) -> None:
    body = {"id": "m1", "fan_id": "f", "fan_name": "Sam", "text": "How long?"}
    first, second = push(row.channel_id, body), push(row.channel_id, body)
    assert (first.status_code, first.json()) == (202, {"new": 1})
    assert second.json() == {"new": 0}
    with acting_for(creator):
        assert Message.objects.get().text == "How long?"


def test_what_is_not_signed_learns_nothing(row: Connection) -> None:
    body = {"id": "m1", "fan_id": "f"}
    wrong, unknown = push(row.channel_id, body, "another-secret-of-24-characters"), push(99_999, body)
    assert wrong.status_code == unknown.status_code == 401 and wrong.json() == unknown.json()
    assert push(row.channel_id, body, at=int(time.time()) - 900).status_code == 400
    assert Client().get(f"/hooks/{row.channel_id}").status_code == 405


def test_a_paused_channel_asks_to_come_again(row: Connection) -> None:
    Connection.everyone.update(state="paused")
    answer = push(row.channel_id, {"id": "m1", "fan_id": "f"})
    assert answer.status_code == 503 and answer["Retry-After"]


def test_the_page_shows_state_and_no_secret(row: Connection, client_of_lea: Client, creator: Any) -> None:
    text = client_of_lea.get(f"/c/{creator.slug}/channels").content.decode()
    assert "My hook" in text and "live" in text
    assert SECRET not in text and row.secret not in text


def test_it_speaks_french(row: Connection, client_of_lea: Client, creator: Any) -> None:
    text = client_of_lea.get(
        f"/c/{creator.slug}/channels", headers={"accept-language": "fr"}
    ).content.decode()
    assert "Canaux" in text and "Réponses bloquées" in text and "Rien n'est bloqué." in text


def test_a_channel_is_paused_and_goes_on(row: Connection, client_of_lea: Client, creator: Any) -> None:
    for state in ("paused", "live"):
        client_of_lea.post(f"/c/{creator.slug}/channels/{row.pk}/switch")
        row.refresh_from_db()
        assert row.state == state


@pytest.mark.parametrize(
    ("before", "verb", "after", "message"),
    [("uncertain", "arrived", "sent", "done"), ("uncertain", "again", "waiting", "done"),
     ("uncertain", "drop", "dropped", "person"), ("failed", "again", "waiting", "done"),
     ("failed", "drop", "dropped", "person"), ("failed", "arrived", "failed", "person")],
)  # fmt: skip
def test_a_person_decides_about_what_is_stuck(
    row: Connection, client_of_lea: Client, creator: Any, before: str, verb: str, after: str, message: str
) -> None:
    with acting_for(creator):
        (came,) = stored(row, incoming("m1"))
        outgoing = decided(came, "An <b>answer</b>.")
        Outgoing.objects.update(state=before, problem="No answer came.", due_at=None)
        if before == "failed":
            Message.objects.update(state="person")
    text = client_of_lea.get(f"/c/{creator.slug}/channels").content.decode()
    assert "An &lt;b&gt;answer&lt;/b&gt;." in text and "No answer came." in text
    client_of_lea.post(f"/c/{creator.slug}/channels/stuck/{outgoing.pk}", {"verb": verb})
    with acting_for(creator):
        outgoing.refresh_from_db()
        came.refresh_from_db()
    assert (outgoing.state, came.state) == (after, message)
    assert (outgoing.due_at is not None) == (after == "waiting")
