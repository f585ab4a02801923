"""The archive of Mastodon: what is read, what is left out, and what it says about threads."""

from __future__ import annotations

import json
import tarfile
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
from ownvoice.sources import mastodon
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.registry import unknown_members
from tests.real_files import real

ME = "https://example.social/users/lea"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = f"{ME}/followers"
ACTOR = {
    "id": ME,
    "type": "Person",
    "preferredUsername": "lea",
    "name": "Léa",
    "url": "https://example.social/@lea",
}


def note(number: int, content: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{ME}/statuses/{number}/activity",
        "type": "Create",
        "actor": ME,
        "to": [PUBLIC],
        "cc": [FOLLOWERS],
        "object": {
            "id": f"{ME}/statuses/{number}",
            "type": "Note",
            "summary": None,
            "inReplyTo": None,
            "published": "2022-11-08T15:31:36Z",
            "url": f"https://example.social/@lea/{number}",
            "to": [PUBLIC],
            "cc": [FOLLOWERS],
            "content": content,
            "contentMap": {"en-GB": content},
            **more,
        },
    }


def boost(number: int) -> dict[str, Any]:
    return {"id": f"{ME}/{number}", "type": "Announce", "actor": ME, "object": "https://other.org/1"}


def mention(user: str, host: str) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="https://{host}/@{user}" class="u-url mention">'
        f"@<span>{user}</span></a></span>"
    )


def export(folder: Path, activities: list[Any], actor: Any = ACTOR) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(activities),
        "orderedItems": activities,
    }
    (folder / "outbox.json").write_text(json.dumps(outbox))
    if actor:
        (folder / "actor.json").write_text(json.dumps(actor))
    return folder


def read(path: Path, **options: Any) -> list[Record]:
    with open_archive(path) as opened:
        assert mastodon.detect(opened) is not None
        return list(mastodon.read(opened, ReadOptions(**options)))


def items(path: Path, **options: Any) -> list[ItemRecord]:
    return [record for record in read(path, **options) if isinstance(record, ItemRecord)]


def test_a_post_as_it_was_meant(tmp_path: Path) -> None:
    html = (
        '<p>Bread &amp; butter<br />at <a href="https://e.org/bread?a=1" rel="nofollow">'
        '<span class="invisible">https://</span><span class="">e.org/bread?a=1</span>'
        '<span class="invisible"></span></a></p>'
    )
    account, post = read(export(tmp_path, [note(1, html, summary="food", updated="2022-11-09T10:00:00Z")]))
    assert account == AccountRecord(
        "mastodon", ME, "lea@example.social", "Léa", "https://example.social/@lea"
    )
    assert isinstance(post, ItemRecord)
    assert (post.platform, post.kind, post.role) == ("mastodon", Kind.POST, Role.CREATOR)
    assert post.native_id == f"{ME}/statuses/1"
    assert post.text == "Bread & butter\nat https://e.org/bread?a=1"
    assert (post.raw, post.title, post.lang) == (html, "food", "en")
    assert post.created_at == datetime(2022, 11, 8, 15, 31, 36, tzinfo=UTC)
    assert post.edited_at == datetime(2022, 11, 9, 10, tzinfo=UTC)
    assert (post.url, post.links) == ("https://example.social/@lea/1", ("https://e.org/bread?a=1",))
    assert (post.author.handle, post.visibility, post.parent_id) == (
        "lea@example.social",
        Visibility.PUBLIC,
        None,
    )


def test_replies_lose_leading_mentions_and_name_whom_they_answer(tmp_path: Path) -> None:
    tom, ana = mention("tom", "other.org"), mention("ana", "third.org")
    found = items(
        export(
            tmp_path,
            [
                note(1, f"<p>{tom} {ana} yes, {ana}</p>", inReplyTo="https://other.org/users/tom/statuses/5"),
                note(2, f"<p>{tom} from elsewhere</p>", inReplyTo="https://other.org/notice/A7x"),
                note(3, "<p>and then</p>", inReplyTo=f"{ME}/statuses/1"),
                note(4, f"<p>{tom} hello</p>"),
            ],
        )
    )
    assert [(item.text, item.kind, item.parent_author) for item in found] == [
        ("yes, @ana", Kind.REPLY, "tom@other.org"),
        ("from elsewhere", Kind.REPLY, "tom@other.org"),
        ("and then", Kind.POST, "lea@example.social"),
        ("@tom hello", Kind.POST, None),
    ]
    assert [item.parent_id for item in found[1:]] == [
        "https://other.org/notice/A7x",
        f"{ME}/statuses/1",
        None,
    ]


