"""TikTok's exports: the JSON of any year, and the older text files."""

from __future__ import annotations

import json
import time
import tracemalloc
import zipfile
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
from ownvoice.sources import tiktok
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.tiktok_json import Profile, read_profile, read_tiktok
from ownvoice.sources.reading.tiktok_txt import iter_blocks
from tests.real_files import real
from tests.sources.in_memory import InMemory, reasons

WHEN = "2025-11-10 07:21:14"
SHARE = "https://www.tiktokv.com/share/video/7391234567890123456/"
CDN = "https://v16-webapp.tiktok.com/abc/video/tos/x?signature=1"
PROFILE = {"Profile Info": {"ProfileMap": {"userName": "lea.bakes", "displayName": "Léa", "emailAddress": "lea@example.org",
                                           "birthDate": "1990-01-01", "telephoneNumber": "None"}}}  # fmt: skip


def video(title: str = "Rye 🍞", **more: Any) -> dict[str, Any]:
    return {"Date": WHEN, "Link": CDN, "Likes": "3", "Title": title, "Location": "Lyon", **more}


def comment(text: object = "Très bon", **more: Any) -> dict[str, Any]:
    return {"date": f"{WHEN} UTC", "comment": text, "photo": "", "originalPostUrl": SHARE, **more}


def message(sender: str, text: object = "Hello", when: str = WHEN) -> dict[str, Any]:
    return {"Date": when, "From": sender, "Content": text}


def chats(**named: Any) -> dict[str, Any]:
    talks = {f"Chat History with {name}:": rows for name, rows in named.items()}
    return {"Direct Message": {"Direct Messages": {"ChatHistory": talks}}}


NEW = {
    "Comment": {"Comments": {"App": 1233, "CommentsList": [comment()]}},
    "Post": {
        "Posts": {"VideoList": [video()]},
        "Recently Deleted Posts": {"PostList": [{"Title": "gone"}]},
    },
    "Profile And Settings": PROFILE,
    "Your Activity": {
        "Watch History": {"VideoList": [{"Date": WHEN, "Link": SHARE, "Title": "somebody's video"}]}
    },
}
OLD = {
    "Activity": {"Video Browsing History": {"VideoList": [{"Date": WHEN, "Link": SHARE}]}},
    "Comment": {"Comments": {"CommentsList": [{"Date": WHEN, "Comment": "Très bon"}]}},
    "Profile": {"Profile Information": {"ProfileMap": {"userName": "lea.bakes"}}},
    "Video": {"Videos": {"VideoList": [video()]}},
}


def read(
    export: object, *names: str, private: bool = False, name: str = "user_data_tiktok.json"
) -> list[Record]:
    data = export if isinstance(export, str | bytes) else json.dumps(export, ensure_ascii=False, indent=1)
    return list(tiktok.read(InMemory({name: data}), ReadOptions(names, private)))


def items(export: object, *names: str, private: bool = False) -> list[ItemRecord]:
    found = read(export, *names, private=private)
    assert not [record for record in found if isinstance(record, Malformed)]
    return [record for record in found if isinstance(record, ItemRecord)]


class TestGenerations:
    @pytest.mark.parametrize("export", [NEW, OLD, {**OLD, "Activity": {"Video": OLD["Video"]}, "Video": {}}])
    def test_videos_and_comments_wherever_they_are(self, export: Any) -> None:
        found = items(export)
        assert {(item.kind, item.text) for item in found} == {
            (Kind.COMMENT, "Très bon"),
            (Kind.VIDEO, "Rye 🍞"),
        }
        assert {item.author.handle for item in found} == {"lea.bakes"}
        assert {item.created_at for item in found} == {datetime(2025, 11, 10, 7, 21, 14, tzinfo=UTC)}

    def test_the_account(self) -> None:
        found = read(NEW)
        assert found[0] == AccountRecord("tiktok", handle="lea.bakes", name="Léa")
        assert not [
            part for part in ("example.org", "1990", "Lyon", "gone", "somebody") if part in repr(found)
        ]

    @pytest.mark.parametrize("empty", [None, [], {}, "", "N/A", 5])
    def test_there_are_many_ways_to_say_nothing(self, empty: object) -> None:
        assert (
            read({"Post": {"Posts": {"VideoList": empty}}, "Comment": {"Comments": empty}, "Activity": empty})
            == []
        )

    def test_the_account_is_found_behind_everything(self) -> None:
        data = json.dumps({"Comment": {"x": "y" * 3_000_000}, "Profile": PROFILE}).encode()
        archive = InMemory({"a": data})
        assert read_profile(archive.open(archive.members()[0])) == Profile("lea.bakes", "Léa")


