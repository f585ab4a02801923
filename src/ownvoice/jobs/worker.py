"""Running the queue: in the foreground for `ownvoice worker`, beside the pages for `ownvoice serve`."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

CONCURRENCY = 2  # jobs at once in one process


async def _work(wait: bool, concurrency: int, signals: bool) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    from ownvoice.jobs.tasks import queue_again

    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await queue_again(worker_app.job_manager)
        # What was on its way when the last worker ended gets its turn now, not in the next minute.
        with suppress(AlreadyEnqueued):
            await worker_app.configure_task("channels.sweep", queueing_lock="channels.sweep").defer_async(
                timestamp=0
            )
        await worker_app.run_worker_async(
            wait=wait,
            concurrency=concurrency,
            install_signal_handlers=signals,
            fetch_job_polling_interval=2.0,
            delete_jobs="successful",
        )


def run_worker(concurrency: int = CONCURRENCY) -> None:
    """Work until interrupted (Ctrl-C or SIGTERM end it after the jobs in hand)."""
    asyncio.run(_work(wait=True, concurrency=concurrency, signals=True))


def run_until_empty(concurrency: int = CONCURRENCY) -> None:
    """Do everything that is queued now, then return."""
    asyncio.run(_work(wait=False, concurrency=concurrency, signals=False))


class BackgroundWorker:
    """A worker in a thread of this process."""

    def __init__(self, concurrency: int = CONCURRENCY) -> None:
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._concurrency = concurrency
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(_work(wait=True, concurrency=self._concurrency, signals=False))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish the jobs in hand and end."""
        if self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(timeout_s)