def test_who_could_read_a_post(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        [
            note(1, "to all"),
            note(2, "unlisted", to=[FOLLOWERS], cc=[PUBLIC]),
            note(3, "followers", to=[FOLLOWERS], cc=[]),
            note(4, "direct", to=["https://other.org/users/tom"], cc=[]),
            note(5, "short forms", to="as:Public", cc=None),
        ],
    )
    assert [(item.text, item.visibility) for item in items(path)] == [
        ("to all", Visibility.PUBLIC),
        ("unlisted", Visibility.UNLISTED),
        ("short forms", Visibility.PUBLIC),
    ]
    assert Skipped("outbox.json", "private", 2) in read(path)
    private = {item.text: (item.visibility, item.kind) for item in items(path, include_private=True)}
    assert private["followers"] == (Visibility.RESTRICTED, Kind.POST)
    assert private["direct"] == (Visibility.PRIVATE, Kind.MESSAGE)


def test_what_is_not_the_creators_voice_is_counted(tmp_path: Path) -> None:
    deletion = {"type": "Delete", "actor": ME, "object": {"id": "x"}}
    records = read(export(tmp_path, [boost(1), note(2, "<p></p>"), boost(3), deletion, note(4, "mine")]))
    assert [record for record in records if isinstance(record, Skipped)] == [
        Skipped("outbox.json", "boost", 2),
        Skipped("outbox.json", "empty"),
        Skipped("outbox.json", "not a post"),
    ]
    assert [record.text for record in records if isinstance(record, ItemRecord)] == ["mine"]


def test_several_exports_in_one_packed_tar(tmp_path: Path) -> None:
    export(tmp_path / "all" / "one", [note(1, "first")])
    other = {**ACTOR, "id": "https://b.org/users/bo", "preferredUsername": "bo"}
    export(tmp_path / "all" / "two", [note(2, "second")], other)
    (tmp_path / "all" / "one" / "likes.json").write_text("{}")
    (tmp_path / "all" / "notes.txt").write_text("?")
    with tarfile.open(tmp_path / "e.tar.gz", "w:gz") as made:
        made.add(tmp_path / "all", "all")
    with open_archive(tmp_path / "e.tar.gz") as opened:
        detection = mastodon.detect(opened)
        assert detection is not None
        assert (
            detection.description == "Mastodon archive of @lea@example.social, @bo@b.org, 2 posts and boosts"
        )
        assert unknown_members(opened, [detection]) == ["all/notes.txt"]
        found = list(mastodon.read(opened, ReadOptions()))
    assert [(r.author.handle, r.text) for r in found if isinstance(r, ItemRecord)] == [
        ("lea@example.social", "first"),
        ("bo@b.org", "second"),
    ]


def test_without_actor_json_the_activities_say_who(tmp_path: Path) -> None:
    account, post = read(export(tmp_path, [note(1, "x")], actor=None))
    assert isinstance(account, AccountRecord)
    assert account.handle == "lea@example.social"
    assert isinstance(post, ItemRecord)
    assert post.author.id == ME


@pytest.mark.parametrize(
    "junk",
    [1, None, [], {}, {"type": "Create"}, note(1, "x", id=None), note(1, "x", id=5),
     note(1, "x", contentMap=5), note(1, 5)],
)  # fmt: skip
def test_an_entry_that_is_no_post_does_not_stop_reading(junk: Any, tmp_path: Path) -> None:
    records = read(export(tmp_path, [note(8, "before"), junk, note(9, "after")]))
    assert [r.text for r in records if isinstance(r, ItemRecord)] == ["before", "after"]
    assert len([r for r in records if isinstance(r, Malformed)]) == 1


def test_other_json_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "outbox.json").write_text('{"mails": []}')
    with open_archive(tmp_path) as opened:
        assert mastodon.detect(opened) is None


def test_real_archives() -> None:
    with open_archive(real("mastodon")) as opened:
        detection = mastodon.detect(opened)
        assert detection is not None
        assert unknown_members(opened, [detection]) == []
        records = list(mastodon.read(opened, ReadOptions()))
        assert list(mastodon.read(opened, ReadOptions())) == records
    found = [record for record in records if isinstance(record, ItemRecord)]
    # 350 and 189 activities: 83 and 26 boosts, 3 and 1 without a word.
    assert [r for r in records if isinstance(r, Skipped)] == [
        Skipped("dealingwith/outbox.json", "boost", 83),
        Skipped("dealingwith/outbox.json", "empty", 3),
        Skipped("hawksworx/outbox.json", "boost", 26),
        Skipped("hawksworx/outbox.json", "empty", 1),
    ]
    assert len(found) == 426
    assert sum(item.visibility is Visibility.UNLISTED for item in found) == 12
    assert sum(item.kind is Kind.REPLY for item in found) == 139
    assert not any(isinstance(record, Malformed) for record in records)
    assert not any("<" in item.text and "</" in item.text for item in found)
