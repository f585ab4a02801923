"""Telegram exports: chats, channels, discussion groups, accounts."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Record, Role, Visibility
from ownvoice.sources import telegram
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.telegram_json import Messages, read_telegram
from tests.real_files import real
from tests.sources.in_memory import InMemory, reasons, records


def message(number: int, text: object = "Hello", **more: object) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2022-03-08T13:07:42",
        "date_unixtime": "1646741262",
        "from": "Fan",
        "from_id": "user7",
        "text": text,
        **more,
    }


LEA = {"from": "Lea", "from_id": "user1"}
CHANNEL = {"from": "Lea bakes", "from_id": "channel100"}


def chat(
    *messages: object, type: str = "public_supergroup", id: int = 5, name: str = "Group"
) -> dict[str, Any]:
    return {"name": name, "type": type, "id": id, "messages": list(messages)}


def channel(*messages: object, id: int = 100, name: str = "Lea bakes") -> dict[str, Any]:
    return chat(*messages, type="public_channel", id=id, name=name)


def account(*chats: dict[str, Any], left: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    return {
        "about": "Here is the data you requested.",
        "personal_information": {
            "user_id": 1,
            "first_name": "Lea",
            "last_name": "Roy",
            "phone_number": "+33 6 12 34 56 78",
            "username": "@lea",
            "bio": "",
        },
        "frequent_contacts": {"list": [{"id": 9, "name": "X"}]},
        "chats": {"about": "x", "list": list(chats)},
        "left_chats": {"about": "x", "list": list(left)},
    }


def read(export: object, *names: str, private: bool = False) -> list[Record]:
    data = export if isinstance(export, bytes | str) else json.dumps(export, ensure_ascii=False, indent=1)
    return records(telegram, {"result.json": data}, ReadOptions(names, private))


def items(export: object, *names: str, private: bool = False) -> list[ItemRecord]:
    return [record for record in read(export, *names, private=private) if isinstance(record, ItemRecord)]


class TestMessages:
    def test_a_message(self) -> None:
        (item,) = items(chat(message(3, **LEA)), "Lea")
        assert (item.native_id, item.kind, item.role) == ("5/3", Kind.MESSAGE, Role.CREATOR)
        assert (item.author.id, item.author.name, item.text) == ("user1", "Lea", "Hello")
        assert item.created_at == datetime(2022, 3, 8, 12, 7, 42, tzinfo=UTC)
        assert item.raw_time == "1646741262"
        assert item.visibility is Visibility.PUBLIC

    def test_a_text_in_pieces_is_joined_and_its_links_kept(self) -> None:
        pieces = [
            "See ",
            {"type": "bold", "text": "this"},
            " ",
            {"type": "link", "text": "https://a.example/"},
            " or ",
            {"type": "text_link", "text": "that", "href": "https://b.example/"},
            {"type": "text_link", "text": "!", "href": "tg://x"},
            5,
        ]
        (item,) = items(chat(message(1, pieces)), "Lea")
        assert item.text == "See this https://a.example/ or that!"
        assert item.links == ("https://a.example/", "https://b.example/")

    def test_entities_stand_in_for_a_missing_text(self) -> None:
        row = message(1, text_entities=[{"type": "plain", "text": "from entities"}])
        del row["text"]
        assert [item.text for item in items(chat(row), "Lea")] == ["from entities"]

    def test_a_poll_is_its_question_and_answers(self) -> None:
        poll = {"question": "Rye?", "answers": [{"text": "Yes", "voters": 3}, {"text": "No"}]}
        assert [item.text for item in items(chat(message(1, "", poll=poll)), "Lea")] == ["Rye?\n- Yes\n- No"]

    def test_a_local_time_is_taken_for_utc_and_kept_as_written(self) -> None:
        row = message(1)
        del row["date_unixtime"]
        (item,) = items(chat(row), "Lea")
        assert item.created_at == datetime(2022, 3, 8, 13, 7, 42, tzinfo=UTC)
        assert item.raw_time == "2022-03-08T13:07:42"

    def test_an_edited_message(self) -> None:
        row = message(1, edited="2022-03-08T14:00:00", edited_unixtime="1646744400")
        never = message(2, edited="1970-01-01T01:00:00")
        first, second = items(chat(row, never), "Lea")
        assert first.edited_at == datetime(2022, 3, 8, 13, 0, tzinfo=UTC)
        assert second.edited_at is None

    def test_an_answer_states_its_parent(self) -> None:
        here, elsewhere = items(
            chat(
                message(2, reply_to_message_id=1),
                message(3, reply_to_message_id=9, reply_to_peer_id="channel100"),
            ),
            "Lea",
        )
        assert (here.kind, here.parent_id, here.root_id) == (Kind.REPLY, "5/1", None)
        assert elsewhere.parent_id == "100/9"

    def test_a_topic_of_a_forum_is_no_message_that_is_answered(self) -> None:
        topic = {"id": 1, "type": "service", "action": "topic_created", "title": "Rye"}
        (item,) = items(chat(topic, message(2, reply_to_message_id=1)), "Lea")
        assert (item.parent_id, item.kind) == (None, Kind.MESSAGE)

    def test_what_is_left_out_is_counted(self) -> None:
        found = read(
            chat(
                {"id": 1, "type": "service", "action": "pin_message", "text": ""},
                message(2, forwarded_from="Somebody"),
                message(3, forwarded_from=None, forwarded_from_id="user8"),
                message(4, "", photo="x.jpg"),
                message(5, via_bot="@gif"),
                "no object",
                message(6),
            ),
            "Lea",
        )
        assert reasons(found) == {"service message": 1, "forward": 2, "not a text": 1, "bot": 1}
        assert [r.offset for r in found if isinstance(r, Malformed)] == [5]
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["5/6"]

    def test_a_deleted_account_has_no_name(self) -> None:
        (item,) = items(chat(message(1, **{"from": None, "from_id": "user8"})), "Lea")
        assert (item.author.name, item.role) == ("", Role.FAN)

    def test_messages_without_ids_keep_apart(self) -> None:
        rows = [message(0, text) for text in ("a", "b")]
        for row in rows:
            del row["id"]
        first, second = items(chat(*rows), "Lea")
        assert first.native_id != second.native_id
        assert [first, second] == items(chat(*rows), "Lea")


class TestWhoIsTheCreator:
    def test_the_owner_of_the_account(self) -> None:
        found = read(account(chat(message(1, **LEA), message(2))))
        assert found[0] == AccountRecord("telegram", "user1", "lea", "Lea Roy")
        assert [r.role for r in found if isinstance(r, ItemRecord)] == [Role.CREATOR, Role.FAN]
        assert "+33" not in repr(found)

    def test_the_channel_itself(self) -> None:
        found = read(channel(message(1, **CHANNEL), message(2, author="Lea R.", **CHANNEL)))
        assert found[0] == AccountRecord("telegram", "channel100", "", "Lea bakes")
        assert [(r.kind, r.role) for r in found if isinstance(r, ItemRecord)] == [
            (Kind.POST, Role.CREATOR)
        ] * 2

    @pytest.mark.parametrize("name", ["lea", " LEA ", "@lea", "user1", "1"])
    def test_whoever_own_names_says(self, name: str) -> None:
        assert [i.role for i in items(chat(message(1, **LEA), message(2)), name)] == [Role.CREATOR, Role.FAN]

    def test_ids_of_old_exports_are_numbers(self) -> None:
        rows = (message(1, **{"from": "Lea", "from_id": 1}), message(2, **{"from": "Fan", "from_id": 7}))
        assert [i.role for i in items(account(chat(*rows)))] == [Role.CREATOR, Role.FAN]
        assert [i.role for i in items(chat(*rows), "user1")] == [Role.CREATOR, Role.FAN]

    def test_a_chat_without_a_sign_asks_for_it(self) -> None:
        with pytest.raises(AmbiguousCreatorError) as error:
            read(chat(message(1), message(2), message(3, **LEA)))
        assert error.value.candidates == ("Fan", "Lea")
        assert "--as NAME" in error.value.remedy

    def test_nothing_is_asked_where_nothing_is_read(self) -> None:
        assert reasons(read(chat(message(1), type="personal_chat"))) == {"private": 1}
        assert read(chat()) == []

    def test_one_channel_in_an_account_is_its_owners(self) -> None:
        assert [i.role for i in items(account(channel(message(1, **CHANNEL))))] == [Role.CREATOR]

    def test_several_channels_have_to_be_told_apart(self) -> None:
        other = channel(message(1, **{"from": "News", "from_id": "channel200"}), id=200, name="News")
        export = account(channel(message(1, **CHANNEL)), other)
        with pytest.raises(AmbiguousCreatorError) as error:
            read(export)
        assert set(error.value.candidates) == {"Lea bakes", "News"}
        found = read(export, "Lea bakes")
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["100/1"]
        assert reasons(found) == {"another author": 1}

    def test_an_account_tells_whose_the_other_files_are(self) -> None:
        files: dict[str, str | bytes] = {
            "a/result.json": json.dumps(chat(message(1, **LEA))),
            "b/result.json": json.dumps(account()),
        }
        found = records(telegram, files)
        assert [r.role for r in found if isinstance(r, ItemRecord)] == [Role.CREATOR]


class TestDiscussionGroup:
    """Comments on a channel's post are answers to its copy in the group."""

    GROUP = chat(
        message(10, "Rye bread", forwarded_from="Lea bakes", **CHANNEL),
        message(11, "Why rye?", reply_to_message_id=10),
        message(12, "For taste.", reply_to_message_id=11, **CHANNEL),
        message(13, "Other news", forwarded_from="News", **{"from": "News", "from_id": "channel200"}),
        message(14, "Look!", forwarded_from="Lea bakes"),
    )

    def test_the_copy_is_the_post_that_comments_answer(self) -> None:
        post, asked, answered = items(self.GROUP, "Lea bakes")
        assert (post.native_id, post.kind, post.role) == ("5/10", Kind.POST, Role.CREATOR)
        assert (asked.kind, asked.role, asked.parent_id, asked.root_id) == (
            Kind.COMMENT,
            Role.FAN,
            "5/10",
            "5/10",
        )
        assert (answered.kind, answered.role, answered.parent_id) == (Kind.REPLY, Role.CREATOR, "5/11")

    def test_other_forwards_are_left_out(self) -> None:
        assert reasons(read(self.GROUP, "Lea bakes")) == {"forward": 2}

    def test_with_the_channel_in_the_same_account(self) -> None:
        found = items(account(self.GROUP, channel(message(1, "Rye bread", **CHANNEL))))
        assert [(i.native_id, i.role) for i in found] == [
            ("5/10", Role.CREATOR),
            ("5/11", Role.FAN),
            ("5/12", Role.CREATOR),
            ("100/1", Role.CREATOR),
        ]


