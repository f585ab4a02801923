"""YouTube: Takeout tables of all generations, dumps of public tools, captions beside videos."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role, Visibility
from ownvoice.sources import youtube
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.youtube_takeout import plain_text
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, of_kind, reasons, records

OWN = "UCabcdefghijklmnopqrstuv"
FAN = "UCzyxwvutsrqponmlkjihgfe"
TOP, REPLY = "UgwTopTopTopTop4AaABAg", "UgwTopTopTopTop4AaABAg.9replyreply"
VIDEO = "aB3_dE5-gH1"
TIME = "2024-05-06T07:08:09.5+00:00"
FOLDER = "Takeout/YouTube and YouTube Music"


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


NEW_TEXT = cell('{"text":"Hello "},{"text":"@jc","mention":{"channelId":"UCx"}},{"text":"\n"},{"text":"bye"}')
OLD_TEXT = cell('{"takeoutSegments":[{"text":"Hello @jc"},{"text":"\\nbye"}]}')


CELLS = {
    "Comment ID": REPLY, "Channel ID": OWN, "Comment Create Timestamp": TIME, "Price": "0",
    "Parent Comment ID": TOP, "Video ID": VIDEO, "Post ID": "", "Comment Text": NEW_TEXT,
    "Top-level Comment ID": TOP,
}  # fmt: skip


def table(columns: str, header: str = "", text: str = NEW_TEXT) -> str:
    """A comments table with these columns, under these names or their own."""
    cells = CELLS | {"Comment Text": text}
    return f"{header or columns}\n{','.join(cells[column] for column in columns.split(','))}\n\n\n"


BEFORE_JUNE_2024 = (
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text"
)
JUNE_2024 = "Channel ID,Comment Create Timestamp,Price,Comment ID,Parent Comment ID,Video ID,Comment Text"
IN_2025 = f"{BEFORE_JUNE_2024},Top-level Comment ID"
WITH_POSTS = IN_2025.replace("Video ID", "Post ID,Video ID")
GERMAN = "Kommentar-ID,Kanal-ID,Zeitstempel,Preis,Übergeordnete,Beitrags-ID,Video-ID,Kommentartext,Oberste"


@pytest.mark.parametrize(
    "table",
    [
        table(BEFORE_JUNE_2024, text=OLD_TEXT),
        table(BEFORE_JUNE_2024, text=OLD_TEXT).split("\n", 1)[1],  # without its header
        table(JUNE_2024),
        table(IN_2025, header="\ufeff" + IN_2025.capitalize()),
        table(WITH_POSTS).replace("\n", "\r\n").replace("\\r", ""),
        table(WITH_POSTS, header=GERMAN),
        table(JUNE_2024, header="Kanaal-ID,Tijd,Prijs,Reactie-ID,Bovenliggende,Video-ID,Tekst"),
        table(BEFORE_JUNE_2024.replace("Parent Comment ID,", "")),
    ],
)
def test_every_generation_and_language_of_the_comments_table(table: str) -> None:
    (reply,) = items(youtube, {f"{FOLDER}/comments/comments(1).csv": table})
    assert (reply.native_id, reply.parent_id, reply.root_id) == (REPLY, TOP, VIDEO)
    assert reply.text == "Hello @jc\nbye"
    assert (reply.kind, reply.role, reply.author.id) == (Kind.REPLY, Role.CREATOR, OWN)
    assert reply.created_at == datetime(2024, 5, 6, 7, 8, 9, 500_000, tzinfo=UTC)
    assert reply.url == f"https://www.youtube.com/watch?v={VIDEO}&lc={REPLY}"


def test_a_first_comment_answers_the_video_or_the_community_post() -> None:
    rows = f"{WITH_POSTS}\n{TOP},{OWN},{TIME},0,,,{VIDEO},{NEW_TEXT},\n"
    rows += f"{TOP}2,{OWN},{TIME},0,,UgkxPost,,{NEW_TEXT},\n"
    on_video, on_post = items(youtube, {"comments.csv": rows})
    assert (on_video.kind, on_video.parent_id) == (Kind.COMMENT, VIDEO)
    assert (on_post.parent_id, on_post.url) == (
        "UgkxPost",
        f"https://www.youtube.com/post/UgkxPost?lc={TOP}2",
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("42", "42"),
        ("plain", "plain"),
        ('{"text":"a"}', "a"),
        ('{"text":"a\nb"}', "a\nb"),
        ('{"takeoutSegments":[{"text":""think" jeez"}]}', '"think" jeez'),
        ('{"text":"a \\""b"},{"text":"c"}', 'a ""bc'),
        ("{broken", "{broken"),
        (r'{"text":"\ud83d"},{"text":"\ude00 \ud83d"}', "\U0001f600 \ufffd"),
    ],
)
def test_texts_however_they_are_written(written: str, text: str) -> None:
    assert plain_text(written) == text


@pytest.mark.parametrize("piece", ['"', '{"text":"', '{"text":"a"', "\\", '" ', '{"text":"\\""x', "[{"])
def test_reading_a_broken_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    began = time.process_time()
    plain_text('{"text":"' + piece * (200_000 // len(piece)))
    assert time.process_time() - began < 2


def test_live_chats_are_messages() -> None:
    header = (
        "Live Chat ID,Channel ID,Live Chat Create Timestamp,Price,Currency code,Video ID,Live Chat Text\n"
    )
    (message,) = items(
        youtube, {"live chats.csv": f"{header}LCC.1,{OWN},{TIME},990000,EUR,{VIDEO},{NEW_TEXT}\n"}
    )
    assert (message.kind, message.root_id, message.parent_id) == (Kind.MESSAGE, VIDEO, VIDEO)


VIDEOS = (
    "Video ID,Approx Duration (ms),Video Audio Language,Video Category,Video Description (Original),"
    "Channel ID,"
    "Video Title (Original),Privacy,Video State,Video Create Timestamp,Video Publish Timestamp\n"
    f'{VIDEO},1000,fr,Food,"Flour https://lea.example.",{OWN},Bread,Public,Processed,{TIME},'
    "2024-05-07T07:08:09+00:00\n"
    f"hidden_0001,1000,,Food,x,{OWN},Secret,Private,Processed,{TIME},\n"
    f"listed_0001,1000,,Food,x,{OWN},Half,Unlisted,Processed,{TIME},\n"
)


def test_videos_with_private_ones_only_on_request() -> None:
    found = records(youtube, {"videos.csv": VIDEOS})
    video, unlisted = [record for record in found if isinstance(record, ItemRecord)]
    assert (video.native_id, video.title, video.text, video.lang) == (
        VIDEO,
        "Bread",
        "Bread\n\nFlour https://lea.example.",
        "fr",
    )
    assert (video.kind, video.links) == (Kind.VIDEO, ("https://lea.example",))
    assert video.created_at == datetime(2024, 5, 7, 7, 8, 9, tzinfo=UTC)
    assert unlisted.visibility is Visibility.UNLISTED
    assert reasons(found) == {"private": 1}
    private = by_id(items(youtube, {"videos.csv": VIDEOS}, ReadOptions(include_private=True)))
    assert private["hidden_0001"].visibility is Visibility.PRIVATE


def info(**more: Any) -> str:
    fields = {
        "id": VIDEO, "title": "Bread", "description": "Flour", "upload_date": "20240506", "channel_id": OWN,
        "channel": "Lea bakes", "uploader_id": "@lea",
        "webpage_url": f"https://www.youtube.com/watch?v={VIDEO}",
    }  # fmt: skip
    return json.dumps(fields | more)


def said(
    identity: str, parent: str, text: str, author: str = "@tom", uploader: bool = False
) -> dict[str, Any]:
    return {
        "id": identity, "parent": parent, "text": text, "author": author,
        "author_id": OWN if uploader else FAN, "author_is_uploader": uploader,
        "timestamp": 1_700_000_000, "_time_text": "1 year ago",
    }  # fmt: skip


def test_a_dump_with_both_sides() -> None:
    comments = [
        said("t1", "root", "How long?"),
        said("t1.a", "t1", "And how hot?", "@ana"),
        said("t1.b", "t1", "An hour", "@lea", True),
        said("t1.c", "t1", "@ana 230 degrees", "@lea", True),
        said("t1.d", "t1", "@nobody else", "@lea", True),
        said("t2.a", "gone", "An orphan"),
        {"text": "no id"},
    ]
    found = records(youtube, {f"Bread [{VIDEO}].info.json": info(comments=comments)})
    keyed = by_id([record for record in found if isinstance(record, ItemRecord)])
    assert sum(isinstance(record, Malformed) for record in found) == 1
    assert keyed[VIDEO].created_at == datetime(2024, 5, 6, tzinfo=UTC)
    assert (keyed["t1"].kind, keyed["t1"].parent_id, keyed["t1"].role) == (Kind.COMMENT, VIDEO, Role.FAN)
    assert (keyed["t1.b"].parent_id, keyed["t1.b"].parent_text, keyed["t1.b"].role) == (
        "t1",
        "How long?",
        Role.CREATOR,
    )
    assert (keyed["t1.c"].parent_id, keyed["t1.c"].parent_author, keyed["t1.c"].text) == (
        "t1.a",
        "@ana",
        "230 degrees",
    )
    assert (keyed["t1.d"].parent_id, keyed["t1.d"].text) == ("t1", "@nobody else")
    assert (keyed["t2.a"].parent_id, keyed["t2.a"].parent_text) == ("gone", None)
    assert keyed["t1.a"].url == f"https://www.youtube.com/watch?v={VIDEO}&lc=t1.a"


def test_a_video_without_comments_is_none_the_worse() -> None:
    assert len(items(youtube, {"a.info.json": info()})) == 1
    assert len(items(youtube, {"a.info.json": info(comments=None)})) == 1


def test_several_channels_need_a_word_from_the_creator() -> None:
    files: dict[str, str | bytes] = {
        "a.info.json": info(comments=[said("t1", "root", "Mine", "@lea", True)]),
        "b.info.json": info(id="other_00001", channel_id=FAN, channel="Tom", uploader_id="@tom"),
    }
    with pytest.raises(AmbiguousCreatorError) as error:
        records(youtube, files)
    assert set(error.value.candidates) == {"Lea bakes", "Tom"}
    found = by_id(items(youtube, files, ReadOptions(own_names=("@lea",))))
    assert (found[VIDEO].role, found["other_00001"].role, found["t1"].role) == (
        Role.CREATOR,
        Role.FAN,
        Role.CREATOR,
    )


def api(identity: str, text: str, author: str, when: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#comment",
        "id": identity,
        "snippet": {
            "channelId": OWN, "videoId": VIDEO, "textDisplay": text, "authorDisplayName": f"@{author}",
            "authorChannelId": {"value": OWN if author == "lea" else FAN},
            "publishedAt": when, "updatedAt": when,
        } | more,
    }  # fmt: skip


THREAD = {
    "kind": "youtube#commentThread",
    "id": "t1",
    "snippet": {
        "channelId": OWN, "videoId": VIDEO,
        "topLevelComment": api("t1", "Fish &amp; <b>chips</b>?", "tom", "2024-01-01T00:00:00Z"),
    },
    "replies": {"comments": [
        api("t1.b", "@ana yes", "lea", "2024-01-03T00:00:00Z", textOriginal="@ana <yes>"),
        api("t1.a", "And peas?", "ana", "2024-01-02T00:00:00Z"),
    ]},
}  # fmt: skip
API_VIDEO = {
    "kind": "youtube#video", "id": VIDEO, "status": {"privacyStatus": "public"},
    "snippet": {"title": "Bread", "description": "", "channelId": OWN, "publishedAt": "2024-01-01T00:00:00Z"},
}  # fmt: skip


@pytest.mark.parametrize(
    "dump",
    [
        json.dumps({"kind": "youtube#commentThreadListResponse", "items": [API_VIDEO, THREAD]}),
        json.dumps(
            [
                {"kind": "x", "items": [API_VIDEO]},
                {"kind": "youtube#commentThreadListResponse", "items": [THREAD]},
            ]
        ),
        json.dumps([API_VIDEO, THREAD]),
    ],
)
def test_answers_of_the_data_api(dump: str) -> None:
    found = by_id(items(youtube, {"threads.json": dump}))
    assert found[VIDEO].kind is Kind.VIDEO
    assert found["t1"].text == "Fish & chips?"
    reply = found["t1.b"]
    assert (reply.text, reply.parent_id, reply.parent_text, reply.role) == (
        "<yes>",
        "t1.a",
        "And peas?",
        Role.CREATOR,
    )
    assert found["t1.a"].parent_id == "t1"


def test_answers_saved_inside_a_script() -> None:
    threads = json.dumps(THREAD)
    script = f"""const f = () => {{ return {{
      kind: 'youtube#commentThreadListResponse', // saved
      items: [{threads},], }}; }};\nexport default f;"""
    assert {"t1", "t1.a", "t1.b"} == by_id(items(youtube, {"dump.js": script})).keys()


CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:02.000\nLet it rest.\n"


@pytest.mark.parametrize(
    "name",
    [
        f"Bread [{VIDEO}].fr.vtt",
        f"{VIDEO}.fr.vtt",
        f"{VIDEO}/captions.fr.vtt",
        "Bread.fr.vtt",
        f"Bread-{VIDEO}.fr-FR.vtt",
    ],
)
def test_captions_find_their_video(name: str) -> None:
    found = by_id(items(youtube, {name: CAPTIONS, "a.info.json": info()}))
    transcript = found[f"{VIDEO}#transcript-fr"]
    assert (transcript.kind, transcript.text, transcript.title) == (Kind.TRANSCRIPT, "Let it rest.", "Bread")
    assert (transcript.root_id, transcript.parent_id, transcript.lang) == (VIDEO, None, "fr")
    assert transcript.url == f"https://www.youtube.com/watch?v={VIDEO}"
    assert [cue.offset_ms for cue in transcript.cues] == [1000]


def test_captions_alone_are_enough_when_their_name_says_of_what() -> None:
    assert youtube.detect(InMemory({f"Bread [{VIDEO}].en.vtt": CAPTIONS})) is not None
    assert youtube.detect(InMemory({"episode.vtt": CAPTIONS})) is None


def test_captions_of_nobody_knows_what_are_reported() -> None:
    found = records(youtube, {"episode.vtt": CAPTIONS, "a.info.json": info()})
    (problem,) = [record for record in found if isinstance(record, Malformed)]
    assert "video id" in problem.reason


def test_a_second_file_of_the_same_language_is_left_out() -> None:
    found = records(youtube, {f"x [{VIDEO}].en.srt": CAPTIONS, f"x [{VIDEO}].en.vtt": CAPTIONS})
    assert reasons(found) == {"duplicate": 1}


def test_live_chat_lines() -> None:
    line = {
        "replayChatItemAction": {"actions": [{"addChatItemAction": {"item": {"liveChatTextMessageRenderer": {
            "id": "m1", "message": {"runs": [{"text": "Hi "}, {"emoji": {"emojiId": "🍞"}}]},
            "authorName": {"simpleText": "Tom"}, "authorExternalChannelId": FAN,
            "timestampUsec": "1700000000000000",
        }}}}]},
    }  # fmt: skip
    found = records(youtube, {f"x [{VIDEO}].live_chat.json": json.dumps(line) + "\n{broken\n"})
    (message,) = [record for record in found if isinstance(record, ItemRecord)]
    assert (message.text, message.kind, message.root_id, message.role) == (
        "Hi 🍞",
        Kind.MESSAGE,
        VIDEO,
        Role.FAN,
    )
    assert sum(isinstance(record, Malformed) for record in found) == 1


def test_other_files_are_not_youtubes() -> None:
    other: dict[str, str | bytes] = {"a.csv": "a,b\n1,2\n", "b.json": '{"id": 1}', "c.js": "x()", "d.csv": ""}
    assert youtube.detect(InMemory(other)) is None


def test_real_takeout_tables() -> None:
    with open_archive(real("youtube/takeout")) as archive:
        detection = youtube.detect(archive)
        assert detection is not None and len(detection.members) == 3
        found = list(youtube.read(archive, ReadOptions()))
    read = [record for record in found if isinstance(record, ItemRecord)]
    assert len(of_kind(read, Kind.COMMENT)) == 31
    assert [item.text for item in of_kind(read, Kind.MESSAGE)] == ['"think the right thing" jeez']
    assert all(item.created_at and item.root_id and "{" not in item.text for item in read)
    (reply,) = of_kind(read, Kind.REPLY)
    assert reply.parent_id == "UgwDN8UeMxW4NDFbvY54AaABAg"
    assert len([record for record in found if isinstance(record, AccountRecord)]) == 2


def test_real_answers_of_the_data_api() -> None:
    with open_archive(real("youtube/data-api")) as archive:
        found = [record for record in youtube.read(archive, ReadOptions()) if isinstance(record, ItemRecord)]
    assert (len(of_kind(found, Kind.COMMENT)), len(of_kind(found, Kind.REPLY))) == (47, 21)
    assert all(item.parent_text for item in of_kind(found, Kind.REPLY))
    assert {item.role for item in found} == {Role.FAN}


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_damage_is_reported_and_never_raised(data: st.DataObject) -> None:
    comments = [said("t1", "root", "How?"), said("t1.a", "t1", "@tom so", "@lea", True)]
    files: dict[str, str | bytes] = {
        "videos.csv": VIDEOS,
        f"x [{VIDEO}].info.json": info(comments=comments),
        f"x [{VIDEO}].en.vtt": CAPTIONS,
        "threads.json": json.dumps({"kind": "youtube#commentThreadListResponse", "items": [THREAD]}),
        "dump.js": "x = {kind: 'youtube#commentThreadListResponse', items: [" + json.dumps(THREAD) + "]}",
        "comments.csv": f"{REPLY},{OWN},{TIME},0,{TOP},{VIDEO},{OLD_TEXT}\n",
    }
    name = data.draw(st.sampled_from(sorted(files)))
    whole = str(files[name]).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    files[name] = data.draw(st.sampled_from([whole[:at], flipped]))
    youtube.detect(InMemory(files))
    records(youtube, files, ReadOptions(own_names=("@lea",)))


PAGE = (
    "<html><body><ul>"
    '<li>Commented on <a href="http://www.youtube.com/watch?v=abcdefghijk&amp;lc=UgxTop1234.reply">A video</a> at '
    "2019-01-02 03:04:05 UTC.<br/>Rye &amp; water<br>and salt</li>"
    '<li>Kommentiert: <a href="http://www.youtube.com/watch?v=abcdefghijk">Ein Video</a>, 2020-01-02 03:04:05 UTC.<br>Gut</li>'
    '<li>Nothing said <a href="http://www.youtube.com/watch?v=abcdefghijk">x</a> 2020-01-02 03:04:05 UTC.<br></li>'
    "<li>No time</li></ul></body></html>"
)


def test_pages_of_takeouts_until_2022() -> None:
    files: dict[str, str | bytes] = {
        "Takeout/YouTube/my-comments/my-comments.html": PAGE,
        "Takeout/YouTube/my-live-chat-messages/my-live-chat-messages.html": PAGE,
        "Takeout/YouTube/history/watch-history.html": "x",
    }
    detection = youtube.detect(InMemory(files))
    assert detection is not None and detection.description == "YouTube: 2 pages of comments"
    assert detection.ignored == ("Takeout/YouTube/history/watch-history.html",)
    found = records(youtube, files)
    told = [(r.kind, r.text, r.parent_id, r.root_id) for r in found if isinstance(r, ItemRecord)]
    assert told[:2] == [
        (Kind.REPLY, "Rye & water\nand salt", "UgxTop1234", "abcdefghijk"),
        (Kind.COMMENT, "Gut", "abcdefghijk", "abcdefghijk"),
    ]
    assert reasons(found) == {"empty": 2}
    assert len([r for r in found if isinstance(r, Malformed)]) == 2
    assert len({r.native_id for r in found if isinstance(r, ItemRecord)}) == 2
