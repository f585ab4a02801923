"""What many tests share: a creator to act for, and an embedder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


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
    for module in ("ownvoice.llm.embed", "ownvoice.corpus.search.engine"):
        monkeypatch.setattr(f"{module}.configured_embedder", lambda: fake)
    return fake
