"""beehiiv's table of posts, and what its API answers."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed, Skipped, Visibility
from ownvoice.sources import beehiiv
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, items, reasons, records

MAIL = (
    "<table><tr><td>View online</td></tr><tr id='content-blocks'><td><table><tr><td>"
    '<p>Rye &amp; oats, <a href="https://a.example/rye">more</a></p></td></tr></table></td></tr>'
    "<tr><td>Unsubscribe</td></tr></table>"
)
ROW = {
    "id": "abcd1234-1505",
    "web_title": "On &amp; off rye",
    "status": "confirmed",
    "audience": "free",
    "url": "https://bakery.beehiiv.com/p/rye",
    "web_subtitle": "A word first",
    "content_html": MAIL,
    "created_at": "2023-01-18 21:25:27",
}


def table(*rows: dict[str, str]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def test_a_post_is_what_its_writer_filled_in() -> None:
    (item,) = items(beehiiv, {"posts.csv": table(ROW)})
    assert (item.native_id, item.title) == ("abcd1234-1505", "On & off rye")
    assert item.text == "A word first\n\nRye & oats, more"
    assert item.created_at is not None and item.created_at.isoformat() == "2023-01-18T21:25:27+00:00"
    assert item.url == "https://bakery.beehiiv.com/p/rye" and item.links == ("https://a.example/rye",)
    assert item.visibility is Visibility.PUBLIC


def test_drafts_paid_posts_and_rows_without_an_id() -> None:
    found = records(
        beehiiv,
        {
            "posts.csv": table(
                ROW | {"id": "b", "status": "draft"},
                ROW | {"id": "c", "audience": "premium"},
                ROW | {"id": "d", "content_html": "<img>"},
                ROW | {"id": ""},
                ROW | {"id": "c"},
            )
        },
    )
    assert [item.visibility for item in found if isinstance(item, ItemRecord)] == [Visibility.RESTRICTED]
    assert reasons(found) == {"draft": 1, "duplicate": 1, "empty": 1}
    assert [r.reason for r in found if isinstance(r, Malformed)] == ["This post has no id."]


POST = {
    "id": "post_abcd1234-1505", "title": "On rye", "subtitle": "", "subject_line": "s", "preview_text": "p",
    "status": "confirmed", "web_url": "https://bakery.beehiiv.com/p/rye", "publish_date": 1674077127,
    "audience": "free", "content": {"free": {"web": MAIL, "email": "<p>short</p>"}},
}  # fmt: skip


def answers(*posts: dict[str, object]) -> str:
    return json.dumps({"data": posts, "page": 1})


def test_the_answers_of_the_api_are_the_same_posts() -> None:
    (item,) = items(beehiiv, {"posts.json": answers(POST)})
    assert (item.native_id, item.text) == ("abcd1234-1505", "Rye & oats, more")
    assert item.created_at is not None and item.created_at.isoformat() == "2023-01-18T21:25:27+00:00"
    both = records(beehiiv, {"posts.csv": table(ROW), "posts.json": answers(POST)})
    assert reasons(both) == {"duplicate": 1}


def test_subscribers_are_known_and_never_read() -> None:
    archive = InMemory({"posts.csv": table(ROW), "subscribers_export.csv": "email,id\na@example.org,1"})
    detection = beehiiv.detect(archive)
    assert detection is not None and detection.ignored == ("subscribers_export.csv",)
    assert [found.source for found in registry.recognise(archive)] == ["beehiiv"]
    assert beehiiv.detect(InMemory({"subscribers.csv": "email,id\n", "posts.json": "[]"})) is None


@given(st.integers(0, len(table(ROW))), st.binary(max_size=3))
def test_damage_never_raises_and_whole_rows_before_it_are_kept(at: int, put: bytes) -> None:
    first = table(ROW)
    data = (first + table(ROW | {"id": "second"}).split("\n", 1)[1]).encode()
    for damaged in (data[: len(first) + at], data[:at] + put + data[at + len(put) :]):
        found = list(beehiiv.read(InMemory({"posts.csv": damaged, "a.json": damaged}), ReadOptions()))
        assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)
    kept = list(beehiiv.read(InMemory({"posts.csv": data[: len(first) + at]}), ReadOptions()))
    assert [item.native_id for item in kept if isinstance(item, ItemRecord)][:1] == ["abcd1234-1505"]
