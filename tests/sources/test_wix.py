"""Wix's table of blog posts."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Malformed, Skipped
from ownvoice.sources import wix
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records


def text(words: str, link: str = "") -> dict[str, object]:
    decorations = [{"type": "LINK", "linkData": {"link": {"url": link}}}] if link else []
    return {"type": "TEXT", "nodes": [], "textData": {"text": words, "decorations": decorations}}


RICH = {
    "nodes": [
        {"type": "HEADING", "nodes": [text("Rye")]},
        {"type": "PARAGRAPH", "nodes": [text("Use more "), text("water", "https://a.example/w"), text(" & salt")]},
        {"type": "IMAGE", "imageData": {"altText": "a loaf"}},
        {"type": "BULLETED_LIST", "nodes": [{"type": "LIST_ITEM", "nodes": [{"type": "PARAGRAPH", "nodes": [text("one")]}]}]},
    ]
}  # fmt: skip
ROW = {
    "Author": "Lea Roy", "Title": "On rye", "ID": "post-1", "Plain Content": "fallback", "Published Date": "2025-10-01T10:00:00Z",
    "Rich Content": json.dumps(RICH), "Post Page URL": "/post/on-rye", "Last Published Date": "2025-10-02T10:00:00Z",
    "Internal ID": "internal-1",
}  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def test_a_post_is_the_text_of_its_nodes() -> None:
    (item,) = items(wix, {"posts.csv": table(ROW)})
    assert item.text == "Rye\n\nUse more water & salt\n\none"
    assert (item.native_id, item.title, item.author.name) == ("internal-1", "On rye", "Lea Roy")
    assert item.links == ("https://a.example/w",) and item.url == ""
    assert item.edited_at is not None and item.edited_at.day == 2


def test_plain_content_stands_in_for_what_cannot_be_read() -> None:
    for broken in ("not-json", "", "[1]", '{"nodes": 7}', '{"nodes": [1, {"type": "TEXT", "textData": 3}]}'):
        (item,) = items(wix, {"posts.csv": table(ROW | {"Rich Content": broken})})
        assert item.text == "fallback"


def test_drafts_empty_posts_and_rows_without_an_id() -> None:
    found = records(
        wix,
        {
            "posts.csv": table(
                ROW | {"Published Date": ""},
                ROW | {"Rich Content": "", "Plain Content": " "},
                ROW | {"ID": "", "Internal ID": ""},
            )
        },
    )
    assert reasons(found) == {"draft": 1, "empty": 1}
    assert [r.reason for r in found if isinstance(r, Malformed)] == ["This post has no id."]


def test_several_authors_are_told_apart() -> None:
    files: dict[str, str | bytes] = {
        "posts.csv": table(ROW, ROW, ROW | {"Author": "Tom Vogel", "Internal ID": "2"})
    }
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(wix, files)
    assert raised.value.candidates == ("Lea Roy", "Tom Vogel")
    found = records(wix, files, ReadOptions(own_names=("tom vogel",)))
    assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["2"]
    assert reasons(found) == {"another author": 2}


def test_other_tables_are_not_wixs() -> None:
    assert wix.detect(InMemory({"posts.csv": "Title,Content\na,b\n"})) is None


def test_a_tree_without_end_ends() -> None:
    deep = '{"nodes":[' * 3_000 + "]}" * 3_000
    assert records(wix, {"posts.csv": table(ROW | {"Rich Content": deep})})


def test_a_nodes_kind_may_be_anything() -> None:
    odd = '{"nodes":[{"type":["PARAGRAPH"],"nodes":[{"type":{},"textData":{"text":"Rye"}}]}]}'
    assert [item.text for item in items(wix, {"posts.csv": table(ROW | {"Rich Content": odd})})] == ["Rye"]


@given(st.integers(0, len(table(ROW))), st.binary(max_size=3))
def test_damage_never_raises_and_whole_rows_before_it_are_kept(at: int, put: bytes) -> None:
    first = table(ROW)
    data = (first + table(ROW | {"Internal ID": "second"}).split("\n", 1)[1]).encode()
    for damaged in (data[: len(first) + at], data[:at] + put + data[at + len(put) :]):
        found = list(wix.read(InMemory({"posts.csv": damaged}), ReadOptions(own_names=("Lea Roy",))))
        assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)
    kept = list(
        wix.read(InMemory({"posts.csv": data[: len(first) + at]}), ReadOptions(own_names=("Lea Roy",)))
    )
    assert [item.native_id for item in kept if isinstance(item, ItemRecord)][:1] == ["internal-1"]


def test_the_sample_table() -> None:
    """Two rows, counted by eye: one published, one without a date."""
    with open_archive(real("newsletter/wix_posts.csv")) as archive:
        assert [found.source for found in registry.recognise(archive)] == ["wix"]
        found = list(wix.read(archive, ReadOptions()))
    assert [(r.title, r.text) for r in found if isinstance(r, ItemRecord)] == [("Hello Wix", "Hello world")]
    assert reasons(found) == {"draft": 1}