class TestVideos:
    def test_a_share_link_holds_the_id(self) -> None:
        (item,) = items({"Post": {"Posts": {"VideoList": [video(Link=SHARE)]}}})
        assert (item.native_id, item.url) == ("7391234567890123456", SHARE.rstrip("/"))

    def test_a_link_to_the_file_is_not_kept(self) -> None:
        (item,) = items({"Post": {"Posts": {"VideoList": [video()]}}})
        assert "signature" not in repr(item)
        assert item.url == ""

    def test_without_a_caption_it_is_counted(self) -> None:
        rows = [video(""), video("N/A"), video()]
        assert reasons(read({"Post": {"Posts": {"VideoList": rows}}})) == {"empty": 2}

    @pytest.mark.parametrize(
        ("who", "visibility"),
        [
            ("Everyone", Visibility.PUBLIC),
            ("Friends", Visibility.RESTRICTED),
            ("Только друзья", Visibility.RESTRICTED),
            ("Only me", Visibility.PRIVATE),
            ("", Visibility.PUBLIC),
        ],
    )
    def test_who_can_view_it(self, who: str, visibility: Visibility) -> None:
        export = {"Post": {"Posts": {"VideoList": [video(WhoCanView=who)]}}}
        assert [item.visibility for item in items(export, private=True)] == [visibility]
        assert reasons(read(export)) == ({"private": 1} if visibility is Visibility.PRIVATE else {})

    def test_a_private_account_shows_them_to_its_followers(self) -> None:
        export = {**NEW, "Settings": {"SettingsMap": {"Private Account": "On"}}}
        assert {item.visibility for item in items(export) if item.kind is Kind.VIDEO} == {
            Visibility.RESTRICTED
        }


class TestComments:
    def test_the_video_is_the_root_and_no_parent_is_invented(self) -> None:
        (item,) = items({"Comment": {"Comments": {"CommentsList": [comment()]}}})
        assert (item.root_id, item.parent_id, item.url) == ("7391234567890123456", None, SHARE.rstrip("/"))
        assert item.raw_time == f"{WHEN} UTC"

    def test_stickers_are_counted(self) -> None:
        rows = [comment(""), comment("N/A", photo="x"), comment(None), comment({})]
        assert reasons(read({"Comment": {"Comments": {"CommentsList": rows}}})) == {"not a text": 4}

    def test_in_a_live_video(self) -> None:
        live = {
            "WatchTime": WHEN,
            "Comments": [{"CommentTime": WHEN, "CommentContent": "Which flour?", "RawTime": 1}],
            "Questions": [{"QuestionTime": WHEN, "QuestionContent": "And how much?"}],
            "Link": "https://www.tiktok.com/@tom.v/live",
        }
        empty = {"WatchTime": WHEN, "Comments": None, "Questions": None, "Link": ""}
        lives = {"WatchLiveMap": {"7391": live, "-1": empty, "5": "odd"}}
        found = items({"Tiktok Live": {"Watch Live History": lives}})
        assert [(item.text, item.parent_author, item.root_id, item.kind) for item in found] == [
            ("Which flour?", "tom.v", "7391", Kind.COMMENT),
            ("And how much?", "tom.v", "7391", Kind.COMMENT),
        ]


class TestConversations:
    TALK = chats(
        tom=[message("tom", "Rye?"), message("lea.bakes", "No."), message("tom", SHARE), message("tom", {})]
    )

    def test_only_counted_unless_asked_for(self) -> None:
        assert reasons(read({**self.TALK, "Profile": PROFILE})) == {"private": 4}

    def test_read_if_asked_for(self) -> None:
        found = read({**self.TALK, "Profile": PROFILE}, private=True)
        assert [(r.text, r.role, r.root_id, r.visibility) for r in found if isinstance(r, ItemRecord)] == [
            ("Rye?", Role.FAN, "tom", Visibility.PRIVATE),
            ("No.", Role.CREATOR, "tom", Visibility.PRIVATE),
        ]
        assert reasons(found) == {"not a text": 1, "share": 1}

    def test_an_older_place(self) -> None:
        old = {
            "Direct Messages": {"Chat History": {"ChatHistory": {"Chat History with tom:": [message("tom")]}}}
        }
        assert [item.root_id for item in items(old, private=True)] == ["tom"]

    def test_without_an_account_the_other_one_is_who_it_is_named_after(self) -> None:
        assert [item.role.value for item in items(self.TALK, private=True)] == ["fan", "creator"]
        assert [item.role.value for item in items(self.TALK, "elsewhere", private=True)] == ["fan", "creator"]
        assert [item.role.value for item in items(self.TALK, "tom", private=True)] == ["creator", "fan"]

    def test_where_nothing_tells_whose_words_they_are_they_are_left_out(self) -> None:
        group = {
            "Direct Message": {"Group Chat": {"GroupChat": {"Bakers": [message("tom"), message("ann")]}}}
        }
        assert reasons(read(group, private=True)) == {"private": 2}
        assert [item.role.value for item in items(group, "ann", private=True)] == ["fan", "creator"]
        odd = {"Direct Message": {"Direct Messages": {"ChatHistory": {"Gespräch mit tom": [message("tom")]}}}}
        assert reasons(read(odd, private=True)) == {"private": 1}


