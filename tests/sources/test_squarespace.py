"""Squarespace: pages saved as JSON; its own export is a WordPress file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Malformed, Skipped
from ownvoice.sources import squarespace
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

ITEM = {
    "id": "52a", "title": "On &amp; off rye", "body": "<div><p>Rye &amp; oats</p></div>", "workflowState": 1,
    "publishOn": 1674077127000, "updatedOn": 1674163527000, "fullUrl": "/blog/rye",
    "author": {"id": "au1", "displayName": "Lea Roy", "email": "lea@example.org"},
}  # fmt: skip


def page(*entries: Any, key: str = "items") -> str:
    content: Any = list(entries) if key == "items" else entries[0]
    return json.dumps(
        {"website": {"baseUrl": "https://lea.example"}, "collection": {"title": "Blog"}, key: content}
    )


def test_an_item_is_a_post() -> None:
    for made in (page(ITEM), page(ITEM, key="item")):
        (item,) = items(squarespace, {"blog.json": made})
        assert (item.title, item.text, item.url) == (
            "On & off rye",
            "Rye & oats",
            "https://lea.example/blog/rye",
        )
        assert item.created_at is not None and item.created_at.isoformat() == "2023-01-18T21:25:27+00:00"
        assert item.author.name == "Lea Roy" and "example.org" not in repr(item)


def test_drafts_pages_without_words_and_the_same_item_on_two_pages() -> None:
    entries = (
        ITEM,
        ITEM | {"id": "b", "workflowState": 4},
        ITEM | {"id": "c", "body": "<img>"},
        {"title": "?"},
    )
    found = records(squarespace, {"a.json": page(*entries), "b.json": page(ITEM)})
    assert reasons(found) == {"draft": 1, "duplicate": 1, "empty": 1}
    assert [r.reason for r in found if isinstance(r, Malformed)] == ["This item has no id."]


def test_several_authors_are_told_apart() -> None:
    files: dict[str, str | bytes] = {
        "a.json": page(ITEM, ITEM | {"id": "b", "author": {"displayName": "Tom Vogel"}})
    }
    with pytest.raises(AmbiguousCreatorError):
        records(squarespace, files)
    found = records(squarespace, files, ReadOptions(own_names=("Tom Vogel",)))
    assert reasons(found) == {"another author": 1}


def test_other_json_is_not_squarespaces() -> None:
    assert squarespace.detect(InMemory({"a.json": json.dumps({"items": [ITEM]})})) is None
    assert squarespace.detect(InMemory({"a.json": json.dumps({"website": {}, "items": []})})) is None


@given(st.integers(0, len(page(ITEM, ITEM))), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    data = page(ITEM, ITEM | {"id": "b"}).encode()
    for damaged in (data[:at], data[:at] + put + data[at + len(put) :]):
        for record in squarespace.read(InMemory({"a.json": damaged}), ReadOptions(own_names=("Lea Roy",))):
            assert isinstance(record, ItemRecord | Malformed | Skipped)


def test_its_own_export_is_read_as_the_wordpress_file_it_is() -> None:
    """Six items in the file: four published posts and pages, a draft, an attachment."""
    with open_archive(real("wordpress/ghost-migrate/squarespace_sample.xml")) as archive:
        (detection,) = registry.recognise(archive)
        assert detection.source == "wordpress"
        found = list(registry.source("wordpress").read(archive, ReadOptions()))
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 4
    assert reasons(found) == {"draft": 1, "not a text": 1}
