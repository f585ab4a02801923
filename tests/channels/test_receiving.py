"""What fans write comes in once, whatever is repeated or interrupted; who says STOP is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.channels import receiving
from ownvoice.channels.failing import RetryLaterError
from ownvoice.channels.memory import MemoryChannel, MemoryPlatform
from ownvoice.channels.models import Connection, OptOut
from ownvoice.channels.optout import START, STOP, asks_to_start, asks_to_stop
from ownvoice.channels.port import Change
from ownvoice.inbox.models import Conversation, Message, Outgoing
from tests.channels.making import connected, decided, incoming, stored

db = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(acting: Any) -> Connection:
    return connected()


def drafts_queued() -> int:
    return ProcrastinateJob.objects.filter(task_name="inbox.draft").count()


@db
def test_pages_come_in_whole_and_once(row: Connection) -> None:
    platform = MemoryPlatform(written=[incoming(f"m{n}") for n in range(95)])
    channel = MemoryChannel(platform)
    assert receiving.receive(row.channel_id, lambda _: channel) == 95
    assert receiving.receive(row.channel_id, lambda _: channel) == 0
    assert Message.objects.count() == 95 and drafts_queued() == 95
    row.refresh_from_db()
    assert row.cursor == {"seen": 95} and row.received_at


@db
def test_a_crash_between_two_pages_loses_and_repeats_nothing(row: Connection) -> None:
    platform = MemoryPlatform(written=[incoming(f"m{n}") for n in range(95)])
    channel = MemoryChannel(platform)
    first = channel.receive({})
    receiving.keep(row, first.messages, first.cursor)
    # The worker dies here; another begins with what the database says.
    assert receiving.receive(row.channel_id, lambda _: channel) == 55
    assert Message.objects.count() == 95


@db
def test_a_crash_before_the_commit_takes_messages_cursor_and_jobs_along(
    row: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = MemoryChannel(MemoryPlatform(written=[incoming("m1")]))

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(receiving, "enqueue_each", crash)
    with pytest.raises(RuntimeError):
        receiving.receive(row.channel_id, lambda _: channel)
    row.refresh_from_db()
    assert Message.objects.count() == 0 and row.cursor == {} and drafts_queued() == 0


@db
def test_of_two_workers_with_the_same_page_one_stores_it(row: Connection) -> None:
    batch = MemoryChannel(MemoryPlatform(written=[incoming("m1")])).receive({})
    stale = Connection.objects.get(pk=row.pk)
    assert receiving.keep(row, batch.messages, batch.cursor) == 1
    assert receiving.keep(stale, batch.messages, batch.cursor) is None
    assert Message.objects.count() == 1


@db
def test_a_failure_waits_for_the_next_turn_and_is_shown(row: Connection) -> None:
    platform = MemoryPlatform(written=[incoming("m1")], errors=[RetryLaterError("The platform is down.")])
    channel = MemoryChannel(platform)
    assert receiving.receive(row.channel_id, lambda _: channel) == 0
    row.refresh_from_db()
    assert row.problem == "The platform is down." and row.state == "live"
    assert receiving.receive(row.channel_id, lambda _: channel) == 1
    row.refresh_from_db()
    assert row.problem == ""


@db
def test_a_key_that_is_refused_stops_the_channel(row: Connection) -> None:
    platform = MemoryPlatform(written=[incoming("m1")], shut=True)
    receiving.receive(row.channel_id, lambda _: MemoryChannel(platform))
    row.refresh_from_db()
    assert row.state == "shut out" and row.problem


@db
def test_a_conversation_is_one_fan_in_one_thread(row: Connection) -> None:
    stored(row, incoming("a", thread_id="t", fan_id="f"), incoming("b", thread_id="t", fan_id="g"))
    row.refresh_from_db()
    stored(
        row, incoming("c", thread_id="c", parent_id="a", fan_id="f"), incoming("d", parent_id="a", fan_id="h")
    )
    by_id = {m.native_id: m.conversation_id for m in Message.objects.all()}
    assert by_id["a"] == by_id["c"], "who goes on with their own thread is in the same conversation"
    assert len({by_id["a"], by_id["b"], by_id["d"]}) == 3, "what another writes under it is their own"


@db
def test_an_edit_drops_what_was_meant_for_the_old_words(row: Connection) -> None:
    (message,) = stored(row, incoming("m1"))
    outgoing = decided(message)
    row.refresh_from_db()
    receiving.keep(row, [replace(incoming("m1", "And how warm?"), change=Change.EDITED)], {"n": 1})
    outgoing.refresh_from_db()
    message.refresh_from_db()
    assert (outgoing.state, outgoing.due_at) == ("dropped", None)
    assert (message.text, message.state) == ("And how warm?", "new") and message.edited_at
    assert drafts_queued() == 2


@db
def test_an_edit_after_the_answer_changes_the_text_alone(row: Connection) -> None:
    (message,) = stored(row, incoming("m1"))
    outgoing = decided(message)
    Outgoing.objects.update(state="sent", due_at=None)
    row.refresh_from_db()
    receiving.keep(row, [replace(incoming("m1", "Thanks!"), change=Change.EDITED)], {"n": 1})
    outgoing.refresh_from_db()
    message.refresh_from_db()
    assert (outgoing.state, message.state, message.text) == ("sent", "done", "Thanks!")


@db
def test_what_is_taken_down_is_not_answered_and_its_words_go(row: Connection) -> None:
    (message,) = stored(row, incoming("m1", "Something private"))
    outgoing = decided(message)
    row.refresh_from_db()
    receiving.keep(row, [replace(incoming("m1", ""), change=Change.DELETED)], {"n": 1})
    outgoing.refresh_from_db()
    message.refresh_from_db()
    assert (
        outgoing.state == "dropped" and (message.text, message.state) == ("", "done") and message.deleted_at
    )


@db
def test_what_a_worker_is_sending_is_not_dropped_under_its_hands(row: Connection) -> None:
    (message,) = stored(row, incoming("m1"))
    outgoing = decided(message)
    Outgoing.objects.update(state="sending", doubt=True)
    row.refresh_from_db()
    receiving.keep(row, [replace(incoming("m1", "Other"), change=Change.EDITED)], {"n": 1})
    outgoing.refresh_from_db()
    assert outgoing.state == "sending"


@db
def test_stop_is_heard_and_start_takes_it_back(row: Connection) -> None:
    (message,) = stored(row, incoming("m1", fan_id="f"))
    outgoing = decided(message)
    row.refresh_from_db()
    stored(row, incoming("m2", "Arrêtez, s’il vous plaît !", fan_id="f"))
    outgoing.refresh_from_db()
    assert outgoing.state == "dropped" and OptOut.objects.get().fan_id == "f"
    row.refresh_from_db()
    stored(
        row, incoming("m3", "How warm is your kitchen?", fan_id="f"), incoming("m4", "And me?", fan_id="g")
    )
    states = dict(Message.objects.values_list("native_id", "state"))
    assert states["m2"] == "done" and states["m3"] == "person" and states["m4"] == "new"
    row.refresh_from_db()
    stored(row, incoming("m5", "START", fan_id="f"))
    assert not OptOut.objects.exists()


@db
def test_hostile_values_come_in_harmless(row: Connection) -> None:
    far = datetime.now(UTC) + timedelta(days=4000)
    (message,) = stored(
        row,
        incoming(
            "m1", "a\x00b" + "x" * 50_000, fan_name="n\x00" * 500, at=far, about="y" * 9000, fan_id="f" * 900
        ),
    )
    assert "\x00" not in message.text and len(message.text) == receiving.LONGEST
    assert message.received_at <= datetime.now(UTC) + timedelta(minutes=1)
    assert len(Conversation.objects.get().fan_name) <= 200


@pytest.mark.parametrize("language", sorted(STOP))
def test_every_word_is_heard_in_any_case_with_a_mark_and_a_please(language: str) -> None:
    for word in STOP[language]:
        for said in (word, word.upper(), f" {word}! ", f"@lea {word}.", f"@lea@a.example {word}"):
            assert asks_to_stop(said), said
    assert asks_to_stop("STOP please") and asks_to_stop("stop svp") and asks_to_stop("Arrêtez, merci.")
    for word in START[language]:
        assert asks_to_start(word.upper())


@pytest.mark.parametrize(
    "text",
    ["Stop it, you're killing me!", "When do I stop kneading?", "Where do I end?", "", "no", "J'arrête le gluten",
     "stop " * 200, "How do I cancel my order?", "Quit worrying about salt?", "endive", "Fin de la recette ?"],
)  # fmt: skip
def test_ordinary_sentences_are_no_request(text: str) -> None:
    assert not asks_to_stop(text)


def test_every_language_there_are_drafts_in_has_its_words() -> None:
    from ownvoice.inbox.outbox import DISCLOSURES

    assert set(STOP) == set(START) == set(DISCLOSURES)