class TestTextFiles:
    COMMENTS = (
        "\ufeffDate: 2021-03-01 10:00:00\nComment: Très bon\nwith rye\n\nand salt\n\n"
        "Date: 2021-03-02 10:00:00 UTC\nComment: Comment: this is it\nPhoto: N/A\nUrl: " + SHARE + "\n\n"
        "Date: 2021-03-03 10:00:00\nComment: \n"
    )
    VIDEOS = f"Date: 2021-04-01 10:00:00\r\nLink: {CDN}\r\nLike(s): 5\r\nTitle: Rye\r\nWho can view: Only me\r\n\r\n"
    FILES = {
        "TikTok/Comment/Comments.txt": COMMENTS,
        "TikTok/Videos/Videos.txt": VIDEOS,
        "TikTok/Profile/Profile Information.txt": "Username: lea.bakes\nEmail: lea@example.org\n",
        "TikTok/Activity/Like List.txt": "Date: 2021-01-01 10:00:00\nLink: x\n",
    }

    def test_comments_and_videos(self) -> None:
        found = list(tiktok.read(InMemory(self.FILES), ReadOptions(include_private=True)))
        assert found[0] == AccountRecord("tiktok", handle="lea.bakes")
        assert [(r.text, r.kind.value, r.visibility.value) for r in found if isinstance(r, ItemRecord)] == [
            ("Rye", "video", "private"),
            ("Très bon\nwith rye\n\nand salt", "comment", "public"),
            ("Comment: this is it", "comment", "public"),
        ]
        assert [r.root_id for r in found if isinstance(r, ItemRecord)] == [None, None, "7391234567890123456"]
        assert reasons(found) == {"not a text": 1}
        assert "example.org" not in repr(found)

    def test_the_same_comment_has_the_same_id_in_both_forms(self) -> None:
        (as_json,) = items({"Comment": {"Comments": {"CommentsList": [comment()]}}})
        text = f"Date: {WHEN} UTC\nComment: Très bon\nUrl: {SHARE}\n"
        (as_text,) = list(tiktok.read(InMemory({"Comments.txt": text}), ReadOptions()))
        assert isinstance(as_text, ItemRecord)
        assert as_text.native_id == as_json.native_id

    def test_what_lies_beside_is_known(self) -> None:
        detection = tiktok.detect(InMemory(self.FILES))
        assert detection is not None
        assert detection.description == "TikTok export (text files)"
        assert registry.unknown_members(InMemory(self.FILES), [detection]) == []

    def test_lines_before_the_first_date_and_endless_entries_are_told(self) -> None:
        text = (
            "what is this\nand this\nDate: 2021-01-01 10:00:00\nComment: "
            + "x\n" * 3_000_000
            + "Date: 2021-01-02\nComment: y"
        )
        archive = InMemory({"Comments.txt": text})
        found = list(iter_blocks(archive.open(archive.members()[0]), "Comments.txt"))
        assert [isinstance(part, Malformed) for part in found] == [True, True, False]
        assert not isinstance(found[-1], Malformed)
        assert found[-1].fields["comment"] == "y"


class TestDetection:
    @pytest.mark.parametrize(
        "name", ["user_data.json", "user_data_tiktok.json", "x/user_data (1).json", "renamed.json"]
    )
    def test_by_name_and_content(self, name: str) -> None:
        detection = tiktok.detect(InMemory({name: json.dumps(NEW)}))
        assert detection is not None
        assert detection.members == (name,)

    @pytest.mark.parametrize(
        "files",
        [
            {"user_data.json": '{"users": []}'},
            {"a.json": '{"Comment": {"text": "x"}}'},
            {"comments.txt": "just a file"},
            {"posts.txt": "Dates: none"},
            {"a.json": json.dumps(NEW), "b.json": "{}"},
        ],
    )
    def test_other_files_are_not_claimed(self, files: dict[str, str | bytes]) -> None:
        assert tiktok.detect(InMemory(files)) is None


