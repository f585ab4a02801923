"""Instagram's exports, from 2018 to today."""

from __future__ import annotations

import json
import time
import zipfile
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
from ownvoice.sources import instagram
from ownvoice.sources.instagram.comments import Roles, learn_roles
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.meta_json import Labelled
from tests.real_files import real
from tests.sources.in_memory import InMemory, reasons
from tests.sources.meta_export import as_meta, conversation, message

NOON = 1_600_000_000
TOP = "your_instagram_activity"
PROFILE = "personal_information/personal_information/personal_information.json"


def profile(**labels: str) -> str:
    fields = {name: {"href": "", "value": value, "timestamp": 0} for name, value in labels.items()}
    return as_meta({"profile_user": [{"media_map_data": {}, "string_map_data": fields}]})


LEA = profile(Email="lea@example.org", Username="lea.bakes", Name="Lea Roy")


def post(text: str = "", second: int = NOON, uri: str = "media/posts/202009/a_1.jpg", **more: Any) -> Any:
    place = {"photo_metadata": {"exif_data": [{"latitude": 48.85, "longitude": 2.35}]}}
    medium = {"uri": uri, "creation_timestamp": second, "media_metadata": place, "title": text}
    return {"media": [medium], **more}


def comment(text: str, owner: str = "tom", second: int = NOON, labels: tuple[str, ...] = ()) -> Any:
    text_label, owner_label, time_label = labels or ("Comment", "Media Owner", "Time")
    return {
        "media_list_data": [{"uri": ""}],
        "string_map_data": {
            text_label: {"href": "", "value": text, "timestamp": 0},
            owner_label: {"value": owner},
            time_label: {"timestamp": second},
        },
    }


def read(files: dict[str, Any], *names: str, private: bool = False, name: str = "export.zip") -> list[Record]:
    archive = InMemory(
        {path: data if isinstance(data, str | bytes) else as_meta(data) for path, data in files.items()}, name
    )
    return list(instagram.read(archive, ReadOptions(names, private)))


def items(files: dict[str, Any], *names: str, private: bool = False) -> list[ItemRecord]:
    found = read(files, *names, private=private)
    assert not [record for record in found if isinstance(record, Malformed)]
    return [record for record in found if isinstance(record, ItemRecord)]


