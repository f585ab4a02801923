"""On a message's page a person says what the message is, and takes it back by saying it again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.learning import learned_triage
from ownvoice.inbox.models import Channel, Conversation, IntentCorrection, Message, Outgoing
from ownvoice.tenants.models import Creator, Membership, User
from ownvoice.tenants.scope import acting_for

pytestmark = pytest.mark.django_db(transaction=True)


def received(creator: Creator, text: str) -> Message:
    with acting_for(creator):
        channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
        message = receive(Conversation.objects.create(channel=channel, fan_name="Sam"), text)
        draft_reply(message)
    return message


def chosen(page: Any) -> str:
    (value,) = re.findall(r'<option value="(\w+)" selected', page.content.decode())
    return str(value)


@pytest.fixture
def message(creator: Creator, word_hashes: Any) -> Message:
    return received(creator, "When is the next vinyl drop?")


def test_saying_what_a_message_is_and_taking_it_back(
    client_of_lea: Client, creator: Creator, message: Message
) -> None:
    address = f"/c/lea/messages/{message.pk}"
    found = chosen(client_of_lea.get(address))
    page = client_of_lea.post(f"{address}/intent", {"intent": "collaboration"})
    assert "Noted: collaboration" in page.content.decode() and chosen(page) == "collaboration"
    assert f"it was taken for “{found}”" in page.content.decode()
    with acting_for(creator):
        assert learned_triage().weights
        assert not Outgoing.objects.exists() and Message.objects.get(pk=message.pk).state == "person"
    page = client_of_lea.post(f"{address}/intent", {"intent": found})
    assert chosen(page) == found and "it was taken for" not in page.content.decode()
    with acting_for(creator):
        assert IntentCorrection.objects.filter(by__email="lea@example.org").count() == 2
    assert chosen(client_of_lea.get(address)) == found


def test_an_unknown_word_is_a_sentence_and_no_error(client_of_lea: Client, message: Message) -> None:
    page = client_of_lea.post(f"/c/lea/messages/{message.pk}/intent", {"intent": "<b>soup"})
    assert page.status_code == 200 and "There is no intent “&lt;b&gt;soup”" in page.content.decode()


def test_distress_is_never_talked_away(client_of_lea: Client, creator: Creator, word_hashes: Any) -> None:
    message = received(creator, "I want to kill myself tonight.")
    page = client_of_lea.post(f"/c/lea/messages/{message.pk}/intent", {"intent": "smalltalk"})
    assert "doesn’t change" in page.content.decode() or "doesn&#x27;t change" in page.content.decode()
    with acting_for(creator):
        assert not learned_triage().weights


def test_a_reviewer_may_and_somebody_else_may_not(creator: Creator, message: Message, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    address = f"/c/lea/messages/{message.pk}/intent"
    for email, role, status in (("r@example.org", "reviewer", 200), ("x@example.org", "", 404)):
        user = User.objects.create_user(email, "longer-than-ten-9", name="R")
        if role:
            Membership.objects.create(user=user, creator=creator, role=role)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address, {"intent": "thanks"}).status_code == status
    assert Client().post(address, {"intent": "thanks"}).status_code == 302
    with acting_for(creator):
        assert IntentCorrection.objects.count() == 1


def test_before_a_message_is_read_there_is_nothing_to_correct(
    client_of_lea: Client, creator: Creator
) -> None:
    with acting_for(creator):
        channel = Channel.objects.create(kind="webchat", label="Web chat")
        new = receive(Conversation.objects.create(channel=channel), "Hello?")
    assert "correct-intent" not in client_of_lea.get(f"/c/lea/messages/{new.pk}").content.decode()
    assert "what-it-is" not in client_of_lea.get(f"/c/lea/messages/{new.pk}").content.decode()


def test_in_french(client_of_lea: Client, message: Message) -> None:
    page = client_of_lea.post(
        f"/c/lea/messages/{message.pk}/intent", {"intent": "thanks"}, HTTP_ACCEPT_LANGUAGE="fr"
    )
    assert "C’est" in page.content.decode() and "Noté" in page.content.decode()
