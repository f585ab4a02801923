"""A tally can be added to in any order, merged, stored, and thrown away; it stays small."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.voice.style import StyleTally, WordTally, as_json, describe, profile
from ownvoice.voice.style.counting import Table, share_room
from ownvoice.voice.writing import Register, Written
from tests.voice.style.written import write, years_ago

TODAY = date(2026, 3, 4)

items = st.lists(
    st.builds(
        write,
        text=st.text(max_size=80) | st.sampled_from(["Hey Ana, sure! Hope this helps.", "Thanks 🎉", "Oui, bien sûr…"]),
        item_id=st.integers(1, 2**62),
        language=st.sampled_from(["en", "fr", ""]),
        register=st.sampled_from(list(Register)),
        published_at=st.none() | st.sampled_from([years_ago(0), years_ago(1), years_ago(7)]),
        asked_at=st.none() | st.just(years_ago(7.001)),
    ),
    max_size=12,
    unique_by=lambda written: written.item_id,
)  # fmt: skip


def tally(written: list[Written], source_id: int = 1, **options: Any) -> StyleTally:
    made = StyleTally(source_id, **options)
    for one in written:
        made.add(one)
    return made


@settings(deadline=None, max_examples=40)
@given(items, st.randoms())
def test_the_order_of_adding_does_not_matter(written: list[Written], random: Any) -> None:
    shuffled = list(written)
    random.shuffle(shuffled)
    assert tally(written) == tally(shuffled)
    assert tally(written).to_bytes() == tally(shuffled).to_bytes()


@settings(deadline=None, max_examples=25)
@given(items)
def test_merging_parts_in_any_order_gives_the_whole(written: list[Written]) -> None:
    parts = [written[0::3], written[1::3], written[2::3]]
    whole = tally(written)
    for order in permutations(range(3)):
        merged = StyleTally(1)
        for place in order:
            merged.merge(tally(parts[place]))
        assert merged == whole
    right = tally(parts[1])
    right.merge(tally(parts[2]))
    left = tally(parts[0])
    left.merge(right)
    assert left == whole


@settings(deadline=None, max_examples=40)
@given(items)
def test_bytes_and_back_is_the_same(written: list[Written]) -> None:
    made = tally(written)
    back = StyleTally.from_bytes(made.to_bytes())
    assert back == made
    assert profile([back], None, TODAY) == profile([made], None, TODAY)
    for one in written[:3]:
        extra = write("One more.", item_id=one.item_id + 1)
        back.add(extra)
        made.add(extra)
    assert back == made


@settings(deadline=None)
@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_no_text_or_title_makes_it_fail(text: str, title: str) -> None:
    made = tally([write(text, title=title, url=title), write(text * 3, 2)])
    assert StyleTally.from_bytes(made.to_bytes()) == made
    background = WordTally()
    background.add(text, "en")
    assert WordTally.from_bytes(background.to_bytes()) == background


def test_an_item_of_another_source_is_refused() -> None:
    with pytest.raises(ValueError, match="source 2"):
        StyleTally(1).add(write("Hello", source_id=2))
    with pytest.raises(ValueError, match="source 2"):
        StyleTally(1).merge(StyleTally(2))


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", zlib.compress(b"[]"), zlib.compress(b'{"version":0}'), zlib.compress(b"{")]
)
def test_other_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValueError, match="Measure the source again"):
        StyleTally.from_bytes(data)
    with pytest.raises(ValueError, match="Measure the source again"):
        WordTally.from_bytes(data)


def test_what_was_planted_in_a_source_is_gone_with_its_tally() -> None:
    """Words, phrases, openings, closings, emoji, quotes: nothing of a dropped source is left anywhere."""
    planted = [
        write(
            f"Zyzzogeton hello {number}! I say zyzzogeton 🦖 always. Yours zyzzogeton", number, source_id=2,
            title="zyzzogeton", url="https://zyzzogeton.example", published_at=years_ago(number % 3),
        )
        for number in range(100)
    ]  # fmt: skip
    others = [
        write(f"Hey Ana, it takes {number} hours. Hope this helps!", 1000 + number) for number in range(100)
    ]
    background = WordTally()
    for _ in range(200):
        background.add("How long does it take?", "en")
    kept, dropped = tally(others), tally(planted, 2)

    def everything(tallies: list[StyleTally]) -> str:
        style = profile(tallies, background, TODAY)
        return orjson.dumps(as_json(style)).decode() + "".join(describe(style, "en"))

    both, one = everything([kept, dropped]), everything([kept])
    assert "zyzzogeton" in both.lower() and "🦖" in both
    assert "zyzzogeton" not in one.lower() and "🦖" not in one
    assert '"source":2' in both and '"source":2' not in one
    assert b"zyzzogeton" not in orjson.dumps(kept._plain()).lower()


def test_tables_stay_within_their_room_however_much_comes() -> None:
    made = StyleTally(1, room=2_000)
    for number in range(3_000):
        made.add(write(f"word{number} other{number} third{number} thanks a lot", number))
        assert sum(len(table) for cell in made.cells.values() for table in cell.tables.values()) <= 2_500
    assert made.cells[next(iter(made.cells))].tables["phrases"].counts["thanks a lot"] == 3_000
    assert len(made.to_bytes()) < 60_000


def test_a_frequent_phrase_is_never_lost_and_its_count_too_small_by_no_more_than_is_said() -> None:
    table = Table()
    truth = 0
    for number in range(5_000):
        table.add([f"rare {number}", *(["often"] if number % 20 == 0 else [])])
        truth += number % 20 == 0
        if len(table) > 100:
            table.cut(50)
    assert table.counts["often"] <= truth <= table.counts["often"] + table.missed


def test_impossible_dates_and_a_flood_of_languages_stay_bounded() -> None:
    made = StyleTally(1)
    for number in range(3_000):
        code = f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"
        when = datetime(1 + (number * 7) % 9998, 6, 1, 12, tzinfo=UTC)
        made.add(write("Hello there.", number, code, published_at=when))
    assert len(made) == 3_000
    assert len(made.cells) < 1_400
    assert all(key.year == 0 or 1971 <= key.year <= 2100 for key in made.cells)
    assert StyleTally.from_bytes(made.to_bytes()) == made


def test_small_tables_are_not_cut_for_the_sake_of_large_ones() -> None:
    small, large = Table(), Table()
    small.add(f"s{number}" for number in range(10))
    for number in range(1_000):
        large.add([f"l{number}"] * (1 + number % 7))
    share_room([small, large], 500)
    assert len(small) == 10 and small.missed == 0
    assert 0 < len(large) <= 490 and large.missed > 0


def test_a_second_tally_of_the_same_item_shows_it_once() -> None:
    one = [write("Hey Ana, sure!", 7)]
    merged = tally(one)
    merged.merge(tally(one))
    cell = next(iter(merged.cells.values()))
    assert cell.items == 2
    assert [quote.item_id for _, quote in cell.examples[0].kept] == [7]