class TestPosts:
    def test_a_post_with_one_picture_has_its_text_on_the_picture(self) -> None:
        (item,) = items({f"{TOP}/media/posts_1.json": [post("Crème brûlée 🍮")], PROFILE: LEA})
        assert (item.text, item.kind, item.role) == ("Crème brûlée 🍮", Kind.CAPTION, Role.CREATOR)
        assert item.created_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
        assert (item.raw_time, item.visibility) == (str(NOON), Visibility.PUBLIC)
        assert (item.author.handle, item.author.name) == ("lea.bakes", "Lea Roy")

    def test_one_with_several_has_it_on_itself(self) -> None:
        several = {
            "media": [post()["media"][0], post(uri="b.jpg")["media"][0]],
            "title": "Rye, step by step",
            "creation_timestamp": NOON + 5,
        }
        (item,) = items({"content/posts_1.json": [several]})
        assert (item.text, item.raw_time) == ("Rye, step by step", str(NOON + 5))

    def test_films_and_reels_are_videos(self) -> None:
        found = items(
            {
                "content/posts_1.json": [post("a film", uri="x/y.mp4")],
                "content/reels.json": {"ig_reels_media": [post("a reel", uri="x/noending")]},
                "content/stories.json": {"ig_stories": [post("a story")["media"][0]]},
                "content/igtv_videos.json": {"ig_igtv_media": [post("a long film")]},
            }
        )
        assert {item.text: item.kind.value for item in found} == {
            "a film": "video",
            "a reel": "video",
            "a story": "caption",
            "a long film": "video",
        }

    def test_a_post_without_text_is_counted(self) -> None:
        assert reasons(read({"content/posts_1.json": [post(), post(" "), post("x")]})) == {"empty": 2}

    def test_all_pages_are_read(self) -> None:
        files = {f"{TOP}/media/posts_{n}.json": [post(f"page {n}")] for n in (1, 2, 10)}
        assert {item.text for item in items(files)} == {"page 1", "page 2", "page 10"}

    def test_a_post_is_the_same_in_every_export(self) -> None:
        old = items({"content/posts_1.json": [post("Rye", uri="photos/202009/a_1.jpg")]})
        new = items(
            {f"{TOP}/media/posts_1.json": [post("Rye", uri="media/posts/202009/a_1.jpg")], PROFILE: LEA}
        )
        other = items({"content/posts_1.json": [post("Rye", second=NOON + 1)]})
        assert old[0].native_id == new[0].native_id != other[0].native_id

    def test_archived_posts_are_private(self) -> None:
        files = {f"{TOP}/media/archived_posts.json": {"ig_archived_post_media": [post("gone"), post()]}}
        assert reasons(read(files)) == {"private": 1, "empty": 1}
        assert [item.visibility for item in items(files, private=True)] == [Visibility.PRIVATE]

    def test_a_private_account_posts_to_its_followers(self) -> None:
        for label, value, expected in (
            ("Private Account", "True", Visibility.RESTRICTED),
            ("Compte privé", "Vrai", Visibility.RESTRICTED),
            ("Privates Konto", "False", Visibility.PUBLIC),
        ):
            files = {
                "content/posts_1.json": [post("x")],
                PROFILE: profile(**{"Username": "lea", label: value}),
            }
            assert [item.visibility for item in items(files)] == [expected]

    def test_a_text_under_a_label(self) -> None:
        entry = {"timestamp": NOON, "media": [], "label_values": [{"label": "Légende", "value": "Du seigle"}]}
        (item,) = items({f"{TOP}/media/posts_1.json": [entry]})
        assert (item.text, item.raw_time) == ("Du seigle", str(NOON))

    def test_where_it_was_taken_and_who_to_write_to_is_never_kept(self) -> None:
        found = read({f"{TOP}/media/posts_1.json": [post("x")], PROFILE: LEA}, private=True)
        assert "48.85" not in repr(found)
        assert "example.org" not in repr(found)


