"""Server-sent events: a page learns that something changed and asks for the part again.

https://html.spec.whatwg.org/multipage/server-sent-events.html. The stream carries only "changed", never content:
what a page may show is decided where it is rendered.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

LOOK_EVERY_S = 1.0
LIFETIME_S = 600.0  # then the browser connects again by itself; nothing lingers for ever


def changes(look: Callable[[], Any]) -> StreamingHttpResponse:
    """A stream that says "changed" whenever `look()` gives another value than before.

    `look` runs in a thread and must say itself whose data it reads.
    """

    async def events() -> AsyncIterator[str]:
        before = await sync_to_async(look)()
        yield "retry: 2000\nevent: ready\ndata: {}\n\n"
        waited = 0.0
        while waited < LIFETIME_S:
            await asyncio.sleep(LOOK_EVERY_S)
            waited += LOOK_EVERY_S
            now = await sync_to_async(look)()
            if now != before:
                before = now
                yield "event: changed\ndata: {}\n\n"
            elif waited % 15 < LOOK_EVERY_S:
                yield ": still here\n\n"  # so that a proxy doesn't cut a quiet line

    response = StreamingHttpResponse(events(), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
