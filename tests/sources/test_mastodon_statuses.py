"""Mastodon's API answers and mastodon-archive's files; outboxes of Pleroma and GoToSocial."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role, Skipped, Visibility
from ownvoice.sources import mastodon
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA = {"id": "1", "username": "lea", "acct": "lea", "display_name": "Léa", "url": "https://a.social/@lea"}
TOM = {
    "id": "7",
    "username": "tom",
    "acct": "tom@b.social",
    "display_name": "Tom",
    "url": "https://b.social/@tom",
}


def status(number: int, account: dict[str, str], content: str, **more: Any) -> dict[str, Any]:
    host = account["url"].split("/@")[0]
    return {
        "id": str(number), "created_at": "2024-01-02T03:04:05.000Z", "in_reply_to_id": None, "in_reply_to_account_id": None,
        "spoiler_text": "", "visibility": "public", "language": "en",
        "uri": f"{host}/users/{account['username']}/statuses/{number}",
        "url": f"{account['url']}/{number}", "reblog": None, "account": account, "content": f"<p>{content}</p>", **more,
    }  # fmt: skip


ASKED = status(10, TOM, "@lea Which flour?")
LIKED = status(11, TOM, "Never answered")
ANSWER = status(
    12, LEA,
    '<span class="h-card" translate="no"><a href="https://b.social/@tom" class="u-url mention">@<span>tom</span></a></span> Rye.',
    in_reply_to_id="10", in_reply_to_account_id="7",
)  # fmt: skip
FILE = {
    "account": LEA,
    "statuses": [ANSWER, status(13, LEA, "", reblog=LIKED), status(14, LEA, "secret", visibility="direct")],
    "favourites": [LIKED],
    "mentions": [ASKED],
}


def test_the_file_of_an_archiver_holds_whole_exchanges() -> None:
    found = records(mastodon, {"a.social.user.lea.json": json.dumps(FILE)})
    told = by_id([record for record in found if isinstance(record, ItemRecord)])
    reply, asked = (
        told["https://a.social/users/lea/statuses/12"],
        told["https://b.social/users/tom/statuses/10"],
    )
    assert (reply.role, reply.kind, reply.text, reply.parent_id) == (
        Role.CREATOR,
        Kind.REPLY,
        "Rye.",
        asked.native_id,
    )
    assert (asked.role, asked.text, reply.parent_author) == (Role.FAN, "@lea Which flour?", "tom@b.social")
    assert reasons(found) == {"boost": 1, "private": 1}
    assert found[0] == AccountRecord(
        "mastodon", "https://a.social/users/lea", "lea@a.social", "Léa", "https://a.social/@lea"
    )


@pytest.mark.parametrize(
    ("stated", "kept"), [("pt-BR", "pt"), ("FR", "fr"), ("?n", ""), ("�n", ""), ("fra", "")]
)
def test_only_letters_name_a_language(stated: str, kept: str) -> None:
    file = FILE | {"statuses": [ANSWER | {"language": stated}]}
    found = records(mastodon, {"a.social.user.lea.json": json.dumps(file)})
    assert kept in [
        record.lang for record in found if isinstance(record, ItemRecord) and record.text == "Rye."
    ]


def test_it_joins_with_the_archive_of_the_server() -> None:
    me = "https://a.social/users/lea"
    post = {
        "id": f"{me}/statuses/12", "type": "Note", "content": "<p>Rye.</p>", "inReplyTo": ASKED["uri"],
        "published": "2024-01-02T03:04:05Z",
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
    }  # fmt: skip
    outbox = {"type": "OrderedCollection", "orderedItems": [{"type": "Create", "actor": me, "object": post}]}
    files: dict[str, str | bytes] = {
        "outbox.json": json.dumps(outbox),
        "a.social.user.lea.json": json.dumps(FILE),
    }
    ids = [item.native_id for item in items(mastodon, files)]
    assert ids.count(f"{me}/statuses/12") == 2 and ASKED["uri"] in ids
    assert [found.source for found in registry.recognise(InMemory(files))] == ["mastodon"]


def test_a_number_that_the_file_does_not_explain_is_no_parent() -> None:
    (item,) = items(mastodon, {"a.json": json.dumps([ANSWER])})
    assert item.parent_id is None and item.parent_author == "tom@b.social" and item.kind is Kind.REPLY


def test_own_threads_are_posts() -> None:
    more = status(15, LEA, "And wheat.", in_reply_to_id="12", in_reply_to_account_id="1")
    assert items(mastodon, {"a.json": json.dumps([ANSWER, more])})[1].kind is Kind.POST


def test_a_thread_needs_a_word_from_the_creator_and_keeps_what_they_answered() -> None:
    files: dict[str, str | bytes] = {
        "context.json": json.dumps({"ancestors": [LIKED, ASKED], "descendants": [ANSWER]})
    }
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(mastodon, files)
    assert raised.value.candidates == ("@tom@b.social", "@lea@a.social")
    found = records(mastodon, files, ReadOptions(own_names=("lea@a.social",)))
    assert [r.text for r in found if isinstance(r, ItemRecord)] == ["@lea Which flour?", "Rye."]
    assert reasons(found) == {"unrelated": 1}


def test_private_ones_on_request() -> None:
    found = items(mastodon, {"a.json": json.dumps(FILE)}, ReadOptions(include_private=True))
    assert [(item.kind, item.visibility) for item in found if item.text == "secret"] == [
        (Kind.MESSAGE, Visibility.PRIVATE)
    ]


@pytest.mark.parametrize(
    "junk", [1, None, {}, {"id": "5"}, status(5, LEA, "x", uri=""), {"account": LEA, "uri": "x"}]
)
def test_an_entry_that_is_no_status_does_not_stop_reading(junk: Any) -> None:
    found = records(mastodon, {"a.json": json.dumps([ANSWER, junk, status(16, LEA, "after")])})
    assert len([r for r in found if isinstance(r, Malformed)]) == 1
    assert [r.text for r in found if isinstance(r, ItemRecord)] == ["Rye.", "after"]


WHOLE = json.dumps(FILE).encode()


@given(st.integers(0, len(WHOLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    for data in (WHOLE[:at], WHOLE[:at] + put + WHOLE[at + len(put) :]):
        try:
            for record in mastodon.read(InMemory({"a.json": data}), ReadOptions()):
                assert isinstance(record, ItemRecord | Malformed | Skipped | AccountRecord)
        except AmbiguousCreatorError:
            pass


def outbox(notes: list[dict[str, Any]], me: str) -> str:
    made = [
        {
            "type": "Create",
            "actor": me,
            "object": {"type": "Note", "published": "2024-01-02T03:04:05Z", **note},
        }
        for note in notes
    ]
    return json.dumps({"type": "OrderedCollection", "orderedItems": made})


def test_pleromas_ids_name_no_author_and_own_threads_are_known_all_the_same() -> None:
    me, top = "https://p.example/users/lea", "https://p.example/objects/"
    public = ["https://www.w3.org/ns/activitystreams#Public"]
    mention = '<span class="h-card"><a class="u-url mention" href="https://b.social/@tom" rel="ugc">@<span>tom</span></a></span>'
    notes = [
        {"id": top + "1", "content": "one", "to": public, "cc": [f"{me}/followers"]},
        {"id": top + "2", "content": "two", "to": public, "cc": [], "inReplyTo": top + "1"},
        {"id": top + "3", "content": f"{mention} three", "to": public, "cc": [], "inReplyTo": top + "999"},
        {"id": top + "4", "content": "local", "to": ["https://p.example/#Public"], "cc": []},
    ]  # fmt: skip
    found = records(mastodon, {"outbox.json": outbox(notes, me)})
    assert [(r.text, r.kind, r.parent_author) for r in found if isinstance(r, ItemRecord)] == [
        ("one", Kind.POST, None),
        ("two", Kind.POST, "lea@p.example"),
        ("three", Kind.REPLY, "tom@b.social"),
    ]
    assert reasons(found) == {"private": 1}


def test_gotosocial_writes_single_addresses_without_a_list() -> None:
    me = "https://g.example/users/lea"
    mention = (
        '<p><span class="h-card"><a href="https://b.social/@tom" class="u-url mention" rel="nofollow noreferrer noopener" '
        'target="_blank">@<span>tom</span></a></span> yes</p>'
    )
    notes = [
        {"id": f"{me}/statuses/01H", "content": mention, "inReplyTo": "https://b.social/users/tom/statuses/5",
         "to": "https://www.w3.org/ns/activitystreams#Public", "cc": ["https://b.social/users/tom"]},
    ]  # fmt: skip
    (item,) = items(mastodon, {"outbox.json": outbox(notes, me)})
    assert (item.text, item.visibility, item.parent_author) == ("yes", Visibility.PUBLIC, "tom@b.social")
