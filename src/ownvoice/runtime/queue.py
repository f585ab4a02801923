"""Putting work into the queue, from any layer, inside the caller's transaction.

A job is named, not imported: the functions live in `ownvoice.jobs`, above every package that has work to
queue. The row that says what is to be done and the job that does it are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any


def enqueue(
    task: str,
    *,
    lock: str | None = None,
    once: str | None = None,
    at: datetime | None = None,
    priority: int = 0,
    **arguments: Any,
) -> bool:
    """Queue task `task` with JSON `arguments`. Returns False where an equal job was waiting already.

    `lock`: jobs with the same lock never run at the same time. `once`: at most one such job waits at a time.
    `at`: not before then, by the database's clock. `priority`: higher goes first.
    """
    from django.db import transaction
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    job = app.configure_task(
        task, lock=lock, queueing_lock=once, schedule_at=at, priority=priority, allow_unknown=True
    )
    try:
        # A savepoint, so that the refusal of a duplicate doesn't spoil the caller's transaction.
        with transaction.atomic():
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def in_hand(lock: str) -> bool:
    """Whether a job with this lock is being worked on at this moment."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return bool(ProcrastinateJob.objects.filter(lock=lock, status="doing").exists())


def enqueue_each(task: str, jobs: Iterable[tuple[str, dict[str, Any]]], *, priority: int = 0) -> None:
    """Queue many jobs of one task in one statement, each a lock and its arguments."""
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Job

    queued = [
        Job(
            id=None,
            queue="default",
            lock=lock,
            queueing_lock=None,
            task_name=task,
            task_kwargs=arguments,
            priority=priority,
        )
        for lock, arguments in jobs
    ]
    if queued:
        app.job_manager.batch_defer_jobs(queued)
