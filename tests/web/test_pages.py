"""The inbox, the fans' page, and the headers on all of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message, Outgoing
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from tests.corpus.samples import mastodon, status, zipped
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def corpus(creator: Creator, tmp_path: Path, word_hashes: Any) -> None:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))


def fans_message(creator: Creator, text: str, name: str = "Sam") -> Message:
    with acting_for(creator):
        channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
        message = receive(Conversation.objects.create(channel=channel, fan_name=name), text)
        draft_reply(message)
        message.refresh_from_db()
        return message


def test_from_inbox_to_sent(client_of_lea: Client, creator: Creator, corpus: None) -> None:
    message = fans_message(creator, "How many hours do you keep the dough in the fridge?")
    page = client_of_lea.get(reverse("inbox", args=["lea"])).content.decode()
    assert "How many hours" in page and f'id="row-{message.pk}"' in page
    part = client_of_lea.get(
        reverse("message", args=["lea", message.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "12 hours" in part and 'href="https://example.social/@lea/0"' in part and "<html" not in part
    with acting_for(creator):
        draft = Draft.objects.get()
    form = {"verb": "approve", "draft": draft.pk}
    first = client_of_lea.post(reverse("decide", args=["lea", message.pk]), form)
    assert first.headers["HX-Trigger"] == "decided"
    second = client_of_lea.post(reverse("decide", args=["lea", message.pk]), form)
    assert second.headers["HX-Trigger"] == "undecided" and b"decided already" in second.content
    with acting_for(creator):
        assert Outgoing.objects.count() == 1


def test_what_fans_write_is_never_html(client_of_lea: Client, creator: Creator) -> None:
    message = fans_message(creator, HOSTILE, name=HOSTILE)
    pages = [f"{reverse('inbox', args=['lea'])}?tab={tab}" for tab in ("open", "person", "done")]
    shown = [client_of_lea.get(url).content.decode() for url in pages]
    for page in (
        next(page for page in shown if f'id="row-{message.pk}"' in page),
        client_of_lea.get(reverse("message", args=["lea", message.pk])).content.decode(),
    ):
        assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_a_link_in_an_export_is_only_followed_to_the_web(
    client_of_lea: Client, creator: Creator, tmp_path: Path
) -> None:
    bring_in(creator, mastodon(tmp_path / "x", [status(1, "Rye flour", url="javascript:alert(1)")]))
    page = client_of_lea.get(reverse("search", args=["lea"]), {"q": "rye"}).content.decode()
    assert "Rye flour" in page and "javascript:" not in page


def test_every_page_forbids_what_is_inline_or_from_elsewhere(
    client_of_lea: Client, creator: Creator, corpus: None
) -> None:
    fans_message(creator, "How many hours do you keep the dough in the fridge?")
    pages = [reverse(name, args=["lea"]) for name in ("inbox", "sources", "search", "team", "talk")]
    for url in [*pages, "/accounts/login/"]:
        answer = (Client() if "login" in url else client_of_lea).get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert (
            "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        page = answer.content.decode()
        for inline in ("<style", " style=", "onclick=", "onload=", "javascript:", 'src="http', "<script>"):
            assert inline not in page, f"{inline} on {url}"


class TestTalk:
    def test_it_says_at_once_that_it_is_an_ai(self, creator: Creator, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        page = Client().get(reverse("talk", args=["lea"])).content.decode()
        assert "This is an AI, not a person." in page

    def test_an_answer_appears_when_a_person_approved_it(
        self, creator: Creator, corpus: None, settings: Any
    ) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        from ownvoice.inbox import review
        from ownvoice.inbox.outbox import send

        fan = Client()
        asked = fan.post(
            reverse("talk", args=["lea"]), {"text": "How many hours do you keep the dough in the fridge?"}
        )
        assert "Looking it up" in fan.get(asked["Location"]).content.decode()
        with acting_for(creator):
            draft = draft_reply(Message.objects.get())
        waiting = fan.get(asked["Location"]).content.decode()
        assert "A person approves it" in waiting and "12 hours" not in waiting
        with acting_for(creator):
            send(review.approve(draft, by=None).pk)
        answered = fan.get(asked["Location"]).content.decode()
        assert (
            "12 hours" in answered
            and "https://example.social/@lea/0" in answered
            and ">AI</span>" in answered
        )

    def test_distress_gets_help_lines_at_once_and_no_draft(self, creator: Creator, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        fan = Client()
        asked = fan.post(reverse("talk", args=["lea"]), {"text": "I want to kill myself"})
        page = fan.get(asked["Location"]).content.decode()
        assert "988" in page and "3114" in page and "116 123" in page
        with acting_for(creator):
            draft = draft_reply(Message.objects.get())
            assert draft.text == "" and Message.objects.get().state == "person"

    def test_a_conversation_is_found_by_its_address_only(self, creator: Creator, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        import uuid

        assert Client().get(reverse("talk-conversation", args=["lea", uuid.uuid4()])).status_code == 404

    def test_too_many_messages_are_slowed_down(self, creator: Creator, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver"]
        from django.core.cache import cache

        cache.clear()
        fan = Client()
        asked = fan.post(reverse("talk", args=["lea"]), {"text": "Hello?"})["Location"]
        for _ in range(30):
            fan.post(asked, {"text": "Hello again?"})
        with acting_for(creator):
            assert Message.objects.count() == 20


def test_an_upload_is_kept_and_queued(client_of_lea: Client, creator: Creator, tmp_path: Path) -> None:
    from ownvoice.corpus.models import Import, Item
    from ownvoice.jobs.worker import run_until_empty

    whole = zipped(mastodon(tmp_path / "m", [status(1, "Rye"), status(2, "Wheat")]), tmp_path / "export.zip")
    upload = io.BytesIO(whole.read_bytes())
    upload.name = "../../etc/passwd.zip"
    client_of_lea.post(reverse("upload", args=["lea"]), {"files": upload})
    with acting_for(creator):
        kept = Path(Import.objects.get().paths[0])
    assert kept.name == "passwd.zip" and "uploads" in kept.parts and kept.exists()
    run_until_empty()
    assert not kept.exists(), "what was uploaded isn't kept longer than it is needed"
    with acting_for(creator):
        assert Import.objects.get().state == "done" and Item.objects.count() == 2
    page = client_of_lea.get(reverse("sources", args=["lea"])).content.decode()
    assert "Mastodon" in page


def test_french(client_of_lea: Client, creator: Creator) -> None:
    page = client_of_lea.get(
        reverse("inbox", args=["lea"]), headers={"Accept-Language": "fr"}
    ).content.decode()
    assert 'lang="fr"' in page and "Boîte de réception" in page
