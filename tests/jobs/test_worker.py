"""The queue does what was put into it: a message that came in gets its draft, an approved one leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from ownvoice.inbox import review
from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message
from ownvoice.jobs.tasks import queue_again
from ownvoice.jobs.worker import run_until_empty
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_message_to_sent_reply(acting: Any, tmp_path: Path) -> None:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    message = receive(
        Conversation.objects.create(channel=channel), "How many hours do you keep the dough in the fridge?"
    )
    run_until_empty()
    draft = Draft.objects.get(message=message)
    message.refresh_from_db()
    assert message.state == "open" and "12 hours" in draft.text
    from ownvoice.corpus.models import PassageVector

    assert PassageVector.objects.count() == 3, "vectors caught up as well"
    review.approve(draft, by=None)
    run_until_empty()
    assert Message.objects.get(author="ai").text.startswith(draft.text)


class Manager:
    """A job manager whose stalled jobs can't be queued again."""

    def __init__(self, error: Exception) -> None:
        self.error, self.finished = error, 0

    async def get_stalled_jobs(self, **_: Any) -> list[Any]:
        return [SimpleNamespace(task_name="channels.deliver", id=n) for n in range(2)]

    async def retry_job(self, _: Any) -> None:
        raise self.error

    async def finish_job(self, *_: Any, **__: Any) -> None:
        self.finished += 1


def test_a_worker_starts_though_another_rescues_the_same_jobs() -> None:
    taken, waiting = Manager(ConnectorException()), Manager(AlreadyEnqueued())
    asyncio.run(queue_again(taken))
    asyncio.run(queue_again(waiting))
    assert (taken.finished, waiting.finished) == (0, 2), "one whose equal waits is done with"
