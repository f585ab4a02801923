"""Reddit: tables of a data request, backups, answers of the API, public dumps."""

from __future__ import annotations

import json
import lzma
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Visibility,
)
from ownvoice.sources import reddit
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reddit.text import plain
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

STATISTICS = "statistic,value\naccount name,Lea_bakes\nexport time,2024-05-02 06:57:14 UTC\n"
POSTS = (
    "id,permalink,date,ip,subreddit,gildings,title,url,body\n"
    "p1,https://www.reddit.com/r/rye/comments/p1/my_loaf/,2024-01-05 10:00:00 UTC,1.2.3.4,rye,0,"
    'My &amp; your loaf,https://www.reddit.com/r/rye/comments/p1/my_loaf/,"Flour, **water**, salt.\n\n&gt; quoted\n"\n'
    "p2,/r/rye/comments/p2/x/,2024-01-06 10:00:00 UTC,,rye,0,A mill,https://mill.example/,\n"
    "p3,/r/rye/comments/p3/x/,2024-01-07 10:00:00 UTC,,rye,0,Gone,,[removed]\n"
)
COMMENTS = (
    "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
    "c1,https://www.reddit.com/r/rye/comments/p1/my_loaf/c1/,2024-01-05 11:00:00 UTC,1.2.3.4,rye,0,"
    "https://www.reddit.com/r/rye/comments/p1/my_loaf/,f1,75 % water.,\n"
    "c2,https://www.reddit.com/r/rye/comments/x9/other/c2/,2024-01-05 12:00:00 UTC,1.2.3.4,rye,0,"
    "https://www.reddit.com/r/rye/comments/x9/other/,,u/fan Yes!,\n"
    "c3,https://www.reddit.com/r/rye/comments/x9/other/c3/,2024-01-05 12:00:00 UTC,,rye,0,"
    "https://www.reddit.com/r/rye/comments/x9/other/,t3_x9,[deleted],\n"
    "c4,https://www.reddit.com/r/rye/comments/x9/other/c4/,2024-01-05 12:00:00 UTC,,rye,0,"
    "https://www.reddit.com/r/rye/comments/x9/other/,t1_f7,So it is.,\n"
)
MESSAGES = (
    "id,permalink,thread_id,date,ip,from,to,subject,body\n"
    "m1,https://www.reddit.com/message/messages/m1,m0,2024-02-01 08:00:00 UTC,1.2.3.4,fan,Lea_bakes,Hi,Which mill?\n"
    "m2,https://www.reddit.com/message/messages/m2,m0,2024-02-01 09:00:00 UTC,1.2.3.4,lea_bakes,fan,re: Hi,Mine.\n"
)
CHAT = (
    "message_id,created_at,updated_at,username,message,thread_parent_message_id,channel_url,subreddit,channel_name,conversation_type\n"
    "$a,2024-02-02 08:00:00 UTC,,fan,Still there?,,!room,,,direct\n"
    "$b,2024-02-02 08:01:00 UTC,,Lea_bakes,Yes.,$a,!room,,,direct\n"
)


def comment(identity: str, body: str, author: str | None = "fan", **more: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "author": author,
        "body": body,
        "parent_id": "t3_p1",
        "link_id": "t3_p1",
        "subreddit": "rye",
        "created_utc": 1704450000,
        "permalink": f"/r/rye/comments/p1/x/{identity}/",
        **more,
    }


def post(identity: str, title: str, selftext: str = "", author: str = "lea", **more: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "author": author,
        "title": title,
        "selftext": selftext,
        "subreddit": "rye",
        "created_utc": "1704440000",
        "permalink": f"/r/rye/comments/{identity}/x/",
        "url": f"https://www.reddit.com/r/rye/comments/{identity}/x/",
        "is_self": True,
        **more,
    }


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def read(data: str | bytes, *names: str, private: bool = False, file: str = "dump.jsonl") -> list[Record]:
    archive = InMemory({file: data})
    assert reddit.detect(archive) is not None
    return list(reddit.read(archive, ReadOptions(names, private)))


def found_items(data: str | bytes, *names: str, private: bool = False) -> dict[str, ItemRecord]:
    return by_id([r for r in read(data, *names, private=private) if isinstance(r, ItemRecord)])


