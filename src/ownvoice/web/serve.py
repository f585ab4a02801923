"""Serving the pages, with a worker beside them, until interrupted."""

from __future__ import annotations

import uvicorn

from ownvoice.jobs.worker import BackgroundWorker


def serve(host: str, port: int, *, workers_in_process: bool = True) -> None:
    """Serve on `host:port`; with `workers_in_process` the queue is worked on in a thread of this process."""
    worker = BackgroundWorker() if workers_in_process else None
    if worker:
        worker.start()
    try:
        uvicorn.run(
            "ownvoice.web.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
    finally:
        if worker:
            worker.stop()
