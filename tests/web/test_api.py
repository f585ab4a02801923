"""The JSON API: typed, for members only, and with the same decisions as the pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Outgoing
from ownvoice.tenants.models import Creator, Membership, User
from ownvoice.tenants.scope import acting_for
from ownvoice.web.api_docs import type_name
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/api/v1/creators/lea"


@pytest.fixture
def draft(creator: Creator, tmp_path: Path, word_hashes: Any) -> Draft:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    with acting_for(creator):
        channel = Channel.objects.create(kind="webchat", label="Web chat")
        conversation = Conversation.objects.create(channel=channel, fan_name="Sam")
        return draft_reply(receive(conversation, "How many hours do you keep the dough in the fridge?"))


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"{BASE}{path}", json.dumps(body), content_type="application/json")


def test_from_the_list_to_a_decision(client_of_lea: Client, draft: Draft) -> None:
    (listed,) = client_of_lea.get(f"{BASE}/messages").json()
    assert listed["author"] == "Sam" and "12 hours" in listed["draft"]["text"] and listed["hands"] == "ai"
    assert client_of_lea.get(f"{BASE}/messages/{listed['id']}").json() == listed
    decided = post(client_of_lea, f"/drafts/{draft.pk}/decision", {"verb": "approve"})
    assert decided.json()["state"] == "done"
    again = post(client_of_lea, f"/drafts/{draft.pk}/decision", {"verb": "approve"})
    assert again.status_code == 409 and "decided already" in again.json()["problem"]
    assert Outgoing.everyone.count() == 1
    assert client_of_lea.get(f"{BASE}/messages").json() == []
    assert len(client_of_lea.get(f"{BASE}/messages?folder=done").json()) == 1


def test_answering_in_person(client_of_lea: Client, draft: Draft) -> None:
    answered = post(client_of_lea, f"/messages/{draft.message_id}/answer", {"text": "It's me."}).json()
    assert answered["hands"] == "person" and answered["state"] == "done"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=9999", "before=-1", f"before={10**30}", "folder=x", "before=x"]
)
def test_odd_questions_are_refused(client_of_lea: Client, creator: Creator, query: str) -> None:
    assert client_of_lea.get(f"{BASE}/messages?{query}").status_code == 422


def test_odd_decisions_are_refused(client_of_lea: Client, draft: Draft) -> None:
    assert post(client_of_lea, f"/drafts/{draft.pk}/decision", {"verb": "send"}).status_code == 422
    assert post(client_of_lea, f"/drafts/{draft.pk + 999}/decision", {"verb": "approve"}).status_code == 404
    assert post(client_of_lea, f"/drafts/{draft.pk}/decision", {"verb": "edit"}).status_code == 409


def test_search(client_of_lea: Client, draft: Draft) -> None:
    (hit, *_) = client_of_lea.get(f"{BASE}/search", {"q": "dough fridge\x00"}).json()
    assert "12 hours" in hit["text"] and hit["url"] == "https://example.social/@lea/0"


def test_a_change_needs_the_token(creator: Creator, draft: Draft, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.create_user("rev@example.org")
    Membership.objects.create(user=user, creator=creator, role="reviewer")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.get(f"{BASE}/messages").status_code == 200
    assert post(strict, f"/drafts/{draft.pk}/decision", {"verb": "approve"}).status_code == 403
    assert not Outgoing.everyone.exists()


def test_another_creators_draft_is_not_there(draft: Draft, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
    user = User.objects.create_user("tom@example.org")
    Membership.objects.create(user=user, creator=other, role="owner")
    theirs = Client()
    theirs.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    paths = [f"/drafts/{draft.pk}/decision", f"/messages/{draft.message_id}/answer"]
    for base in ("/api/v1/creators/tom", BASE):
        for path in paths:
            body = json.dumps({"verb": "approve", "text": "x"})
            assert theirs.post(base + path, body, content_type="application/json").status_code == 404
        assert theirs.get(f"{base}/messages/{draft.message_id}").status_code == 404


def test_it_is_described_on_a_page_of_our_own(client_of_lea: Client) -> None:
    page = client_of_lea.get("/api/v1/docs").content.decode()
    assert "/creators/{slug}/messages" in page and "“open” or “person” or “done”" in page
    assert "cdn" not in page and "/api/v1/openapi.json" in page
    assert client_of_lea.get("/api/v1/openapi.json").json()["info"]["title"] == "Ownvoice"
    assert "/accounts/login" in Client().get("/api/v1/docs")["Location"]


def test_types_in_a_few_words() -> None:
    assert type_name({"type": "array", "items": {"$ref": "#/components/schemas/HitOut"}}) == "list of HitOut"
    assert type_name({"anyOf": [{"type": "integer"}, {"type": "null"}]}) == "integer or null"


def test_saying_what_a_message_is(client_of_lea: Client, draft: Draft) -> None:
    (listed,) = client_of_lea.get(f"{BASE}/messages").json()
    assert listed["intent"] == "question"
    said = post(client_of_lea, f"/messages/{draft.message_id}/intent", {"intent": "request"})
    assert said.status_code == 200 and said.json()["intent"] == "request" and said.json()["state"] == "open"
    assert client_of_lea.get(f"{BASE}/messages").json()[0]["intent"] == "request"
    assert post(client_of_lea, f"/messages/{draft.message_id}/intent", {"intent": "soup"}).status_code == 422
    assert post(client_of_lea, "/messages/999999/intent", {"intent": "spam"}).status_code == 404


def test_of_a_message_that_triage_has_not_seen_nobody_can_say_what_it_is(
    client_of_lea: Client, draft: Draft
) -> None:
    with acting_for(draft.creator):
        new = receive(draft.message.conversation, "And then?")
    refused = post(client_of_lea, f"/messages/{new.pk}/intent", {"intent": "spam"})
    assert refused.status_code == 409 and "hasn't been read" in refused.json()["problem"]
