"""The red switch under load: thousands of approved replies in the queue, two workers at it, pressed at a random moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import Any

GRACE_S = 1.0  # what may still leave after the switch was pressed
WATCHED_S = 6.0
PATIENCE_S = 120.0


def stopped_queue(queued: int) -> dict[str, Any]:
    """Press the switch while two workers send; then again, with a worker killed in between and another one started.

    `stopped_late*`: replies that left later than a second after the switch was pressed. `stop_s`: how long pressing took.
    `stop_lost`: replies that neither left nor wait, plus those that left twice.
    """
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.create(slug="stopped", name="Stopped")
    chance = random.Random(20240917)  # noqa: S311  the moments are to be the same ones each time
    with acting_for(creator):
        _queue(creator, queued)
        late, took, left = _press(chance, kill=False)
        killed_late, killed_took, killed_left = _press(chance, kill=True)
        lost = _lost(queued)
    return {
        "queued_sends": queued,
        "left_before_stop": left,
        "stopped_late": late,
        "left_before_stop_and_kill": killed_left,
        "stopped_late_after_kill": killed_late,
        "stop_s": round(max(took, killed_took), 3),
        "stop_lost": lost,
    }


def _queue(creator: Any, count: int) -> None:
    """`count` approved replies to as many fans, each with its job, as `review.approve` leaves them."""
    from procrastinate.contrib.django import app

    from ownvoice.inbox.models import Channel, Conversation, Message, Outgoing

    channel = Channel.objects.create(kind="webchat", label="Web chat")
    talks = Conversation.objects.bulk_create(
        Conversation(creator=creator, channel=channel, fan_name=f"Fan {n}") for n in range(count)
    )
    asked = Message.objects.bulk_create(
        Message(creator=creator, conversation=talk, author="fan", text="How long?", state="done")
        for talk in talks
    )
    leaving = Outgoing.objects.bulk_create(
        Outgoing(creator=creator, message=message, text="Twelve hours.", written_by="ai") for message in asked
    )
    app.configure_task("outbox.send", allow_unknown=True).batch_defer(
        *({"outgoing_id": one.pk} for one in leaving)
    )


def _press(chance: random.Random, kill: bool) -> tuple[int, float, int]:
    from ownvoice.inbox.autopilot.switch import resume, stop
    from ownvoice.inbox.models import Outgoing

    sent = Outgoing.objects.filter(state=Outgoing.State.SENT)
    before = sent.count()
    workers = [_worker(), _worker()]
    try:
        _until(lambda: sent.count() > before + 20)
        time.sleep(chance.uniform(0.2, 3.0))
        if kill:
            os.kill(workers[0].pid, signal.SIGKILL)
            workers.append(_worker())
        started = time.monotonic()
        stop()
        took = time.monotonic() - started
        left = sent.count()
        time.sleep(max(0.0, GRACE_S - (time.monotonic() - started)))
        by_then = sent.count()
        time.sleep(WATCHED_S)
        late = sent.count() - by_then
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    resume()
    return late, took, left - before


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ownvoice.cli.main", "worker"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("The workers sent nothing.")
        time.sleep(0.05)


def _lost(queued: int) -> int:
    from django.db.models import Count

    from ownvoice.inbox.models import Message, Outgoing

    sent = Outgoing.objects.filter(state=Outgoing.State.SENT).count()
    waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING).count()
    arrived = Message.objects.filter(author="ai").count()
    twice = (
        Message.objects.filter(author="ai")
        .values("conversation_id")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    return abs(queued - sent - waiting) + abs(sent - arrived) + twice
