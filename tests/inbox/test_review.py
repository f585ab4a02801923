"""Decisions: once each, stored with the draft they were about, and only the outbox sends."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.channels.delivery import deliver
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import review
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Feedback, Message, Outgoing
from ownvoice.inbox.outbox import DISCLOSURES, DISCLOSURES_EDITED, disclosure, send
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(acting: Any) -> Conversation:
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    return Conversation.objects.create(channel=channel, fan_name="Sam")


@pytest.fixture
def draft(acting: Any, conversation: Conversation, tmp_path: Path, word_hashes: Any) -> Draft:
    texts = [
        "I keep the dough in the fridge for 12 hours at 4 °C.",
        "Rye needs more water.",
        "Salt at 2 percent.",
    ]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    message = receive(conversation, "How many hours do you keep the dough in the fridge?")
    made = draft_reply(message)
    assert "12 hours at 4 °C" in made.text
    return made


def jobs(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


def test_a_message_and_its_job_are_stored_together_or_not_at_all(conversation: Conversation) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        receive(conversation, "Hello?")
        raise RuntimeError("crash before the commit")
    assert Message.objects.count() == 0 and jobs("inbox.draft") == 0
    receive(conversation, "Hello?")
    assert Message.objects.count() == 1 and jobs("inbox.draft") == 1


def test_the_same_platform_message_comes_in_once(conversation: Conversation) -> None:
    first = receive(conversation, "Hello?", native_id="m1")
    assert receive(conversation, "Hello?", native_id="m1").pk == first.pk
    assert Message.objects.count() == 1 and jobs("inbox.draft") == 1


def test_nothing_is_sent_before_a_person_approves(draft: Draft) -> None:
    assert draft.message.state in ("new", "open")
    assert Outgoing.objects.count() == 0 and jobs("outbox.send") == 0


def test_approving_sends_once_with_disclosure_and_sources(draft: Draft) -> None:
    outgoing = review.approve(draft, by=None)
    assert jobs("outbox.send") == 1
    send(outgoing.pk)
    send(outgoing.pk)
    sent = Message.objects.get(author="ai")
    assert sent.text.startswith(draft.text)
    assert sent.text.endswith(DISCLOSURES["en"].format(name="Léa"))
    assert sent.citations and sent.citations[0]["url"].startswith("https://example.social/")
    assert Feedback.objects.get().verb == "approve"


@pytest.mark.parametrize("second", ["approve", "reject", "ignore", "hand_over"])
def test_a_decided_message_is_not_decided_again(draft: Draft, second: str) -> None:
    review.approve(draft, by=None)
    with pytest.raises(review.AlreadyDecidedError):
        getattr(review, second)(draft, by=None)
    assert Outgoing.objects.count() == 1 and Feedback.objects.count() == 1


def test_two_reviewers_at_the_same_moment_make_one_reply(draft: Draft) -> None:
    from ownvoice.tenants.scope import acting_for

    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def decide() -> None:
        try:
            with acting_for(draft.creator_id):
                barrier.wait()
                review.approve(draft, by=None)
                outcomes.append("sent")
        except review.AlreadyDecidedError:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sent", "too late"]
    assert Outgoing.objects.count() == 1


def test_editing_sends_the_persons_words_and_keeps_the_draft(draft: Draft) -> None:
    send(review.edit(draft, "Twelve hours, always cold.", by=None).pk)
    assert Message.objects.get(author="ai").text.startswith("Twelve hours, always cold.")
    feedback = Feedback.objects.get()
    assert (feedback.verb, feedback.text, feedback.draft_id) == (
        "edit",
        "Twelve hours, always cold.",
        draft.pk,
    )


def test_rejecting_and_handing_over_send_nothing(draft: Draft) -> None:
    review.hand_over(draft, by=None)
    draft.message.refresh_from_db()
    assert draft.message.state == "person"
    assert Conversation.objects.get().hands == "person"
    assert Outgoing.objects.count() == 0
    review.reject(draft, by=None, note="not me")
    assert Outgoing.objects.count() == 0


def test_an_answer_in_person_carries_no_ai_label(draft: Draft) -> None:
    send(review.answer_in_person(draft.message, "Hi Sam, it's me.", by=None).pk)
    assert Message.objects.get(author="creator").text == "Hi Sam, it's me."


def test_an_empty_reply_is_refused(draft: Draft) -> None:
    with pytest.raises(OwnvoiceError, match="empty"):
        review.edit(draft, "   ", by=None)
    draft.message.refresh_from_db()
    assert draft.message.state != "done"


def test_an_unknown_channel_is_not_written_to(draft: Draft) -> None:
    Channel.objects.update(kind="pigeon post")
    outgoing = review.approve(draft, by=None)
    send(outgoing.pk)
    deliver(outgoing.channel_id)
    outgoing.refresh_from_db()
    assert outgoing.state == "failed" and not Message.objects.filter(author="ai").exists()
    draft.message.refresh_from_db()
    assert draft.message.state == "person", "it waits for the creator again, so that nothing is lost"


def test_a_persons_conversation_gets_no_draft_until_it_is_handed_back(draft: Draft) -> None:
    review.hand_over(draft, by=None)
    for decide in (review.approve, lambda d, by: review.edit(d, "Other words.", by)):
        with pytest.raises(review.InOtherHandsError):
            decide(draft, None)
    with pytest.raises(review.AlreadyDecidedError):
        review.hand_over(draft, by=None)
    assert Outgoing.objects.count() == 0 and Feedback.objects.count() == 1
    review.hand_back(Conversation.objects.get())
    draft.message.refresh_from_db()
    assert draft.message.state == "open"
    review.approve(draft, by=None)
    assert Outgoing.objects.count() == 1


def test_only_the_newest_draft_is_sent(draft: Draft) -> None:
    newer = draft_reply(draft.message)
    with pytest.raises(OwnvoiceError, match="newer draft"):
        review.approve(draft, by=None)
    review.approve(newer, by=None)


def test_an_edited_reply_does_not_claim_to_be_the_creators_own_words(draft: Draft) -> None:
    send(review.edit(draft, "Twelve hours.", by=None).pk)
    sent = Message.objects.get(author="ai")
    assert sent.text.endswith(DISCLOSURES_EDITED["en"].format(name="Léa")) and "own words" not in sent.text
    assert sent.citations == []


@pytest.mark.parametrize("edited", [True, False])
@pytest.mark.parametrize("language", ["en", "fr", "de", ""])
def test_every_disclosure_names_the_ai_and_the_creator(language: str, edited: bool) -> None:
    line = disclosure("Léa {0}", language, edited=edited)
    assert ("AI" in line or "IA" in line) and "Léa {0}" in line