class TestDataRequest:
    FILES: dict[str, str | bytes] = {
        "posts.csv": POSTS,
        "comments.csv": COMMENTS,
        "statistics.csv": STATISTICS,
        "messages.csv": MESSAGES,
        "chat_history.csv": CHAT,
        "post_headers.csv": "id,permalink,date,ip,subreddit,gildings,url\n",
        "saved_posts.csv": "id,permalink\nzz,/r/x\n",
    }

    def test_posts_and_comments_are_the_accounts(self) -> None:
        found = by_id(items(reddit, self.FILES))
        assert set(found) == {"t3_p1", "t3_p2", "t1_c1", "t1_c2", "t1_c4"}
        assert {item.role for item in found.values()} == {Role.CREATOR}
        assert {item.author for item in found.values()} == {Author("", "Lea_bakes", "Lea_bakes")}
        assert records(reddit, self.FILES)[0] == AccountRecord(
            "reddit", handle="Lea_bakes", name="Lea_bakes", url="https://www.reddit.com/user/Lea_bakes"
        )

    def test_a_post(self) -> None:
        first, link = (by_id(items(reddit, self.FILES))[key] for key in ("t3_p1", "t3_p2"))
        assert (first.kind, first.title, first.text) == (Kind.POST, "My & your loaf", "Flour, water, salt.")
        assert first.created_at == datetime(2024, 1, 5, 10, tzinfo=UTC)
        assert first.url == "https://www.reddit.com/r/rye/comments/p1/my_loaf/"
        assert (link.title, link.text, link.links) == ("A mill", "", ("https://mill.example/",))

    def test_a_comment_answers_what_it_states_and_where_it_states_nothing_the_post(self) -> None:
        found = by_id(items(reddit, self.FILES))
        answer, top, prefixed = found["t1_c1"], found["t1_c2"], found["t1_c4"]
        assert (answer.kind, answer.parent_id, answer.root_id) == (Kind.REPLY, "t1_f1", "t3_p1")
        assert (top.kind, top.parent_id, top.root_id, top.text) == (Kind.COMMENT, "t3_x9", "t3_x9", "Yes!")
        assert (prefixed.parent_id, prefixed.root_id) == ("t1_f7", "t3_x9")

    def test_deleted_texts_and_private_messages_are_counted(self) -> None:
        assert reasons(records(reddit, self.FILES)) == {"deleted": 2, "private": 4}

    def test_messages_and_chats_on_request(self) -> None:
        found = by_id(items(reddit, self.FILES, ReadOptions(include_private=True)))
        asked, answered, chat = found["t4_m1"], found["t4_m2"], found["chat/$b"]
        assert (asked.role, asked.kind, asked.visibility) == (Role.FAN, Kind.MESSAGE, Visibility.PRIVATE)
        assert (asked.author.name, asked.root_id, asked.parent_id) == ("fan", "t4_m0", None)
        assert (answered.role, answered.author.name) == (Role.CREATOR, "Lea_bakes")
        assert (chat.role, chat.parent_id, chat.visibility) == (Role.CREATOR, "chat/$a", Visibility.PRIVATE)

    def test_messages_without_an_account_ask_who_it_is(self) -> None:
        files: dict[str, str | bytes] = {"posts.csv": POSTS, "messages.csv": MESSAGES}
        with pytest.raises(AmbiguousCreatorError) as error:
            records(reddit, files, ReadOptions(include_private=True))
        assert set(error.value.candidates) == {"fan", "lea_bakes"}
        assert len(items(reddit, files)) == 2
        assert len(items(reddit, files, ReadOptions(("u/Lea_Bakes",), include_private=True))) == 4

    def test_addresses_are_never_kept(self) -> None:
        assert "1.2.3.4" not in repr(records(reddit, self.FILES, ReadOptions(include_private=True)))

    def test_large_tables_come_in_pieces_and_the_rest_is_known(self) -> None:
        archive = InMemory({"comments_1.csv": COMMENTS, "comments_2.csv": COMMENTS, "votes.csv": "id,way\n"})
        detection = reddit.detect(archive)
        assert detection is not None
        assert (detection.members, detection.ignored) == (
            ("comments_1.csv", "comments_2.csv"),
            ("votes.csv",),
        )
        assert reasons(list(reddit.read(archive, ReadOptions())))["duplicate"] == 3

    def test_a_row_without_an_id_or_half_a_row_is_told(self) -> None:
        damaged = COMMENTS.replace("\nc2,", "\n,") + 'c9,"half'
        found = records(reddit, {"comments.csv": damaged})
        assert [(r.offset, r.unit) for r in found if isinstance(r, Malformed)] == [(2, "row"), (5, "row")]
        assert len([r for r in found if isinstance(r, ItemRecord)]) == 2

    def test_dumps_are_joined_to_the_tables(self) -> None:
        dump = lines(
            comment("f1", "How much water?"),
            comment("c1", "75 %", "Lea_bakes"),
            comment("zz", "x", root="t3_q"),
        )
        files: dict[str, str | bytes] = {"comments.csv": COMMENTS, "dump.jsonl": dump}
        found = by_id(items(reddit, files))
        assert found["t1_f1"].role is Role.FAN
        assert found["t1_c1"].parent_id == "t1_f1"  # the table's own row is the one that is kept
        assert "t1_zz" not in found


