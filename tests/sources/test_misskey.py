"""Misskey's notes: the export of an account, and the API's answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Skipped, Visibility
from ownvoice.sources import misskey
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.in_memory import InMemory, items, reasons, records

LEA = {"id": "u1", "username": "lea", "host": None, "name": "Léa"}
TOM = {"id": "u2", "username": "tom", "host": "b.example", "name": "Tom"}


def note(number: str, text: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "text": text, "createdAt": "2024-01-02T03:04:05.678Z", "fileIds": [], "files": [], "replyId": None,
        "renoteId": None, "poll": None, "cw": None, "visibility": "public", "visibleUserIds": [], "localOnly": False, **more,
    }  # fmt: skip


def file(*notes: Any) -> dict[str, str | bytes]:
    return {"notes-2024-01-02.json": json.dumps(list(notes))}


def test_a_note_without_its_marks() -> None:
    written = "**Rye** $[tada rises], see [the shop](https://a.example/x) <small>soon</small>"
    (item,) = items(misskey, file(note("9a", written, cw="food")))
    assert (item.text, item.title, item.raw) == ("Rye rises, see the shop soon", "food", written)
    assert item.links == ("https://a.example/x",) and item.kind is Kind.POST
    assert item.created_at is not None and item.created_at.isoformat() == "2024-01-02T03:04:05.678000+00:00"
    assert [found.source for found in registry.recognise(InMemory(file(note("9a", written))))] == ["misskey"]


def test_replies_own_threads_boosts_and_quotes() -> None:
    found = records(
        misskey,
        file(
            note("1", "one"),
            note("2", "two", replyId="1"),
            note("3", "@tom@b.example yes", replyId="zz"),
            note("4", None, renoteId="yy"),
            note("5", "look at this", renoteId="yy"),
            note("6", None, fileIds=["f"]),
            note("1", "one"),
        ),
    )
    told = [(r.text, r.kind, r.parent_id, r.parent_author) for r in found if isinstance(r, ItemRecord)]
    assert told == [
        ("one", Kind.POST, None, None),
        ("two", Kind.POST, "1", None),
        ("yes", Kind.REPLY, "zz", "tom@b.example"),
        ("look at this", Kind.POST, None, None),
    ]
    assert reasons(found) == {"boost": 1, "empty": 1, "duplicate": 1}


def test_who_could_read_a_note() -> None:
    notes = [note(kind, "x", visibility=kind) for kind in ("public", "home", "followers", "specified")]
    assert [item.visibility for item in items(misskey, file(*notes))] == [
        Visibility.PUBLIC,
        Visibility.UNLISTED,
    ]
    everything = items(misskey, file(*notes), ReadOptions(include_private=True))
    assert [item.kind for item in everything][2:] == [Kind.POST, Kind.MESSAGE]


def test_the_api_holds_what_was_answered() -> None:
    asked = note("q", "Which flour?", user=TOM)
    secret = note("s", "whisper", user=TOM, visibility="specified")
    notes = [
        note("1", "@tom@b.example Rye.", user=LEA, replyId="q", reply=asked),
        note("2", "@tom@b.example Sure.", user=LEA, replyId="s", reply=secret),
    ]
    found = records(misskey, file(*notes))
    assert found[0] == AccountRecord("misskey", "u1", "lea", "Léa")
    told = [(r.text, r.parent_text, r.parent_author) for r in found if isinstance(r, ItemRecord)]
    assert told == [("Rye.", "Which flour?", "tom@b.example"), ("Sure.", None, "tom@b.example")]


def test_notes_of_several_people_need_a_word_from_the_creator() -> None:
    files = file(note("1", "a", user=LEA), note("2", "b", user=TOM))
    with pytest.raises(AmbiguousCreatorError):
        records(misskey, files)
    found = records(misskey, files, ReadOptions(own_names=("@tom@b.example",)))
    assert [r.text for r in found if isinstance(r, ItemRecord)] == ["b"] and reasons(found) == {
        "another author": 1
    }


WHOLE = json.dumps(
    [note("1", "one", user=LEA), note("2", "$[x y] [a](https://b.example)", replyId="1")]
).encode()


@given(st.integers(0, len(WHOLE)), st.binary(max_size=3))
def test_damage_never_raises_and_what_precedes_it_is_kept(at: int, put: bytes) -> None:
    for data in (WHOLE[:at], WHOLE[:at] + put + WHOLE[at + len(put) :]):
        for record in misskey.read(InMemory({"a.json": data}), ReadOptions(own_names=("lea",))):
            assert isinstance(record, ItemRecord | Malformed | Skipped | AccountRecord)
    cut = [
        r for r in misskey.read(InMemory({"a.json": WHOLE[:-5]}), ReadOptions()) if isinstance(r, ItemRecord)
    ]
    assert [item.text for item in cut] == ["one"]


@pytest.mark.parametrize("junk", [1, None, {}, {"id": 5}, {"id": ""}])
def test_an_entry_that_is_no_note_does_not_stop_reading(junk: Any) -> None:
    found = records(misskey, file(note("1", "a"), junk, note("2", "b")))
    assert len([r for r in found if isinstance(r, Malformed)]) == 1
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 2