class TestComments:
    def test_of_2021(self) -> None:
        row = {"title": "tom", "string_list_data": [{"href": "", "value": "Très beau", "timestamp": NOON}]}
        (item,) = items({"comments/post_comments.json": {"comments_media_comments": [row]}})
        assert (item.text, item.kind, item.parent_author) == ("Très beau", Kind.COMMENT, "tom")
        assert item.raw_time == str(NOON)

    def test_since_2022(self) -> None:
        files = {
            f"{TOP}/comments/post_comments_1.json": [comment("Lovely!")],
            f"{TOP}/comments/reels_comments.json": {"comments_reels_comments": [comment("What a crumb")]},
        }
        found = items(files)
        assert [item.text for item in found] == ["Lovely!", "What a crumb"]
        assert {(item.parent_author, item.parent_id, item.raw_time) for item in found} == {
            ("tom", None, str(NOON))
        }

    def test_since_2025(self) -> None:
        row = {
            "timestamp": NOON,
            "media": [],
            "fbid": "17890",
            "label_values": [
                {"label": "Comment", "value": "Lovely!"},
                {"label": "URL", "value": "https://www.instagram.com/p/x/", "href": "https://www.instagram.com/p/x/"},
                {"title": "Owner", "dict": [{"title": "", "dict": [
                    {"label": "Name", "value": "Tom the great baker"}, {"label": "Username", "value": "tom"}]}]},
            ],
        }  # fmt: skip
        (item,) = items({f"{TOP}/comments/post_comments_1.json": [row]})
        assert (item.text, item.parent_author, item.raw_time) == ("Lovely!", "tom", str(NOON))

    @pytest.mark.parametrize(
        "labels",
        [
            ("Opmerking", "Media-eigenaar", "Tijd"),
            ("Commentaire", "Propriétaire du contenu", "Heure"),
            ("コメント", "メディアの所有者", "時間"),
            ("Ĉi tio", "Posedanto", "Horo"),
        ],
    )
    def test_labels_in_any_language(self, labels: tuple[str, str, str]) -> None:
        rows = [comment("ok", labels=labels), comment("Très beau !", "ann", labels=labels)]
        found = items({f"{TOP}/comments/post_comments_1.json": rows})
        assert [(item.text, item.parent_author) for item in found] == [("ok", "tom"), ("Très beau !", "ann")]

    def test_labels_in_any_order(self) -> None:
        rows = [
            [Labelled("q", "tom"), Labelled("p", "wow")],
            [Labelled("q", "ann"), Labelled("p", "what a crumb"), Labelled("r", "", timestamp=5)],
        ]
        assert learn_roles(rows) == Roles("p", "q")
        assert learn_roles([]) == Roles("", "")

    def test_under_ones_own_post_a_name_in_front_is_who_is_answered(self) -> None:
        rows = [
            comment("@tom.v thank you, 250 g", "lea.bakes"),
            comment("@tom.v look at this", "ann"),
            comment("@tom.v", "lea.bakes"),
            comment("No idea", "lea.bakes"),
        ]
        found = items({f"{TOP}/comments/post_comments_1.json": rows, PROFILE: LEA})
        assert [(item.kind.value, item.text, item.parent_author) for item in found] == [
            ("reply", "thank you, 250 g", "tom.v"),
            ("comment", "@tom.v look at this", "ann"),
            ("comment", "@tom.v", "lea.bakes"),
            ("comment", "No idea", "lea.bakes"),
        ]
        assert found[0].raw == "@tom.v thank you, 250 g"
        assert {item.parent_id for item in found} == {None}

    def test_a_comment_without_words_is_counted(self) -> None:
        rows = [comment(""), comment("one two")]
        assert reasons(read({f"{TOP}/comments/post_comments_1.json": rows})) == {"not a text": 1}


class TestConversations:
    FILES = {
        f"{TOP}/messages/inbox/tom_1/message_1.json": conversation(
            message("No.", NOON + 4, "Lea Roy"), message("Rye?", NOON + 3)
        ),
        f"{TOP}/messages/inbox/tom_1/message_2.json": conversation(
            message("Schön 👏", NOON + 2, "Lea Roy"), message("Hello", NOON + 1)
        ),
        f"{TOP}/messages/message_requests/ann_2/message_1.json": conversation(
            message("Liked a message", NOON, "Ann"),
            message(None, NOON, "Ann", photos=[{"uri": "a.jpg"}]),
            message("Ann sent an attachment.", NOON, "Ann", share={"link": "https://a.example/"}),
            message(None, NOON, "Ann", share={"share_text": "somebody else's words"}),
            message("never mind", NOON, "Ann", is_unsent=True),
            people=("Ann", "Lea Roy"),
        ),
    }

    def test_are_only_counted_unless_asked_for(self) -> None:
        found = read({**self.FILES, PROFILE: LEA})
        assert reasons(found) == {"private": 9}
        assert not [record for record in found if isinstance(record, ItemRecord)]

    def test_read_in_order_over_all_pages(self) -> None:
        found = items({**self.FILES, PROFILE: LEA}, private=True)
        assert [(item.text, item.role.value) for item in found] == [
            ("Hello", "fan"),
            ("Schön 👏", "creator"),
            ("Rye?", "fan"),
            ("No.", "creator"),
        ]
        assert {(item.kind, item.visibility, item.root_id, item.parent_id) for item in found} == {
            (Kind.MESSAGE, Visibility.PRIVATE, "tom_1", None)
        }

    def test_what_nobody_wrote_is_left_out(self) -> None:
        found = read({**self.FILES, PROFILE: LEA}, private=True)
        assert reasons(found) == {"deleted": 1, "not a text": 1, "service message": 2, "share": 1}
        assert "somebody else's words" not in repr(found)

    def test_the_creator_is_who_takes_part_in_most(self) -> None:
        roles = {item.text: item.role for item in items(self.FILES, private=True)}
        assert (roles["No."], roles["Rye?"]) == (Role.CREATOR, Role.FAN)

    def test_one_conversation_alone_does_not_tell(self) -> None:
        one = dict(list(self.FILES.items())[:1])
        with pytest.raises(AmbiguousCreatorError) as error:
            read(one, private=True)
        assert set(error.value.candidates) == {"Lea Roy", "Tom Vogel"}
        assert [item.role.value for item in items(one, "lea roy", private=True)] == ["fan", "creator"]
        assert reasons(read(one)) == {"private": 2}

    def test_a_broadcast_channel_holds_words_for_followers(self) -> None:
        path = f"{TOP}/messages/broadcast/bakes_3/message_1.json"
        files = {path: conversation(message("Rye today!", sender="Lea Roy"), message("Yay")), PROFILE: LEA}
        (item,) = items(files)
        assert (item.text, item.visibility, item.role) == ("Rye today!", Visibility.RESTRICTED, Role.CREATOR)
        assert reasons(read(files)) == {"another author": 1}
        assert reasons(read({path: files[path]})) == {"private": 2}

    def test_a_very_long_page_comes_in_stretches(self) -> None:
        rows = [message(f"{n}", NOON + n) for n in range(45_000, 0, -1)]
        files = {"messages/inbox/a/message_1.json": conversation(*rows)}
        found = items(files, "Lea Roy", private=True)
        assert len(found) == len({item.native_id for item in found}) == 45_000
        assert found[0].text == "25001"


