"""What is said, from caption files of every kind and state."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.sources.reading.captions import Spoken, parse_captions
from tests.real_files import real

VTT = """\ufeffWEBVTT
Kind: captions
Language: en

NOTE the translator's
remark

STYLE
::cue { color: red }

first
00:01.500 --> 00:03.000 align:start
<v Lea>Let it rest.

00:00:03.000 --> 00:00:05.000
Then <b>bake</b> &amp; cool.
[Music]
"""

ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000
let<00:00:00.500><c> it</c><00:00:01.000><c> rest</c>

00:00:02.000 --> 00:00:02.010
let it rest

00:00:02.010 --> 00:00:04.000
let it rest
then<00:00:02.500><c> bake</c>

00:00:04.000 --> 00:00:04.010
then bake

00:00:04.010 --> 00:00:06.000
then bake
and<00:00:05.000><c> bake</c>
"""


def stretches(spoken: Spoken) -> list[tuple[str, int]]:
    return [(spoken.text[cue.start : cue.end], cue.offset_ms) for cue in spoken.cues]


def test_webvtt_without_notes_styles_identifiers_tags_and_sounds() -> None:
    spoken = parse_captions(VTT.encode(), "a.vtt")
    assert spoken.text == "Let it rest. Then bake & cool."
    assert stretches(spoken) == [("Let it rest.", 1500), ("Then bake & cool.", 3000)]
    assert spoken.lang == "en"


def test_rolling_captions_are_said_once() -> None:
    spoken = parse_captions(ROLLING.encode(), "a.vtt")
    assert stretches(spoken) == [("let it rest", 0), ("then bake", 2010), ("and bake", 4010)]


def test_rolling_captions_are_known_by_their_repetition_too() -> None:
    lines = ["one", "two", "three", "four", "five", "six"]
    srt = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{before}\n{line}\n\n"
        for n, (before, line) in enumerate(zip(["zero", *lines], lines, strict=False), 1)
    )
    assert parse_captions(srt.encode(), "a.srt").text == "zero one two three four five six"


def test_a_chorus_in_ordinary_captions_stays() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nla la\n\n2\n00:00:02,000 --> 00:00:03,000\nla la\n"
    assert parse_captions(srt.encode(), "a.srt").text == "la la la la"


def test_subrip_without_empty_lines_or_numbers() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02.000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n"
    srt += "00:00:03,000 --> 00:00:04,000\nthree"
    assert parse_captions(srt.encode(), "a.srt").text == "one two three"


def test_subviewer() -> None:
    spoken = parse_captions(b"0:00:00.378,0:00:11.378\none\ntwo\n\n0:00:11.378,0:00:12.305\nthree", "a.sbv")
    assert stretches(spoken) == [("one two", 378), ("three", 11378)]


def test_json3() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 9},
        {"tStartMs": 100, "segs": [{"utf8": "let"}, {"utf8": " it"}]},
        {"tStartMs": 200, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 300, "segs": [{"utf8": "rest"}]},
        {"segs": []},
    ]
    json3 = json.dumps({"events": events}).encode()
    spoken = parse_captions(json3, "a.json3")
    assert stretches(spoken) == [("let it", 100), ("rest", 300)]
    assert spoken.bad == 1


def test_cues_without_a_readable_time_are_counted_and_an_impossible_end_does_no_harm() -> None:
    vtt = "WEBVTT\n\n00:05.000 --> 00:01.000\nback\n\n00:0f.000 --> 00:09.000\nwhat\n\n"
    vtt += "00:10.000 --> 00:11.000\nok"
    spoken = parse_captions(vtt.encode(), "a.vtt")
    assert (spoken.text, spoken.bad) == ("back ok", 1)


@pytest.mark.parametrize("hours", ["9999", "597"])
def test_a_cue_beyond_any_recording_is_bad(hours: str) -> None:
    """And wouldn't fit where offsets are stored."""
    late = f"WEBVTT\n\n{hours}:00:00.000 --> {hours}:00:01.000\nLate.\n\n00:01.000 --> 00:02.000\nRye.\n"
    spoken = parse_captions(late.encode(), "a.vtt")
    assert (spoken.text, spoken.bad) == ("Rye.", 1)


@pytest.mark.parametrize("start", [-1, 10**10, 1e300, "inf", None])
def test_an_event_of_youtubes_beyond_any_recording_is_bad(start: object) -> None:
    events = [{"tStartMs": start, "segs": [{"utf8": "Late."}]}, {"tStartMs": 5, "segs": [{"utf8": "Rye."}]}]
    spoken = parse_captions(json.dumps({"events": events}).encode(), "a.json3")
    assert (spoken.text, spoken.bad) == ("Rye.", 1)


@pytest.mark.parametrize(
    ("name", "cues", "bad"),
    [
        ("comments.vtt", 3, 0),
        ("empty.vtt", 0, 0),
        ("invalid.vtt", 7, 0),
        ("invalid_format.sbv", 0, 0),
        ("invalid_format3.srt", 0, 0),
        ("invalid_format4.srt", 0, 0),
        ("invalid_timeframe.sbv", 4, 1),
        ("invalid_timeframe.srt", 5, 0),
        ("invalid_timeframe_in_cue_text.vtt", 3, 0),
        ("metadata_headers_multiline.vtt", 2, 0),
        ("missing_caption_text.vtt", 4, 0),
        ("missing_timeframe.srt", 4, 0),
        ("missing_timeframe.vtt", 6, 0),
        ("no_captions.vtt", 0, 0),
        ("one_caption.srt", 1, 0),
        ("sample.sbv", 5, 0),
        ("two_captions.sbv", 2, 0),
    ],
)
def test_real_files_of_every_state(name: str, cues: int, bad: int) -> None:
    spoken = parse_captions(real(f"captions/{name}").read_bytes(), name)
    assert (len(spoken.cues), spoken.bad) == (cues, bad)


def test_a_real_automatic_caption_file() -> None:
    spoken = parse_captions(real("captions/youtube_dl.vtt").read_bytes(), "x.en.vtt")
    assert spoken.text == "yeah what this will happen is I'm telling"
    assert [cue.offset_ms for cue in spoken.cues] == [286_070, 286_470, 304_080]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([VTT, ROLLING]),
    st.integers(0, 600),
    st.binary(max_size=3),
    st.sampled_from([".vtt", ".json3"]),
)
def test_damage_never_raises_and_spans_stay_inside(whole: str, at: int, junk: bytes, ending: str) -> None:
    data = whole.encode()
    spoken = parse_captions(data[:at] + junk + data[at + len(junk) :], f"a{ending}")
    assert all(0 <= cue.start < cue.end <= len(spoken.text) for cue in spoken.cues)
    parse_captions(data[:at] + junk, f"a{ending}")
