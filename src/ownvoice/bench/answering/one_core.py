"""Keeping this process and the embedded database on one processor core, so that a figure is that of one core."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def on_one_core() -> Iterator[str]:
    """Within: every thread of this process and of the embedded server on the same core; gives what was pinned.

    A database elsewhere (`DATABASE_URL`) and systems without affinities (anything but Linux) can't be pinned, and the
    words say so. Threads and server processes started within inherit the core. Afterwards all may run anywhere again.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield "nothing: this system has no processor affinities"
        return
    before = os.sched_getaffinity(0)
    core = {min(before)}
    server = _server_processes()
    _pin([*_threads(os.getpid()), *server], core)
    try:
        yield "this process and the database" if server else "this process, not the database"
    finally:
        _pin([*_threads(os.getpid()), *_server_processes()], before)


def _pin(threads: list[int], cores: set[int]) -> None:
    for thread in threads:
        with suppress(OSError):  # it ended meanwhile
            os.sched_setaffinity(thread, cores)


def _threads(process: int) -> list[int]:
    return [int(entry.name) for entry in Path(f"/proc/{process}/task").iterdir()]


def processor_ms() -> tuple[float, float]:
    """Milliseconds of processor time so far: of this process, and of the embedded server's processes that still run.

    Other work on the machine makes a message wait, and hardly costs it processor time.
    """
    tick = 1000 / os.sysconf("SC_CLK_TCK")
    server = 0.0
    for process in _server_processes():
        with suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            server += (int(fields[11]) + int(fields[12])) * tick  # user and system time
    return time.process_time() * 1000, server


def _server_processes() -> list[int]:
    """The embedded server and the processes that it has started for each connection; [] where there is none."""
    from ownvoice.runtime import environment

    note = environment.home() / "postgres" / "postmaster.pid"
    try:
        server = int(note.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return []
    found = [server]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # "pid (name) state parent ...": the name may hold blanks and brackets.
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == server:
                found.append(int(stat.parent.name))
    return found