class TestFirstGeneration:
    FILES = {
        "media.json": json.dumps(
            {
                "stories": [{"caption": "", "taken_at": "2018-05-01T10:00:00", "path": "stories/a.jpg"}],
                "photos": [
                    {"caption": "Crème", "taken_at": "2018-05-02T10:00:00", "path": "photos/1.jpg",
                     "location": "Rue de Rivoli"},
                    {"caption": "Crème", "taken_at": "2018-05-02T10:00:00", "path": "photos/2.jpg"},
                ],
                "videos": [{"caption": "A film", "taken_at": "2019-05-02T10:00:00+02:00", "path": "v/1.mp4"}],
                "direct": [{"taken_at": "2018-05-02T10:00:00", "path": "direct/1.jpg", "caption": "for you"}],
            }
        ),
        "comments.json": json.dumps(
            {
                "media_comments": [["2018-05-03T10:00:00", "Beau 👏", "tom"]],
                "live_comments": [["2018-05-03T10:00:00", "Hi all", "ann"], ["odd"]],
            }
        ),
        "messages.json": json.dumps(
            [
                {
                    "participants": ["lea.bakes", "tom"],
                    "conversation": [
                        {"sender": "lea.bakes", "created_at": "2018-05-04T10:01:00", "text": "Yes"},
                        {"sender": "tom", "created_at": "2018-05-04T10:00:00", "text": "Rye?"},
                        {"sender": "tom", "created_at": "2018-05-04T09:00:00", "media": "direct/1.jpg"},
                    ],
                }
            ]
        ),
        "profile.json": json.dumps(
            {"biography": "", "date_joined": "2013-01-01T00:00:00", "email": "lea@example.org",
             "private_account": False, "name": "Lea Roy", "username": "lea.bakes"}
        ),
        "photos/1.jpg": "x",
    }  # fmt: skip

    def test_everything(self) -> None:
        found = read(self.FILES, private=True)
        assert found[0] == AccountRecord("instagram", handle="lea.bakes", name="Lea Roy")
        assert [
            (r.kind.value, r.text, r.role.value, r.parent_author) for r in found if isinstance(r, ItemRecord)
        ] == [
            ("caption", "Crème", "creator", None),
            ("video", "A film", "creator", None),
            ("comment", "Beau 👏", "creator", "tom"),
            ("comment", "Hi all", "creator", "ann"),
            ("message", "Rye?", "fan", None),
            ("message", "Yes", "creator", None),
        ]
        assert reasons(found) == {"empty": 1, "not a text": 1}
        assert [(r.file, r.reason) for r in found if isinstance(r, Malformed)] == [
            ("comments.json", "this entry is no comment")
        ]
        assert not [secret for secret in ("Rivoli", "example.org", "for you") if secret in repr(found)]

    def test_messages_are_only_counted_unless_asked_for(self) -> None:
        assert reasons(read(self.FILES)) == {"empty": 1, "private": 3}

    def test_without_the_profile_the_creator_has_to_say(self) -> None:
        files = {"messages.json": self.FILES["messages.json"]}
        with pytest.raises(AmbiguousCreatorError) as error:
            read(files, private=True)
        assert error.value.candidates == ("lea.bakes", "tom")
        with pytest.raises(AmbiguousCreatorError):
            read(files, "known.elsewhere", private=True)
        assert [item.role.value for item in items(files, "Lea.Bakes", private=True)] == ["fan", "creator"]

    def test_a_file_with_none_of_the_lists_is_told(self) -> None:
        files = {**self.FILES, "media.json": '{"photos": [{"caption": "a", "taken_at": "2018-05-02T10:00'}
        assert len([r for r in read(files) if isinstance(r, Malformed) and r.file == "media.json"]) == 1

    def test_what_lies_beside_is_known(self) -> None:
        archive = InMemory(self.FILES)
        detection = instagram.detect(archive)
        assert detection is not None
        assert detection.description == "Instagram export of @lea.bakes"
        assert detection.ignored == ("photos/1.jpg",)


