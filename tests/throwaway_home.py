"""Loaded before everything else: the tests get a home, and in it a database server, of their own.

With `-n` every worker shares the first process's home, so that one server serves them all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_made: Path | None = None

os.environ["DJANGO_SETTINGS_MODULE"] = "ownvoice.runtime.settings"
for _name in [name for name in os.environ if name.startswith("OWNVOICE_") and name != "OWNVOICE_SHARED"]:
    if not (_name == "OWNVOICE_HOME" and "PYTEST_XDIST_WORKER" in os.environ):
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)
if "OWNVOICE_HOME" not in os.environ:
    # Not pytest's tmp_path: as root, the database server's own user must be able to get in.
    _made = Path(tempfile.mkdtemp(prefix="ownvoice-tests-", dir="/var/lib" if os.geteuid() == 0 else None))
    _made.chmod(0o755)
    os.environ["OWNVOICE_HOME"] = str(_made)


def pytest_unconfigure() -> None:
    """Stop the server and leave nothing behind."""
    if _made is None:
        return
    from django.db import connections

    from ownvoice.runtime import postgres

    connections.close_all()
    postgres.release()
    shutil.rmtree(_made, ignore_errors=True)
