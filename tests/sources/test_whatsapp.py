"""WhatsApp's chats: dates in every order, messages over many lines, what the app writes itself, what stays private."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Kind, Malformed, Role, Skipped, Visibility
from ownvoice.sources import whatsapp
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

MINE = ReadOptions(("Léa",), include_private=True)


def chat(*lines: str) -> dict[str, str | bytes]:
    return {"WhatsApp Chat with Bo.txt": "\n".join(lines)}


def times(*lines: str) -> list[datetime | None]:
    return [item.created_at for item in items(whatsapp, chat(*lines), MINE)]


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[25/12/23, 20:15:30] Léa: Hi", at(2023, 12, 25, 20, 15, 30)),
        ("\u200e[25/12/2023, 20:15:30] Léa: Hi", at(2023, 12, 25, 20, 15, 30)),
        ("25/12/2023, 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("12/25/23, 8:15\u202fPM - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("12/25/23, 12:05 AM - Léa: Hi", at(2023, 12, 25, 0, 5)),
        ("[12/25/23, 12:05:09 PM] Léa: Hi", at(2023, 12, 25, 12, 5, 9)),
        ("25.12.23, 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("25.12.2023 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("25-12-2023 20.15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("2023-12-25, 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("2023/12/25 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("[2023. 12. 25. 20:15:30] Léa: Hi", at(2023, 12, 25, 20, 15, 30)),
        ("25/12/23 8:15 p. m. - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("25/12/23, 8:15 a.m. - Léa: Hi", at(2023, 12, 25, 8, 15)),
        ("[25/12/23 à 20:15:30] Léa: Hi", at(2023, 12, 25, 20, 15, 30)),
        ("25/12/2023 à 20:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("25.12.2023 klo 20.15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("2023. 12. 25. 오후 8:15, Léa : Hi", at(2023, 12, 25, 20, 15)),
        ("[2023. 12. 25. 오전 8:15:30] Léa: Hi", at(2023, 12, 25, 8, 15, 30)),
        ("2023/12/25 下午8:15 - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("2023/12/25 上午8:15 - Léa: Hi", at(2023, 12, 25, 8, 15)),
        ("2023/12/25 中午12:15 - Léa: Hi", at(2023, 12, 25, 12, 15)),
        ("٢٥‏/١٢‏/٢٠٢٣، ٨:١٥ م - Léa: Hi", at(2023, 12, 25, 20, 15)),
        ("25/12/2023 somewhere 20:15 - Léa: Hi", None),
    ],
)
def test_dates_as_phones_write_them(line: str, expected: datetime | None) -> None:
    if expected is None:
        assert whatsapp.detect(InMemory(chat(line))) is None
    else:
        assert times(line) == [expected]


def test_the_order_of_day_and_month_is_that_of_the_whole_file() -> None:
    assert times("1/2/23, 10:00 - Léa: a", "13/2/23, 10:00 - Léa: b")[0] == at(2023, 2, 1, 10)
    assert times("1/2/23, 10:00 - Léa: a", "2/13/23, 10:00 - Léa: b")[0] == at(2023, 1, 2, 10)
    # Nothing is above 12, but only one order goes forward in time.
    assert times("1/2/23, 10:00 - Léa: a", "2/1/23, 10:00 - Léa: b")[0] == at(2023, 1, 2, 10)
    assert times("2/1/23, 10:00 - Léa: a", "1/2/23, 10:00 - Léa: b")[0] == at(2023, 1, 2, 10)
    # Nothing tells: day first, unless the phone writes "PM".
    assert times("1/2/23, 10:00 - Léa: a") == [at(2023, 2, 1, 10)]
    assert times("1/2/23, 10:00 PM - Léa: a") == [at(2023, 1, 2, 22)]


def test_a_message_goes_on_until_the_next_begins() -> None:
    found = items(
        whatsapp, chat("1/2/23, 10:00 - Léa: One", "two: three", "", "four", "1/2/23, 10:01 - Bo: No"), MINE
    )
    assert [item.text for item in found] == ["One\ntwo: three\n\nfour"]


def test_only_the_creators_own_words_are_kept() -> None:
    sample = chat(
        "1/2/23, 10:00 - Bo: My secret", "1/2/23, 10:01 - LÉA: Mine", "1/2/23, 10:02 - You were added"
    )
    (item,) = items(whatsapp, sample, MINE)
    assert (item.text, item.kind, item.role) == ("Mine", Kind.MESSAGE, Role.CREATOR)
    assert item.visibility is Visibility.PRIVATE and item.parent_id is None
    assert reasons(records(whatsapp, sample, MINE)) == {"another person": 1, "not a text": 1}


def test_nothing_is_read_unasked() -> None:
    sample = chat("1/2/23, 10:00 - Bo: My secret", "1/2/23, 10:01 - Léa: Mine")
    assert records(whatsapp, sample) == [Skipped("WhatsApp Chat with Bo.txt", "private", 2)]


def test_who_the_creator_is_is_asked() -> None:
    sample = chat("1/2/23, 10:00 - Bo: a", "1/2/23, 10:01 - Cy: b", "1/2/23, 10:02 - Bo: c")
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(whatsapp, sample, MINE)
    assert raised.value.candidates == ("Bo", "Cy")


@pytest.mark.parametrize(
    "said",
    [
        "<Media omitted>", "<Médias omis>", "\u200eimage omitted", "\u200e<attached: 0001-PHOTO.jpg>",
        "IMG-20230201-WA0001.jpg (file attached)", "\u200eIMG-1.jpg (fichier joint)", "This message was deleted",
        "You deleted this message.", "Ce message a été supprimé", "null",
        "Cake.pdf • \u200e2 pages \u200e<attached: 0001-Cake.pdf>", "\u200ePOLL:\nWhich?\n\u200eOPTION: Rye (1 vote)",
    ],
)  # fmt: skip
def test_what_the_app_writes_itself_is_no_text(said: str) -> None:
    assert reasons(records(whatsapp, chat(f"1/2/23, 10:00 - Léa: {said}"), MINE)) == {"not a text": 1}


def test_words_beside_a_picture_and_edits_are_kept() -> None:
    for said in (
        "IMG-1.jpg (file attached)\nMy bread",
        "My bread \u200e<attached: 1-PHOTO.jpg>",
        "My bread \u200e<This message was edited>",
    ):
        assert [item.text for item in items(whatsapp, chat(f"1/2/23, 10:00 - Léa: {said}"), MINE)] == [
            "My bread"
        ]


def test_the_same_words_in_the_same_minute_are_two_messages() -> None:
    found = items(whatsapp, chat("1/2/23, 10:00 - Léa: ok", "1/2/23, 10:00 - Léa: ok"), MINE)
    assert len({item.native_id for item in found}) == 2


def test_a_telephone_number_is_never_kept() -> None:
    options = ReadOptions(("+33 6 12 34 56 78",), include_private=True)
    assert "12 34" not in repr(records(whatsapp, chat("1/2/23, 10:00 - +33 6 12 34 56 78: Hi"), options))


def test_other_texts_are_no_chats() -> None:
    for other in (
        "Dear Bo,\n1/2/23 was nice",
        "1. First\n2. Second",
        "[1] A note: yes",
        "12:00 - Bo: no date",
    ):
        assert whatsapp.detect(InMemory({"a.txt": other})) is None


def test_hostile_lines_take_no_time() -> None:
    lines = [
        "1/2/23, 10:00 - Léa: a",
        "[" * 100_000,
        "1/" * 100_000,
        "1/2/23, 10:00 - " + "a" * 200_000,
        "<" * 200_000,
    ]
    started = time.process_time()
    records(whatsapp, chat(*lines * 3), MINE)
    assert time.process_time() - started < 5


SAMPLE = "25/12/23, 20:15 - Léa: Hé\nmore\n26/12/23, 20:15 - Bo: no\n[27/12/23, 20:15:00] Léa: \u200e<attached: a.jpg>".encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        try:
            found = list(whatsapp.read(InMemory({"_chat.txt": damaged}), MINE))
        except AmbiguousCreatorError:
            continue
        assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)


@pytest.mark.parametrize(
    ("name", "texts", "first", "last"),
    [
        ("chat-miner/test_ddmmyy_24hrs.txt", 6, at(2019, 1, 1, 11, 25), at(2021, 12, 30, 22, 1)),
        ("chat-miner/test_mmddyy_24hrs.txt", 6, at(2019, 1, 1, 11, 25), at(2021, 12, 30, 22, 1)),
        ("chat-miner/test_yyyymmdd_24hrs.txt", 6, at(2019, 1, 1, 11, 25), at(2021, 12, 30, 22, 1)),
        ("2A_5M.txt", 4, at(2021, 1, 1, 12, 0), at(2021, 1, 1, 12, 2)),
        ("timelinize_chat.txt", 6, at(2020, 3, 1, 12, 0, 3), at(2020, 6, 1, 12, 0, 18)),
        ("whatstk/lorem.txt", 500, at(2020, 1, 15, 2, 22, 56), at(2020, 5, 11, 22, 32, 48)),
        ("whatstk/lorem-merge-part1.txt", 300, at(2019, 10, 20, 10, 16), at(2020, 1, 10, 0, 0)),
    ],
)
def test_the_sample_chats(name: str, texts: int, first: datetime, last: datetime) -> None:
    """Counted by reading the files: lines that begin with a date and a name, without what the app wrote."""
    with open_archive(real(f"whatsapp/{name}")) as archive:
        (member,) = whatsapp._chats(archive)
        names = tuple(whatsapp._survey(archive, member).names)
        found = list(whatsapp.read(archive, ReadOptions(names, include_private=True)))
    kept = [record for record in found if isinstance(record, ItemRecord)]
    assert len(kept) == texts
    assert (kept[0].created_at, kept[-1].created_at) == (first, last)
