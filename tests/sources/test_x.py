"""The archive of X: what is read, what is left out, and what it says about threads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.records import (
    AccountRecord,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.sources import x
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.registry import unknown_members
from tests.real_files import real


def tweet(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "tweet": {
            "id_str": str(number),
            "full_text": text,
            "created_at": "Thu Nov 03 08:50:26 +0000 2022",
            "lang": "en",
            "entities": {"urls": [], "user_mentions": []},
            **more,
        }
    }


def archive(tmp_path: Path, **files: Any) -> Path:
    files.setdefault(
        "account", [{"account": {"username": "lea", "accountId": "7", "accountDisplayName": "Léa"}}]
    )
    (tmp_path / "data").mkdir(exist_ok=True)
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value, indent=2)
        (tmp_path / "data" / f"{name.replace('_', '-')}.js").write_text(f"window.YTD.{name}.part0 = {text}")
    return tmp_path


def read(path: Path, **options: Any) -> list[Record]:
    with open_archive(path) as opened:
        assert x.detect(opened) is not None
        return list(x.read(opened, ReadOptions(**options)))


def items(path: Path, **options: Any) -> list[ItemRecord]:
    return [record for record in read(path, **options) if isinstance(record, ItemRecord)]


def test_a_post_as_it_was_meant(tmp_path: Path) -> None:
    raw = "Bread &amp; butter: https://t.co/abc https://t.co/pic"
    entities = {
        "urls": [{"url": "https://t.co/abc", "expanded_url": "https://e.org/?a=1&copy=2"}],
        "media": [{"url": "https://t.co/pic"}],
    }
    account, post = read(archive(tmp_path, tweets=[tweet(10, raw, entities=entities)]))
    assert account == AccountRecord("x", "7", "lea", "Léa", "https://x.com/lea")
    assert isinstance(post, ItemRecord)
    assert (post.platform, post.native_id, post.kind, post.role) == ("x", "10", Kind.POST, Role.CREATOR)
    assert post.text == "Bread & butter: https://e.org/?a=1&copy=2"
    assert (post.raw, post.raw_time) == (raw, "Thu Nov 03 08:50:26 +0000 2022")
    assert post.created_at == datetime(2022, 11, 3, 8, 50, 26, tzinfo=UTC)
    assert (post.url, post.lang, post.links) == (
        "https://x.com/lea/status/10",
        "en",
        ("https://e.org/?a=1&copy=2",),
    )
    assert (post.author.handle, post.parent_id, post.visibility) == ("lea", None, Visibility.PUBLIC)


def test_replies_lose_leading_mentions_and_keep_their_parent(tmp_path: Path) -> None:
    to_tom = {
        "in_reply_to_status_id_str": "5",
        "in_reply_to_user_id_str": "8",
        "in_reply_to_screen_name": "tom",
    }
    to_gone = {"in_reply_to_user_id_str": "8", "in_reply_to_screen_name": "tom"}
    to_self = {
        "in_reply_to_status_id_str": "10",
        "in_reply_to_user_id_str": "7",
        "in_reply_to_screen_name": "Lea",
    }
    found = items(
        archive(
            tmp_path,
            tweets=[
                tweet(11, "@tom @Ana_1 yes, @tom", **to_tom),
                tweet(12, "@tom no", **to_gone),
                tweet(13, "and then", **to_self),
                tweet(14, "@tom hello there"),
                tweet(15, "@tom @font-face is fine", **to_tom),
            ],
        )
    )
    assert [(item.text, item.kind, item.parent_id, item.parent_author) for item in found] == [
        ("yes, @tom", Kind.REPLY, "5", "tom"),
        ("no", Kind.REPLY, None, "tom"),
        ("and then", Kind.POST, "10", "Lea"),
        ("@tom hello there", Kind.POST, None, None),
        ("@font-face is fine", Kind.REPLY, "5", "tom"),
    ]


def test_what_is_not_the_creators_voice_is_counted(tmp_path: Path) -> None:
    versions = {
        "edit_info": {"edit": {"initialTweetId": "20", "editControlInitial": {"editTweetIds": ["20", "21"]}}}
    }
    first = {"edit_info": {"initial": {"editTweetIds": ["20", "21"]}}}
    records = read(
        archive(
            tmp_path,
            tweets=[
                tweet(19, "RT @tom: not mine"),
                tweet(20, "tpyo", **first),
                tweet(21, "typo", **versions),
                tweet(22, "https://t.co/pic", entities={"media": [{"url": "https://t.co/pic"}]}),
            ],
            deleted_tweets=[tweet(1, "regret"), tweet(2, "regret more")],
        )
    )
    assert [record for record in records if isinstance(record, Skipped)] == [
        Skipped("data/tweets.js", "edited"),
        Skipped("data/tweets.js", "empty"),
        Skipped("data/tweets.js", "retweet"),
        Skipped("data/deleted-tweets.js", "deleted", 2),
    ]
    (kept,) = [record for record in records if isinstance(record, ItemRecord)]
    assert (kept.native_id, kept.text, kept.edited_at) == ("21", "typo", kept.created_at)


def test_long_tweets_are_whole(tmp_path: Path) -> None:
    start = "A long story about bread &amp; butter that goes on and on"
    note = {
        "noteTweet": {
            "noteTweetId": "99",
            "createdAt": "2022-11-03T08:50:26.000Z",
            "core": {
                "text": "A long story about bread & butter that goes on and on, https://t.co/n <more>",
                "urls": [{"shortUrl": "https://t.co/n", "expandedUrl": "https://e.org/n"}],
            },
        }
    }
    found = items(
        archive(
            tmp_path, tweets=[tweet(1, start + "… https://t.co/xyz"), tweet(2, "other")], note_tweet=[note]
        )
    )
    assert found[0].text == "A long story about bread & butter that goes on and on, https://e.org/n <more>"
    assert found[0].links == ("https://e.org/n",)
    assert found[1].text == "other"


def test_tweets_of_others_are_read_only_where_they_were_answered(tmp_path: Path) -> None:
    reply = {
        "in_reply_to_status_id_str": "1588091220244369409",
        "in_reply_to_user_id_str": "8",
        "in_reply_to_screen_name": "tom",
    }
    likes = [
        {
            "like": {
                "tweetId": "1588091220244369409",
                "fullText": "@lea how &lt;many&gt;?",
                "expandedUrl": "…",
            }
        },
        {"like": {"tweetId": "6", "fullText": "unrelated"}},
        {"like": {"tweetId": "7"}},
    ]
    answer, asked = items(archive(tmp_path, tweets=[tweet(11, "@tom two", **reply)], like=likes))
    assert (answer.text, answer.parent_id) == ("two", asked.native_id)
    assert (asked.role, asked.kind, asked.text) == (Role.FAN, Kind.POST, "how <many>?")
    assert asked.author.handle == "tom"
    assert asked.created_at is not None
    assert asked.created_at.replace(microsecond=0) == datetime(2022, 11, 3, 8, 50, 26, tzinfo=UTC)


def test_direct_messages_only_when_asked_for(tmp_path: Path) -> None:
    def message(number: int, sender: str, text: str, minute: int) -> dict[str, Any]:
        return {
            "messageCreate": {
                "id": str(number),
                "senderId": sender,
                "text": text,
                "createdAt": f"2020-01-01T10:{minute:02}:00.000Z",
                "urls": [{"url": "https://t.co/a", "expanded": "https://e.org/a"}],
            }
        }

    messages = [message(2, "7", "see https://t.co/a", 5), {"joinConversation": {}}, message(1, "8", "hi", 1)]
    path = archive(
        tmp_path,
        tweets=[],
        direct_messages=[{"dmConversation": {"conversationId": "7-8", "messages": messages}}],
    )
    assert Skipped("data/direct-messages.js", "private", 2) in read(path)
    assert items(path) == []
    first, second = items(path, include_private=True)
    assert (first.text, first.role, first.author.id) == ("hi", Role.FAN, "8")
    assert (second.text, second.role, second.author.handle) == ("see https://e.org/a", Role.CREATOR, "lea")
    assert {item.visibility for item in (first, second)} == {Visibility.PRIVATE}
    assert (second.parent_id, second.root_id) == (None, "7-8")


def test_languages_x_is_not_sure_of_are_left_open(tmp_path: Path) -> None:
    codes = ["und", "qme", "zxx", "art", "in", "iw", "zh-cn", "fr", "{n", None]
    found = items(archive(tmp_path, tweets=[tweet(i, "x", lang=code) for i, code in enumerate(codes)]))
    assert [item.lang for item in found] == ["", "", "", "", "id", "he", "zh", "fr", "", ""]


def test_old_archives_and_parts(tmp_path: Path) -> None:
    old = tmp_path / "data" / "js" / "tweets"
    old.mkdir(parents=True)
    entry = {
        "id_str": "3",
        "text": "old",
        "created_at": "2012-01-05 16:14:08 +0000",
        "entities": {"urls": []},
    }
    (old / "2012_01.js").write_text(f"Grailbird.data.tweets_2012_01 = {json.dumps([entry])}")
    (tmp_path / "data/js/user_details.js").write_text('var user_details = {"screen_name": "lea", "id": "7"}')
    account, post = read(tmp_path)
    assert isinstance(account, AccountRecord)
    assert account.handle == "lea"
    assert isinstance(post, ItemRecord)
    assert post.created_at == datetime(2012, 1, 5, 16, 14, 8, tzinfo=UTC)

    (tmp_path / "parts").mkdir()
    parts = archive(tmp_path / "parts", tweets=[tweet(1, "a")])
    (parts / "data" / "tweets-part1.js").write_text(
        "window.YTD.tweets.part1 = " + json.dumps([tweet(2, "b")])
    )
    community = json.dumps([tweet(3, "c")])
    (parts / "data" / "community-tweet.js").write_text("window.YTD.community_tweet.part0 = " + community)
    assert sorted(item.text for item in items(parts)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "junk",
    [1, "x", None, [], {}, {"tweet": {}}, {"tweet": {"id_str": "1"}}, {"tweet": [1]}, tweet(1, "x", id_str=5),
     tweet(1, "x", created_at=5), tweet(1, "http", entities={"urls": 5})],
)  # fmt: skip
def test_an_entry_that_is_no_tweet_does_not_stop_reading(junk: Any, tmp_path: Path) -> None:
    records = read(archive(tmp_path, tweets=[tweet(8, "before"), junk, tweet(9, "after")]))
    assert [r.text for r in records if isinstance(r, ItemRecord)] == ["before", "after"]
    (damage,) = [r for r in records if isinstance(r, Malformed)]
    assert (damage.file, damage.unit) == ("data/tweets.js", "byte")


def test_a_truncated_file_gives_what_is_whole(tmp_path: Path) -> None:
    whole = json.dumps([tweet(number, "x" * 50) for number in range(40)], indent=2)
    records = read(archive(tmp_path, tweets=whole[: len(whole) // 2]))
    assert 15 < sum(isinstance(record, ItemRecord) for record in records) < 21
    assert sum(isinstance(record, Malformed) for record in records) == 1


def test_empty_files_and_other_peoples_tweets_js(tmp_path: Path) -> None:
    assert items(archive(tmp_path, tweets="[ ]", like="{}", note_tweet="")) == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "tweets.js").write_text("export const tweets = [];")
    with open_archive(tmp_path / "other") as opened:
        assert x.detect(opened) is None


@pytest.mark.parametrize("count", ["123456789x", "1" * 5000, "-1", "²", 7, None])
def test_a_manifest_that_counts_oddly_is_none_the_worse(count: object, tmp_path: Path) -> None:
    manifest = {"userInfo": {"userName": "lea"}, "dataTypes": {"tweets": {"files": [{"count": count}]}}}
    path = archive(tmp_path, tweets=[tweet(1, "a")])
    (path / "data" / "manifest.js").write_text(f"window.__THAR_CONFIG = {json.dumps(manifest)}")
    with open_archive(path) as opened:
        detection = x.detect(opened)
        assert detection is not None and detection.description == "X archive of @lea"


def test_reading_twice_is_the_same(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=[tweet(number, f"t{number}") for number in range(50)])
    assert read(path) == read(path)


def test_a_real_archive() -> None:
    with open_archive(real("x/andreruffert")) as opened:
        detection = x.detect(opened)
        assert detection is not None
        assert detection.description == "X archive of @andreruffert, 1,986 tweets"
        assert "data/tweets.js" in detection.members
        assert unknown_members(opened, [detection]) == []
        records = list(x.read(opened, ReadOptions()))
    own = [r for r in records if isinstance(r, ItemRecord) and r.role is Role.CREATOR]
    # 500 tweets: 163 begin with "RT @", one holds nothing but mentions and a picture.
    assert Skipped("data/tweets.js", "retweet", 163) in records
    assert Skipped("data/tweets.js", "empty", 1) in records
    assert len(own) == 336
    # 160 name the user they answer (5 more only by id); 20 of those are the creator's own thread.
    assert sum(item.kind is Kind.REPLY for item in own) == 145
    assert sum(item.parent_author == "andreruffert" for item in own) == 20
    assert sum(item.parent_id is not None for item in own) == 142
    assert not any(isinstance(record, Malformed) for record in records)
    assert not any("t.co/" in item.text for item in own if item.links)
    assert sum(r.role is Role.FAN for r in records if isinstance(r, ItemRecord)) == 2


def test_a_real_tree_of_empty_files() -> None:
    with open_archive(real("x/ddp-inspector/twitter_2022_09_08.zip")) as opened:
        detection = x.detect(opened)
        assert detection is not None
        assert unknown_members(opened, [detection]) == []
        assert list(x.read(opened, ReadOptions())) == []
