"""What Instagram's, Facebook's and Threads' files share: broken texts, wrappers, labels, places."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_json import (
    Labelled,
    file_name,
    iter_entries,
    labelled_values,
    mend,
    mended,
)
from ownvoice.sources.reading.meta_placeholders import is_placeholder
from ownvoice.sources.reading.meta_tree import Tree, account_in_names
from ownvoice.sources.reading.timestamps import from_unix
from tests.sources.in_memory import InMemory
from tests.sources.meta_export import as_meta, broken


class TestMending:
    @pytest.mark.parametrize("text", ["é", "f…", "👏🏽", "Größe", "日本語", "naïve – “quoted”", "abc", ""])
    def test_a_broken_text_is_mended(self, text: str) -> None:
        assert mended(broken(text)) == text

    @pytest.mark.parametrize("text", ["café", "Größe", "日本語", "👏", "Ça va ?", "Ã", "½ Tasse"])
    def test_a_right_text_stays(self, text: str) -> None:
        assert mended(text) == text

    @given(st.text())
    def test_what_was_broken_once_comes_back_whole(self, text: str) -> None:
        assert mended(broken(text)) == text

    def test_keys_are_mended_too_and_each_string_once(self) -> None:
        twice = broken(broken("é"))
        value = {broken("Propriétaire"): [broken("é"), "é", twice, 5, None, True]}
        assert mend(value) == {"Propriétaire": ["é", "é", broken("é"), 5, None, True]}

    def test_brackets_without_end_are_cut_off(self) -> None:
        value: Any = "x"
        for _ in range(900):
            value = [value]
        assert mend(value) is not None


def entries(text: str, key: str | None = None) -> list[Any]:
    archive = InMemory({"a.json": text})
    return [
        element if isinstance(element, Malformed) else element.value
        for element in iter_entries(archive, archive.members()[0], key)
    ]


class TestEntries:
    ROWS = ({"title": "a"}, {"title": "b"})

    @pytest.mark.parametrize(
        "file",
        [
            [*ROWS],
            {"ig_stories": [*ROWS]},
            {"named_anew_in_2030": [*ROWS]},
            {"group_posts": {"activity_log_data": [*ROWS]}},
            [{"comments_v2": [ROWS[0]]}, {"group_comments_v2": [ROWS[1]]}],
        ],
    )
    def test_the_list_is_found_whatever_it_is_called(self, file: Any) -> None:
        assert entries(json.dumps(file)) == list(self.ROWS)
        assert entries("\ufeff" + json.dumps(file, indent=2)) == list(self.ROWS)

    def test_an_entry_with_one_list_in_it_is_no_wrapper(self) -> None:
        rows = [{"media": [{"uri": "a.jpg"}]}, {"media": [{"uri": "b.jpg"}]}]
        assert entries(json.dumps(rows)) == rows
        assert entries(json.dumps({"ig_reels_media": rows})) == rows

    @pytest.mark.parametrize("text", ["", "[]", "{}", "[\n\n]", '{"ig_reels_media": [\n ]}'])
    def test_nothing_is_nothing(self, text: str) -> None:
        assert entries(text) == []

    def test_damage_is_told_and_passed_over(self) -> None:
        text = json.dumps([{"title": str(n)} for n in range(5)], indent=1).replace('"2"', "2x")
        found = entries(text)
        assert [row["title"] for row in found if isinstance(row, dict)] == ["0", "1", "3", "4"]
        assert len([row for row in found if isinstance(row, Malformed)]) == 1


def test_labels_of_both_generations() -> None:
    older = {"string_map_data": {"Tijd": {"href": "", "value": "", "timestamp": 5}, "Naam": {"value": "Lea"}}}
    assert labelled_values(older) == [Labelled("Tijd", "", "", 5), Labelled("Naam", "Lea")]
    newer = {
        "label_values": [
            {"label": "Comment", "value": "Yes!"},
            {"title": "Owner", "dict": [{"dict": [{"label": "Username", "value": "lea"}], "title": ""}]},
            {"label": "URL", "value": "https://a.example/", "href": "https://a.example/"},
            {"label": "Time", "timestamp_value": 7},
            "odd",
        ]
    }
    assert labelled_values(newer) == [
        Labelled("Comment", "Yes!"),
        Labelled("Owner//Username", "lea", depth=2),
        Labelled("URL", "https://a.example/", "https://a.example/"),
        Labelled("Time", "", "", 7),
    ]


def test_ids_are_the_same_for_the_same_post_and_differ_for_others() -> None:
    moment = from_unix(1_600_000_000)
    old = made_id(moment, "Rye", file_name("photos/202009/a.jpg"))
    assert old == made_id(moment, "Rye", file_name("media/posts/202009/a.jpg"))
    assert len({old, made_id(moment, "Rye", "b.jpg"), made_id(None, "Rye", "a.jpg"), made_id(moment)}) == 4


class TestPlaceholders:
    @pytest.mark.parametrize(
        ("text", "sender"),
        [
            ("Liked a message", "Lea"),
            ("Reacted ❤️ to your message ", "Lea"),
            ("A aimé un message", "Lea"),
            ("Hat eine Nachricht mit „Gefällt mir“ markiert", "Lea"),
            ("You missed a call from Tom.", "Tom"),
            ("Lea named the group Bakers.", "Lea"),
            ("Lea Roy a nommé le groupe Bakers.", "Lea Roy"),
        ],
    )
    def test_what_nobody_wrote(self, text: str, sender: str) -> None:
        assert is_placeholder(text.strip(), sender, attached=False)

    @pytest.mark.parametrize(
        "text",
        [
            "Lea Roy sent an attachment.",
            "Lea Roy a envoyé une pièce jointe.",
            "Użytkownik Lea Roy wysłał załącznik.",
        ],
    )
    def test_the_announcement_of_what_was_sent_with_it(self, text: str) -> None:
        assert is_placeholder(text, "Lea Roy", attached=True)

    @pytest.mark.parametrize(
        ("text", "sender"),
        [
            ("Lea here! When do you open?", "Lea"),
            ("You left your jacket at the bakery", "Lea"),
            ("You set the oven to 250 degrees, right?", "Lea Roy"),
            ("I liked a message you wrote", "Lea"),
            ("Look at this", "Lea Roy"),
            ("", ""),
        ],
    )
    def test_what_people_write(self, text: str, sender: str) -> None:
        assert not is_placeholder(text, sender, attached=False)


class TestWhoseItIs:
    @pytest.mark.parametrize(
        ("name", "beside", "platform"),
        [
            ("your_instagram_activity/messages/inbox/a/message_1.json", "", "instagram"),
            ("your_facebook_activity/messages/inbox/a/message_1.json", "", "facebook"),
            ("your_activity_across_facebook/messages/inbox/a/message_1.json", "", "facebook"),
            ("instagram-lea-2024-01-01-x/messages/inbox/a/message_1.json", "", "instagram"),
            ("messages/inbox/a/message_1.json", "content/posts_1.json", "instagram"),
            ("messages/inbox/a/message_1.json", "posts/your_posts_1.json", "facebook"),
            ("old/messages/inbox/a/message_1.json", "old/comments/comments.json", "facebook"),
            ("messages/inbox/a/message_1.json", "elsewhere/posts/your_posts_1.json", None),
        ],
    )
    def test_by_place(self, name: str, beside: str, platform: str | None) -> None:
        archive = InMemory({name: "{}", **({beside: "[]"} if beside else {})})
        member = next(member for member in archive.members() if member.name == name)
        assert Tree(archive).platform(member) == platform

    def test_by_what_only_facebook_writes(self) -> None:
        for row, platform in (({"ip": "1.1.1.1"}, "facebook"), ({}, "instagram")):
            archive = InMemory({"message_1.json": as_meta({"messages": [{"sender_name": "x", **row}]})})
            assert Tree(archive).platform_of_thread(archive.members()[0]) == platform

    def test_the_account_in_the_exports_name(self) -> None:
        archive = InMemory({"a": ""}, name="instagram-lea.roy-2024-05-06-AbC1.zip")
        assert account_in_names(archive, "instagram", []) == "lea.roy"
        assert account_in_names(archive, "facebook", []) == ""
        inside = InMemory({"instagram-lea.roy-2024-05-06-AbC1/content/posts_1.json": ""})
        assert account_in_names(inside, "instagram", inside.members()) == "lea.roy"
