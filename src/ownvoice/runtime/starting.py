"""Starting the program inside a process: Django, the embedded database, tables up to date."""

from __future__ import annotations

import os

_ready = False


def start() -> None:
    """Start Django, and the embedded database with it, and bring the tables up to date."""
    global _ready
    if _ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownvoice.runtime.settings")
    import django

    django.setup()
    _migrate()
    _ready = True


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    with (
        connection.cursor() as cursor
    ):  # two processes starting at once: one makes the tables, the other waits
        cursor.execute("SELECT pg_advisory_lock(1)")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(1)")
