"""The page of what several ask: a group, one answer, a look at each reply, and only then sending."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ownvoice.inbox import kept_clusters, sharing
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Cluster, Conversation, Message, Outgoing, SharedAnswer, SharedReply
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(creator: Creator, tmp_path: Path, word_hashes: Any) -> Cluster:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    with acting_for(creator):
        channel = Channel.objects.create(kind="webchat", label="Web chat")
        for name, text in (
            ("Ana", "How many hours do you keep the dough in the fridge?"),
            ("<b>Bob</b>", "how many hours do you keep dough in the fridge??"),
        ):
            draft_reply(receive(Conversation.objects.create(channel=channel, fan_name=name), text))
        kept_clusters.keep_clusters()
        return Cluster.objects.get()


def worked_off(creator: Creator, step: Any) -> SharedAnswer:
    with acting_for(creator):
        made = SharedAnswer.objects.latest("pk")
        while step(made.pk):
            pass
        return SharedAnswer.objects.get(pk=made.pk)


def test_from_the_group_to_every_reply(client_of_lea: Client, creator: Creator, group: Cluster) -> None:
    assert "Asked by several" in client_of_lea.get("/c/lea/inbox").content.decode()
    listed = client_of_lea.get("/c/lea/inbox/clusters").content.decode()
    assert "2 people ask" in listed and group.name in listed
    page = client_of_lea.get(f"/c/lea/inbox/clusters/{group.pk}").content.decode()
    assert "12 hours" in page and "&lt;b&gt;Bob" in page
    with acting_for(creator):
        draft = kept_clusters.best_draft(group)
    assert draft is not None
    begun = client_of_lea.post(
        f"/c/lea/inbox/clusters/{group.pk}", {"verb": "draft", "draft": draft.pk}, follow=True
    )
    assert "2 to go" in begun.content.decode()
    made = worked_off(creator, sharing.prepare_some)
    address = f"/c/lea/inbox/answers/{made.pk}"
    look = client_of_lea.get(address).content.decode()
    assert "It suits 2 of 2" in look and "Send these 2 replies" in look and look.count("12 hours") == 2
    with acting_for(creator):
        assert not Outgoing.objects.exists()
        one = SharedReply.objects.latest("pk")
    assert (
        "Left out"
        in client_of_lea.post(address, {"verb": "leave out", "reply": one.pk}, follow=True).content.decode()
    )
    client_of_lea.post(address, {"verb": "take in", "reply": one.pk})
    client_of_lea.post(address, {"verb": "send"})
    twice = client_of_lea.post(address, {"verb": "send"}).content.decode()
    assert "waiting for your word" in twice.replace("&#x27;", "'")
    worked_off(creator, sharing.send_some)
    assert "Sent to 2 of 2" in client_of_lea.get(address).content.decode()
    with acting_for(creator):
        assert Outgoing.objects.count() == 2
        assert Outgoing.objects.first().draft.feedback.get().by.email == "lea@example.org"
    assert "2 people ask" not in client_of_lea.get("/c/lea/inbox/clusters").content.decode()


def test_an_empty_answer_is_refused_with_a_sentence(client_of_lea: Client, group: Cluster) -> None:
    page = client_of_lea.post(f"/c/lea/inbox/clusters/{group.pk}", {"verb": "write", "text": " "})
    assert "There is no answer to send" in page.content.decode()


def test_a_group_that_is_gone_leads_back_to_the_list(
    client_of_lea: Client, creator: Creator, group: Cluster
) -> None:
    with acting_for(creator):
        kept_clusters.keep_clusters()
    page = client_of_lea.get(f"/c/lea/inbox/clusters/{group.pk}", follow=True)
    assert "looked at anew" in page.content.decode()


def test_looking_now_is_queued_once(client_of_lea: Client, group: Cluster) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(2):
        assert client_of_lea.post("/c/lea/inbox/clusters/look").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="inbox.keep_clusters").count() == 1


def test_nobody_sees_the_groups_of_another_creator(client_of_lea: Client, group: Cluster) -> None:
    other = Creator.objects.create(slug="zoe", name="Zoé")
    assert client_of_lea.get("/c/zoe/inbox/clusters").status_code == 404
    with acting_for(other):
        assert not Cluster.objects.exists()
    assert Client().get("/c/lea/inbox/clusters").status_code in (302, 400)


def test_in_french(client_of_lea: Client, group: Cluster) -> None:
    page = client_of_lea.get("/c/lea/inbox/clusters", HTTP_ACCEPT_LANGUAGE="fr").content.decode()
    assert "2 personnes demandent" in page and "Regarder maintenant" in page


def test_the_list_asks_the_database_as_often_however_many_there_are(
    client_of_lea: Client, creator: Creator, group: Cluster, django_assert_max_num_queries: Any
) -> None:
    with acting_for(creator):
        message = Message.objects.first()
        for number in range(40):
            Cluster.objects.create(name=f"q{number}", size=2, named_by=message)
    with django_assert_max_num_queries(20):
        client_of_lea.get("/c/lea/inbox/clusters")
