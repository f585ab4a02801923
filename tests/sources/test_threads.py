"""Threads, inside Instagram's export and on its own. No real file is published; these are made from the format."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import (
    AccountRecord,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Visibility,
)
from ownvoice.sources import instagram, threads
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, reasons
from tests.sources.meta_export import as_meta

NOON = 1_600_000_000
TOP = "your_instagram_activity"
POSTS = f"{TOP}/threads/threads_and_replies.json"
PROFILE = as_meta(
    {
        "text_post_app_text_post_app_profile": [
            {"string_map_data": {"Email": {"value": "lea@example.org"}, "Username": {"value": "lea.bakes"},
                                 "Name": {"value": "Léa Roy"}}}
        ]
    }
)  # fmt: skip


def post(text: str, second: int = NOON, uri: str = "", **stated: Any) -> Any:
    medium = {
        "uri": uri,
        "creation_timestamp": second,
        "title": text,
        "cross_post_source": {"source_app": "FB"},
    }
    return {
        "media": [{**medium, "text_app_post": {"reply_control": "everyone", **stated}} if stated else medium]
    }


def listed(*posts: Any) -> Any:
    return {"text_post_app_text_posts": list(posts)}


def read(files: dict[str, Any], private: bool = False) -> list[Record]:
    archive = InMemory(
        {path: data if isinstance(data, str | bytes) else as_meta(data) for path, data in files.items()}
    )
    return list(threads.read(archive, ReadOptions(include_private=private)))


def items(files: dict[str, Any], private: bool = False) -> list[ItemRecord]:
    found = read(files, private)
    assert not [record for record in found if isinstance(record, Malformed)]
    return [record for record in found if isinstance(record, ItemRecord)]


class TestPosts:
    def test_a_post_has_its_text_on_a_medium_without_a_file(self) -> None:
        found = read({POSTS: listed(post("Crème brûlée 🍮", is_reply=False)),
                      f"{TOP}/threads/personal_information.json": PROFILE})  # fmt: skip
        assert found[0] == AccountRecord("threads", handle="lea.bakes", name="Léa Roy")
        item = found[1]
        assert isinstance(item, ItemRecord)
        assert (item.text, item.kind, item.role) == ("Crème brûlée 🍮", Kind.POST, Role.CREATOR)
        assert (item.visibility, item.author.handle) == (Visibility.PUBLIC, "lea.bakes")
        assert item.created_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
        assert "example.org" not in repr(found)

    def test_or_on_itself(self) -> None:
        entry = {**post("", uri="media/a.jpg"), "title": "Two loaves", "creation_timestamp": NOON + 1}
        (item,) = items({POSTS: listed(entry)})
        assert (item.text, item.raw_time) == ("Two loaves", str(NOON + 1))

    @pytest.mark.parametrize(
        "name", ["threads/threads_and_replies.json", "threads_and_replies.json", "threads.json", POSTS]
    )
    def test_in_every_place(self, name: str) -> None:
        assert [item.text for item in items({name: listed(post("Rye"))})] == ["Rye"]

    def test_one_without_text_is_counted(self) -> None:
        assert reasons(read({POSTS: listed(post("", uri="a.jpg"), post("x"))})) == {"empty": 1}

    def test_archived_ones_are_private(self) -> None:
        files = {
            f"{TOP}/threads/archived_threads.json": {"text_post_app_text_app_archived_posts": [post("x")]}
        }
        assert reasons(read(files)) == {"private": 1}
        assert [item.visibility for item in items(files, private=True)] == [Visibility.PRIVATE]


class TestReplies:
    def test_stated_by_the_export(self) -> None:
        rows = listed(
            post("250 g", is_reply=True),
            post("Yes!", is_reply=True, in_reply_to_username="tom.v"),
            post("@ann you have to see this", is_reply=False),
            post("@ann indeed", is_reply=True),
        )
        assert [(item.kind.value, item.text, item.parent_author) for item in items({POSTS: rows})] == [
            ("reply", "250 g", None),
            ("reply", "Yes!", "tom.v"),
            ("post", "@ann you have to see this", None),
            ("reply", "@ann indeed", None),
        ]

    def test_computed_from_the_text_where_it_is_not(self) -> None:
        found = items({POSTS: listed(post("@tom.v 250 g"), post("@tom.v"), post("hi @tom.v"))})
        assert [(item.kind.value, item.text, item.parent_author, item.raw) for item in found] == [
            ("reply", "250 g", "tom.v", "@tom.v 250 g"),
            ("post", "@tom.v", None, ""),
            ("post", "hi @tom.v", None, ""),
        ]

    def test_no_parent_is_invented(self) -> None:
        found = items({POSTS: listed(post("a", is_reply=True), post("@b c"))})
        assert {(item.parent_id, item.root_id, item.parent_text) for item in found} == {(None, None, None)}


class TestOneArchiveWithInstagram:
    FILES = {
        POSTS: as_meta(listed(post("on Threads"))),
        f"{TOP}/threads/personal_information.json": PROFILE,
        f"{TOP}/threads/liked_threads.json": "{}",
        f"{TOP}/threads/something_new.json": "{}",
        f"{TOP}/media/posts_1.json": as_meta(
            [{"media": [{"uri": "a.jpg", "creation_timestamp": NOON, "title": "on Instagram"}]}]
        ),
        "media/a.jpg": "x",
    }

    def test_each_takes_its_own(self) -> None:
        archive = InMemory(self.FILES)
        detections = registry.recognise(archive, (instagram, threads))
        assert [d.members for d in detections] == [
            (f"{TOP}/media/posts_1.json",),
            (f"{TOP}/threads/personal_information.json", POSTS),
        ]
        assert registry.unknown_members(archive, detections) == [f"{TOP}/threads/something_new.json"]
        texts = [
            [r.text for r in source.read(archive, ReadOptions()) if isinstance(r, ItemRecord)]
            for source in (instagram, threads)
        ]
        assert texts == [["on Instagram"], ["on Threads"]]

    def test_instagrams_profile_names_the_account_too(self) -> None:
        files: dict[str, Any] = {
            POSTS: listed(post("x")),
            "personal_information/personal_information.json": PROFILE,
        }
        assert read(files)[0] == AccountRecord("threads", handle="lea.bakes", name="Léa Roy")


class TestDetection:
    @pytest.mark.parametrize(
        "files",
        [
            {"threads.json": '{"threads": []}'},
            {"threads.json": ""},
            {"threads/followers.json": '{"text_post_app_text_post_app_followers": []}'},
            {"a.json": "[]"},
        ],
    )
    def test_other_files_are_not_claimed(self, files: dict[str, str | bytes]) -> None:
        assert threads.detect(InMemory(files)) is None

    def test_an_empty_list_is_recognised(self) -> None:
        assert threads.detect(InMemory({POSTS: ""})) is not None
        assert read({POSTS: ""}) == []

    def test_html_is_asked_for_again_as_json(self) -> None:
        (advice,) = read({f"{TOP}/threads/threads_and_replies.html": "<html>"})
        assert isinstance(advice, Malformed)
        assert "choose JSON" in advice.reason


class TestDamage:
    SAMPLE = as_meta(
        listed(*(post(f"@tom é {n}", NOON + n, is_reply=bool(n % 2)) for n in range(5)))
    ).encode()

    @settings(max_examples=200, deadline=None)
    @given(
        cut=st.integers(0, len(SAMPLE)),
        flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6),
    )
    def test_any_damage_is_survived(self, cut: int, flips: list[tuple[int, int]]) -> None:
        data = bytearray(self.SAMPLE)
        for at, value in flips:
            data[at] = value
        archive = InMemory({POSTS: bytes(data[:cut])})
        try:
            threads.detect(archive)
            found = list(threads.read(archive, ReadOptions()))
        except OwnvoiceError:
            return
        if not flips:
            whole = self.SAMPLE[:cut].count(b"\n    },")
            assert sum(isinstance(record, ItemRecord) for record in found) >= whole

    def test_odd_values_in_every_place(self) -> None:
        for value in (None, True, 5, -1.5, "x", [], {}, [[]], [{}], 10**30):
            rows = [value, {"title": value}, {"media": value}, {"media": [value]}]
            rows += [post("x", is_reply=value, in_reply_to_username=value)]
            rows += [post("x", is_reply=True, in_reply_to_username=value)]
            rows += [{"media": [{"title": "x", "text_app_post": value, "creation_timestamp": value}]}]
            assert read({POSTS: listed(*rows)})

    def test_time_grows_with_the_file_only(self) -> None:
        started = time.process_time()
        for text in ('{"text_post_app_text_posts": [' + '{"media": [' * 50_000, "@a " * 300_000):
            read({POSTS: text if text.startswith("{") else as_meta(listed(post(text)))})
        assert time.process_time() - started < 5
