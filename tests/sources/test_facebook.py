"""Facebook's exports: profiles, Pages, groups, Messenger."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.core.records import (
    AccountRecord,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Visibility,
)
from ownvoice.sources import facebook, instagram
from ownvoice.sources.facebook.text import shown
from ownvoice.sources.facebook.titles import Addressed, addressed
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, reasons
from tests.sources.meta_export import as_meta, conversation, message

NOON = 1_600_000_000
TOP = "your_facebook_activity"
POSTS = f"{TOP}/posts/your_posts__check_ins__photos_and_videos_1.json"
COMMENTS = f"{TOP}/comments_and_reactions/comments.json"
PROFILE = "personal_information/profile_information/profile_information.json"
LEA = as_meta(
    {
        "profile_v2": {
            "name": {"full_name": "Léa Roy", "first_name": "Léa", "last_name": "Roy"},
            "emails": {"emails": ["lea@example.org"]},
            "username": "lea.bakes",
            "profile_uri": "https://www.facebook.com/lea.bakes",
        }
    }
)


def post(text: str | None = None, second: int = NOON, **more: Any) -> Any:
    data = [{"post": text}] if text is not None else []
    return {"timestamp": second, "data": data, "title": "Léa Roy updated her status.", **more}


def attached(**part: Any) -> Any:
    return [{"data": [part]}]


def comment(
    text: str | None, title: str = "Léa Roy commented on Tom Vogel's post.", second: int = NOON
) -> Any:
    row = {"timestamp": second, "author": "Léa Roy", **({"comment": text} if text is not None else {})}
    return {"timestamp": second, "data": [{"comment": row}], "title": title}


def read(files: dict[str, Any], *names: str, private: bool = False) -> list[Record]:
    archive = InMemory(
        {path: data if isinstance(data, str | bytes) else as_meta(data) for path, data in files.items()}
    )
    return list(facebook.read(archive, ReadOptions(names, private)))


def items(files: dict[str, Any], *names: str, private: bool = False) -> list[ItemRecord]:
    found = read(files, *names, private=private)
    assert not [record for record in found if isinstance(record, Malformed)]
    return [record for record in found if isinstance(record, ItemRecord)]


class TestPosts:
    def test_a_post(self) -> None:
        (item,) = items({POSTS: [post("Crème brûlée 🍮")], PROFILE: LEA})
        assert (item.text, item.kind, item.role) == ("Crème brûlée 🍮", Kind.POST, Role.CREATOR)
        assert item.created_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
        assert (item.author.name, item.author.handle) == ("Léa Roy", "lea.bakes")

    @pytest.mark.parametrize(
        "name",
        [
            "posts/your_posts_1.json",
            "posts/your_posts.json",
            "your_activity_across_facebook/posts/your_posts_2.json",
            "facebook-lea.bakes-2024-01-01-x/your_facebook_activity/posts/your_posts_1.json",
            f"{TOP}/groups/your_posts_in_groups.json",
        ],
    )
    def test_in_every_place(self, name: str) -> None:
        assert [item.text for item in items({name: [post("Rye")]})] == ["Rye"]
        assert [item.text for item in items({name: {"status_updates_v2": [post("Rye")]}})] == ["Rye"]

    def test_what_a_profile_posted_may_be_for_friends_and_what_a_page_posted_is_public(self) -> None:
        page = "this_profile's_activity_across_facebook/posts/profile_posts_1.json"
        assert [item.visibility for item in items({POSTS: [post("x")]})] == [Visibility.RESTRICTED]
        assert [item.visibility for item in items({page: [post("x")]})] == [Visibility.PUBLIC]

    def test_what_was_shared_is_not_said_but_what_was_said_about_it_is(self) -> None:
        link = attached(external_context={"url": "https://a.example/", "name": "Somebody's headline"})
        found = read({POSTS: [post("Look", attachments=link), post(attachments=link), post()]})
        assert [(r.text, r.links) for r in found if isinstance(r, ItemRecord)] == [
            ("Look", ("https://a.example/",))
        ]
        assert reasons(found) == {"share": 1, "empty": 1}
        assert "headline" not in repr(found)

    def test_a_photos_own_description_and_a_poll_are_the_creators(self) -> None:
        photo = attached(media={"uri": "a/b.jpg", "description": "My oven", "title": "Timeline photos"})
        poll = attached(
            poll={"question": "Rye?", "options": [{"option": "Yes", "voted": True}, {"option": "No"}]}
        )
        found = items({POSTS: [post(attachments=photo), post(attachments=poll, second=NOON + 1)]})
        assert [item.text for item in found] == ["My oven", "Rye?\n- Yes\n- No"]

    def test_an_edited_post(self) -> None:
        row = {**post("x"), "data": [{"post": "x"}, {"update_timestamp": NOON + 60}]}
        (item,) = items({POSTS: [row]})
        assert item.edited_at == datetime(2020, 9, 13, 12, 27, 40, tzinfo=UTC)

    def test_people_named_in_a_text_stand_without_their_number(self) -> None:
        assert shown("@[100012:2048:Tom Vogel] and @[7:Ann], yes") == "Tom Vogel and Ann, yes"
        (item,) = items({POSTS: [post("Thanks @[100012:2048:Tom Vogel]!")]})
        assert item.text == "Thanks Tom Vogel!"

    def test_posts_on_others_profiles_have_their_text_under_a_label(self) -> None:
        row = {"timestamp": NOON, "media": [], "fbid": "5", "label_values": [
            {"label": "Message", "value": "Happy birthday"}, {"label": "Target", "value": "Tom Vogel"}]}  # fmt: skip
        (item,) = items({f"{TOP}/posts/posts_on_other_pages_and_profiles.json": [row]})
        assert item.text == "Happy birthday"

    def test_films_photos_and_notes(self) -> None:
        files = {
            POSTS: [post("The oven")],
            f"{TOP}/posts/your_videos.json": {
                "videos_v2": [
                    {"uri": "a.mp4", "creation_timestamp": NOON, "title": "Oven", "description": "The oven"},
                    {
                        "uri": "b.mp4",
                        "creation_timestamp": NOON,
                        "title": "Rye",
                        "description": "How I knead",
                    },
                    {"uri": "c.mp4", "creation_timestamp": NOON, "description": ""},
                ]
            },
            f"{TOP}/posts/your_uncategorized_photos.json": {
                "other_photos_v2": [{"uri": "a.jpg", "creation_timestamp": NOON, "description": "My shop"}]
            },
            "notes/notes.json": {
                "notes_v2": [
                    {"title": "On rye", "text": "<p>Long ago</p><p>there was</p>", "created_timestamp": NOON}
                ]
            },
        }
        assert [(item.kind.value, item.title, item.text) for item in items(files)] == [
            ("post", "", "The oven"),
            ("post", "On rye", "Long ago\n\nthere was"),
            ("video", "Rye", "How I knead"),
            ("caption", "", "My shop"),
        ]

    def test_a_post_is_the_same_in_every_export(self) -> None:
        photo = attached(media={"uri": "posts/media/x/b.jpg", "description": ""})
        moved = attached(media={"uri": "your_facebook_activity/posts/media/x/b.jpg", "description": ""})
        old = items({"posts/your_posts_1.json": [post("Rye", attachments=photo)]})
        new = items({POSTS: [post("Rye", attachments=moved)], PROFILE: LEA})
        assert old[0].native_id == new[0].native_id

    def test_addresses_and_places_are_never_kept(self) -> None:
        exif = {"photo_metadata": {"exif_data": [{"upload_ip": "1.2.3.4", "latitude": 48.85}]}}
        row = post("x", attachments=attached(media={"uri": "a.jpg", "media_metadata": exif},
                                             place={"name": "Home", "coordinate": {"latitude": 48.85}}))  # fmt: skip
        found = read({POSTS: [row], PROFILE: LEA}, private=True)
        assert not [part for part in ("1.2.3.4", "48.85", "example.org", "Home") if part in repr(found)]


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "name", "is_reply"),
        [
            ("Léa Roy commented on Tom Vogel's post.", "Tom Vogel", False),
            ("Léa Roy replied to Tom Vogel's comment.", "Tom Vogel", True),
            ("Léa Roy replied to Conan O'Brien's comment.", "Conan O'Brien", True),
            ("Léa Roy commented on James’ photo.", "James", False),
            ("Léa Roy commented on her own post.", "Léa Roy", False),
            ("Léa Roy replied to her own comment.", "Léa Roy", True),
            ("Léa Roy commented on Tom Vogel's post in Bakers of Lyon.", "Tom Vogel", False),
            ("Léa Roy commented on a post.", "", False),
            ("Léa Roy har kommenteret Tom Vogels opslag.", "Tom Vogel", False),
            ("Léa Roy har svaret på Tom Vogels kommentar.", "Tom Vogel", True),
            ("Léa Roy hat Tom Vogels Beitrag kommentiert.", "Tom Vogel", False),
            ("Léa Roy hat auf Tom Vogels Kommentar geantwortet.", "Tom Vogel", True),
            ("Léa Roy a commenté la publication de Tom Vogel.", "Tom Vogel", False),
            ("Léa Roy a répondu au commentaire d’Anne Petit.", "Anne Petit", True),
            ("Léa Roy a commenté sa propre publication.", "Léa Roy", False),
            ("Léa Roy respondió al comentario de Tom Vogel.", "Tom Vogel", True),
            ("Léa Roy ha risposto al commento di Tom Vogel.", "Tom Vogel", True),
            ("Léa Roy comentou na publicação de Tom Vogel.", "Tom Vogel", False),
            ("Léa Roy heeft gereageerd op het bericht van Tom Vogel.", "Tom Vogel", False),
            ("Léa Roy さんが Tom Vogel さんの投稿にコメントしました。", "", False),
            (None, "", False),
            ("x" * 10_000, "", False),
        ],
    )
    def test_who_is_answered(self, title: object, name: str, is_reply: bool) -> None:
        assert addressed(title, "Léa Roy") == Addressed(name, is_reply)


class TestComments:
    def test_a_comment_and_a_reply(self) -> None:
        rows = [
            comment("Très beau 👏"),
            comment("Tom Vogel, 250 g", "Léa Roy replied to Tom Vogel's comment."),
            comment("Tom Vogel", "Léa Roy replied to Tom Vogel's comment."),
        ]
        found = items({COMMENTS: {"comments_v2": rows}})
        assert [(item.kind.value, item.text, item.parent_author, item.parent_id) for item in found] == [
            ("comment", "Très beau 👏", "Tom Vogel", None),
            ("reply", "250 g", "Tom Vogel", None),
            ("reply", "Tom Vogel", "Tom Vogel", None),
        ]
        assert found[1].raw == "Tom Vogel, 250 g"
        assert {(item.author.name, item.visibility) for item in found} == {("Léa Roy", Visibility.RESTRICTED)}

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("comments/comments.json", "comments"),
            ("comments/comments.json", "comments_v2"),
            ("your_activity_across_facebook/comments_and_reactions/comments.json", "comments_v2"),
            (f"{TOP}/groups/your_comments_in_groups.json", "group_comments_v2"),
            ("comments.json", "comments_v2"),
        ],
    )
    def test_in_every_place(self, name: str, key: str) -> None:
        assert [item.text for item in items({name: {key: [comment("Rye")]}})] == ["Rye"]

    def test_stickers_are_counted(self) -> None:
        rows = [comment(None), comment(""), {"timestamp": NOON, "title": "Léa Roy commented on Tom's post."}]
        assert reasons(read({COMMENTS: {"comments_v2": rows}})) == {"not a text": 3}


class TestConversations:
    FILES = {
        f"{TOP}/messages/inbox/tom_1/message_1.json": conversation(
            message("No.", NOON + 2, "Léa Roy"),
            message("Rye?", NOON + 1, ip="1.2.3.4"),
            message("The video call ended.", NOON, call_duration=5),
            message("Tom Vogel named the group Bread.", NOON),
            message("gone", NOON, is_unsent=True),
            people=("Léa Roy", "Tom Vogel"),
        ),
        f"{TOP}/messages/e2ee_cutover/ann_2/message_1.json": conversation(
            message("Hello", NOON - 5, "Ann"), people=("Ann", "Léa Roy")
        ),
    }

    def test_read_if_asked_for(self) -> None:
        assert reasons(read({**self.FILES, PROFILE: LEA})) == {"private": 6}
        found = read({**self.FILES, PROFILE: LEA}, private=True)
        assert [(r.text, r.role.value, r.root_id) for r in found if isinstance(r, ItemRecord)] == [
            ("Hello", "fan", "ann_2"),
            ("Rye?", "fan", "tom_1"),
            ("No.", "creator", "tom_1"),
        ]
        assert reasons(found) == {"service message": 2, "deleted": 1}
        assert "1.2.3.4" not in repr(found)

    def test_encrypted_ones(self) -> None:
        talk = {
            "participants": ["Léa Roy", "Tom Vogel"],
            "threadName": "Tom Vogel_40",
            "messages": [
                {"senderName": "Tom Vogel", "text": "Rye – “dark”?", "timestamp": NOON * 1000, "type": "text",
                 "media": [], "reactions": [], "isUnsent": False},
                {"senderName": "Léa Roy", "text": "Oui", "timestamp": NOON * 1000 + 5, "type": "text"},
                {"senderName": "Léa Roy", "text": "", "timestamp": NOON * 1000, "type": "media",
                 "media": [{"uri": "./media/x.jpg"}]},
                {"senderName": "Tom Vogel", "text": "You sent something", "timestamp": 5, "type": "placeholder"},
                {"senderName": "Tom Vogel", "text": "gone", "timestamp": 5, "type": "text", "isUnsent": True},
            ],
        }  # fmt: skip
        plain = json.dumps(talk, ensure_ascii=False)
        for name in (
            "messages/Tom Vogel_40.json",
            "Tom Vogel_40.json",
            "data_messenger_e2e/Tom Vogel_40.json",
        ):
            found = read({name: plain}, "Léa Roy", private=True)
            assert [(r.text, r.role.value) for r in found if isinstance(r, ItemRecord)] == [
                ("Rye – “dark”?", "fan"),
                ("Oui", "creator"),
            ]
            assert reasons(found) == {"not a text": 1, "service message": 1, "deleted": 1}
            detection = facebook.detect(InMemory({name: plain}))
            assert detection is not None
            assert detection.members == (name,)
            assert instagram.detect(InMemory({name: plain})) is None

    def test_one_alone_does_not_tell_whose_it_is(self) -> None:
        one = {name: data for name, data in self.FILES.items() if "tom_1" in name}
        with pytest.raises(AmbiguousCreatorError) as error:
            read(one, private=True)
        assert set(error.value.candidates) == {"Léa Roy", "Tom Vogel"}

    def test_whoever_takes_part_in_most_is_the_creator(self) -> None:
        files = {
            f"{TOP}/messages/inbox/{fan}/message_1.json": conversation(
                message("Yes", NOON + 1, "Bakery"), message("Open?", NOON, fan), people=(fan, "Bakery")
            )
            for fan in ("Ann", "Tom")
        }
        assert {(item.author.name, item.role) for item in items(files, private=True)} == {
            ("Ann", Role.FAN),
            ("Tom", Role.FAN),
            ("Bakery", Role.CREATOR),
        }


class TestOneArchiveOfBoth:
    def test_each_takes_its_own(self) -> None:
        archive = InMemory(
            {
                "meta-2026-Jan-10/facebook-lea-2026-01-09-x/your_facebook_activity/posts/your_posts_1.json": as_meta(
                    [post("on Facebook")]
                ),
                "meta-2026-Jan-10/facebook-lea-2026-01-09-x/your_facebook_activity/messages/inbox/a/message_1.json": as_meta(
                    conversation(message("x"))
                ),
                "meta-2026-Jan-10/instagram-lea-2026-01-09-y/your_instagram_activity/media/posts_1.json": as_meta(
                    [{"media": [{"uri": "a.jpg", "creation_timestamp": NOON, "title": "on Instagram"}]}]
                ),
                "meta-2026-Jan-10/instagram-lea-2026-01-09-y/your_instagram_activity/messages/inbox/a/message_1.json": as_meta(
                    conversation(message("y"))
                ),
            }
        )
        detections = registry.recognise(archive, (facebook, instagram))
        assert [(d.source, len(d.members)) for d in detections] == [("facebook", 2), ("instagram", 2)]
        assert not set(detections[0].members) & set(detections[1].members)
        assert registry.unknown_members(archive, detections) == []


class TestAccount:
    def test_as_stated(self) -> None:
        assert read({POSTS: [], PROFILE: LEA}) == [
            AccountRecord(
                "facebook", handle="lea.bakes", name="Léa Roy", url="https://www.facebook.com/lea.bakes"
            )
        ]

    def test_an_older_profile(self) -> None:
        profile = as_meta({"profile": {"name": "Léa Roy", "emails": {}}})
        files = {"posts/your_posts_1.json": [], "profile_information/profile_information.json": profile}
        assert read(files) == [AccountRecord("facebook", name="Léa Roy")]


class TestHtml:
    def test_json_is_asked_for(self) -> None:
        files = {
            f"{TOP}/posts/your_posts_1.html": "<html>",
            f"{TOP}/messages/inbox/t/message_1.html": "<html>",
        }
        (advice,) = read(files)
        assert isinstance(advice, Malformed)
        assert "choose JSON" in advice.reason
        detection = facebook.detect(InMemory(files))
        assert detection is not None
        assert registry.unknown_members(InMemory(files), [detection]) == []


class TestDetection:
    def test_an_unknown_file_in_a_folder_that_is_read_is_reported(self) -> None:
        archive = InMemory(
            {
                POSTS: as_meta([post("x")]),
                PROFILE: LEA,
                f"{TOP}/posts/something_new.json": "[]",
                f"{TOP}/posts/album/0.json": "{}",
                f"{TOP}/posts/media/x.jpg": "x",
                f"{TOP}/comments_and_reactions/likes_and_reactions_1.json": "[]",
                f"{TOP}/events/your_events.json": "[]",
                "no-data.txt": "",
            }
        )
        detection = facebook.detect(archive)
        assert detection is not None
        assert detection.description == "Facebook export of Léa Roy"
        assert detection.members == (PROFILE, POSTS)
        assert registry.unknown_members(archive, [detection]) == [f"{TOP}/posts/something_new.json"]

    @pytest.mark.parametrize(
        "files",
        [
            {"comments.json": '{"media_comments": []}'},
            {"comments.json": '{"comments": [{"id": 1, "content": "x"}]}'},
            {"comments_2.json": '{"kind": "youtube#commentThreadListResponse"}'},
            {"your_instagram_activity/comments/post_comments_1.json": "[]"},
            {"messages.json": "[]"},
            {"a_1.json": '{"participants": []}'},
            {"message_1.json": '{"id": 5}'},
            {"notes.json": '{"notes": "x"}'},
            {"posts.json": '[{"timestamp": 5}]'},
        ],
    )
    def test_other_files_are_not_claimed(self, files: dict[str, str | bytes]) -> None:
        assert facebook.detect(InMemory(files)) is None


class TestDamage:
    SAMPLE = {
        POSTS: as_meta([post(f"Crème {n}", NOON + n) for n in range(5)]).encode(),
        COMMENTS: as_meta({"comments_v2": [comment("è"), comment("b c")]}).encode(),
        f"{TOP}/messages/inbox/t/message_1.json": as_meta(conversation(message("é"), message("x"))).encode(),
        f"{TOP}/posts/your_videos.json": as_meta(
            {"videos_v2": [{"uri": "a.mp4", "description": "x"}]}
        ).encode(),
        "notes/notes.json": as_meta({"notes_v2": [{"title": "x", "text": "<p>y"}]}).encode(),
        PROFILE: LEA.encode(),
        f"{TOP}/posts/your_posts_1.html": b"<html>",
    }

    @settings(max_examples=300, deadline=None)
    @given(data=st.data(), private=st.booleans())
    def test_any_damage_is_survived(self, data: st.DataObject, private: bool) -> None:
        files: dict[str, str | bytes] = dict(self.SAMPLE)
        name = data.draw(st.sampled_from(sorted(files)))
        hurt = bytearray(self.SAMPLE[name])
        for _ in range(data.draw(st.integers(0, 6))):
            hurt[data.draw(st.integers(0, len(hurt) - 1))] = data.draw(st.integers(0, 255))
        files[name] = bytes(hurt[: data.draw(st.integers(0, len(hurt)))])
        archive = InMemory(files)
        try:
            facebook.detect(archive)
            list(facebook.read(archive, ReadOptions(include_private=private)))
        except OwnvoiceError:
            pass

    @settings(max_examples=60, deadline=None)
    @given(cut=st.integers(0, len(SAMPLE[POSTS])))
    def test_what_precedes_a_cut_is_kept(self, cut: int) -> None:
        whole = self.SAMPLE[POSTS][:cut].count(b"\n  },") + (cut == len(self.SAMPLE[POSTS]))
        found = [
            record for record in read({POSTS: self.SAMPLE[POSTS][:cut]}) if isinstance(record, ItemRecord)
        ]
        assert len(found) >= whole

    def test_odd_values_in_every_place(self) -> None:
        odd: list[Any] = [None, True, 5, -1.5, "x", [], {}, [[]], [{}], 10**30]
        for value in odd:
            rows = [{**post("x"), field: value} for field in ("timestamp", "data", "attachments", "title")]
            rows += [{**post(), "attachments": [{"data": [{field: value}]}]} for field in
                     ("media", "external_context", "poll", "text")]  # fmt: skip
            rows += [{**post(), "attachments": attached(poll={"question": "q", "options": value})}]
            rows += [{"data": [{"post": value, "update_timestamp": value}]}, {"label_values": value}]
            talk = [{**comment("x"), field: value} for field in ("timestamp", "data", "title")]
            talk += [
                {"data": [{"comment": value}]},
                {"data": [{"comment": {"comment": value, "author": value}}]},
            ]
            films = {"uri": value, "description": value, "title": value, "creation_timestamp": value}
            files = {
                POSTS: [value, *rows],
                COMMENTS: {"comments_v2": [value, *talk]},
                f"{TOP}/posts/your_videos.json": {
                    "videos_v2": [value, films, {"description": "x", "title": value}]
                },
                "notes/notes.json": {"notes_v2": [value, {"text": "x", "title": value, "timestamp": value}]},
                PROFILE: {"profile_v2": {"name": value, "username": value, "profile_uri": value}},
            }
            assert read(files)

    @pytest.mark.parametrize(
        "text",
        [
            '[{"data": ' * 20_000,
            '{"comments_v2": [' + '{"timestamp": 1, "title": "a commented on ' * 20_000,
            '[{"timestamp": 1, "data": [{"post": "' + "@[1:" * 100_000 + '"}]}]',
            '{"a": ' * 50_000,
        ],
    )
    def test_time_grows_with_the_file_only(self, text: str) -> None:
        started = time.process_time()
        read({POSTS: text, COMMENTS: text})
        assert time.process_time() - started < 5


class TestRealFiles:
    def test_comments(self) -> None:
        path = real("facebook/waultar/facebook_comments.json")
        rows = [row for part in json.loads(path.read_text()) for rows in part.values() for row in rows]
        with open_archive(path) as archive:
            assert facebook.detect(archive) is not None
            found = [r for r in facebook.read(archive, ReadOptions()) if isinstance(r, ItemRecord)]
        assert [item.text for item in found] == [row["data"][0]["comment"]["comment"] for row in rows]
        assert Counter(item.kind.value for item in found) == {
            "comment": len(rows) - sum("replied" in row["title"] for row in rows),
            "reply": sum("replied" in row["title"] for row in rows),
        }
        own = sum("own post" in row["title"] for row in rows)
        assert Counter(item.parent_author for item in found) == {
            "REDACTED PERSON": len(rows) - own,
            "REDACTED PROFILE": own,
        }
        assert "79.131.50.64" not in repr(found)

    def test_a_conversation(self) -> None:
        path = real("facebook/2A_7M.json")
        rows = json.loads(path.read_text(encoding="utf-8-sig"))["messages"]
        with open_archive(path) as archive:
            assert facebook.detect(archive) is not None
            assert instagram.detect(archive) is None
            found = list(facebook.read(archive, ReadOptions(("Alice",), include_private=True)))
        texts = [row["content"] for row in reversed(rows) if "content" in row]
        assert [r.text for r in found if isinstance(r, ItemRecord)] == texts
        assert reasons(found) == {"not a text": len(rows) - len(texts)}
        assert "1.1.1.1" not in repr(found)

    @pytest.mark.parametrize("name", ["corrupt.json", "empty_list.json"])
    def test_other_files_are_no_export(self, name: str) -> None:
        with open_archive(real(f"facebook/waultar/{name}")) as archive:
            assert facebook.detect(archive) is None
