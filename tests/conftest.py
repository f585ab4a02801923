"""What many tests share: a creator to act for, and an embedder that needs no model."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# What runs on every change gives the same answer twice; by hand each run looks at other examples.
settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture
def creator(db: Any) -> Any:
    """A creator who writes in English and French."""
    from ownvoice.tenants.models import Creator

    return Creator.objects.create(slug="lea", name="Léa", languages=["en", "fr"])


@pytest.fixture
def acting(creator: Any) -> Iterator[Any]:
    """The same, with the test acting for them."""
    from ownvoice.tenants.scope import acting_for

    with acting_for(creator):
        yield creator


@pytest.fixture
def word_hashes(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The fake embedder, put in place of the configured one everywhere."""
    from ownvoice.llm import embed

    fake = embed.WordHashes()
    embed.configured_embedder.cache_clear()
    for module in (
        "ownvoice.llm.embed",
        "ownvoice.corpus.search.engine",
        "ownvoice.inbox.context",
        "ownvoice.inbox.sharing",
    ):
        monkeypatch.setattr(f"{module}.configured_embedder", lambda: fake)
    return fake


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> None:
    """Jobs are rows that Django's tests don't clear: one test's must not be another's."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE")
