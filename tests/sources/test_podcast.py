"""A podcast's feed with transcripts beside it: only what the creator says, at its second."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import Cue, ItemRecord, Kind, Malformed, Role, Skipped
from ownvoice.sources import feed
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.episodes import episodes
from ownvoice.sources.reading.speakers import said_by, stretches
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

HOST = '<podcast:person role="host">Léa M</podcast:person>'
VTT = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Léa M>Rye rests.\n\n00:00:04.000 --> 00:00:06.000\n<v Bo>I doubt it."
    "\n\n00:00:20.000 --> 00:00:22.000\n<v Léa M>Twelve hours."
)
SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\nLéa M: Rye rests.\n\n2\n00:00:04,000 --> 00:00:05,000\nBo: No.\n\n"
    "3\n00:00:06,000 --> 00:00:07,000\nNo!\n"
)
SEGMENTS = json.dumps(
    {
        "segments": [
            {"speaker": "Léa M", "startTime": 1, "body": "Rye"},
            {"speaker": "Léa M", "startTime": 1.5, "body": "rests."},
            {"speaker": "Bo", "startTime": 4, "body": "No."},
        ]
    }
)
PAGE = "<cite>Léa M:</cite><time>0:01</time><p>Rye rests.</p><cite>Bo:</cite><time>0:04</time><p>No.</p><p>No!</p>"


def rss(*transcripts: str, people: str = HOST) -> str:
    tags = "".join(
        f'<podcast:transcript url="https://cdn.example/e1/{name}?x=1" type="text/any" language="en"/>'
        for name in transcripts
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Bread talk</title>'
        f"<link>https://lea.example</link>{people}<itunes:author>Léa M</itunes:author><item><title>On rye</title>"
        f'<guid isPermaLink="false">g1</guid><link>https://lea.example/1</link><description>About rye</description>{tags}'
        '<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg" length="1"/>'
        "<pubDate>Tue, 03 Jan 2023 10:00:00 GMT</pubDate></item></channel></rss>"
    )


def transcript(files: dict[str, str | bytes], *names: str) -> ItemRecord | None:
    found = items(feed, files, ReadOptions(names))
    return next((item for item in found if item.kind is Kind.TRANSCRIPT), None)


def test_only_the_creators_own_words_with_their_time() -> None:
    found = items(feed, {"feed.xml": rss("a.vtt"), "media/a.vtt": VTT})
    episode, spoken = found
    assert (episode.kind, episode.native_id.endswith("g1")) == (Kind.VIDEO, True)
    assert (spoken.text, spoken.role, spoken.lang) == ("Rye rests. Twelve hours.", Role.CREATOR, "en")
    assert spoken.cues == (Cue(0, 10, 1000), Cue(11, 24, 20_000))
    assert (spoken.native_id, spoken.root_id) == (f"{episode.native_id}#transcript", episode.native_id)
    assert spoken.url == "https://lea.example/1" and spoken.title == "On rye"


def test_a_guests_show_gives_only_the_guests_words_when_they_are_the_creator() -> None:
    host = '<podcast:person role="host">Bo</podcast:person>'
    found = transcript({"feed.xml": rss("a.vtt", people=host), "a.vtt": VTT}, "Léa M")
    assert found is not None and found.text == "Rye rests. Twelve hours."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.srt", SRT),
        ("a.json", SEGMENTS),
        ("a.html", PAGE),
    ],
)
def test_every_form_names_its_speakers(name: str, content: str) -> None:
    found = transcript({"feed.xml": rss(name), name: content})
    assert found is not None and found.text == "Rye rests."
    assert found.cues[0].offset_ms == 1000


def test_the_one_with_times_is_preferred() -> None:
    files: dict[str, str | bytes] = {
        "feed.xml": rss("a.html", "a.vtt"),
        "a.html": "<p>As a page.</p>",
        "a.vtt": VTT,
    }
    found = transcript(files)
    assert found is not None and found.text.startswith("Rye rests.")


def test_where_nobody_is_named_one_host_says_it_all_and_two_say_nothing() -> None:
    plain = "WEBVTT\n\n00:01.000 --> 00:03.000\nRye rests.\n"
    found = transcript({"feed.xml": rss("a.vtt"), "a.vtt": plain})
    assert found is not None and found.text == "Rye rests."
    two = HOST + "<podcast:person>Bo</podcast:person>"
    assert reasons(records(feed, {"feed.xml": rss("a.vtt", people=two), "a.vtt": plain})) == {
        "another speaker": 1
    }


def test_a_transcript_that_isnt_there_costs_nothing() -> None:
    assert transcript({"feed.xml": rss("a.vtt"), "other.vtt": VTT}) is None
    assert transcript({"feed.xml": rss("a.vtt")}) is None


def test_the_files_are_told_as_read() -> None:
    detection = feed.detect(InMemory({"feed.xml": rss("a.vtt"), "a.vtt": VTT, "b.vtt": VTT}))
    assert detection is not None
    assert detection.members == ("feed.xml", "a.vtt") and "1 transcript" in detection.description


def test_several_transcripts_of_one_episode_are_all_known() -> None:
    found = episodes(rss("a.html", "a.vtt", "b.srt").encode())
    assert [link.file for link in found["g1"].transcripts] == ["a.vtt", "b.srt", "a.html"]
    assert found["https://lea.example/1"].hosts == ["Léa M"]
    assert episodes(b"<rss><channel/></rss>") == {}


def test_hostile_transcripts_take_no_time() -> None:
    hostile = (
        ("a.vtt", b"<v " * 200_000), ("a.html", b"<p>" * 100_000), ("a.html", b"<cite " * 100_000),
        ("a.json", b'{"segments":' + b"[" * 100_000), ("a.srt", b"a:" * 200_000), ("a.html", b"<p><" * 100_000),
    )  # fmt: skip
    for name, data in hostile:
        started = time.process_time()
        said_by(stretches(data, name), (), [], "")
        assert time.process_time() - started < 3, (name, data[:9])


SAMPLE = rss("a.vtt").encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3), st.integers(0, len(VTT)))
def test_damage_never_raises(at: int, put: bytes, cut: int) -> None:
    damaged = SAMPLE[:at] + put + SAMPLE[at + len(put) :]
    for record in feed.read(InMemory({"feed.xml": damaged, "a.vtt": VTT.encode()[:cut]}), ReadOptions()):
        assert isinstance(record, ItemRecord | Malformed | Skipped) or record.platform == "feed"


def test_the_sample_transcripts() -> None:
    """Speakers as heard in the files: two in the WebVTT, three in the SubRip, two in the JSON."""
    for name, speakers, first in (
        ("example.vtt", 2, "Sarah"),
        ("example.srt", 3, "Travis"),
        ("example.json", 2, "Darth Vader"),
    ):
        found = stretches(real(f"podcast/transcripts/{name}").read_bytes(), name)
        assert len({stretch.speaker for stretch in found}) == speakers
        assert found[0].speaker == first
        mine = said_by(found, [first], [], "en")
        assert mine is not None and mine.text
    assert (
        len(episodes(real("podcast/podcast20-example.xml").read_bytes())) == 6
    )  # three, by guid and by link
