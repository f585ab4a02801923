"""Recordings are transcribed while they are imported: when asked for, once, and never at the cost of the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Item
from ownvoice.corpus.search import search
from ownvoice.llm.transcribe import configured_transcriber
from tests.llm.test_transcribe import SAID, Endpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    configured_transcriber.cache_clear()
    with Endpoint() as server, stamina.set_testing(True, attempts=2, cap=True):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("OWNVOICE_TRANSCRIPTION_URL", server.url)
        yield server
        server.shutdown()
    configured_transcriber.cache_clear()


def bring_in(creator: Any, folder: Path) -> dict[str, Any]:
    return run_import(creator, prepare_import(creator, [folder]).pk)


def folder(tmp_path: Path, *recordings: str) -> Path:
    made = tmp_path / "talks"
    made.mkdir()
    (made / "hours.txt").write_text("The bakery is open from seven to noon.")
    for name in recordings:
        (made / name).write_bytes(b"sound")
    return made


def test_nothing_is_sent_unless_an_endpoint_is_set(acting: Any, tmp_path: Path) -> None:
    configured_transcriber.cache_clear()
    report = bring_in(acting, folder(tmp_path, "talk.mp3"))
    assert (report["items"], report["skipped"]) == ({"post": 1}, {"no transcript": 1})


def test_what_is_said_is_found_with_its_second(acting: Any, tmp_path: Path, endpoint: Endpoint) -> None:
    endpoint.will(200, SAID)
    report = bring_in(acting, folder(tmp_path, "talk.mp3"))
    assert (report["items"], report["skipped"]) == ({"post": 1, "transcript": 1}, {})
    (hit,) = search("rye water", "en")
    assert (hit.offset_ms, hit.public) == (500, True)
    assert Item.objects.get(kind="transcript").title == "talk"


def test_no_recording_is_sent_twice(acting: Any, tmp_path: Path, endpoint: Endpoint) -> None:
    endpoint.will(200, SAID)
    made = folder(tmp_path, "talk.mp3")
    bring_in(acting, made)
    endpoint.answers = []
    (made / "more.txt").write_text("On Mondays we rest.")
    report = bring_in(acting, made)
    assert (report["added"], report["changed"], report["unchanged"]) == (1, 0, 2)
    assert len(endpoint.asked) == 1


def test_a_refused_recording_leaves_the_others(acting: Any, tmp_path: Path, endpoint: Endpoint) -> None:
    endpoint.will(400, {"error": "no sound in it"})
    endpoint.will(200, SAID)
    report = bring_in(acting, folder(tmp_path, "a.mp3", "b.mp3"))
    assert report["items"] == {"post": 1, "transcript": 1}
    assert [entry["file"] for entry in report["malformed"]] == ["a.mp3"]
    assert "no sound in it" in report["malformed"][0]["reason"]


def test_an_endpoint_that_fails_is_told_once_and_the_rest_is_imported(
    acting: Any, tmp_path: Path, endpoint: Endpoint
) -> None:
    endpoint.will(401, {"error": "wrong key"})
    report = bring_in(acting, folder(tmp_path, "a.mp3", "b.mp3", "c.mp3"))
    assert (report["items"], report["skipped"]) == ({"post": 1}, {"no transcript": 2})
    assert (report["malformed_count"], len(endpoint.asked)) == (1, 1)


def test_silence_stays_without_a_transcript(acting: Any, tmp_path: Path, endpoint: Endpoint) -> None:
    endpoint.will(200, {"text": "", "segments": []})
    assert bring_in(acting, folder(tmp_path, "a.mp3"))["skipped"] == {"no transcript": 1}


def test_what_is_larger_than_the_endpoint_takes_is_not_opened(
    acting: Any, tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNVOICE_TRANSCRIPTION_MAX_MB", "0")
    report = bring_in(acting, folder(tmp_path, "a.mp3"))
    assert "larger than" in report["malformed"][0]["reason"]
    assert endpoint.asked == []
