"""Speech to text over real HTTP: what is sent, what becomes of answers, when it is tried again."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stamina

from ownvoice.core.errors import ConfigurationError
from ownvoice.llm.transcribe import (
    RecordingRefusedError,
    Segment,
    SpeechEndpoint,
    TranscriptionError,
    configured_transcriber,
)

SAID = {
    "task": "transcribe",
    "language": "english",
    "duration": 4.0,
    "text": "Rye needs water. Much of it.",
    "segments": [
        {"id": 0, "start": 0.5, "end": 2.04, "text": " Rye needs water.", "no_speech_prob": 0.01, "avg_logprob": -0.2},
        {"id": 1, "start": 2.04, "end": 4.0, "text": " Much of it.", "no_speech_prob": 0.9, "avg_logprob": -0.3},
    ],
}  # fmt: skip


class Endpoint(ThreadingHTTPServer):
    """Gives the answers it was told to, in turn and then the last again, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, str | None, dict[str, tuple[str | None, bytes]]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1"

    def will(self, status: int, answer: Any, **headers: str) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.answers.append((status, headers, body))


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = message_from_bytes(f"Content-Type: {self.headers['Content-Type']}\n\n".encode() + body)
        fields = {
            str(part.get_param("name", header="Content-Disposition")): (
                part.get_filename(),
                bytes(part.get_payload(decode=True) or b""),
            )
            for part in form.walk()
            if not part.is_multipart()
        }
        self.server.asked.append((self.path, self.headers["Authorization"], fields))
        answers = self.server.answers
        status, headers, answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def _quick_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


def test_a_recording_is_sent_and_its_segments_come_back(endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "talk.mp3").write_bytes(b"sound")
    endpoint.will(200, SAID)
    found = SpeechEndpoint(endpoint.url, "whisper-1", "secret").transcribe(tmp_path / "talk.mp3", "en")
    assert found == [Segment(500, 2_040, "Rye needs water."), Segment(2_040, 4_000, "Much of it.")]
    ((path, key, form),) = endpoint.asked
    assert (path, key) == ("/v1/audio/transcriptions", "Bearer secret")
    assert form["file"] == ("talk.mp3", b"sound")
    sent = {name: value for name, (_, value) in form.items() if name != "file"}
    assert sent == {
        "model": b"whisper-1",
        "response_format": b"verbose_json",
        "timestamp_granularities[]": b"segment",
        "language": b"en",
    }


def test_a_stream_is_sent_whole_with_each_attempt(endpoint: Endpoint) -> None:
    class Forward(io.BytesIO):
        def seek(self, *_: int) -> int:
            raise OSError("a stream of an archive")

    endpoint.will(503, {}, Retry_After="0")
    endpoint.will(200, SAID)
    found = SpeechEndpoint(endpoint.url, "m").transcribe(Forward(b"sound" * 100_000), name='v/a"b\n.mp4')
    assert len(found) == 2
    assert [form["file"] for _, _, form in endpoint.asked] == [("ab.mp4", b"sound" * 100_000)] * 2
    assert "language" not in endpoint.asked[0][2] and endpoint.asked[0][1] is None


def test_silence_and_what_has_no_time_are_left_out(endpoint: Endpoint) -> None:
    silence = {
        "start": 1,
        "end": 2,
        "text": "Thanks for watching!",
        "no_speech_prob": 0.9,
        "avg_logprob": -1.5,
    }
    strange = [
        1,
        {},
        {"text": "x"},
        {"start": -1, "text": "x"},
        {"start": "1", "text": "x"},
        {"start": 1e99, "text": "x"},
    ]
    good = {"start": 3, "end": 2, "text": " Good "}
    endpoint.will(200, {"text": "Good", "segments": [silence, *strange, good]})
    assert SpeechEndpoint(endpoint.url, "m").transcribe(io.BytesIO(b"x")) == [Segment(3_000, 3_000, "Good")]


def test_all_silence_is_nothing_and_an_answer_without_times_is_one_segment(endpoint: Endpoint) -> None:
    endpoint.will(200, {"text": "", "segments": []})
    endpoint.will(200, {"text": "All of it.", "duration": 2.5})
    speech = SpeechEndpoint(endpoint.url, "m")
    assert speech.transcribe(io.BytesIO(b"x")) == []
    assert speech.transcribe(io.BytesIO(b"x")) == [Segment(0, 2_500, "All of it.")]


def test_what_is_too_large_or_empty_is_not_sent(endpoint: Endpoint) -> None:
    speech = SpeechEndpoint(endpoint.url, "m", max_bytes=1_000_000)
    with pytest.raises(RecordingRefusedError, match=r"talk\.mp4 is larger than the 1 MB") as caught:
        speech.transcribe(io.BytesIO(bytes(1_000_001)), name="talk.mp4")
    assert "ffmpeg" in caught.value.remedy
    with pytest.raises(RecordingRefusedError, match="is empty"):
        speech.transcribe(io.BytesIO(b""))
    assert endpoint.asked == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again_and_then_given_up(endpoint: Endpoint, status: int) -> None:
    endpoint.will(status, {"error": "busy"}, Retry_After="0")
    with pytest.raises(TranscriptionError, match=f"gave no transcript: {status}"):
        SpeechEndpoint(endpoint.url, "m").transcribe(io.BytesIO(b"x"))
    assert len(endpoint.asked) == 4


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, RecordingRefusedError), (413, RecordingRefusedError), (401, TranscriptionError)],
)
def test_a_refusal_is_final(endpoint: Endpoint, status: int, error: type[Exception]) -> None:
    endpoint.will(status, {"error": {"message": "Invalid file format."}})
    with pytest.raises(error, match="Invalid file format"):
        SpeechEndpoint(endpoint.url, "m").transcribe(io.BytesIO(b"x"))
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("answer", [b"not JSON", [1], {"nothing": 1}])
def test_an_answer_that_is_no_transcript_is_a_sentence(endpoint: Endpoint, answer: Any) -> None:
    endpoint.will(200, answer)
    with pytest.raises(TranscriptionError, match="transcription endpoint") as caught:
        SpeechEndpoint(endpoint.url, "m").transcribe(io.BytesIO(b"x"))
    assert "OWNVOICE_TRANSCRIPTION_URL" in caught.value.remedy


def test_an_endpoint_that_is_not_there_is_a_sentence(endpoint: Endpoint) -> None:
    endpoint.shutdown()
    endpoint.server_close()
    with pytest.raises(TranscriptionError, match="gave no transcript"):
        SpeechEndpoint(endpoint.url, "m").transcribe(io.BytesIO(b"x"))


def test_it_is_off_unless_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    configured_transcriber.cache_clear()
    assert configured_transcriber() is None
    for value, is_right in (("https://speech.example/v1", True), ("speech.example", False)):
        configured_transcriber.cache_clear()
        monkeypatch.setenv("OWNVOICE_TRANSCRIPTION_URL", value)
        if is_right:
            assert configured_transcriber() is not None
        else:
            with pytest.raises(ConfigurationError, match="OWNVOICE_TRANSCRIPTION_URL"):
                configured_transcriber()
    configured_transcriber.cache_clear()
