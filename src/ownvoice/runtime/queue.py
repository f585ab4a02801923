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
    **arguments: Any,
) -> bool:
    """Queue task `task` with JSON `arguments`. Returns False where an equal job was waiting already.

    `lock`: jobs with the same lock never run at the same time. `once`: at most one such job waits at a time.
    `at`: not before then, by the database's clock.
    """
    from django.db import transaction
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    job = app.configure_task(task, lock=lock, queueing_lock=once, schedule_at=at, allow_unknown=True)
    try:
        # A savepoint, so that the refusal of a duplicate doesn't spoil the caller's transaction.
        with transaction.atomic():
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def enqueue_each(task: str, jobs: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Queue many jobs of one task at once, each a lock and its JSON arguments."""
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Job

    waiting = [
        Job(id=None, queue="default", lock=lock, queueing_lock=None, task_name=task, task_kwargs=arguments)
        for lock, arguments in jobs
    ]
    if waiting:
        app.job_manager.batch_defer_jobs(waiting)
