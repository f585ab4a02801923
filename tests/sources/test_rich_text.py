r"""Rich Text Format: what is shown of it and what never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord
from ownvoice.sources import documents
from ownvoice.sources.documents.rich_text import read_rich_text
from tests.sources.in_memory import InMemory, items, records

WORDPAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fcharset204 Arial;}}"
    rb"{\colortbl ;\red0\green0\blue255;}{\*\generator Riched20 10.0;}"
    rb"{\info{\title On rye}{\author Somebody Else}{\creatim\yr2024\mo1\dy2\hr3\min4}{\revtim\yr2024\mo2\dy2}}"
    rb"\viewkind4\uc1\pard\f0\fs22 Caf\'e9 \u8212? rye.\par"
    + b"\r\n"
    + rb"Much \b water\b0 .\par{\f1\'d0\'ee\'e6\'fc}}"
)


def test_a_document_of_wordpads() -> None:
    (item,) = items(documents, {"a.rtf": WORDPAD})
    assert item.text == "Café — rye.\n\nMuch water.\n\nРожь" and item.title == "On rye"
    assert item.created_at is not None and item.created_at.isoformat() == "2024-01-02T03:04:00+00:00"
    assert item.edited_at is not None and item.edited_at.month == 2
    assert "Somebody" not in repr(item)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (rb"one{\v hidden} two", "one two"),
        (rb"\v hidden\v0 shown", "shown"),
        (rb"a{\deleted gone}b", "ab"),
        (rb"a{\header head}{\footnote note}{\*\annotation remark}b", "ab"),
        (rb"a{\pict\wmetafile8 0102abcdef}b", "ab"),
        (rb"a{\*\unknown whatever {\b nested}}b", "ab"),
        (rb'{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt the page}}', "the page"),
        (rb"\u-10179?\u-8694?", "\U0001f60a"),
        (rb"{\uc2\u8364ab}c", "€c"),
        (rb"\u8364\'80c", "€c"),
        (rb"a\~b\_c\-d\{e\}\\", "a\u00a0b-cd{e}\\"),
        (rb"\ldblquote rye\rdblquote\emdash ok", "“rye”—ok"),
        (rb"\pard one\line two\sect three", "one\ntwo\n\nthree"),
        (rb"\trowd Rye\cell 4\cell\row next", "Rye 4\n\nnext"),
        (rb"a\bin4 }{\}b", "ab"),
        (rb"{\ansicpg932\'93\'fa\'96\'7b}", "日本"),
        (b"one\r\ntwo", "onetwo"),
    ],
)
def test_what_is_shown(body: bytes, shown: str) -> None:
    found = read_rich_text(rb"{\rtf1\ansi " + body + b"}")
    assert found.text.replace("\u00a0", " ") == shown.replace("\u00a0", " ") and not found.problems


def test_what_is_no_rtf_is_told() -> None:
    assert documents.detect(InMemory({"a.rtf": "x"})) is None
    assert read_rich_text(b"hello").problems


def test_one_that_breaks_off_keeps_what_was_there() -> None:
    found = read_rich_text(rb"{\rtf1 Rye needs {\b wat")
    assert found.text == "Rye needs wat" and found.problems == [
        "The document breaks off; what was there was kept."
    ]


def test_groups_without_end_and_absurd_numbers_do_no_harm() -> None:
    for data in (
        b"{\\rtf1 a" + b"{" * 2_000_000,
        b"{\\rtf1 " + b"{\\b x}" * 200_000 + b"}",
        b"{\\rtf1 " + b"\\f" * 1_000_000,
        b"{\\rtf1 \\bin9999999999 a}",
        b"{\\rtf1 \\uc999999999 \\u5a}",
        b"{\\rtf1 " + b"a" * 9_000_000 + b"}",
        b"{\\rtf1{\\fonttbl" + b"{\\f1\\fcharset128 a;}" * 100_000 + b"}}",
    ):
        started = time.monotonic()
        read_rich_text(data)
        assert time.monotonic() - started < 8, data[:40]


@given(st.integers(0, len(WORDPAD)), st.binary(max_size=4))
def test_any_damage_is_survived(at: int, put: bytes) -> None:
    for data in (WORDPAD[:at], WORDPAD[:at] + put + WORDPAD[at + len(put) :]):
        read_rich_text(data)
        records(documents, {"a.rtf": data})


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    for record in records(documents, {"a.rtf": b"{\\rtf1 " + data}):
        assert not isinstance(record, ItemRecord) or record.text
