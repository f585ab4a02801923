"""A thousand deliveries while workers are killed and the platform misbehaves: none lost, none twice.

    python -m tests.chaos.delivering --deliveries 1000 --workers 4 --seed 3

Real worker processes (forked, so that one is back at once) take replies from a real queue to a fake Mastodon over HTTP.
At random moments one of them gets SIGKILL. The platform drops requests before or after it carried them out, answers
them too late, with 429 or with 500, and calls things published that it has lost. In the end every message must have
exactly one answer on the platform, those of one conversation in order, and the database must say the same.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TIMEOUT_S, SETTLE_S, DELAY_S = 2.0, 4.0, 3.5  # the platform acts up to 1.5 s after it was given up


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `out_of_order`: conversations whose answers stand in another order than they were decided."""

    deliveries: int
    workers: int
    seed: int
    keeps_keys: bool
    killed: int
    seconds: float
    lost: int
    duplicates: int
    out_of_order: int
    wrong_in_database: int
    unfinished: int
    troubles: dict[str, int]

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice, all in order."""
        return not (
            self.lost or self.duplicates or self.out_of_order or self.wrong_in_database or self.unfinished
        )


class Nursery:
    """A process without threads that forks workers: quick, and safe whatever threads the others have."""

    def __init__(self) -> None:
        ask, self._ask = os.pipe()
        self._told, tell = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._ask), os.close(self._told)
            self._raise_children(ask, tell)
        os.close(ask), os.close(tell)

    def _raise_children(self, ask: int, tell: int) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        children = []
        while os.read(ask, 1):
            pid = os.fork()
            if pid == 0:
                os.close(ask), os.close(tell)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                from ownvoice.jobs.worker import run_worker

                run_worker(concurrency=2)
                os._exit(0)
            children.append(pid)
            os.write(tell, pid.to_bytes(8, "big"))
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)

    def worker(self) -> int:
        """The process id of a new worker."""
        os.write(self._ask, b"w")
        return int.from_bytes(os.read(self._told, 8), "big")

    def close(self) -> None:
        """End it and all its workers."""
        os.close(self._ask)
        os.waitpid(self.pid, 0)
        os.close(self._told)


def run(
    deliveries: int,
    workers: int,
    seed: int,
    keeps_keys: bool = False,
    most_s: float = 600.0,
    calm: bool = False,
) -> Outcome:
    """One campaign in the database that is set up. Needs a main thread without open connections."""
    from django.db import connections

    from ownvoice.channels.fakes.mastodon import FakeMastodon
    from ownvoice.channels.fakes.serving import Trouble

    connections.close_all()
    nursery = Nursery()
    trouble = Trouble(
        drop_before=0.03, drop_after=0.03, too_many=0.04, broken_before=0.03, broken_after=0.03, lie=0.02,
        late=0.08, delay_s=DELAY_S, wait_s=0.2,
    )  # fmt: skip
    chance = random.Random(seed)
    server = FakeMastodon(Trouble() if calm else trouble, seed, keeps_keys=keeps_keys)
    try:
        channel_id, plan = _received(server, deliveries, seed)
        return _campaign(server, nursery, channel_id, plan, workers, chance, most_s, seed, keeps_keys)
    finally:
        nursery.close()
        server.close()
        connections.close_all()


def _received(server: Any, deliveries: int, seed: int) -> tuple[int, list[Any]]:
    """Fans write, four messages each; all of them are in the inbox. Returns the channel and the messages to answer."""
    from django.db import connection

    from ownvoice.channels import receiving, sealing
    from ownvoice.channels.fakes.mastodon import TOKEN
    from ownvoice.channels.models import Connection
    from ownvoice.inbox.models import Channel, Message
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.create(
        slug=f"chaos-{seed}-{time.time_ns()}", name="Léa", languages=["en", "fr"]
    )
    options = {
        "timeout_s": TIMEOUT_S, "settle_s": SETTLE_S, "per_s": 1000, "burst": 1000, "account_id": "1", "at_once": 4,
    }  # fmt: skip
    with acting_for(creator):
        channel = Channel.objects.create(kind="mastodon", label=f"Chaos {seed}")
        Connection.objects.create(
            channel=channel, address=server.address, options=options, secret=sealing.seal({"token": TOKEN})
        )
        receiving.receive(channel.pk)
        last: dict[str, str] = {}
        for number in range(deliveries):
            fan = f"fan{number % max(1, deliveries // 4)}"
            last[fan] = server.fan_writes(f"Question {number}?", fan, answering=last.get(fan))
            if number % 200 == 199 or number == deliveries - 1:
                receiving.receive(channel.pk)
        messages = list(Message.objects.filter(author="fan").order_by("pk"))
    assert len(messages) == deliveries, f"{len(messages)} of {deliveries} came in"
    with connection.cursor() as cursor:  # the drafts aren't what is tried here
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'inbox.draft' AND status = 'todo'")
    return channel.pk, messages


def _campaign(
    server: Any, nursery: Nursery, channel_id: int, messages: list[Any], workers: int, chance: random.Random,
    most_s: float, seed: int, keeps_keys: bool,
) -> Outcome:  # fmt: skip
    from django.db import DatabaseError

    from ownvoice.inbox.models import Outgoing
    from ownvoice.tenants.scope import acting_for
    from tests.channels.making import decided

    begun = time.monotonic()
    alive = [nursery.worker() for _ in range(workers)]
    killed, undecided = 0, list(messages)
    next_kill = begun + 1.0
    while time.monotonic() - begun < most_s:
        with acting_for(messages[0].creator_id):
            for _ in range(min(25, len(undecided))):
                try:
                    decided(undecided[0], f"Answer to {undecided[0].native_id}.")
                    del undecided[0]
                except (
                    DatabaseError
                ) as error:  # the machine's, not ours: a decision that failed is made again
                    print(f"the database failed: {error}", file=sys.stderr, flush=True)
            rows = Outgoing.objects.filter(channel_id=channel_id)
            open_rows = rows.filter(due_at__isnull=False).count()
        if not undecided and not open_rows:
            break
        if time.monotonic() > next_kill:
            victim = chance.randrange(workers)
            with suppress(ProcessLookupError):  # one that ended by itself is replaced as well
                os.kill(alive[victim], signal.SIGKILL)
            alive[victim] = nursery.worker()
            killed += 1
            next_kill = time.monotonic() + chance.uniform(0.3, 2.5)
        time.sleep(0.05 if undecided else 0.2)
    seconds = time.monotonic() - begun
    return _judged(server, channel_id, messages, workers, seed, keeps_keys, killed, seconds)


def _judged(
    server: Any, channel_id: int, messages: list[Any], workers: int, seed: int, keeps_keys: bool, killed: int,
    seconds: float,
) -> Outcome:  # fmt: skip
    """Hold the platform against what was decided, and the database against the platform."""
    from ownvoice.inbox.models import Message, Outgoing

    time.sleep(DELAY_S)  # whatever is still to be carried out late
    rows = list(Outgoing.everyone.filter(channel_id=channel_id).order_by("pk"))
    stands = {message.native_id: server.replies_to(message.native_id) for message in messages}
    counts = Counter(len(found) for found in stands.values())
    by_conversation: dict[int, list[int]] = {}
    message_of = {message.pk: message for message in messages}
    wrong = 0
    for row in rows:
        native_id = message_of[row.message_id].native_id
        found = stands[native_id]
        if found:
            by_conversation.setdefault(row.conversation_id, []).append(int(found[0]["id"]))
        if row.state != "sent" or not found or row.native_id != found[0]["id"]:
            wrong += 1
    kept = Message.everyone.filter(conversation__channel_id=channel_id, author="ai").count()
    return Outcome(
        deliveries=len(messages),
        workers=workers,
        seed=seed,
        keeps_keys=keeps_keys,
        killed=killed,
        seconds=round(seconds, 1),
        lost=counts[0],
        duplicates=sum((times - 1) * n for times, n in counts.items() if times > 1),
        out_of_order=sum(ids != sorted(ids) for ids in by_conversation.values()),
        wrong_in_database=wrong + abs(kept - len(messages)),
        unfinished=sum(row.due_at is not None for row in rows) + len(messages) - len(rows),
        troubles=dict(sorted(server.drawn.items())),
    )


def main() -> int:
    """One campaign, or all that count: seeds 1 to 3 with 2 and with 4 workers, in a database of their own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=0, help="0: two, then four")
    parser.add_argument("--seed", type=int, default=0, help="0: one, two and three")
    parser.add_argument("--keeps-keys", action="store_true", help="the platform knows idempotency keys")
    parser.add_argument("--most-seconds", type=float, default=900.0)
    chosen = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="ownvoice-chaos-", dir="/var/lib" if os.geteuid() == 0 else None))
    home.chmod(0o755)
    os.environ["OWNVOICE_HOME"] = str(home)
    os.environ["OWNVOICE_LOG"] = "critical"
    from ownvoice.runtime import postgres
    from ownvoice.runtime.starting import start

    try:
        start()
        clean = True
        for workers in [chosen.workers] if chosen.workers else [2, 4]:
            for seed in [chosen.seed] if chosen.seed else [1, 2, 3]:
                outcome = run(chosen.deliveries, workers, seed, chosen.keeps_keys, chosen.most_seconds)
                print(json.dumps(asdict(outcome)), flush=True)
                clean = clean and outcome.clean
    finally:
        from django.db import connections

        connections.close_all()
        postgres.release()
        shutil.rmtree(home, ignore_errors=True)
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