class TestPrivacy:
    PRIVATE = ("personal_chat", "private_group", "private_supergroup", "saved_messages", "something_new")

    @pytest.mark.parametrize("type", PRIVATE)
    def test_private_chats_are_counted_and_read_only_on_request(self, type: str) -> None:
        export = account(chat(message(1), message(2, **LEA), type=type))
        found = read(export)
        assert reasons(found) == {"private": 2}
        assert not [r for r in found if isinstance(r, ItemRecord)]
        asked = items(export, private=True)
        assert [(i.visibility, i.role) for i in asked] == [
            (Visibility.PRIVATE, Role.FAN),
            (Visibility.PRIVATE, Role.CREATOR),
        ]

    def test_a_channel_for_members_is_restricted(self) -> None:
        export = {**channel(message(1, **CHANNEL)), "type": "private_channel"}
        assert [i.visibility for i in items(export)] == [Visibility.RESTRICTED]

    def test_talks_with_bots_are_left_out(self) -> None:
        assert reasons(read(account(chat(message(1), type="bot_chat")), private=True)) == {"bot": 1}

    def test_chats_that_were_left_are_read_too(self) -> None:
        assert len(items(account(left=[chat(message(1, **LEA))]))) == 1


class TestDamage:
    def test_a_file_cut_short_keeps_what_precedes(self) -> None:
        text = json.dumps(chat(*(message(n) for n in range(1, 101))), indent=1)
        found = read(text[: text.index('"id": 51')], "Lea")
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == [f"5/{n}" for n in range(1, 51)]
        (damage,) = [r for r in found if isinstance(r, Malformed)]
        assert damage.unit == "byte"

    def test_damage_in_the_middle_keeps_what_precedes(self) -> None:
        text = json.dumps(chat(message(1), message(2), message(3))).replace('"id": 3', '"id" 3')
        found = read(text, "Lea")
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["5/1", "5/2"]
        assert len([r for r in found if isinstance(r, Malformed)]) == 1

    def test_bytes_that_are_no_utf8_and_control_characters_cost_only_themselves(self) -> None:
        data = json.dumps(chat(message(1, "caf@"), message(2, "a#b"))).encode()
        found = items(b"\xef\xbb\xbf" + data.replace(b"@", b"\xe9").replace(b"#", b"\x00"), "Lea")
        assert [item.text for item in found] == ["caf\ufffd", "ab"]

    @pytest.mark.parametrize("inner", ["[" * 200_000, '{"a":' * 200_000])
    @pytest.mark.parametrize("before", ['{"messages": [', '{"messages": [{"text": ', '{"x": ', ""])
    def test_brackets_nested_without_end(self, before: str, inner: str) -> None:
        head = '{"type": "public_supergroup", "id": 5, ' + before.lstrip("{") if before else ""
        found = list(read_telegram(InMemory({"a": head + inner}).open(_only(head + inner)), "a"))
        assert isinstance(found[-1], Malformed)

    def test_odd_values_in_every_place(self) -> None:
        odd: list[object] = [None, True, 5, -1.5, "x", [], {}, [[]], 10**30]
        fields = ("id", "type", "date", "date_unixtime", "from", "from_id", "text", "text_entities", "poll")
        more = ("reply_to_message_id", "reply_to_peer_id", "edited", "forwarded_from", "action", "via_bot")
        rows = [{**message(n), field: value} for n, value in enumerate(odd) for field in (*fields, *more)]
        for kind in ("public_supergroup", "public_channel"):
            assert read(chat(*rows, type=kind), "Lea")
        for name in ("name", "type", "id", "messages"):
            for value in odd:
                read({**chat(message(1)), name: value}, "Lea")

    def test_memory_does_not_grow_with_the_chat(self) -> None:
        peaks = []
        for count in (1_000, 10_000):
            data = json.dumps(chat(*(message(n, "x" * 500) for n in range(count))))
            stream = InMemory({"a": data}).open(_only(data))
            tracemalloc.start()
            assert (
                sum(len(part.values) for part in read_telegram(stream, "a") if isinstance(part, Messages))
                == count
            )
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] * 2 + 1_000_000

    SAMPLE = json.dumps(
        account(TestDiscussionGroup.GROUP, channel(message(1, ["é", {"text": "x"}])))
    ).encode()

    @settings(max_examples=300, deadline=None)
    @given(
        cut=st.integers(1, len(SAMPLE)),
        flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6),
        private=st.booleans(),
    )
    def test_any_damage_is_survived(self, cut: int, flips: list[tuple[int, int]], private: bool) -> None:
        data = bytearray(self.SAMPLE)
        for at, value in flips:
            data[at] = value
        archive = InMemory({"result.json": bytes(data[:cut])})
        try:
            telegram.detect(archive)
            list(telegram.read(archive, ReadOptions(include_private=private)))
        except OwnvoiceError:
            pass


