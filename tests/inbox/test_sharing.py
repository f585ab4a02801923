"""One answer to all who ask the same: each message gets it through the pipeline, or stays open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox import kept_clusters, review, sharing
from ownvoice.inbox.autopilot.tables import AutopilotCase
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import (
    Channel,
    Cluster,
    ClusterLook,
    ClusterMember,
    Conversation,
    Draft,
    Message,
    Outgoing,
    SharedAnswer,
    SharedReply,
)
from ownvoice.inbox.outbox import send
from ownvoice.voice.models import Boundary
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = (
    "How many hours do you keep the dough in the fridge?",
    "how many hours do you keep dough in the fridge??",
    "Hello! How many hours do you keep your dough in the fridge?",
)


@pytest.fixture
def corpus(acting: Any, tmp_path: Path, word_hashes: Any) -> None:
    texts = [
        "I keep the dough in the fridge for 12 hours at 4 °C.",
        "Rye needs more water.",
        "Salt at 2 percent.",
    ]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))


def ask(text: str, name: str = "Sam") -> Message:
    channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
    message = receive(Conversation.objects.create(channel=channel, fan_name=name), text)
    draft_reply(message)
    return message


def cluster() -> Cluster:
    kept_clusters.keep_clusters()
    found = Cluster.objects.order_by("pk").first()
    assert found is not None
    return found


def prepared(made: SharedAnswer) -> dict[str, SharedReply]:
    while sharing.prepare_some(made.pk):
        pass
    return {reply.message.text: reply for reply in made.replies.select_related("message")}


def sent(made: SharedAnswer) -> list[str]:
    sharing.send_all(made, None)
    while sharing.send_some(made.pk):
        pass
    return list(Outgoing.objects.order_by("pk").values_list("text", flat=True))


def test_one_approved_draft_goes_to_all_who_ask_the_same_and_each_is_disclosed(corpus: None) -> None:
    for number, text in enumerate(ASKED):
        ask(text, f"Fan {number}")
    found = cluster()
    assert found.size == 3 and kept_clusters.shown(10)[0].open_now == 3
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    replies = prepared(made)
    assert {reply.state for reply in replies.values()} == {"fits"}
    assert all("12 hours" in reply.text for reply in replies.values())
    assert Outgoing.objects.count() == 0, "a preview sends nothing"
    texts = sent(made)
    assert len(texts) == 3 and SharedAnswer.objects.get().state == "done"
    assert set(Message.objects.filter(author="fan").values_list("state", flat=True)) == {"done"}
    for outgoing in Outgoing.objects.all():
        assert outgoing.citations and outgoing.written_by == "ai"
        send(outgoing.pk)
    assert Message.objects.filter(author="ai", text__contains="approved by a person").count() == 3
    assert kept_clusters.shown(10)[0].open_now == 0


def test_what_a_person_writes_once_goes_to_those_it_answers_and_says_that_a_person_wrote_it(
    corpus: None,
) -> None:
    for text in ("Which microphone do you use?", "what microphone do you use in there?"):
        ask(text)
    made = sharing.prepare(cluster(), None, texts=["The microphone I use is a Shure."])
    replies = prepared(made)
    assert {reply.state for reply in replies.values()} == {"fits"}, {r.reason for r in replies.values()}
    assert len(sent(made)) == 2
    for outgoing in Outgoing.objects.all():
        send(outgoing.pk)
    assert Message.objects.filter(author="ai", text__contains="edited and approved by a person").count() == 2


def test_a_message_that_asks_for_something_else_stays_open(corpus: None) -> None:
    for text in ASKED[:2]:
        ask(text)
    odd = ask("Do you ship bread to Australia?")
    found = cluster()
    ClusterMember.objects.create(cluster=found, message=odd)
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    replies = prepared(made)
    assert replies[odd.text].state == "failed" and replies[odd.text].reason
    assert len(sent(made)) == 2
    assert Message.objects.get(pk=odd.pk).state in ("open", "person")


def test_laws_and_boundaries_hold_for_each_message(corpus: None) -> None:
    ask(ASKED[0])
    ask(ASKED[1])
    touching = ask("How many hours do you keep the dough in the fridge at your wedding?")
    found = cluster()
    ClusterMember.objects.get_or_create(message=touching, defaults={"cluster": found})
    Boundary.objects.create(name="weddings", patterns=["wedding"])
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    assert "weddings" in prepared(made)[touching.text].reason


def test_what_was_written_may_not_claim_to_be_human(corpus: None) -> None:
    for text in ("Which microphone do you use?", "what microphone do you use in there?"):
        ask(text)
    made = sharing.prepare(cluster(), None, texts=["I'm a human and the microphone I use is a Shure."])
    assert {reply.state for reply in prepared(made).values()} == {"failed"}


def test_what_changed_after_the_look_is_not_sent(corpus: None) -> None:
    for text in ASKED:
        ask(text)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    replies = prepared(made)
    first, second, third = replies.values()
    draft = Draft.objects.filter(message=first.message).latest("pk")
    review.ignore(draft, None)
    Conversation.objects.filter(pk=second.message.conversation_id).update(hands="person")
    assert len(sent(made)) == 1
    assert {reply.state for reply in made.replies.exclude(message=third.message)} == {"left out"}
    assert Message.objects.get(pk=second.message_id).state == "open"


def test_a_removed_source_takes_the_answer_with_it(corpus: None, acting: Any) -> None:
    from ownvoice.corpus.models import Source
    from ownvoice.corpus.removal import remove_source

    for text in ASKED:
        ask(text)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    prepared(made)
    remove_source(Source.objects.get())
    assert not SharedReply.objects.filter(text__contains="12 hours").exists()
    assert SharedAnswer.objects.filter(state="ready").count() == 0


def test_left_out_and_cancelled_send_nothing(corpus: None) -> None:
    for text in ASKED:
        ask(text)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    one = next(iter(prepared(made).values()))
    sharing.leave_out(one)
    assert len(sent(made)) == 2 and SharedReply.objects.get(pk=one.pk).state == "left out"
    again = sharing.prepare(found, None, texts=["Twelve hours for the dough in the fridge."])
    prepared(again)
    sharing.cancel(again)
    with pytest.raises(OwnvoiceError, match="waiting for your word"):
        sharing.send_all(again, None)
    assert Outgoing.objects.count() == 2


def test_said_twice_it_is_sent_once_and_a_second_worker_sends_nothing(corpus: None) -> None:
    for text in ASKED:
        ask(text)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    prepared(made)
    sharing.send_all(made, None)
    with pytest.raises(OwnvoiceError):
        sharing.send_all(made, None)
    sharing.send_some(made.pk)
    SharedAnswer.objects.update(state="sending")  # as if the worker had died before its last word
    sharing.send_some(made.pk)
    assert Outgoing.objects.count() == 3
    assert Message.objects.filter(author="fan", state="done").count() == 3


def test_cancelled_while_it_is_sent_nothing_more_leaves(
    corpus: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ASKED:
        ask(text)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found))
    prepared(made)
    sharing.send_all(made, None)
    monkeypatch.setattr(sharing, "AT_ONCE", 1)
    assert sharing.send_some(made.pk)
    sharing.cancel(made)
    assert not sharing.send_some(made.pk)
    assert Outgoing.objects.count() == 1 and SharedAnswer.objects.get().state == "cancelled"
    assert [reply.state for reply in made.replies.all()] == ["sent"]


def test_names_are_said_in_the_greeting_where_wished(corpus: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from ownvoice.voice.models import Persona

    Persona.objects.create(number=9_999, habits={"openings": {"en": ["Hi!"]}, "closings": {}, "thanks": {}})
    for text, name in zip(ASKED, ("Ana", "x_bot_9", "Jean Martin"), strict=True):
        ask(text, name)
    found = cluster()
    made = sharing.prepare(found, None, kept_clusters.best_draft(found), by_name=True)
    texts = sorted(reply.text for reply in prepared(made).values())
    assert [text.split(" I keep")[0] for text in texts] == ["Hi Ana!", "Hi Jean!", "Hi!"]
    assert len(sent(made)) == 3


def test_there_has_to_be_something_to_say_and_somebody_to_say_it_to(corpus: None) -> None:
    for text in ASKED:
        ask(text)
    found = cluster()
    with pytest.raises(OwnvoiceError, match="no answer to send"):
        sharing.prepare(found, None)
    with pytest.raises(OwnvoiceError, match="10001 characters"):
        sharing.prepare(found, None, texts=["x" * 10_001])
    Message.objects.update(state="done")
    with pytest.raises(OwnvoiceError, match="Nobody waits"):
        sharing.prepare(found, None, texts=["Yes."])


def test_a_look_is_due_only_when_something_came_in_and_not_too_often(corpus: None) -> None:
    assert not kept_clusters.look_is_due()
    ask(ASKED[0])
    assert kept_clusters.look_is_due()
    kept_clusters.keep_clusters()
    ClusterLook.objects.update(seconds=0.0)
    assert not kept_clusters.look_is_due()
    ask(ASKED[1])
    assert kept_clusters.look_is_due()
    ClusterLook.objects.update(seconds=3_600.0)
    assert not kept_clusters.look_is_due()


def test_the_jobs_work_an_answer_off(corpus: None, acting: Any) -> None:
    from ownvoice.jobs import tasks

    for text in ASKED:
        ask(text)
    tasks.look_for_clusters(0)
    assert ProcrastinateJob.objects.filter(task_name="inbox.keep_clusters").count() == 1
    tasks.look_for_clusters(0)
    assert ProcrastinateJob.objects.filter(task_name="inbox.keep_clusters").count() == 1


def test_what_is_sent_to_all_tells_about_each_draft_that_waited(corpus: None) -> None:
    for number, text in enumerate(ASKED):
        ask(text, f"Fan {number}")
    cases = AutopilotCase.objects.filter(draft__message__text__in=ASKED)
    waited = list(cases.values_list("pk", flat=True))
    assert len(waited) == 3 and not cases.filter(error__isnull=False).exists()
    found = cluster()
    made = sharing.prepare(found, None, draft=Draft.objects.filter(message=found.named_by).latest("pk"))
    prepared(made)
    assert len(sent(made)) == 3
    assert set(cases.filter(pk__in=waited).values_list("error", flat=True)) == {False}


def test_and_where_a_person_wrote_something_else_each_of_them_was_wrong(corpus: None) -> None:
    for number, text in enumerate(ASKED):
        ask(text, f"Fan {number}")
    made = sharing.prepare(cluster(), None, texts=["I keep the dough in the fridge for 48 hours these days."])
    answered = [reply.message_id for reply in prepared(made).values() if reply.state == "fits"]
    sent(made)
    wrong = AutopilotCase.objects.filter(error=True).values_list("draft__message_id", flat=True)
    assert answered and set(wrong) == set(answered)
