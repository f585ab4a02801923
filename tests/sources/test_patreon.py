"""Patreon's posts as its API gives them: whole answers, lists, line by line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed, Skipped, Visibility
from ownvoice.sources import patreon
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, by_id, items, reasons, records


def post(number: int, **more: Any) -> dict[str, Any]:
    attributes = {
        "title": f"Post {number}", "content": f"<p>Rye &amp; {number}</p><p><a href='https://a.example'>x</a></p>",
        "is_paid": False, "is_public": True, "published_at": "2023-01-06T14:03:03.000+00:00", "url": f"/posts/{number}",
    }  # fmt: skip
    return {"type": "post", "id": str(number), "attributes": attributes | more, "relationships": {}}


def answer(*posts: Any) -> str:
    return json.dumps(
        {
            "data": list(posts),
            "included": [{"type": "user", "id": "1", "attributes": {"email": "a@example.org"}}],
        }
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("posts.json", answer(post(1), post(2))),
        ("pages.json", json.dumps([json.loads(answer(post(1))), json.loads(answer(post(2)))])),
        ("posts.jsonl", "\n".join(json.dumps(post(n)) for n in (1, 2))),
        ("pages.ndjson", f"{answer(post(1))}\n{json.dumps({'data': post(2)})}\n"),
    ],
)
def test_every_way_answers_are_saved(name: str, content: str) -> None:
    found = by_id(items(patreon, {name: content}))
    assert set(found) == {"1", "2"}
    assert (found["1"].text, found["1"].title) == ("Rye & 1\n\nx", "Post 1")
    assert found["1"].url == "https://www.patreon.com/posts/1" and found["1"].links == ("https://a.example",)
    assert "example.org" not in repr(found)


def test_what_only_patrons_see_is_not_public() -> None:
    posts = [post(1, is_public=False), post(2), post(3, is_paid=True, is_public=False)]
    found = by_id(items(patreon, {"p.json": answer(*posts)}))
    assert [found[n].visibility for n in "123"] == [
        Visibility.RESTRICTED,
        Visibility.PUBLIC,
        Visibility.RESTRICTED,
    ]


def test_drafts_and_other_resources() -> None:
    sample = answer(
        post(1, published_at=None), post(2, title="", content=""), {"type": "tag", "id": "1"}, 7, post(3)
    )
    found = records(patreon, {"p.json": sample})
    assert reasons(found) == {"draft": 1, "empty": 1, "not a text": 1}
    assert len([r for r in found if isinstance(r, Malformed)]) == 1


def test_lists_of_patrons_are_known_and_never_read() -> None:
    detection = patreon.detect(InMemory({"p.json": answer(post(1)), "Members_1.csv": "Name,Email\n"}))
    assert detection is not None and detection.ignored == ("Members_1.csv",)
    assert patreon.detect(InMemory({"a.json": '{"data": [{"type": "post", "id": "1"}]}'})) is None


SAMPLE = answer(post(1), post(2)).encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        for name in ("a.json", "a.jsonl"):
            for record in patreon.read(InMemory({name: damaged}), ReadOptions()):
                assert isinstance(record, ItemRecord | Malformed | Skipped)
