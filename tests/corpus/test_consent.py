"""At the door: what a source may be used for, whose export it is, and what closes an open exchange later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.corpus.consent import change_consent, list_sources, set_consent
from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Exchange, Import, Item, Source
from ownvoice.corpus.search import search
from tests.corpus.samples import mastodon, status, ytdlp

pytestmark = pytest.mark.django_db(transaction=True)
ASKED, OTHER = "1500000000000000001", "1500000000000000002"


def bring_in(creator: Any, *paths: Path, **options: Any) -> dict[str, Any]:
    return run_import(creator, prepare_import(creator, list(paths), **options).pk)


def tweet(number: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "tweet": {"id_str": number, "created_at": "Thu Nov 03 08:50:26 +0000 2022", "full_text": text, **more}
    }


def x_archive(folder: Path, handle: str, tweets: list[dict[str, Any]]) -> Path:
    (folder / "data").mkdir(parents=True)
    account = [{"account": {"username": handle, "accountId": str(len(handle)), "accountDisplayName": handle}}]
    for name, variable, value in (("account", "account", account), ("tweets", "tweets", tweets)):
        (folder / "data" / f"{name}.js").write_text(f"window.YTD.{variable}.part0 = {json.dumps(value)}")
    return folder


def half_open(acting: Any, tmp_path: Path) -> None:
    answer = tweet(
        "1600000000000000001", "@tom Rye.", in_reply_to_status_id_str=ASKED, in_reply_to_screen_name="tom"
    )
    report = bring_in(acting, x_archive(tmp_path / "mine", "lea", [answer]))
    assert report["exchanges"] == {"whole": 0, "half": 1, "none": 0}


def test_what_is_said_at_the_door_holds_for_the_source(acting: Any, tmp_path: Path) -> None:
    folder = mastodon(tmp_path / "m", [status(1, "Rye needs more water")])
    bring_in(acting, folder, consent={"answer": False, "training": True})
    (source,) = Source.objects.all()
    assert (source.consent_answer, source.consent_voice, source.consent_training) == (False, True, True)
    assert search("rye water", "en") == []
    bring_in(acting, folder)
    source.refresh_from_db()
    assert not source.consent_answer, "a newer export asks nothing again and changes nothing"


def test_it_can_be_changed_later_with_effect_everywhere(acting: Any, tmp_path: Path) -> None:
    bring_in(
        acting,
        mastodon(
            tmp_path / "m", [status(1, "Rye needs more water"), status(2, "Yes!", "https://f.example/7")]
        ),
    )
    (told,) = list_sources()
    assert told["may"] == {"answer": True, "voice": True, "training": False}
    assert told["items"] == 2 and told["replies"] == {"whole": 0, "half": 1, "none": 0}
    assert search("rye water", "en")
    change_consent(told["number"], {"answer": False})
    assert search("rye water", "en") == []
    change_consent(told["number"], {"answer": True})
    assert search("rye water", "en")
    with pytest.raises(OwnvoiceError, match="no source number"):
        change_consent(10**9, {"answer": True})


def test_a_friends_export_closes_exchanges_and_leaves_nothing_else(acting: Any, tmp_path: Path) -> None:
    half_open(acting, tmp_path)
    theirs = x_archive(
        tmp_path / "theirs", "tom", [tweet(ASKED, "@lea Which flour?"), tweet(OTHER, "My breakfast")]
    )
    report = bring_in(acting, theirs, of_somebody_else=True)
    assert report["items"] == {"post": 1} and report["by_role"] == {"creator": 0, "fan": 1}
    assert report["skipped"] == {"unrelated": 1}
    exchange = Exchange.objects.get()
    assert exchange.message is not None and "Which flour?" in exchange.message.text
    assert not Item.objects.filter(text__contains="breakfast").exists()
    acting.refresh_from_db()
    assert "tom" not in acting.own_names


def test_a_friends_export_without_anything_answered_keeps_nothing(acting: Any, tmp_path: Path) -> None:
    half_open(acting, tmp_path)
    report = bring_in(
        acting, x_archive(tmp_path / "theirs", "tom", [tweet(OTHER, "My breakfast")]), of_somebody_else=True
    )
    assert report["items"] == {} and "Nothing in it was answered by you" in report["warnings"][0]


@pytest.mark.parametrize("name", ["like.js", "likes.js"])
def test_likes_alone_close_exchanges(acting: Any, tmp_path: Path, name: str) -> None:
    half_open(acting, tmp_path)
    likes = [
        {"like": {"tweetId": ASKED, "fullText": "@lea Which flour?"}},
        {"like": {"tweetId": OTHER, "fullText": "A cat"}},
        {"like": {"tweetId": "x", "fullText": "odd"}},
    ]
    path = tmp_path / "later" / name
    path.parent.mkdir()
    path.write_text(f"window.YTD.like.part0 = {json.dumps(likes)}")
    report = bring_in(acting, path)
    assert report["items"] == {"post": 1} and report["by_role"]["fan"] == 1
    exchange = Exchange.objects.get()
    assert exchange.message is not None and exchange.message.text == "Which flour?"


def test_a_poorer_export_does_not_take_a_parent_away(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", [status(2, "Yes!", "https://far.example/7")]))
    bring_in(acting, mastodon(tmp_path / "b", [status(2, "Yes! Edited")]))
    (item,) = Item.objects.all()
    assert (item.text, item.parent_native_id) == ("Yes! Edited", "https://far.example/7")
    assert Exchange.objects.count() == 1


def test_the_counts_are_told_for_each_source(acting: Any, tmp_path: Path) -> None:
    blog = mastodon(tmp_path / "m", [status(2, "Yes!", "https://far.example/7")])
    answer = tweet(
        "1600000000000000001", "@tom Rye.", in_reply_to_user_id_str="5", in_reply_to_screen_name="tom"
    )
    report = bring_in(acting, blog, x_archive(tmp_path / "x", "lea", [answer]))
    told = {one["source"]: (one["whole"], one["half"], one["none"]) for one in report["by_source"]}
    assert told == {"Mastodon archive: lea@example.social": (0, 1, 0), "X (Twitter) archive: lea": (0, 0, 1)}
    assert report["exchanges"] == {"whole": 0, "half": 1, "none": 1}


def test_names_to_choose_from_are_kept_where_nobody_is_known(acting: Any, tmp_path: Path) -> None:
    chat = tmp_path / "chat.json"
    people = [{"id": "1", "name": "lea"}, {"id": "2", "name": "tom"}]
    messages = [
        {"id": str(n), "type": "Default", "timestamp": "2024-01-02T03:04:05+00:00", "content": f"Word {n}",
         "author": people[n % 2] | {"discriminator": "0000", "isBot": False}}
        for n in range(4)
    ]  # fmt: skip
    guild = {
        "guild": {"id": "5", "name": "Bakers"},
        "channel": {"id": "6", "type": "GuildTextChat", "name": "rye"},
    }
    chat.write_text(json.dumps({**guild, "messages": messages, "messageCount": 4}))
    run = prepare_import(acting, [chat])
    with pytest.raises(AmbiguousCreatorError):
        run_import(acting, run.pk)
    failed = Import.objects.get(pk=run.pk)
    assert failed.state == "failed" and sorted(failed.candidates) == ["lea", "tom"]
    bring_in(acting, chat, own_names=["lea"])
    acting.refresh_from_db()
    assert "lea" in acting.own_names, "who it is, is asked once"


def telegram_chat(path: Path) -> Path:
    people = {1: ("user1", "Léa"), 2: ("user2", "Tom")}
    written = [
        (1, 2, "Which flour?", None),
        (2, 1, "Rye.", 1),
        (3, 2, "A secret of Tom's", None),
        (4, 1, "I see.", None),
    ]
    messages = [
        {"id": number, "type": "message", "date": "2024-01-02T03:04:05", "date_unixtime": str(1704164645 + number),
         "from": people[who][1], "from_id": people[who][0], "text": text}
        | ({"reply_to_message_id": parent} if parent else {})
        for number, who, text, parent in written
    ]  # fmt: skip
    path.write_text(json.dumps({"name": "Tom", "type": "personal_chat", "id": 2, "messages": messages}))
    return path


def test_of_private_conversations_only_what_pairs_is_kept(acting: Any, tmp_path: Path) -> None:
    chat = telegram_chat(tmp_path / "result.json")
    unasked = bring_in(acting, chat, own_names=["Léa"])
    assert unasked["items"] == {} and unasked["skipped"] == {"private": 4}, (
        "private messages are off by default"
    )
    report = bring_in(acting, chat, own_names=["Léa"], include_private=True)
    assert report["by_role"] == {"creator": 2, "fan": 1} and report["skipped"] == {"unrelated": 1}
    assert report["exchanges"]["whole"] == 1
    assert set(Item.objects.filter(role="fan").values_list("text", flat=True)) == {"Which flour?"}
    assert search("secret", "en") == [] and search("flour", "en") == [], "and nothing private is told"


def test_a_name_from_one_platform_makes_nobody_else_of_the_creator_on_another(
    acting: Any, tmp_path: Path
) -> None:
    bring_in(acting, mastodon(tmp_path / "m", [status(1, "Rye")]))
    acting.refresh_from_db()
    assert "lea@example.social" in acting.own_names
    report = bring_in(acting, ytdlp(tmp_path / "y", "UgFan", "Can I freeze it?"))
    assert report["by_role"]["creator"] > 0
    feed = tmp_path / "feed.json"
    entry = {"id": "1", "content_text": "Wheat", "authors": [{"name": "The Bakery"}]}
    feed.write_text(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Bakery", "items": [entry]})
    )
    assert bring_in(acting, feed)["by_role"] == {"creator": 1, "fan": 0}


def test_what_was_said_of_a_platform_holds_for_its_newer_exports(acting: Any, tmp_path: Path) -> None:
    def feed(folder: str, *authors: str) -> Path:
        entries = [
            {"id": str(n), "content_text": f"Text {n}", "authors": [{"name": who}]}
            for n, who in enumerate(authors)
        ]
        path = tmp_path / folder / "feed.json"
        path.parent.mkdir()
        path.write_text(
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Bakery", "items": entries})
        )
        return path

    with pytest.raises(AmbiguousCreatorError):
        bring_in(acting, feed("a", "Léa Roy", "Tom"))
    bring_in(acting, feed("b", "Léa Roy", "Tom"), own_names=["Léa Roy"])
    acting.refresh_from_db()
    report = bring_in(acting, feed("c", "Léa Roy", "Tom", "Tom", "Tom", "Tom", "Tom"))
    assert report["by_role"]["creator"] == 1 and report["skipped"] == {"another author": 5}


def test_a_use_that_is_not_named_stays_as_somebody_else_left_it(acting: Any) -> None:
    row = Source.objects.create(platform="mastodon")
    stale = Source.objects.get(pk=row.pk)
    set_consent(row, {"voice": False})
    set_consent(stale, {"training": False})
    row.refresh_from_db()
    assert not row.consent_voice and not row.consent_training