class TestDumps:
    DUMP = lines(
        post("p1", "My loaf", "Flour."),
        comment("f1", "How much water?"),
        comment(
            "c1",
            "75 &amp; more\n&gt; quote",
            "Lea",
            parent_id="t1_f1",
            is_submitter=True,
            edited=1704460000.0,
        ),
        comment("f2", "Thanks", parent_id="t1_c1"),
        comment("f3", "Nice", link_id="t3_q", parent_id="t3_q", author="other"),
        comment("c2", "Agreed", "LEA", link_id="t3_q", parent_id="t1_f9", created_utc=1704470000.5),
        comment("f9", "Rye is best", link_id="t3_q", parent_id="t3_q"),
    )

    def test_both_sides_and_what_they_answer(self) -> None:
        found = found_items(self.DUMP, "lea")
        roles = {key: item.role for key, item in found.items()}
        fan, own = Role.FAN, Role.CREATOR
        assert roles == {"t3_p1": own, "t1_f1": fan, "t1_c1": own, "t1_f2": fan, "t1_c2": own, "t1_f9": fan}
        answer = found["t1_c1"]
        assert (answer.text, answer.kind, answer.parent_id, answer.root_id) == (
            "75 & more",
            Kind.REPLY,
            "t1_f1",
            "t3_p1",
        )
        assert answer.edited_at == datetime(2024, 1, 5, 13, 6, 40, tzinfo=UTC)
        assert found["t1_f1"].kind is Kind.COMMENT
        assert found["t3_p1"].created_at == datetime(2024, 1, 5, 7, 33, 20, tzinfo=UTC)

    def test_other_peoples_conversations_are_left_out(self) -> None:
        assert reasons(read(self.DUMP, "lea")) == {"unrelated": 1}

    def test_a_comment_by_the_posts_author_tells_whose_the_post_is(self) -> None:
        dump = lines(
            comment("c1", "Hi", "lea", is_submitter=True),
            comment("f1", "Hello"),
            comment("f2", "x", link_id="t3_q", parent_id="t3_q"),
        )
        assert set(found_items(dump, "lea")) == {"t1_c1", "t1_f1"}

    def test_who_the_creator_is_has_to_be_said(self) -> None:
        with pytest.raises(AmbiguousCreatorError) as error:
            read(self.DUMP)
        assert error.value.candidates[0] == "fan"
        with pytest.raises(AmbiguousCreatorError, match="under the name"):
            read(self.DUMP, "nobody")
        assert {i.role for i in found_items(lines(comment("a", "x"), comment("b", "y"))).values()} == {
            Role.CREATOR
        }

    def test_what_is_gone_or_no_ones_voice_is_left_out(self) -> None:
        dump = lines(
            comment("c1", "[removed]", "lea"),
            comment("c2", "&gt; only a quote", "lea"),
            comment("f1", "[deleted]", "[deleted]"),
            comment("f2", "I am a bot", "AutoModerator"),
            post("p1", "Mine"),
            post("p2", "Mine", crosspost_parent="t3_a", crosspost_parent_list=[{"title": "Mine"}]),
            post(
                "p3", "What I say to it", crosspost_parent="t3_a", crosspost_parent_list=[{"title": "Other"}]
            ),
            comment("c4", "secret", "lea", subreddit_type="private"),
        )
        found = read(dump, "lea")
        assert reasons(found) == {"deleted": 2, "empty": 1, "bot": 1, "crosspost": 1, "private": 1}
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["t3_p1", "t3_p3"]
        assert found_items(dump, "lea", private=True)["t1_c4"].visibility is Visibility.RESTRICTED

    def test_a_deleted_author_keeps_their_question(self) -> None:
        dump = lines(comment("f1", "Why?", None), comment("c1", "So.", "lea", parent_id="t1_f1"))
        assert found_items(dump, "lea")["t1_f1"].author == Author()

    def test_a_spoiler_is_no_quote(self) -> None:
        assert found_items(lines(comment("c", "&gt;!Malt!&lt; it is", "lea")))["t1_c"].text == "Malt it is"

    def test_names_may_be_objects_and_ids_prefixed(self) -> None:
        row = comment("t1_c1", "x", {"name": "lea"}, link_author="fan")  # type: ignore[arg-type]
        (item,) = found_items(lines(row)).values()
        assert (item.native_id, item.author.name, item.parent_author) == ("t1_c1", "lea", "fan")

    def test_a_parent_that_is_a_number_says_nothing(self) -> None:
        assert found_items(lines(comment("c", "x", parent_id=36422533)))["t1_c"].parent_id is None

    def test_odd_values_in_every_place(self) -> None:
        odd: list[object] = [None, True, 5, -1.5, "x", [], {}, [[]], 10**30, "t1_", "\ud800"]
        fields = (
            set(comment("a", "b"))
            | set(post("a", "b"))
            | {"name", "edited", "crosspost_parent_list", "replies"}
        )
        rows = [
            {**base, field: value}
            for base in (comment("a", "b"), post("a", "b"))
            for field in fields
            for value in odd
        ]
        rows += [
            {**post("a", "b"), "crosspost_parent": "t3_x", "crosspost_parent_list": value} for value in odd
        ]
        assert read(lines(comment("a", "b", "lea"), *rows), "lea", private=True)


