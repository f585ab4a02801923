"""The embedded database: starts, is shared, outlives kill -9, never opens a private folder."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime.postgres import EmbeddedServer

_USE = """
import sys, time, psycopg
from ownvoice.runtime import postgres
with psycopg.connect(postgres.database_url()) as connection:
    print(connection.execute("SELECT 1").fetchone()[0], flush=True)
    sys.stdin.read() if sys.argv[1] == "told" else time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    base = "/var/lib" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="ownvoice-server-test-", dir=base))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _process(home: Path, until: float | str) -> subprocess.Popen[str]:
    """A process that uses the server for so many seconds, or until it is "told" to end by closing its input."""
    environment = {**os.environ, "OWNVOICE_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", _USE, str(until)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _server_runs(home: Path) -> bool:
    return (home / "postgres" / "postmaster.pid").exists()


def test_last_process_out_stops_the_server(home: Path) -> None:
    first, second = _process(home, "told"), _process(home, 0)
    assert second.communicate(timeout=60)[0].strip() == "1"
    assert _server_runs(home), "the first process still uses it"
    assert first.communicate(timeout=60)[0].strip() == "1"
    assert not _server_runs(home)


def test_a_killed_process_neither_stops_nor_strands_the_server(home: Path) -> None:
    victim = _process(home, 60)
    assert victim.stdout is not None and victim.stdout.readline().strip() == "1"
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert _process(home, 0).communicate(timeout=60)[0].strip() == "1"
    for _ in range(50):
        if not _server_runs(home):
            break
        time.sleep(0.1)
    assert not _server_runs(home), "the dead process is not counted as a user"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_as_root_a_private_folder_is_refused_and_stays_private(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(ConfigurationError, match="private"):
        EmbeddedServer(private / "inside").start()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_long_path_still_gets_a_socket(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    assert _process(deep, 0).communicate(timeout=60)[0].strip() == "1"


def test_nothing_is_kept_where_other_users_would_trip_over_it(home: Path) -> None:
    _process(home, 0).communicate(timeout=60)
    assert (home / "postgres.start.lock").exists()
