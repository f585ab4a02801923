"""How long it takes from a fan's message to a draft in the creator's own words, step by step, as the corpus grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.answering import household
from ownvoice.bench.answering.one_core import on_one_core, processor_ms
from ownvoice.bench.answering.stopwatch import Stopwatch

NAME = "latency"
SUMMARY = "Milliseconds from a message to its draft on one core, by step and by size of the corpus; the first message."
TARGETS = {"p50_ms": {"at_most": 40}, "p99_ms": {"at_most": 150}}
SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000,)
MOST_SIZE = "OWNVOICE_BENCH_PASSAGES"  # a larger size to end with, where a machine has the time
QUICK_BASE = 100  # texts that are really embedded
MESSAGES, QUICK_MESSAGES = 400, 40
WARMED_BY = 20  # messages before anything is measured
EARLIER = 3  # messages that stand before every third one in its conversation
STEPS = (
    "reading the context", "triage", "embedding", "search", "evidence", "compose", "verify", "decide", "storing",
)  # fmt: skip


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Draft fans' messages of the sample creator, or of a blog (`data`: an export with its readers' comments).

    The creator's own texts are joined by statuses made of their sentences until there are as many passages as wanted; 200
    facts, 20 goals, 30 boundaries, 300 corrections and 5,000 past messages stand beside them. A message's time is that of
    the whole job: reading the message, its thread and the context, the five steps, storing the draft and moving the
    message, in a transaction. Each message is new, so that nothing is remembered of it. `p50_ms`, `p99_ms`: of the messages
    in which something is asked and looked up, in the largest corpus (100,000 passages). The time of a step is its own;
    `embedding` works beside the search, which waits for it.

    `processor_ms_a_message`: processor time, this process's and the database's, which other work on the machine hardly
    changes, over all messages.

    `first_*`: in a new process, after the database was started anew: until it is ready, its first message, and the next
    ones. `at_<size>` holds the figures for each size. What was kept on one core stands in `pinned`.
    """
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.tenants.scope import acting_for

    creator = household.blog_creator(data) if data else household.sample_creator()
    with acting_for(creator):
        household.furnish(creator)
        own = household.own_sentences(creator)
        texts = household.messages(creator, QUICK_MESSAGES if quick else MESSAGES)
    figures: dict[str, Any] = {"messages": len(texts), "on": data.name if data else "the sample creator"}
    by_size: dict[str, Any] = {}
    known = None
    for size in _sizes(quick):
        there, known = household.grow(
            creator, size, own, QUICK_BASE if quick else household.BASE_TEXTS, known
        )
        with on_one_core() as pinned:
            figures["pinned"] = pinned
            measured = _measured(creator, texts)
        by_size[f"at_{size}"] = {"passages": there, **measured}
        if size <= 100_000:
            figures |= {
                name: measured[name] for name in ("p50_ms", "p99_ms", "drafted_p50_ms", "drafted_p99_ms")
            }
    figures |= by_size
    figures |= _first(creator, texts[:WARMED_BY])
    return figures


def _sizes(quick: bool) -> tuple[int, ...]:
    more = os.environ.get(MOST_SIZE, "")
    return QUICK_SIZES if quick else (*SIZES, *((int(more),) if more.isdigit() else ()))


def _measured(creator: Any, texts: Sequence[str]) -> dict[str, Any]:
    """Draft each text once, warm, in the order given."""
    from ownvoice.corpus.search import engine
    from ownvoice.tenants.scope import acting_for

    engine._query_vector.cache_clear()
    with acting_for(creator):
        waiting = _received(creator, texts)
        with _watched() as watch:
            for message in waiting[:WARMED_BY]:
                _drafted(message, watch)
            engine._query_vector.cache_clear()
            before = processor_ms()
            rows = [_drafted(message, watch) for message in waiting]
            used = [(now - then) / len(rows) for then, now in zip(before, processor_ms(), strict=True)]
    asked = [row for row in rows if "search" in row["steps"]]
    drafted = [row for row in asked if row["action"] == "review"]
    others = [row for row in asked if row["action"] != "review"]
    figures: dict[str, Any] = {
        "processor_ms_a_message": round(sum(used), 2),
        "processor_ms_a_message_of_the_database": round(used[1], 2),
    }
    for name, some in (
        ("", asked),
        ("drafted_", drafted),
        ("handed_over_", others),
        ("unasked_", [r for r in rows if r not in asked]),
    ):
        figures[f"{name}messages"] = len(some)
        figures |= _quantiles(name, [row["ms"] for row in some])
    for language in ("en", "fr"):
        figures |= _quantiles(f"{language}_", [row["ms"] for row in asked if row["language"] == language])
    for step in STEPS:
        took = [row["steps"].get(step, 0.0) for row in asked]
        figures[f"{step} p50/p99 ms"] = "{p50_ms} / {p99_ms}".format(**_quantiles("", took))
    return figures


