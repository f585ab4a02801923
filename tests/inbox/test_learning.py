"""What a person says a message is: kept, learned from, for this creator alone."""

from __future__ import annotations

from typing import Any

import pytest

from ownvoice.core.answers import FanMessage, Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.drafting import draft_reply, receive, work_out
from ownvoice.inbox.learning import correct_intent, learned_triage
from ownvoice.inbox.models import Channel, Conversation, IntentCorrection
from ownvoice.inbox.together import duplicates_of, open_clusters

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(acting: Any) -> Conversation:
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    return Conversation.objects.create(channel=channel, fan_name="Sam")


def test_a_correction_changes_how_the_next_such_message_is_taken(
    acting: Any, conversation: Conversation
) -> None:
    message = receive(conversation, "When is the next vinyl drop?")
    draft_reply(message)
    correct_intent(message, "collaboration", by=None)
    assert IntentCorrection.objects.get().found != "collaboration"
    later = work_out(acting, FanMessage("so when is the next vinyl drop?"), by_meaning=False)
    assert later.triage.intent is Intent.COLLABORATION


def test_an_unknown_intent_and_an_unread_message_are_refused(conversation: Conversation) -> None:
    message = receive(conversation, "Hello?")
    with pytest.raises(OwnvoiceError, match="hasn't been read"):
        correct_intent(message, "spam", by=None)
    draft_reply(message)
    with pytest.raises(OwnvoiceError, match="no intent"):
        correct_intent(message, "nonsense", by=None)
    assert IntentCorrection.objects.count() == 0 and not learned_triage().weights


def test_open_messages_that_ask_for_the_same_are_brought_together(conversation: Conversation) -> None:
    texts = ("Which microphone do you use?", "what microphone is that?", "Do you ship to Australia?")
    messages = [receive(conversation, text) for text in texts]
    for message in messages:
        draft_reply(message)
    (found,) = open_clusters()
    assert sorted(found.ids) == [messages[0].pk, messages[1].pk]


def test_a_near_duplicate_of_an_open_message_is_found(conversation: Conversation) -> None:
    texts = ("Do you ship to Australia in winter?", "do you ship to australia in winter??", "Which flour?")
    messages = [receive(conversation, text) for text in texts]
    for message in messages:
        draft_reply(message)
    assert duplicates_of(messages[0]) == [messages[1].pk]
