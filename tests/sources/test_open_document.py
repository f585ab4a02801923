"""LibreOffice's documents (.odt)."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed, Skipped
from ownvoice.sources import documents
from ownvoice.sources.documents.open_document import read_packed_open_document
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.document_files import open_document
from tests.sources.in_memory import InMemory, items, records

ONE = "<text:list-item><text:p>one</text:p></text:list-item>"
TWO = "<text:list-item><text:p>two</text:p></text:list-item>"
CELL = "<table:table-cell><text:p>Rye</text:p></table:table-cell>"
PLAIN = open_document("<text:p>Rye needs water.</text:p><text:p>Much of it.</text:p>")


def text_of(body: str) -> str:
    found = read_packed_open_document(open_document(body))
    assert not found.problems
    return found.text


def test_paragraphs_title_times_and_language() -> None:
    meta = (
        "<dc:title>On rye</dc:title><meta:initial-creator>Somebody Else</meta:initial-creator>"
        "<meta:creation-date>2024-01-02T03:04:05</meta:creation-date><dc:date>2024-02-02T03:04:05</dc:date>"
        "<dc:language>fr-FR</dc:language>"
    )
    (item,) = items(documents, {"a.odt": open_document("<text:p>Du seigle.</text:p>", meta)})
    assert (item.title, item.text, item.lang) == ("On rye", "Du seigle.", "fr")
    assert item.created_at is not None and item.created_at.isoformat() == "2024-01-02T03:04:05+00:00"
    assert item.edited_at is not None and item.edited_at.month == 2
    assert "Somebody" not in repr(item)


def test_a_heading_is_the_title_where_none_is_stated() -> None:
    found = read_packed_open_document(open_document("<text:h>Rye</text:h><text:p>Needs water.</text:p>"))
    assert (found.title, found.text) == ("Rye", "Needs water.")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>', "a b c\nd"),
        ("<text:p>one<text:span> two</text:span> three</text:p>", "one two three"),
        ("<text:p>rye<text:note><text:note-body><text:p>no</text:p></text:note-body></text:note> bread</text:p>", "rye bread"),
        ("<text:p>rye<office:annotation><text:p>no</text:p></office:annotation> bread</text:p>", "rye bread"),
        ("<text:tracked-changes><text:p>no</text:p></text:tracked-changes><text:p>yes</text:p>", "yes"),
        ("<text:p>a<text:hidden-text>no</text:hidden-text></text:p>", "a"),
        ("<text:p><draw:frame><svg:title>no</svg:title><svg:desc>no</svg:desc></draw:frame>a</text:p>", "a"),
        ("<text:p>a<draw:text-box><text:p>framed</text:p></draw:text-box></text:p>", "a\nframed"),
        (f"<text:list>{ONE}{TWO}</text:list>", "one\n\ntwo"),
        (f"<table:table><table:table-row>{CELL}{CELL}</table:table-row></table:table>", "Rye Rye"),
    ],
)  # fmt: skip
def test_what_is_shown(body: str, shown: str) -> None:
    assert text_of(body) == shown


def test_tables_and_slides_are_no_texts() -> None:
    sheet = open_document("<text:p>x</text:p>", mimetype="application/vnd.oasis.opendocument.spreadsheet")
    with zipfile.ZipFile(io.BytesIO(sheet)) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    assert documents.detect(InMemory(files)) is None


def test_a_bomb_is_refused_and_entities_are_not_resolved() -> None:
    bomb = open_document("<text:p>" + "a" * 50_000_000 + "</text:p>")
    started = time.monotonic()
    (told,) = records(documents, {"a.odt": bomb})
    assert isinstance(told, Malformed) and "made to do harm" in told.reason and time.monotonic() - started < 5
    evil = io.BytesIO()
    with zipfile.ZipFile(evil, "w") as package:
        package.writestr(
            "content.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><p>&x;rye</p></a>'
        )
    assert "root" not in read_packed_open_document(evil.getvalue()).text


def test_time_is_linear_in_the_size() -> None:
    def seconds(count: int) -> float:
        data = open_document(
            "".join(f"<text:p>Rye {number * 7919} needs water.</text:p>" for number in range(count))
        )
        started = time.process_time()
        read_packed_open_document(data)
        return time.process_time() - started

    seconds(1_000)
    assert seconds(40_000) < 16 * max(seconds(5_000), 0.01)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=4))
def test_any_damage_is_survived(at: int, put: bytes) -> None:
    for data in (PLAIN[:at], PLAIN[:at] + put + PLAIN[at + len(put) :]):
        archive = InMemory({"a.odt": data})
        for record in documents.read(archive, ReadOptions()):
            assert isinstance(record, ItemRecord | Malformed | Skipped)


def test_a_text_cut_short_keeps_what_precedes() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("content.xml", "<a><p>Rye needs water.</p><p>Much of")
    found = read_packed_open_document(target.getvalue())
    assert found.text == "Rye needs water." and "damaged" in found.problems[0]
