"""What every reader owes, whatever is in the archive: see `oracle`.

Nothing but a refusal is raised, what comes out can be stored, reading twice is the same, time and memory are bounded,
and what precedes the damage is kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed, Record
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import ReadOptions
from tests.fuzz.targets import small_windows
from tests.sources import test_ghost, test_mastodon, test_podcast, test_x
from tests.sources.in_memory import InMemory
from tests.sources.oracle import read_and_judge
from tests.sources.samples import LISTS, MASTODON, SAMPLES, X_ACCOUNT, Listed, Sample, assigned, word

SOURCES = [source.NAME for source in registry.sources()]
MEGABYTE = 1_000_000
MOST_MEMORY = 300_000_000
COUNT = 12


def test_every_source_has_a_sample() -> None:
    assert sorted(SAMPLES) == SOURCES
    assert {listed.source for listed in LISTS.values()} <= set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_a_sound_sample_is_read(name: str) -> None:
    source = registry.source(name)
    for sample in SAMPLES[name]:
        assert source.detect(InMemory(sample.files)) is not None
        found = read_and_judge(source, sample.files, sample.options)
        assert any(isinstance(record, ItemRecord) for record in found)


# Damage

cuts = st.floats(0, 1).map(lambda share: lambda data: data[: int(share * len(data))])
flips = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8).map(
    lambda places: lambda data: _flipped(data, places)
)
orders = st.tuples(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.randoms(use_true_random=False)).map(
    lambda drawn: lambda data: _reordered(data, *drawn)
)
encodings = st.sampled_from(
    [
        lambda data: data.decode("utf-8", "replace").encode("utf-16"),
        lambda data: data.decode("utf-8", "replace").encode("utf-16-be"),
        lambda data: data.decode("utf-8", "replace").encode("latin-1", "replace"),
        lambda data: data.decode("latin-1").encode(),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"e", b"\0"),
        lambda data: data.replace(b"e", b"\xed\xa0\x80"),
        lambda data: data.replace(b"\\u00e9", b"\\ud83d").replace("é".encode(), b"\\udc00"),
    ]
)
damages = st.lists(cuts | flips | orders | encodings, min_size=1, max_size=3)


def _flipped(data: bytes, places: list[tuple[float, int]]) -> bytes:
    flipped = bytearray(data)
    for at, value in places:
        if flipped:
            flipped[int(at * (len(flipped) - 1))] = value
    return bytes(flipped)


def _reordered(data: bytes, shares: list[float], chance: random.Random) -> bytes:
    edges = [0, *sorted(int(share * len(data)) for share in shares), len(data)]
    chunks = [data[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    chance.shuffle(chunks)
    return b"".join(chunks)


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_damage_is_survived(name: str, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SAMPLES[name]))
    files = dict(sample.files)
    member = data.draw(st.sampled_from(sorted(files)))
    hurt = _bytes(files[member])
    for damage in data.draw(damages):
        hurt = damage(hurt)
    read_and_judge(registry.source(name), files | {member: hurt}, sample.options)


# Time and memory


@pytest.mark.parametrize("name", SOURCES)
def test_a_megabyte_of_it_takes_bounded_time_and_memory(name: str) -> None:
    """Its own words in no order: brackets never closed, quotes never ended, headers in the middle."""
    chance = random.Random(name)
    sample = SAMPLES[name][0]
    member = max(sample.files, key=lambda member: len(sample.files[member]))
    whole = _bytes(sample.files[member])
    for pieces in (_soup(whole, chance), whole + whole[len(whole) // 3 :] * (MEGABYTE // len(whole))):
        with memory_below(MOST_MEMORY):
            read_and_judge(registry.source(name), sample.files | {member: pieces}, sample.options)


def _soup(whole: bytes, chance: random.Random) -> bytes:
    pieces = bytearray(whole[: len(whole) // 2])
    while len(pieces) < MEGABYTE:
        start = chance.randrange(len(whole))
        pieces += whole[start : start + chance.randrange(1, 80)]
    return bytes(pieces)


@contextmanager
def memory_below(most: int) -> Iterator[None]:
    """Fails where the process grows by more than `most` bytes meanwhile; looks only where Linux tells."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not clear.exists():
        yield
        return
    try:
        clear.write_text("5")  # the peak begins anew
    except OSError:
        yield
        return
    before = _kilobytes(status.read_text(), "VmRSS:")
    yield
    peak = _kilobytes(status.read_text(), "VmHWM:")
    assert (peak - before) * 1024 < most