class TestAccount:
    @pytest.mark.parametrize(
        ("username", "name"),
        [
            ("Username", "Name"),
            ("Gebruikersnaam", "Naam"),
            ("Nom d’utilisateur", "Nom"),
            ("ユーザーネーム", "名前"),
        ],
    )
    def test_in_any_language(self, username: str, name: str) -> None:
        files = {"content/posts_1.json": [], PROFILE: profile(**{username: "lea.bakes", name: "Léa"})}
        assert read(files) == [AccountRecord("instagram", handle="lea.bakes", name="Léa")]

    def test_else_as_the_file_is_named_after_it(self) -> None:
        for name in ("instagram-lea.bakes-2025-01-01-AbC.zip", "lea.bakes_20200101.zip"):
            assert read({"content/posts_1.json": []}, name=name)[:1] == [
                AccountRecord("instagram", handle="lea.bakes")
            ]


class TestHtml:
    PAGE = (
        '<html><body><div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">'
        '<div class="_3-95 _2pim _a6-h _a6-i">Bread &amp; butter</div><div class="_a6-p"><img src="a.jpg"></div>'
        '<div class="_3-94 _a6-o">Sep 20, 2022, 3:19 AM</div></div>'
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_3-94 _a6-o">20 sept. 2022</div></div>'
    )

    def test_what_can_be_read_is_and_json_is_asked_for(self) -> None:
        found = read({f"{TOP}/media/posts_1.html": self.PAGE, f"{TOP}/media/stories.html": "x"})
        (advice,) = [record for record in found if isinstance(record, Malformed)]
        assert "choose JSON" in advice.reason
        (item,) = [record for record in found if isinstance(record, ItemRecord)]
        assert (item.text, item.created_at) == (
            "Bread & butter",
            datetime(2022, 9, 20, 3, 19, tzinfo=UTC),
        )

    def test_pages_of_messages_alone_get_the_advice_once(self) -> None:
        files = {f"{TOP}/messages/inbox/t{n}/message_1.html": "<html>" for n in range(3)}
        (advice,) = read(files)
        assert isinstance(advice, Malformed)
        detection = instagram.detect(InMemory(files))
        assert detection is not None
        assert "HTML" in detection.description