def _only(data: str) -> Any:
    return InMemory({"a": data}).members()[0]


class TestDetection:
    def test_pages_of_html_are_known_and_json_is_asked_for(self) -> None:
        page = '<!DOCTYPE html><html><head></head><body><div class="page_wrap"><div class="message default"></div></div></body>'
        archive = InMemory({"E/messages.html": page, "E/messages2.html": page, "E/css/style.css": "x"})
        detection = telegram.detect(archive)
        assert detection is not None and detection.members == ("E/messages.html", "E/messages2.html")
        assert detection.ignored == ("E/css/style.css",)
        (told,) = telegram.read(archive, ReadOptions())
        assert isinstance(told, Malformed) and "JSON" in told.reason
        assert telegram.detect(InMemory({"messages.html": "<html>other</html>"})) is None

    def test_media_beside_the_list_is_known(self) -> None:
        archive = InMemory(
            {
                "ChatExport/result.json": json.dumps(chat(message(1))),
                "ChatExport/photos/a.jpg": "x",
                "other/notes.md": "x",
            }
        )
        detection = telegram.detect(archive)
        assert detection is not None
        assert detection.members == ("ChatExport/result.json",)
        assert detection.ignored == ("ChatExport/photos/a.jpg",)
        assert detection.description == "Telegram chat “Group”"

    @pytest.mark.parametrize(
        "text",
        [
            '{"messages": [{"sender_name": "x"}]}',
            "[]",
            "{}",
            '{"type": "channel", "messages": []}',
            "not json",
        ],
    )
    def test_other_files_are_not_claimed(self, text: str) -> None:
        assert telegram.detect(InMemory({"result.json": text})) is None


