"""Live updates: a stream says when something changed, and however many there are, the database stays reachable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.urls import reverse

from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation
from ownvoice.tenants.models import Creator, Membership, User
from ownvoice.tenants.scope import acting_for
from ownvoice.web import live
from ownvoice.web.pool import share_connections


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.02)


async def events_of(response: Any, most: int) -> list[str]:
    """The first events of a stream, comments left out."""
    found: list[str] = []
    stream: AsyncIterator[Any] = response.__aiter__()
    while len(found) < most:
        chunk = await asyncio.wait_for(anext(stream), 5)
        text = chunk if isinstance(chunk, str) else chunk.decode()
        found += [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
    await stream.aclose()  # type: ignore[attr-defined]
    return found


@pytest.mark.django_db(transaction=True)
def test_the_inbox_hears_of_a_new_message(creator: Creator, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.create_user("lea@example.org")
    Membership.objects.create(user=user, creator=creator, role="reviewer")
    other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])

    def write_to(whose: Creator) -> None:
        with acting_for(whose):
            channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
            receive(Conversation.objects.create(channel=channel), "Hello?")

    async def story() -> list[str]:
        client = AsyncClient()
        await client.aforce_login(user, backend="django.contrib.auth.backends.ModelBackend")
        response = await client.get(reverse("inbox-live", args=["lea"]))
        assert response["Content-Type"] == "text/event-stream" and "no-store" in response["Cache-Control"]
        listening = asyncio.create_task(events_of(response, 2))
        await asyncio.sleep(0.2)
        await sync_to_async(write_to)(other)
        await asyncio.sleep(0.2)
        assert not listening.done(), "another creator's message is nothing to hear of"
        await sync_to_async(write_to)(creator)
        return await listening

    assert asyncio.run(story()) == ["ready", "changed"]


def test_streams_beyond_the_limit_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_STREAMS", 0)
    refused = asyncio.run(live.changes(lambda: 1))
    assert refused.status_code == 503 and refused["Retry-After"]


def test_a_stream_that_ends_makes_room_for_another() -> None:
    async def story() -> None:
        response = await live.changes(lambda: 1)
        assert isinstance(response, StreamingHttpResponse)
        assert await events_of(response, 1) == ["ready"]

    before = len(live._open)
    asyncio.run(story())
    assert len(live._open) == before


def test_requests_share_a_few_connections() -> None:
    from django.db import connections

    database = connections.settings["default"]
    kept = {**database, "OPTIONS": dict(database["OPTIONS"])}
    try:
        share_connections(most=3)
        assert database["CONN_MAX_AGE"] == 0 and database["OPTIONS"]["pool"]["max_size"] == 3
    finally:
        database.update(kept)


def test_what_happened_while_the_page_was_on_its_way_is_news() -> None:
    async def first_events(seen: str) -> list[str]:
        return await events_of(await live.changes(lambda: 2, seen), 2)

    assert asyncio.run(first_events(live.digest(1))) == ["ready", "changed"]
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(first_events(live.digest(2)), 0.3))