def _quantiles(name: str, took: Sequence[float]) -> dict[str, float]:
    if not took:
        return {}
    p50, p99 = np.percentile(took, (50, 99), method="higher")
    return {f"{name}p50_ms": round(float(p50), 2), f"{name}p99_ms": round(float(p99), 2)}


def _received(creator: Any, texts: Sequence[str]) -> list[Any]:
    """The texts as messages that came in, every third in a conversation with something before it."""
    from ownvoice.inbox.models import Channel, Conversation, Message

    channel, _ = Channel.objects.get_or_create(kind="sample", label="Bench")
    found = []
    for number, text in enumerate(texts):
        conversation = Conversation.objects.create(channel=channel, fan_name=f"fan {number % 97}")
        if number % 3 == 0:
            for turn in range(EARLIER):
                author = Message.Author.AI if turn % 2 else Message.Author.FAN
                Message.objects.create(
                    conversation=conversation, author=author, text=texts[number - turn], state="done"
                )
        found.append(Message.objects.create(conversation=conversation, author="fan", text=text))
    return found


def _drafted(message: Any, watch: Stopwatch) -> dict[str, Any]:
    from ownvoice.inbox.drafting import draft_reply
    from ownvoice.inbox.models import Message

    watch.reset()
    started = time.perf_counter()
    row = Message.objects.select_related("creator", "conversation__channel").get(pk=message.pk)
    draft = draft_reply(row)
    took = (time.perf_counter() - started) * 1000
    steps = dict(watch.spent)
    steps["storing"] = took - sum(steps.get(step, 0.0) for step in STEPS if step != "embedding")
    return {"ms": took, "steps": steps, "action": draft.action, "language": draft.work["triage"]["language"]}


@contextmanager
def _watched() -> Iterator[Stopwatch]:
    """The steps of a reply under a stopwatch, where they are called."""
    from ownvoice.corpus.search import engine
    from ownvoice.inbox import context, drafting
    from ownvoice.reply import pipeline

    watch = Stopwatch()
    steps: Mapping[str, tuple[Any, str]] = {
        "reading the context": (drafting, "reply_context"),
        "triage": (pipeline, "triage"),
        "embedding": (engine, "_query_vector"),
        "search": (context, "find_evidence"),
        "evidence": (pipeline, "gather"),
        "compose": (pipeline, "compose_own_words"),
        "verify": (pipeline, "verify"),
        "decide": (pipeline, "decide"),
    }
    cleared = engine._query_vector.cache_clear
    with watch.over(dict(steps)):
        engine._query_vector.cache_clear = cleared  # type: ignore[attr-defined]
        yield watch


def _first(creator: Any, texts: Sequence[str]) -> dict[str, Any]:
    """Of a process and a database that have just started: the time until it is ready, and of its first messages."""
    from django.db import connections

    from ownvoice.runtime import postgres

    connections.close_all()
    postgres.release()
    code = "from ownvoice.bench.latency import first; first()"
    told = json.dumps({"creator": creator.pk, "texts": list(texts)})
    done = subprocess.run(
        [sys.executable, "-c", code], input=told, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout.strip().split("\n")[-1]))


def first() -> None:
    """What `_first` runs in a process of its own: reads the messages from its input and writes the figures as JSON."""
    told = json.loads(sys.stdin.read())
    started = time.perf_counter()
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.tenants.scope import acting_for

    ready = time.perf_counter() - started
    with on_one_core(), acting_for(told["creator"]):
        from ownvoice.tenants.models import Creator

        waiting = _received(Creator.objects.get(pk=told["creator"]), told["texts"])
        took = [_drafted(message, Stopwatch())["ms"] for message in waiting]
    figures = {
        "first_ready_s": round(ready, 2),
        "first_message_ms": round(took[0], 1),
        "first_second_message_ms": round(took[1], 1),
        "first_others_p50_ms": round(float(np.median(took[2:])), 1),
    }
    print(json.dumps(figures))