class TestDetection:
    def test_an_unknown_file_in_a_folder_that_is_read_is_reported(self) -> None:
        archive = InMemory(
            {
                f"{TOP}/media/posts_1.json": as_meta([post("x")]),
                f"{TOP}/media/something_new.json": "[]",
                f"{TOP}/likes/liked_posts.json": "[]",
                f"{TOP}/threads/threads_and_replies.json": "{}",
                "connections/followers_and_following/following.json": "{}",
                "media/posts/202009/a.jpg": "x",
                PROFILE: LEA,
            }
        )
        detection = instagram.detect(archive)
        assert detection is not None
        assert detection.members == (PROFILE, f"{TOP}/media/posts_1.json")
        assert registry.unknown_members(archive, [detection]) == [
            f"{TOP}/media/something_new.json",
            f"{TOP}/threads/threads_and_replies.json",
        ]

    @pytest.mark.parametrize(
        "files",
        [
            {"posts.json": '{"posts": [{"title": "x"}]}'},
            {"content/posts_1.json": "[]"},
            {"comments.json": '{"comments": []}'},
            {"messages.json": '{"messages": []}'},
            {"your_facebook_activity/messages/inbox/a/message_1.json": as_meta(conversation(message("x")))},
            {"media.json": "[]"},
            {"reels.json": '{"subscriptions_reels": []}'},
            {"posts_1.json": "not json"},
        ],
    )
    def test_other_files_are_not_claimed(self, files: dict[str, str | bytes]) -> None:
        detection = instagram.detect(InMemory(files))
        assert detection is None or detection.members == ("content/posts_1.json",)


class TestDamage:
    SAMPLE = {
        f"{TOP}/media/posts_1.json": as_meta([post(f"Crème {n}", NOON + n) for n in range(5)]).encode(),
        f"{TOP}/comments/post_comments_1.json": as_meta([comment("è", "lea.bakes"), comment("b c")]).encode(),
        f"{TOP}/messages/inbox/t/message_1.json": as_meta(conversation(message("é"), message("x"))).encode(),
        PROFILE: LEA.encode(),
        "media.json": TestFirstGeneration.FILES["media.json"].encode(),
        "comments.json": TestFirstGeneration.FILES["comments.json"].encode(),
        "messages.json": TestFirstGeneration.FILES["messages.json"].encode(),
        f"{TOP}/media/reels.html": TestHtml.PAGE.encode(),
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
            instagram.detect(archive)
            list(instagram.read(archive, ReadOptions(include_private=private)))
        except OwnvoiceError:
            pass

    @settings(max_examples=60, deadline=None)
    @given(cut=st.integers(0, len(SAMPLE[f"{TOP}/media/posts_1.json"])))
    def test_what_precedes_a_cut_is_kept(self, cut: int) -> None:
        name = f"{TOP}/media/posts_1.json"
        whole = self.SAMPLE[name][:cut].count(b"\n  },") + (cut == len(self.SAMPLE[name]))
        found = [record for record in read({name: self.SAMPLE[name][:cut]}) if isinstance(record, ItemRecord)]
        assert len(found) >= whole

    def test_odd_values_in_every_place(self) -> None:
        odd: list[Any] = [None, True, 5, -1.5, "x", [], {}, [[]], [{}], 10**30]
        row = comment("x")["string_map_data"]
        for value in odd:
            posts = [{**post("x"), field: value} for field in ("media", "title", "creation_timestamp")]
            posts += [
                {"media": [{**post("x")["media"][0], f: value}]}
                for f in ("uri", "title", "creation_timestamp")
            ]
            comments = [{"string_map_data": {**row, key: value}} for key in row]
            comments += [
                {"string_list_data": value},
                {"string_list_data": [value]},
                {"label_values": [value]},
            ]
            comments += [{"label_values": [{"label": value, "value": value, "dict": value}]}]
            fields = ("content", "sender_name", "timestamp_ms", "share", "photos", "is_unsent", "type")
            rows = [{**message("x", sender="Lea Roy"), field: value} for field in fields]
            files = {
                f"{TOP}/media/posts_1.json": [value, *posts],
                f"{TOP}/comments/post_comments_1.json": [value, *comments],
                f"{TOP}/messages/inbox/t/message_1.json": conversation(value, *rows),
                PROFILE: LEA,
            }
            assert read(files, private=True)
            read({**files, PROFILE: [value, {"string_map_data": {"Name": value, "Username": {"value": value}}}]},
                 "Lea Roy", private=True)  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            '[{"media": ' * 20_000,
            '[{"media": [{"title": "' + "\\u00e9" * 200_000,
            '{"ig_stories": [' + '{"title": "a", "uri": "b"} ' * 20_000,
            "[" + ",".join('{"media": [{"title": "x"' for _ in range(20_000)),
            '{"a": ' * 50_000,
        ],
    )
    def test_time_grows_with_the_file_only(self, text: str) -> None:
        started = time.process_time()
        read({f"{TOP}/media/posts_1.json": text, f"{TOP}/comments/post_comments_1.json": text})
        assert time.process_time() - started < 5

    def test_pages_of_html_take_linear_time(self) -> None:
        started = time.process_time()
        box = '<div class="pam uiBoxWhite noborder"><div class="_2pim" '
        read({f"{TOP}/media/posts_1.html": box * 20_000})
        assert time.process_time() - started < 5


