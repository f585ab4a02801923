"""How often a goal was mentioned, to whom: what keeps the creator's AI from repeating itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ownvoice.core.answers import Mentions, Stage
from ownvoice.inbox import review
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.mentions import mentions_of, stage_of
from ownvoice.inbox.models import Channel, Conversation, Draft, Message
from ownvoice.voice.models import Goal
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "How many hours do you keep the dough in the fridge?"
COURSE = "My dough course opens in April."


@pytest.fixture
def channel(acting: Any) -> Channel:
    return Channel.objects.create(kind="webchat", label="Web chat")


@pytest.fixture
def goal(acting: Any, tmp_path: Path, word_hashes: Any) -> Goal:
    texts = [
        "I keep the dough in the fridge for 12 hours at 4 °C.",
        "Rye needs more water.",
        "Salt at 2 percent.",
    ]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    return Goal.objects.create(name="course", message=COURSE, lang="en", topics=["dough"])


def fan(channel: Channel, name: str = "") -> Conversation:
    return Conversation.objects.create(channel=channel, fan_name=name)


def drafted(conversation: Conversation, text: str = QUESTION) -> Draft:
    return draft_reply(receive(conversation, text))


def test_a_goal_is_mentioned_once_to_a_fan_and_again_to_another(channel: Channel, goal: Goal) -> None:
    sam = fan(channel, "Sam")
    first = drafted(sam)
    assert COURSE in first.text and first.goal_id == goal.pk
    review.approve(first, by=None)
    again = drafted(sam)
    assert "12 hours" in again.text and COURSE not in again.text and again.goal_id is None
    assert COURSE in drafted(fan(channel, "Ana")).text


def test_the_same_fan_in_another_conversation_is_the_same(channel: Channel, goal: Goal) -> None:
    drafted(fan(channel, "Sam"))
    assert COURSE not in drafted(fan(channel, "Sam")).text
    assert COURSE in drafted(fan(channel)).text  # nobody knows who that is
    assert COURSE in drafted(fan(channel)).text


def test_at_most_so_often_a_day(channel: Channel, goal: Goal) -> None:
    Goal.objects.update(per_day=2)
    assert [COURSE in drafted(fan(channel, f"fan {n}")).text for n in range(3)] == [True, True, False]
    Draft.objects.update(made_at=timezone.now() - timedelta(days=1, hours=1))
    assert COURSE in drafted(fan(channel, "Ana")).text


def test_a_draft_that_was_rejected_mentioned_nothing(channel: Channel, goal: Goal) -> None:
    sam = fan(channel, "Sam")
    review.reject(drafted(sam), by=None)
    assert mentions_of(goal.pk, None) == Mentions()
    assert COURSE in drafted(sam).text


def test_a_message_drafted_anew_does_not_count_against_itself(channel: Channel, goal: Goal) -> None:
    message = receive(fan(channel, "Sam"), QUESTION)
    assert COURSE in draft_reply(message).text and COURSE in draft_reply(message).text
    assert mentions_of(goal.pk, message) == Mentions()
    assert mentions_of(goal.pk, None) == Mentions(to_fan=0, today=1)


def test_another_creators_mentions_are_none_of_this_ones(channel: Channel, goal: Goal) -> None:
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    drafted(fan(channel, "Sam"))
    with acting_for(Creator.objects.create(slug="bob", name="Bob", languages=["en"])):
        assert mentions_of(goal.pk, None) == Mentions()


def test_who_writes_again_is_a_regular(channel: Channel, goal: Goal) -> None:
    Goal.objects.update(stages=["regular"], per_fan=None)
    sam = fan(channel, "Sam")
    first = drafted(sam)
    assert COURSE not in first.text
    assert stage_of(Message.objects.get(pk=first.message_id)) is Stage.FIRST_CONTACT
    second = drafted(sam)
    assert COURSE in second.text
    assert stage_of(Message.objects.get(pk=second.message_id)) is Stage.REGULAR


def test_grief_keeps_every_goal_out(channel: Channel, goal: Goal) -> None:
    told = drafted(fan(channel, "Sam"), f"My father died last week and left me his notes. {QUESTION}")
    assert COURSE not in told.text
