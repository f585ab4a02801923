"""How fast replies leave and messages come in, through the real queue, workers and database."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

NAME = "delivery"
SUMMARY = (
    "Replies a second through the outbox with two workers; comments a second into the inbox while it is read."
)
TARGETS = {
    "sends_per_s": {"at_least": 200},
    "comments_per_s": {"at_least": 1_000},
    "inbox_ms_p95": {"at_most": 100},
    "lost": {"at_most": 0},
    "duplicates": {"at_most": 0},
}
SENDS, COMMENTS = 3_000, 100_000
WORKERS = 2
PAGE = 1_000


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Send 3,000 decided replies (quick: 300), take in 100,000 comments (quick: 5,000).

    `sends_per_s`: replies over the time from the first that left to the last, two worker processes, a stand-in for Mastodon
    over HTTP on this machine that does nothing wrong; each reply is leased, written down before and after its call, and kept
    in its conversation. `comments_per_s`: pages of a thousand stored with their conversations, jobs and cursor, over the whole
    time. `inbox_ms_p95`: what the newest thirty messages of the inbox take to read meanwhile. `lost`, `duplicates`: held
    against the platform. The figures in CPU time hold on a busy machine too; the workers' hold their start as well.
    """
    from ownvoice.runtime.starting import start

    start()
    return {**_sending(300 if quick else SENDS), **_receiving(5_000 if quick else COMMENTS)}


def _connected(address: str, label: str) -> Any:
    from ownvoice.channels import sealing
    from ownvoice.channels.fakes.mastodon import TOKEN
    from ownvoice.channels.models import Connection
    from ownvoice.inbox.models import Channel
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.create(slug=label, name="Léa", languages=["en", "fr"])
    options = {"per_s": 10_000, "burst": 10_000, "account_id": "1", "at_once": 4}
    with acting_for(creator):
        channel = Channel.objects.create(kind="mastodon", label=label)
        return Connection.objects.create(
            channel=channel, address=address, options=options, secret=sealing.seal({"token": TOKEN})
        )


def _sending(count: int) -> dict[str, Any]:
    from django.db import connection

    from ownvoice.channels.fakes.mastodon import FakeMastodon
    from ownvoice.channels.models import Connection
    from ownvoice.inbox.models import Outgoing

    with FakeMastodon() as server:
        assert isinstance(server, FakeMastodon)
        row = _connected(server.address, "sending")
        ids = _decided(row, server, count)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'inbox.draft'")
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "ownvoice.cli.main", "worker", "--concurrency", "2"],
                stdout=subprocess.DEVNULL,
            )
            for _ in range(WORKERS)
        ]
        try:
            rows = Outgoing.everyone.filter(channel_id=row.channel_id)
            ends = time.monotonic() + 600
            time.sleep(8.0)  # both are up and find nothing to do
            Connection.everyone.filter(pk=row.pk).update(state=Connection.State.LIVE)
            from ownvoice.inbox.outbox import wake

            wake(row.channel_id)
            while rows.exclude(state="sent").exists() and time.monotonic() < ends:
                wake(row.channel_id)  # as every decision does
                time.sleep(0.2)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                try:
                    worker.wait(20)
                except subprocess.TimeoutExpired:
                    worker.kill()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        times = sorted(at for at in rows.values_list("sent_at", flat=True) if at is not None)
        replies = [len(server.replies_to(native_id)) for native_id in ids]
    seconds = (times[-1] - times[0]).total_seconds() if len(times) > 1 else 0.0
    return {
        "sends": len(times),
        "sends_per_s": round((len(times) - 1) / seconds, 1) if seconds else 0.0,
        "worker_cpu_ms_per_send": round(1000 * (used.ru_utime + used.ru_stime) / max(1, len(times)), 2),
        "lost": replies.count(0),
        "duplicates": sum(n - 1 for n in replies if n > 1),
    }


def _decided(row: Any, server: Any, count: int) -> list[str]:
    """Messages that came in and are decided; the channel is paused until the workers are there."""
    from django.db.models.functions import Now

    from ownvoice.channels import receiving
    from ownvoice.channels.models import Connection
    from ownvoice.inbox.models import Message, Outgoing
    from ownvoice.tenants.scope import acting_for

    receiving.receive(row.channel_id)
    ids = [server.fan_writes(f"Question {n}?", f"fan{n}") for n in range(count)]
    with acting_for(row.creator_id):
        while receiving.receive(row.channel_id):
            pass
        Connection.objects.filter(pk=row.pk).update(state=Connection.State.PAUSED)
        messages = list(Message.objects.filter(author="fan").order_by("pk"))
        Message.objects.update(state=Message.State.DONE)
        Outgoing.objects.bulk_create(
            [
                Outgoing(
                    creator_id=row.creator_id, message=message, text=f"Answer to {message.native_id}.", written_by="ai",
                    channel_id=row.channel_id, conversation_id=message.conversation_id, due_at=Now(),
                )
                for message in messages
            ],
            batch_size=500,
        )  # fmt: skip
    return ids


def _receiving(count: int) -> dict[str, Any]:
    from django.db import connection

    from ownvoice.channels.port import Incoming
    from ownvoice.channels.receiving import keep
    from ownvoice.inbox.models import Message

    row = _connected("http://127.0.0.1:9", "receiving")
    looks, over = [], threading.Event()

    def look() -> None:
        from django.db import connections

        from ownvoice.tenants.scope import acting_for

        with acting_for(row.creator_id):
            while not over.is_set():
                begun = time.perf_counter()
                rows = Message.objects.filter(author="fan", state__in=("open", "new"))
                list(rows.select_related("conversation__channel").order_by("-received_at", "-pk")[:30])
                looks.append((time.perf_counter() - begun) * 1000)
                time.sleep(0.1)
        connections.close_all()

    reader = threading.Thread(target=look)
    reader.start()
    begun, begun_cpu = time.perf_counter(), time.process_time()
    for first in range(0, count, PAGE):
        page = [
            Incoming(
                f"c{n}", f"fan{n % 20_000}", f"Fan {n % 20_000}",
                f"What do you think of rye in loaf number {n}, would you bake it longer?", f"post{n % 50}",
            )
            for n in range(first, min(first + PAGE, count))
        ]  # fmt: skip
        keep(row, page, {"n": first + PAGE})
        row.refresh_from_db(fields=["cursor"])
    seconds, cpu_s = time.perf_counter() - begun, time.process_time() - begun_cpu
    over.set()
    reader.join()
    kept = Message.everyone.filter(conversation__channel_id=row.channel_id).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'inbox.draft'")
        queued = cursor.fetchone()[0]
    return {
        "comments": kept,
        "comments_per_s": round(kept / seconds, 1),
        "cpu_ms_per_comment": round(1000 * cpu_s / max(1, kept), 3),
        "comments_lost": count - kept,
        "drafts_queued": queued,
        "inbox_ms_p50": round(statistics.median(looks), 1),
        "inbox_ms_p95": round(sorted(looks)[int(len(looks) * 0.95)], 1),
    }
