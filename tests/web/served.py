"""A really running server on the tests' database, for clients that talk HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx

START_S = 120.0


def _database_url() -> str:
    from django.db import connection

    settings = connection.settings_dict
    who = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{who}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}{port}"


@contextmanager
def served() -> Iterator[str]:
    """The address of a server in a process of its own; it does no queued work."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "ownvoice.cli.main", "serve", "--port", str(port), "--no-worker"],
        env={**os.environ, "DATABASE_URL": _database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + START_S
        while True:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server doesn't answer"
            try:
                if httpx.get(f"{address}/v1/models", timeout=5).status_code == 401:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