class TestText:
    @settings(max_examples=500, deadline=None)
    @given(st.text(alphabet="ab1.)-+ \n:'\"!?é,/(=*", max_size=60))
    def test_the_short_way_for_texts_without_marks_gives_the_same(self, text: str) -> None:
        assert plain(text) == markdown_to_text(_without_spoilers(text), lazy_quotes=False)


def _without_spoilers(text: str) -> str:
    return text.replace(">!", "").replace("!<", "")


class TestShapes:
    THREAD = [
        {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": post("p1", "My loaf")}]}},
        {
            "kind": "Listing",
            "data": {
                "children": [
                    {
                        "kind": "t1",
                        "data": comment(
                            "f1",
                            "How?",
                            replies={
                                "kind": "Listing",
                                "data": {
                                    "children": [
                                        {
                                            "kind": "t1",
                                            "data": comment(
                                                "c1", "So.", "lea", parent_id="t1_f1", replies=""
                                            ),
                                        }
                                    ]
                                },
                            },
                        ),
                    },
                    {"kind": "more", "data": {"children": ["x"]}},
                ]
            },
        },
    ]

    @pytest.mark.parametrize("indent", [None, 2])
    @pytest.mark.parametrize("wrap", [lambda v: v, lambda v: {"data": v}, lambda v: v[1]])
    def test_answers_of_the_api(self, indent: int | None, wrap: Any) -> None:
        found = found_items(json.dumps(wrap(self.THREAD), indent=indent), "lea")
        assert {"t1_f1", "t1_c1"} <= set(found)
        assert found["t1_c1"].parent_id == "t1_f1"

    @pytest.mark.parametrize("indent", [None, 1])
    def test_a_backup_without_what_was_saved(self, indent: int | None) -> None:
        backup = {
            "comments": [comment("c1", "Mine", "lea")],
            "saved": [comment("f1", "Not mine")],
            "submissions": [post("p1", "Mine, too")],
        }
        assert set(found_items(json.dumps(backup, indent=indent))) == {"t1_c1", "t3_p1"}

    @pytest.mark.parametrize("name", ["RC_2019-04", "rye_comments", "reddit.json", "a.ndjson", "b/c.xz"])
    def test_files_are_known_by_what_is_in_them(self, name: str) -> None:
        data: str | bytes = TestDumps.DUMP
        if name.endswith(".xz"):
            data = lzma.compress(TestDumps.DUMP.encode())
        detection = reddit.detect(InMemory({name: data, "notes.txt": "x"}))
        assert detection is not None
        assert detection.members == (name,)

    def test_a_first_line_longer_than_what_is_looked_at(self) -> None:
        assert found_items(lines(comment("c1", "x", "lea", media="y" * 100_000), comment("c2", "z", "lea")))

    @pytest.mark.parametrize(
        "text",
        ["[]", "{}", "", "not json", '{"messages": [{"author": 1}]}', '{"subreddit": 1}', "id,text\n1,2\n"],
    )
    @pytest.mark.parametrize("name", ["a.json", "a.csv"])
    def test_other_files_are_not_claimed(self, name: str, text: str) -> None:
        assert reddit.detect(InMemory({name: text})) is None


class TestPacked:
    def test_a_dump_packed_with_zstandard_alone_and_in_a_folder(self, tmp_path: Path) -> None:
        zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
        path = tmp_path / "rye_comments.zst"
        path.write_bytes(zstandard.compress(TestDumps.DUMP.encode()))
        for place in (path, tmp_path):
            with open_archive(place) as archive:
                assert reddit.detect(archive) is not None
                found = list(reddit.read(archive, ReadOptions(("lea",))))
            assert len([r for r in found if isinstance(r, ItemRecord)]) == 6

    def test_what_precedes_damage_is_kept(self) -> None:
        rows = [comment(f"c{n}", f"text {n} {n * 7919 % 1000}", "lea") for n in range(20_000)]
        data = lzma.compress(lines(*rows).encode())
        found = read(data[: len(data) // 2], file="a/b.xz")
        kept = [r for r in found if isinstance(r, ItemRecord)]
        assert 1_000 < len(kept) < 20_000
        assert [item.native_id for item in kept] == [f"t1_c{n}" for n in range(len(kept))]
        assert [r for r in found if isinstance(r, Malformed)]


class TestDamage:
    TABLES = [POSTS.encode(), COMMENTS.encode(), MESSAGES.encode()]
    SAMPLES = [*TABLES, TestDumps.DUMP.encode(), json.dumps(TestShapes.THREAD, indent=1).encode()]

    def test_a_line_that_cannot_be_read_costs_itself(self) -> None:
        found = read(
            lines(comment("a", "x")) + '{"id": "b", "body"\n[1]\n' + lines({"id": 5}, comment("c", "y"))
        )
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["t1_a", "t1_c"]
        assert len([r for r in found if isinstance(r, Malformed)]) == 2

    @settings(max_examples=300, deadline=None)
    @given(
        which=st.integers(0, len(SAMPLES) - 1),
        cut=st.integers(1, 5_000),
        flips=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=6),
        private=st.booleans(),
    )
    def test_any_damage_is_survived(
        self, which: int, cut: int, flips: list[tuple[int, int]], private: bool
    ) -> None:
        data = bytearray(self.SAMPLES[which])
        for at, value in flips:
            data[at % len(data)] = value
        archive = InMemory({"a.csv" if which < len(self.TABLES) else "a.json": bytes(data[:cut])})
        try:
            reddit.detect(archive)
            list(reddit.read(archive, ReadOptions(("lea",), include_private=private)))
        except OwnvoiceError:
            pass

    def test_time_is_linear_in_the_size(self) -> None:
        nested: dict[str, Any] = comment("c", "x", "lea")
        for _ in range(150):
            nested = comment(
                "c",
                "x",
                "lea",
                replies={"kind": "Listing", "data": {"children": [{"kind": "t1", "data": nested}]}},
            )
        hostile = [
            "u/abc " * 20_000,
            "&gt;! " * 20_000,
            "[" * 50_000,
            "> " * 30_000,
            "*_" * 30_000,
            "&amp;" * 30_000,
        ]
        started = time.process_time()
        assert read(lines(nested, *(comment(f"h{n}", text, "lea") for n, text in enumerate(hostile))))
        assert time.process_time() - started < 10


def test_the_real_backups_overlap() -> None:
    folder = real("reddit")
    expected: dict[str, dict[str, Any]] = {}
    total = 0
    for path in sorted(folder.glob("*.xz")):
        rows = json.loads(lzma.decompress(path.read_bytes()))["comments"]
        total += len(rows)
        for row in rows:
            expected.setdefault("t1_" + row["id"], row)
    with open_archive(folder) as archive:
        found = list(reddit.read(archive, ReadOptions()))
    read_items = by_id([record for record in found if isinstance(record, ItemRecord)])
    assert set(read_items) == set(expected) == {"t1_edn1ebk", "t1_co5p0kf"}
    assert reasons(found) == {"duplicate": total - len(expected)} == {"duplicate": 4}
    for key, row in expected.items():
        item = read_items[key]
        assert (item.raw, item.parent_id) == (row["body"], row["parent_id"])
        assert item.created_at == datetime.fromtimestamp(row["created_utc"], UTC)
        assert (item.author.name, item.role) == ("karlicoss", Role.CREATOR)
        assert item.parent_author == row["link_author"]
    assert read_items["t1_co5p0kf"].edited_at == datetime.fromtimestamp(1422655991, UTC)
    assert not [record for record in found if isinstance(record, Malformed)]
