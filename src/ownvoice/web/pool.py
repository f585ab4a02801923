"""A few database connections for all requests of a process.

Under ASGI each request runs in a thread of its own. With a connection per thread, a hundred visitors at once
would take every connection PostgreSQL has, and lock out the worker and the command line with them.
"""

from __future__ import annotations

from django.db import connections

MOST = 16  # connections of one web process; requests beyond that wait for one
LONGEST_WAIT_S = 20.0


def share_connections(most: int = MOST) -> None:
    """From now on this process takes its connections out of one pool. Call before the first request."""
    connections.close_all()
    database = connections.settings["default"]
    database["CONN_MAX_AGE"] = 0  # back into the pool after each request
    database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": most, "timeout": LONGEST_WAIT_S}
