"""The fans' page: it says what it is, waits for approval, hands over, and knows when not to be a persona."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from ownvoice.inbox import review
from ownvoice.inbox.drafting import draft_reply
from ownvoice.inbox.models import Message
from ownvoice.inbox.outbox import send
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "How many hours do you keep the dough in the fridge?"
DISTRESS = "I want to kill myself"


@pytest.fixture(autouse=True)
def _here(creator: Creator, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    cache.clear()


@pytest.fixture
def corpus(creator: Creator, tmp_path: Path, word_hashes: Any) -> None:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))


def ask(text: str, fan: Client | None = None) -> str:
    """Begin a conversation; its address."""
    return str((fan or Client()).post(reverse("talk", args=["lea"]), {"text": text})["Location"])


def page(url: str) -> str:
    return Client().get(url).content.decode()


def draft_last(creator: Creator) -> Any:
    with acting_for(creator):
        return draft_reply(Message.objects.filter(author="fan").latest("pk"))


def test_it_says_at_once_that_it_is_an_ai() -> None:
    assert "This is an AI, not Léa." in page(reverse("talk", args=["lea"]))
    assert "This is an AI, not Léa." in page(ask("Hello?"))


def test_an_answer_appears_when_a_person_approved_it(creator: Creator, corpus: None) -> None:
    url = ask(QUESTION)
    assert "being read" in page(url)
    draft = draft_last(creator)
    waiting = page(url)
    assert "A person approves it" in waiting and "12 hours" not in waiting
    with acting_for(creator):
        outgoing = review.approve(draft, by=None)
        assert "12 hours" not in page(url), "approved isn't sent yet"
        send(outgoing.pk)
    answered = page(url)
    assert "12 hours" in answered and "https://example.social/@lea/0" in answered
    assert (
        ">AI</span>" in answered
        and 'data-written-by="ai"' in answered
        and "A person approves" not in answered
    )


def test_each_sentence_of_an_answer_says_what_it_rests_on(creator: Creator, corpus: None) -> None:
    url = ask(QUESTION)
    draft = draft_last(creator)
    with acting_for(creator):
        send(review.approve(draft, by=None).pk)
    answered = page(url)
    said = re.findall(r'<span class="said">(.*?)</span>', answered, re.DOTALL)
    assert len(said) >= 2, "sentence by sentence, the disclosure too"
    marked = next(part for part in said if "12 hours" in part)
    target = re.search(r'href="#(cited-\d+-1)"', marked)
    assert target and f'id="{target[1]}"' in answered


def test_it_is_told_how_far_a_question_is(creator: Creator, corpus: None) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    url = ask(QUESTION)
    assert "being read" in page(url)
    with connection.cursor() as cursor:  # as a worker does when it takes the job
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'inbox.draft'")
    assert ProcrastinateJob.objects.filter(status="doing").count() == 1
    assert "Looking through what Léa published" in page(url)
    draft_last(creator)
    assert "A person approves it" in page(url)


def test_what_appears_is_read_out_by_the_page_not_by_swapping_it(creator: Creator) -> None:
    shown = page(ask(QUESTION))
    assert re.search(r'id="heard"[^>]*role="log"[^>]*aria-live="polite"', shown)
    assert "aria-live" not in re.search(r'<div id="thread"[^>]*>', shown)[0]  # type: ignore[index]
    assert "<script>" not in shown and "style=" not in shown and "onclick" not in shown


def test_what_it_does_not_know_goes_to_the_person(creator: Creator, corpus: None) -> None:
    url = ask("Which telescope would you buy for looking at Saturn?")
    draft = draft_last(creator)
    assert draft.text == ""
    assert "passed" in page(url) and "in person" in page(url)


def test_each_question_keeps_its_own_state(creator: Creator, corpus: None) -> None:
    url = ask(QUESTION)
    first = draft_last(creator)
    Client().post(url, {"text": "And when do you sleep?"})
    with acting_for(creator):
        send(review.approve(first, by=None).pk)
    shown = page(url)
    assert "being read" in shown, "the second question still waits"
    assert re.search(r"<blockquote[^>]*>How many hours", shown), "the reply says which question it answers"


def test_a_rejected_draft_is_never_shown(creator: Creator, corpus: None) -> None:
    url = ask(QUESTION)
    draft = draft_last(creator)
    with acting_for(creator):
        review.reject(draft, by=None)
    assert "12 hours" not in page(url) and "no answer follows" in page(url)


class TestDistress:
    def test_help_lines_are_shown_before_any_job_has_run(self) -> None:
        shown = page(ask(DISTRESS))
        for number in ("988", "3114", "116 123", "112"):
            assert number in shown
        assert "being read" not in shown

    def test_they_stay_whatever_comes_after(self, creator: Creator) -> None:
        url = ask(DISTRESS)
        draft = draft_last(creator)
        assert draft.text == ""
        Client().post(url, {"text": "hello?"})
        assert "3114" in page(url)
        with acting_for(creator):
            send(review.answer_in_person(Message.objects.earliest("pk"), "I am here.", by=None).pk)
        assert "3114" in page(url) and "I am here." in page(url)

    def test_the_creator_sees_it_marked(self, creator: Creator, client_of_lea: Client) -> None:
        ask(DISTRESS)
        draft = draft_last(creator)
        inbox = client_of_lea.get(reverse("inbox", args=["lea"]), {"tab": "person"}).content.decode()
        assert "hint alarm" in inbox
        shown = client_of_lea.get(reverse("message", args=["lea", draft.message_id])).content.decode()
        assert "person in distress" in shown and 'value="approve"' not in shown

    def test_in_french(self) -> None:
        url = ask("Je veux mourir")
        shown = Client().get(url, headers={"Accept-Language": "fr"}).content.decode()
        assert "3114" in shown and "très dur" in shown


class TestPrivacy:
    def test_a_conversation_is_found_by_its_address_only(self, creator: Creator) -> None:
        url = ask("My secret question?")
        assert "secret" in page(url) and "secret" not in page(reverse("talk", args=["lea"]))
        for name in ("talk-conversation", "talk-thread", "talk-live"):
            assert Client().get(reverse(name, args=["lea", uuid.uuid4()])).status_code == 404

    def test_another_creators_page_does_not_show_it(self, creator: Creator) -> None:
        Creator.objects.create(slug="tom", name="Tom", languages=["en"])
        token = ask("My secret question?").rsplit("/", 1)[-1]
        for name in ("talk-conversation", "talk-thread", "talk-live"):
            assert Client().get(reverse(name, args=["tom", token])).status_code == 404
        assert (
            Client().post(reverse("talk-conversation", args=["tom", token]), {"text": "x"}).status_code == 404
        )

    def test_a_creator_without_a_public_chat_has_no_page(self, creator: Creator) -> None:
        url = ask("Hello?")
        Creator.objects.update(public_chat=False)
        assert Client().get(url).status_code == 404
        assert Client().get(reverse("talk", args=["lea"])).status_code == 404


class TestPace:
    def test_a_conversation_has_had_enough_after_twenty(self, creator: Creator) -> None:
        url = ask("Hello?")
        for n in range(30):
            Client(REMOTE_ADDR=f"10.0.0.{n}").post(url, {"text": "Hello again?"})
        with acting_for(creator):
            assert Message.objects.count() == 20

    def test_so_has_an_address_whatever_conversation_it_writes_to(self, creator: Creator) -> None:
        answers = [
            Client().post(reverse("talk", args=["lea"]), {"text": "Hello?"}).status_code for _ in range(25)
        ]
        assert answers == [302] * 20 + [400] * 5
        with acting_for(creator):
            assert Message.objects.count() == 20

    def test_what_was_written_is_not_lost_when_it_is_refused(self) -> None:
        long = "x" * 2_001
        refused = Client().post(reverse("talk", args=["lea"]), {"text": long})
        assert refused.status_code == 400 and long.encode() in refused.content

    def test_empty_and_odd_messages_are_refused_politely(self, creator: Creator) -> None:
        fan = Client()
        assert fan.post(reverse("talk", args=["lea"]), {"text": " \x00 "}).status_code == 400
        assert fan.post(reverse("talk", args=["lea"]), {}).status_code == 400
        assert fan.post(reverse("talk", args=["lea"]), {"text": "a\x00b", "name": "\x00"}).status_code == 302
        with acting_for(creator):
            assert Message.objects.get().text == "ab"


def test_fans_need_the_forms_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("talk", args=["lea"]), {"text": "Hello?"}).status_code == 403
