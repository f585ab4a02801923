"""The queue does what was put into it: a message that came in gets its draft, an approved one leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ownvoice.inbox import review
from ownvoice.inbox.drafting import receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message
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
