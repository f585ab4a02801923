"""Whoever hangs up leaves nothing behind: no stream that is counted, no draft that waits for a thread."""

from __future__ import annotations

import asyncio
import threading
import uuid
from typing import Any

import pytest

from ownvoice.tenants.models import Creator
from ownvoice.web import live
from ownvoice.web.completions import drafting, fans
from ownvoice.web.completions.asking import Asked
from ownvoice.web.completions.objects import Completion
from ownvoice.web.completions.problems import Refused
from ownvoice.web.talking import Told

LEA = Creator(slug="lea", name="Léa")
ASKED = Asked("lea", "How long?", stream=True)


def test_a_fan_s_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(fans, "told", lambda entered: Told("reading"))
    entered = fans.Entered(LEA, 1, uuid.uuid4(), "http://localhost/talk/lea/x", "en")

    async def story() -> list[str]:
        stream: Any = fans.streamed(Completion(ASKED), entered, 60)
        heard = [await anext(stream) for _ in range(3)]
        assert len(live._open) == before + 1
        await stream.aclose()
        return heard

    before = len(live._open)
    heard = asyncio.run(story())
    assert len(live._open) == before
    assert "This is an AI, not Léa." in heard[1] and '"reading"' in heard[2]


def test_drafts_that_wait_for_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    release, made = threading.Event(), []

    def work(creator: Creator, asked: Asked) -> None:
        made.append(asked)
        release.wait(20)

    monkeypatch.setattr(drafting, "_work", work)
    monkeypatch.setattr(drafting, "MOST_WAITING", 10)
    monkeypatch.setattr(drafting, "BREATH_S", 0.01)

    async def story() -> None:
        streams: list[Any] = [
            drafting.streamed(LEA, Completion(ASKED), drafting.begin(LEA, ASKED)) for _ in range(10)
        ]
        with pytest.raises(Refused) as refused:
            drafting.begin(LEA, ASKED)
        assert refused.value.status == 503 and refused.value.retry_after_s
        for stream in streams:
            assert '"reading"' in await anext(stream) and "still here" in await anext(stream)
        for stream in streams:
            await stream.aclose()
        await asyncio.sleep(0.05)
        assert not drafting._waiting
        release.set()

    asyncio.run(story())
    assert len(made) <= drafting.THREADS
