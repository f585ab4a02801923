"""The scope `drafts`: the answer that the pipeline works out for a message, which nobody has approved.

A few threads work on them, so that however many are asked for at once, pages have the rest of the machine. Whoever
disconnects while waiting for a thread is forgotten; a draft that is being made is finished, its connection returned.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from ownvoice.core.answers import FanMessage, Reply
from ownvoice.inbox.drafting import work_out
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.web.completions import answers
from ownvoice.web.completions.answers import Answer
from ownvoice.web.completions.asking import Asked
from ownvoice.web.completions.objects import Completion
from ownvoice.web.completions.problems import Refused

THREADS = 2
MOST_WAITING = 500  # drafts asked for and not made, of one process
COME_BACK_S = 5
BREATH_S = 5.0  # without a word on a stream

_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="drafts")
_waiting: set[asyncio.Future[Reply]] = set()


def begin(creator: Creator, asked: Asked) -> asyncio.Future[Reply]:
    """Start to work out the reply; raises `Refused` where too many wait already."""
    if len(_waiting) >= MOST_WAITING:
        raise Refused(503, "Too many answers are being made right now.", retry_after_s=COME_BACK_S)
    future = asyncio.get_running_loop().run_in_executor(_threads, _work, creator, asked)
    _waiting.add(future)
    future.add_done_callback(_waiting.discard)
    return future


def _work(creator: Creator, asked: Asked) -> Reply:
    try:
        with acting_for(creator):
            return work_out(creator, FanMessage(asked.text, turns=asked.turns))
    finally:
        connections.close_all()


async def whole(creator: Creator, asked: Asked) -> Answer:
    """The answer, when it is made."""
    return answers.of_draft(await begin(creator, asked), creator)


async def streamed(
    creator: Creator, completion: Completion, making: asyncio.Future[Reply]
) -> AsyncIterator[str]:
    """The same as chunks: nothing of a sentence before all of them have been verified."""
    try:
        yield completion.begin({"state": "reading"})
        while not making.done():
            await asyncio.wait({making}, timeout=BREATH_S)
            if not making.done():
                yield ": still here\n\n"
        answer = answers.of_draft(making.result(), creator)
        for chunk in completion.parts(answer.parts):
            yield chunk
        for chunk in completion.end(answer):
            yield chunk
    finally:
        making.cancel()