def test_the_real_group_of_twenty() -> None:
    path = real("telegram/BIG_20A_5475M.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["messages"]
    texts = [row for row in rows if row["type"] == "message" and row.get("text")]
    writers = Counter(row["from"] for row in texts)
    name, count = writers.most_common(1)[0]
    with open_archive(path) as archive:
        assert telegram.detect(archive) is not None
        closed = list(telegram.read(archive, ReadOptions()))
        found = list(telegram.read(archive, ReadOptions((name,), include_private=True)))
        with pytest.raises(AmbiguousCreatorError) as error:
            list(telegram.read(archive, ReadOptions(include_private=True)))
    assert reasons(closed) == {"private": len(rows)} == {"private": 5475}
    read_items = [record for record in found if isinstance(record, ItemRecord)]
    assert len(read_items) == len(texts)
    assert sum(item.role is Role.CREATOR for item in read_items) == count
    assert sum(item.created_at is None for item in read_items) == sum(not row.get("date") for row in texts)
    assert name in error.value.candidates
    assert not [record for record in found if isinstance(record, Malformed)]


def test_a_real_private_chat_and_a_minimal_one() -> None:
    with open_archive(real("telegram/DM_2A_7M.json")) as archive:
        found = list(telegram.read(archive, ReadOptions(("Alice",), include_private=True)))
    texts = [(r.text, r.role) for r in found if isinstance(r, ItemRecord)]
    assert texts == [
        ("https://google.com 👀", Role.FAN),
        ("hello world", Role.CREATOR),
        ("world?", Role.FAN),
        ("blah blah", Role.CREATOR),
    ]
    assert reasons(found) == {"service message": 2, "not a text": 2}
    with open_archive(real("telegram/test_single_export.json")) as archive:
        assert telegram.detect(archive) is not None
        found = list(telegram.read(archive, ReadOptions(("Author 1",), include_private=True)))
    assert [r.role for r in found if isinstance(r, ItemRecord)] == [Role.CREATOR, Role.FAN]
    assert found[1].links == ("https://telegram.org/",)  # type: ignore[union-attr]


def test_a_random_export_is_read_as_json_reads_it() -> None:
    random.seed(3)
    rows = [
        message(n, random.choice(["a", "é" * 40, ["x", {"type": "bold", "text": '"]}'}]]))
        for n in range(3000)
    ]
    data = json.dumps(chat(*rows), indent=random.choice([None, 1]), ensure_ascii=False)
    parts = read_telegram(InMemory({"a": data}).open(_only(data)), "a")
    assert [row for part in parts if isinstance(part, Messages) for row in part.values] == rows