class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [("test_image", Kind.CAPTION), ("test_images", Kind.CAPTION), ("test_video", Kind.VIDEO)],
    )
    def test_posts(self, name: str, kind: Kind) -> None:
        path = real(f"instagram/instagram-to-bluesky/{name}/posts.json")
        (row,) = json.loads(path.read_text())
        with open_archive(path) as archive:
            assert instagram.detect(archive) is not None
            (item,) = list(instagram.read(archive, ReadOptions()))
        assert isinstance(item, ItemRecord)
        assert item.text == (row.get("title") or row["media"][0]["title"])
        assert item.kind is kind

    def test_the_film_is_a_reel_too_and_one_item(self) -> None:
        ids = set()
        for name in ("posts", "reels"):
            with open_archive(real(f"instagram/instagram-to-bluesky/test_video/{name}.json")) as archive:
                ids |= {
                    r.native_id for r in instagram.read(archive, ReadOptions()) if isinstance(r, ItemRecord)
                }
        assert len(ids) == 1

    def test_comments_of_2021(self) -> None:
        path = real("instagram/waultar/post_comments_2021.json")
        with open_archive(path) as archive:
            found = list(instagram.read(archive, ReadOptions()))
        assert [(r.text, r.parent_author) for r in found if isinstance(r, ItemRecord)] == [
            ("The comment", "username")
        ] * len(json.loads(path.read_text())["comments_media_comments"])

    def test_an_export_whose_files_are_all_empty(self) -> None:
        path = real("instagram/instagram_2022_09_26.zip")
        with zipfile.ZipFile(path) as file:
            names = {name for name in file.namelist() if not name.endswith("/")}
        with open_archive(path) as archive:
            detection = instagram.detect(archive)
            assert detection is not None
            assert {*detection.members, *detection.ignored} == names
            assert list(instagram.read(archive, ReadOptions(include_private=True))) == []

    def test_a_conversation_on_its_own(self) -> None:
        with open_archive(real("instagram/test_export.json")) as archive:
            found = list(instagram.read(archive, ReadOptions(("Jane Doe",), include_private=True)))
            with pytest.raises(AmbiguousCreatorError) as error:
                list(instagram.read(archive, ReadOptions(include_private=True)))
        assert [(r.text, r.role.value) for r in found if isinstance(r, ItemRecord)] == [
            ("Hello John!", "creator"),
            ("Hello Jane!", "fan"),
        ]
        assert set(error.value.candidates) == {"John Doe", "Jane Doe"}

    @pytest.mark.parametrize("name", ["ads_interests.json_2022_09_22", "your_topics.json_2022_09_22"])
    def test_other_lists_of_instagrams_are_no_export(self, name: str) -> None:
        with open_archive(real(f"instagram/{name}")) as archive:
            assert instagram.detect(archive) is None
