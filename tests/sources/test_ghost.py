"""Ghost's export and its API's answers: three forms of body, several authors, what isn't for everybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Malformed, Role, Skipped, Visibility
from ownvoice.sources import ghost
from ownvoice.sources.ghost.body import body_of
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA = {"id": "u1", "name": "Léa M", "slug": "lea", "email": "lea@example.org"}
BO = {"id": "u2", "name": "Bo", "slug": "bo"}


def post(number: object, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "title": f"Post {number}", "html": f"<p>Text &amp; {number}</p>", "status": "published",
        "visibility": "public", "published_at": "2024-05-06T07:08:09.000Z",
    } | more  # fmt: skip


def export(
    posts: list[Any], users: Sequence[Any] = (LEA,), wrote: dict[str, str] | None = None, db: bool = True
) -> str:
    written = (
        wrote
        if wrote is not None
        else {str(p["id"]): users[0]["id"] for p in posts if isinstance(p, dict) and "id" in p}
    )
    data = {
        "meta": {"exported_on": 1775409738177, "version": "5.0.0"},
        "data": {
            "posts": posts, "users": users, "members": [{"email": "fan@example.org"}],
            "posts_authors": [{"post_id": key, "author_id": value} for key, value in written.items()],
        },
    }  # fmt: skip
    return json.dumps({"db": [data]} if db else data)


@pytest.mark.parametrize("db", [True, False])
def test_posts_of_the_only_author(db: bool) -> None:
    (item,) = items(
        ghost, {"lea.ghost.2024.json": export([post("a1", canonical_url="https://lea.example/a")], db=db)}
    )
    assert (item.text, item.title, item.role, item.author.name) == (
        "Text & a1",
        "Post a1",
        Role.CREATOR,
        "Léa M",
    )
    assert item.created_at is not None and item.created_at.isoformat() == "2024-05-06T07:08:09+00:00"
    assert (item.url, item.visibility) == ("https://lea.example/a", Visibility.PUBLIC)


def test_what_is_no_text_of_theirs_is_counted() -> None:
    posts = [post("a", status="draft"), post("b", html=""), post("c"), post("d", status="scheduled")]
    found = records(
        ghost, {"g.json": export(posts, [LEA, BO], {"a": "u1", "b": "u1", "c": "u2"})}, ReadOptions(("lea",))
    )
    assert reasons(found) == {"another author": 1, "draft": 2, "empty": 1}


def test_a_post_with_an_empty_id_is_told() -> None:
    found = records(ghost, {"g.json": export([post(""), post("a")])})
    assert [record.reason for record in found if isinstance(record, Malformed)] == [
        "this entry of `posts` is no post, or lacks its id"
    ]


def test_posts_for_members_and_mails_are_not_public() -> None:
    posts = [
        post("a", visibility="paid"),
        post("b", visibility="members"),
        post("c", status="sent"),
        post("d"),
    ]
    found = by_id(items(ghost, {"g.json": export(posts)}))
    assert [found[key].visibility.value for key in "abcd"] == ["restricted"] * 3 + ["public"]


def test_several_authors_are_asked_about_once() -> None:
    files: dict[str, str | bytes] = {
        "g.json": export([post("a"), post("b")], [LEA, BO], {"a": "u1", "b": "u2"})
    }
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(ghost, files)
    assert set(raised.value.candidates) == {"Léa M", "Bo"}
    assert [item.native_id for item in items(ghost, files, ReadOptions(("Lea M",)))] == ["a"]


def test_the_posts_every_new_site_begins_with_are_nobodys() -> None:
    built_in = {"id": "g", "name": "Ghost", "slug": "ghost"}
    found = records(ghost, {"g.json": export([post("a"), post("b")], [LEA, built_in], {"a": "u1", "b": "g"})})
    assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["a"]


def test_lexical_is_read_where_there_is_no_html() -> None:
    tree = {"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [
            {"type": "extended-text", "text": "Rye <b>"}, {"type": "linebreak"},
            {"type": "link", "url": "__GHOST_URL__/x", "children": [{"type": "text", "text": "here"}]},
            {"type": "link", "url": "https://a.example/b", "children": [{"type": "text", "text": "there"}]},
        ]},
        {"type": "paywall"}, {"type": "html", "html": "<p>Own <i>HTML</i></p>"},
        {"type": "markdown", "markdown": "Some *stars*"}, {"type": "email-cta", "html": "<p>Only by mail</p>"},
        {"type": "list", "children": [{"type": "listitem", "children": [{"type": "text", "text": "One"}]}]},
    ]}}  # fmt: skip
    body = body_of({"html": None, "lexical": json.dumps(tree)})
    assert body.text == "Rye <b>\nherethere\n\nOwn HTML\n\nSome stars\n\nOne"
    assert "https://a.example/b" in body.links


def test_mobiledoc_is_read_where_there_is_nothing_else() -> None:
    tree = {"version": "0.3.1", "markups": [["em"], ["a", ["href", "https://a.example"]]],
            "cards": [["markdown", {"markdown": "**Bold** card"}], ["image", {"src": "x.jpg"}]],
            "sections": [[1, "p", [[0, [0], 1, "Rye"], [0, [], 0, " & oats "], [0, [1], 1, "there"]]], [10, 0], [10, 1],
                         [3, "ul", [[[0, [], 0, "One"]], [[0, [], 0, "Two"]]]], [10, 99], "?"]}  # fmt: skip
    body = body_of({"html": "", "lexical": None, "mobiledoc": json.dumps(tree)})
    assert body.text == "Rye & oats there\n\nBold card\n\nOne\n\nTwo"
    assert body.links == ("https://a.example",)


def test_the_api_says_who_wrote_in_each_post() -> None:
    answer = {"posts": [post("a", comment_id="a", authors=[LEA], url="https://lea.example/a/")], "meta": {}}
    (item,) = items(ghost, {"page-1.json": json.dumps(answer)})
    assert (item.url, item.author.handle) == ("https://lea.example/a/", "lea")


def test_an_entry_that_is_no_post_doesnt_stop_the_others() -> None:
    found = records(ghost, {"g.json": export([post("a"), 7, {"title": "no id"}, post("b")])})
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 2
    assert [(r.file, r.offset) for r in found if isinstance(r, Malformed)] == [("g.json", 1), ("g.json", 2)]


def test_no_address_of_a_person_is_kept() -> None:
    assert "@example.org" not in repr(records(ghost, {"g.json": export([post("a")])}))


def test_other_documents_are_not_ghosts() -> None:
    for other in ('{"posts": [{"id": 1}]}', '{"data": {}}', "[]", "{", '{"db": [1]}'):
        assert ghost.detect(InMemory({"a.json": other})) is None


def test_a_hostile_tree_ends() -> None:
    deep = '{"root":' + '{"children":[' * 5_000 + "]}" * 5_000 + "}"
    assert body_of({"lexical": deep, "html": None}).text == ""


SAMPLE = export([post("a"), post("b", html="<p>é</p>")]).encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises_and_what_precedes_is_kept(at: int, put: bytes) -> None:
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        try:
            found = list(ghost.read(InMemory({"g.json": damaged}), ReadOptions()))
        except AmbiguousCreatorError:
            continue
        assert all(isinstance(r, Malformed | Skipped) or r.platform == "ghost" for r in found)


def test_the_sample_exports() -> None:
    """Three posts, by Alice, by Bob and by nobody, which where two write isn't Alice's; one post. Counted in the files."""
    with open_archive(real("ghost/ghost.json")) as archive:
        found = list(ghost.read(archive, ReadOptions(("Alice Johnson",))))
    assert next(r.title for r in found if isinstance(r, ItemRecord)) == "Post 1"
    assert reasons(found) == {"another author": 2}
    with open_archive(real("ghost/ghost-flat.json")) as archive:
        assert [r.title for r in ghost.read(archive, ReadOptions()) if isinstance(r, ItemRecord)] == [
            "Flat Format Post"
        ]
