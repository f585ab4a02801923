"""Server-sent events: a page learns that something changed and asks for the part again.

https://html.spec.whatwg.org/multipage/server-sent-events.html. The stream carries only "changed", never content:
what a page may show is decided where it is rendered. However many pages are open, they share a few threads and
database connections, and look less often the more of them there are.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

LOOK_EVERY_S = 1.0
LIFETIME_S = 600.0  # then the browser connects again by itself; nothing lingers for ever
LOOKS_PER_S = 100  # of all streams of this process together
MOST_STREAMS = 1_000  # of this process; a page that gets none asks now and then instead
QUIET_S = 15.0  # after that long without news a comment keeps proxies from cutting the line

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
_open: set[object] = set()


def _returning_connection(look: Callable[[], Any]) -> Any:
    try:
        return look()
    finally:
        connections.close_all()


def digest(seen: Any) -> str:
    """What a page was made from, short enough for its stream's address."""
    return hashlib.blake2s(repr(seen).encode(), digest_size=8).hexdigest()


async def changes(look: Callable[[], Any], seen: str = "") -> HttpResponseBase:
    """A stream that says "changed" whenever `look()` gives another value than before.

    `seen` is the digest of what the page was made from: what happened between making the page and opening
    the stream is a change as well. `look` runs in a thread and must say itself whose data it reads.
    """
    # The request's own thread stays with the stream; its connection, used to see who is asking, must not.
    await sync_to_async(connections.close_all)()
    if crowded():
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    response = StreamingHttpResponse(_events(look, seen), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def watch(look: Callable[[], Any], lifetime_s: float) -> AsyncGenerator[tuple[bool, Any], None]:
    """What `look()` finds, again and again for so long: whether that is news, and what it is.

    The first find is news. Without news a find is given now and then, so that the reader knows that somebody is
    here. `look` runs in a thread of the few that all share, and must say itself whose data it reads.
    """
    looking = sync_to_async(_returning_connection, thread_sensitive=False, executor=_threads)
    me = object()
    _open.add(me)
    try:
        before = await looking(look)
        yield True, before
        lived = quiet = 0.0
        while lived < lifetime_s:
            pause = min(max(LOOK_EVERY_S, len(_open) / LOOKS_PER_S), max(0.01, lifetime_s - lived))
            await asyncio.sleep(pause)
            lived, quiet = lived + pause, quiet + pause
            now = await looking(look)
            if now != before:
                before, quiet = now, 0.0
                yield True, now
            elif quiet >= QUIET_S:
                quiet = 0.0
                yield False, now
    finally:
        _open.discard(me)


def crowded() -> bool:
    """Whether this process has as many streams open as it will have."""
    return len(_open) >= MOST_STREAMS


async def _events(look: Callable[[], Any], seen: str) -> AsyncGenerator[str, None]:
    first = True
    async with aclosing(watch(look, LIFETIME_S)) as finds:
        async for news, found in finds:
            if first:
                first = False
                yield "retry: 2000\nevent: ready\ndata: {}\n\n"
                news = bool(seen) and seen != digest(found)
                if not news:
                    continue
            yield "event: changed\ndata: {}\n\n" if news else ": still here\n\n"
