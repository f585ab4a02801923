"""Twitch's chat: whose broadcast, who is addressed, at which second."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Malformed, Role, Skipped
from ownvoice.sources import twitch
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, items, reasons, records


def said(number: int, name: str, body: Any, at: float = 0, badge: str = "") -> dict[str, Any]:
    return {
        "_id": f"m{number}", "created_at": "2023-01-06T14:03:03.853Z", "content_offset_seconds": at,
        "commenter": {"display_name": name, "_id": f"id-{name.lower()}", "name": name.lower(), "bio": "x"},
        "message": {"body": body, "fragments": [], "user_badges": [{"_id": badge, "version": "1"}] if badge else []},
    }  # fmt: skip


def chat(*comments: Any, streamer: str = "Lea_Bakes") -> str:
    return json.dumps({
        "FileInfo": {"Version": {"Major": 1}}, "streamer": {"name": streamer, "id": 77},
        "video": {"title": "Rye", "id": "1234567890", "length": 9}, "comments": list(comments),
    })  # fmt: skip


TALK = chat(
    said(1, "Bo", "@Lea_Bakes which flour?", 61.2), said(2, "Cy", "lol"), said(3, "Lea_Bakes", "@Bo rye!", 3725),
    said(4, "Lea_Bakes", "Hello all"), said(5, "Bo", "@Cy hi"), said(6, "Bo", "@lea_bakes"),
)  # fmt: skip


def test_the_streamer_and_who_speaks_to_them() -> None:
    found = items(twitch, {"chat.json": TALK})
    assert [(i.role, i.text, i.parent_author, i.parent_id) for i in found] == [
        (Role.FAN, "which flour?", None, None), (Role.CREATOR, "rye!", "Bo", None), (Role.CREATOR, "Hello all", None, None),
    ]  # fmt: skip
    assert found[1].url == "https://www.twitch.tv/videos/1234567890?t=1h2m5s"
    assert reasons(records(twitch, {"chat.json": TALK})) == {"empty": 1, "unrelated": 2}
    assert AccountRecord("twitch", "77", "lea_bakes", "Lea_Bakes") in records(twitch, {"chat.json": TALK})


def test_a_packed_file_and_the_badge() -> None:
    sample = chat(said(1, "Renamed", "Mine", badge="broadcaster"), said(2, "Mod", "No", badge="moderator"))
    found = items(twitch, {"chat.json.gz": gzip.compress(sample.encode())})
    assert [item.text for item in found] == ["Mine"]


def test_where_nobody_is_named_it_is_asked() -> None:
    with pytest.raises(AmbiguousCreatorError):
        records(twitch, {"a.json": TALK.replace('{"name": "Lea_Bakes", "id": 77}', '{"x": 1}')})


def test_other_json_and_broken_entries() -> None:
    assert (
        twitch.detect(InMemory({"a.json": '{"comments": []}', "b.json": '{"streamer": {"name": "x"}}'}))
        is None
    )
    found = records(twitch, {"a.json": chat(7, {"_id": "x"}, said(1, "Lea_Bakes", "a"))})
    assert len([r for r in found if isinstance(r, Malformed)]) == 2
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 1


@pytest.mark.parametrize("at", ["inf", "nan", "-inf", "1e400", "x", [1]])
def test_a_place_in_the_video_that_is_none_costs_one_comment(at: Any) -> None:
    found = records(twitch, {"a.json": chat(said(1, "Lea_Bakes", "a", at), said(2, "Lea_Bakes", "b", 5))})
    assert [r.text for r in found if isinstance(r, ItemRecord)] == ["b"]
    assert len([r for r in found if isinstance(r, Malformed)]) == 1


@given(st.integers(0, len(TALK)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    data = TALK.encode()
    for damaged in (data[:at], data[:at] + put + data[at + len(put) :]):
        for record in twitch.read(InMemory({"a.json": damaged}), ReadOptions(("lea",))):
            assert isinstance(record, ItemRecord | Malformed | Skipped | AccountRecord)