class TestDamage:
    SAMPLE = json.dumps({**NEW, **TestConversations.TALK}, indent=1).encode()

    def test_what_precedes_damage_is_kept(self) -> None:
        rows = [comment(f"number {n}") for n in range(100)]
        text = json.dumps({"Comment": {"Comments": {"CommentsList": rows}}}, indent=1)
        for hurt in (text[: text.index("number 50")], text.replace('"number 50"', "number 50")):
            found = read(hurt)
            texts = [record.text for record in found if isinstance(record, ItemRecord)]
            assert texts == [f"number {n}" for n in range(50)]
            assert len([record for record in found if isinstance(record, Malformed)]) == 1

    @settings(max_examples=300, deadline=None)
    @given(
        cut=st.integers(0, len(SAMPLE)),
        flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6),
        private=st.booleans(),
    )
    def test_any_damage_is_survived(self, cut: int, flips: list[tuple[int, int]], private: bool) -> None:
        data = bytearray(self.SAMPLE)
        for at, value in flips:
            data[at] = value
        archive = InMemory({"user_data_tiktok.json": bytes(data[:cut])})
        try:
            tiktok.detect(archive)
            list(tiktok.read(archive, ReadOptions(include_private=private)))
        except OwnvoiceError:
            pass

    @settings(max_examples=100, deadline=None)
    @given(text=st.text(max_size=300), cut=st.integers(0, 400))
    def test_any_text_is_survived(self, text: str, cut: int) -> None:
        data = ("Date: 2021-03-01 10:00:00\nComment: " + text).encode()[:cut]
        list(tiktok.read(InMemory({"Comments.txt": data}), ReadOptions()))

    def test_odd_values_in_every_place(self) -> None:
        for value in (None, True, 5, -1.5, "x", [], {}, [[]], [{}], 10**30):
            rows: list[Any] = [value, *({**video(), key: value} for key in (*video(), "WhoCanView"))]
            said: list[Any] = [value, *({**comment(), key: value} for key in comment())]
            talk: list[Any] = [value, *({**message("tom"), key: value} for key in message("tom"))]
            live = {"Comments": value, "Questions": [value, {"QuestionContent": value}], "Link": value}
            export = {
                "Post": {"Posts": {"VideoList": rows}},
                "Comment": {"Comments": {"CommentsList": said}},
                **chats(tom=talk, ann=value),
                "Tiktok Live": {"Watch Live History": {"WatchLiveMap": {"7": live, "8": value}}},
                "Profile": {"Profile Info": {"ProfileMap": {"userName": value, "displayName": value}}},
            }
            assert read(export, private=True)

    @pytest.mark.parametrize("inner", ["[" * 200_000, '{"a":' * 200_000])
    @pytest.mark.parametrize("before", ['{"Comment": {"Comments": {"CommentsList": [', '{"Comment": ', ""])
    def test_brackets_nested_without_end(self, before: str, inner: str) -> None:
        archive = InMemory({"a": before + inner})
        found = list(read_tiktok(archive.open(archive.members()[0]), "a"))
        assert isinstance(found[-1], Malformed)

    def test_time_grows_with_the_file_only(self) -> None:
        started = time.process_time()
        read('{"Comment": {"x": "' + '"userName": "' * 100_000)
        read("Date: 2021-01-01 10:00:00\nComment: " + " :" * 500_000, name="Comments.txt")
        read('{"Activity": {"userName" : ' + " " * 2_000_000)
        assert time.process_time() - started < 5

    def test_memory_does_not_grow_with_the_file(self) -> None:
        peaks = []
        for count in (1_000, 10_000):
            data = json.dumps({"Comment": {"Comments": {"CommentsList": [comment("x" * 500)] * count}}})
            archive = InMemory({"user_data.json": data})
            stream = archive.open(archive.members()[0])
            tracemalloc.start()
            assert sum(1 for _ in read_tiktok(stream, "a")) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] * 2 + 1_000_000


@pytest.mark.parametrize("name", ["empty", "sample"])
def test_the_published_samples(name: str) -> None:
    path = real(f"tiktok/user_data_tiktok.{name}.zip")
    with zipfile.ZipFile(path) as file:
        export = json.loads(file.read("user_data_tiktok.json"))
    own = [row["comment"] for row in export["Comment"]["Comments"]["CommentsList"]]
    lives = export["TikTok Live"]["Watch Live History"]["WatchLiveMap"].values()
    said = [row["CommentContent"] for live in lives for row in live["Comments"] or []]
    profile = export["Profile And Settings"]["Profile Info"]["ProfileMap"]
    with open_archive(path) as archive:
        detection = tiktok.detect(archive)
        assert detection is not None
        assert registry.unknown_members(archive, [detection]) == []
        found = list(tiktok.read(archive, ReadOptions(include_private=True)))
    assert found[0] == AccountRecord("tiktok", handle=profile["userName"], name=profile["displayName"])
    read_items = [record for record in found if isinstance(record, ItemRecord)]
    assert sorted(item.text for item in read_items) == sorted(own + said)
    assert all(item.created_at and item.root_id for item in read_items)
    assert len({item.native_id for item in read_items}) == len(read_items)
    assert not [record for record in found if isinstance(record, Malformed)]
    assert profile["emailAddress"] not in repr(found)