def _kilobytes(status: str, name: str) -> int:
    return int(status.partition(name)[2].split()[0])


# What precedes the damage


@pytest.mark.parametrize("name", LISTS)
def test_a_sound_list_is_read_whole(name: str) -> None:
    assert _said(_read(LISTS[name], _whole(LISTS[name]))) == [word(number) for number in range(1, COUNT + 1)]


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=40, deadline=None)
@given(share=st.floats(0, 1))
def test_what_precedes_a_cut_is_kept(name: str, share: float) -> None:
    listed = LISTS[name]
    whole = _whole(listed)
    cut = int(share * len(whole))
    found = _read(listed, whole[:cut])
    before = _before(whole, cut)
    assert _said(found)[: len(before)] == before
    if len(before) not in (0, COUNT):
        assert len(_said(found)) <= len(before) + 1


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=40, deadline=None)
@given(share=st.floats(0, 1), value=st.sampled_from(b'\0"{}[]<>\\,\n\xff\x80x'))
def test_what_precedes_a_damaged_byte_is_kept(name: str, share: float, value: int) -> None:
    listed = LISTS[name]
    whole = _whole(listed)
    place = int(share * (len(whole) - 1))
    found = _read(listed, whole[:place] + bytes([value]) + whole[place + 1 :])
    before = _before(whole, place)
    assert _said(found)[: len(before)] == before


@pytest.mark.parametrize("name", [name for name, listed in LISTS.items() if listed.tells_cuts])
def test_a_cut_is_told(name: str) -> None:
    """Half an entry is not passed over in silence."""
    listed = LISTS[name]
    whole = _whole(listed)
    cut = whole.index(word(COUNT // 2).encode()) + 4
    found = _read(listed, whole[:cut])
    assert any(isinstance(record, Malformed) for record in found)


# Windows


@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("name", SOURCES)
def test_how_much_is_read_at_once_changes_nothing(name: str, size: int) -> None:
    """Entries, characters and marks lie across the edges of windows."""
    source = registry.source(name)
    lists = [
        Sample({**each.beside, each.member: each.make(COUNT)}, each.options)
        for each in LISTS.values()
        if each.source == name
    ]
    for sample in [*SAMPLES[name], *lists]:
        whole = list(source.read(InMemory(sample.files), sample.options))
        with small_windows(size):
            assert list(source.read(InMemory(sample.files), sample.options)) == whole


def _whole(listed: Listed) -> bytes:
    return _bytes(listed.make(COUNT))


def _read(listed: Listed, content: bytes) -> list[Record]:
    files = {**listed.beside, listed.member: content}
    return read_and_judge(registry.source(listed.source), files, listed.options)


def _said(found: list[Record]) -> list[str]:
    """The entries' words that came out, in order."""
    texts = [f"{record.title} {record.text}" for record in found if isinstance(record, ItemRecord)]
    return [part for text in texts for part in text.split() if part.startswith("Loaf") and len(part) == 9]


def _before(whole: bytes, place: int) -> list[str]:
    """The words of the entries that end before the place: those whose next one begins before it."""
    ends = [whole.find(word(number + 1).encode()) for number in range(1, COUNT)]
    return [word(number) for number, end in enumerate(ends, start=1) if 0 <= end <= place]


# Values that no export should hold


@pytest.mark.parametrize("code", ["İİ", "éé", "e", "1", "und", "eng" * 20])
def test_a_language_that_is_none_is_not_stated(code: str) -> None:
    """What is stored has two letters; "İİ" would have four once it is in lower case."""
    tweet = assigned("tweets", [test_x.tweet(1, "Rye", lang=code)])
    note = test_mastodon.note(1, "<p>Rye</p>", contentMap={code: "<p>Rye</p>"})
    ghost = test_ghost.export([test_ghost.post("a", locale=code)])
    podcast = test_podcast.rss("a.vtt").replace('language="en"', f'language="{code}"')
    for source, files in {
        "x": {"data/account.js": X_ACCOUNT, "data/tweets.js": tweet},
        "mastodon": {**MASTODON, "outbox.json": json.dumps({"orderedItems": [note]})},
        "ghost": {"g.json": ghost},
        "feed": {"f.xml": podcast, "a.vtt": test_podcast.VTT},
    }.items():
        found = read_and_judge(registry.source(source), files, ReadOptions())
        assert {r.lang for r in found if isinstance(r, ItemRecord)} == {""}
