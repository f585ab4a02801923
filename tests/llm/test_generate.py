"""Chat over real HTTP: what is sent, what becomes of answers, and that nothing an endpoint does lasts or grows for ever."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ownvoice.core.errors import ConfigurationError
from ownvoice.llm import generate
from ownvoice.llm.generate import ChatEndpoint, ModelError, Scripted, Turn, Wanted, configured_generator

ASKED = (Turn("system", "Answer shortly."), Turn("user", "Which flour?"))
SCHEMA = {"type": "object", "properties": {"sentences": {"type": "array"}}}


def said(text: str, **usage: Any) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": usage}
    ).encode()


Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


class Endpoint(ThreadingHTTPServer):
    """Gives the answers it was told to, in turn and then the last again, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, str | None, dict[str, Any]]] = []
        self.model = ChatEndpoint(f"http://127.0.0.1:{self.server_port}/v1", "tiny", "secret", direct=True)

    def will(self, *answers: Answer | bytes) -> None:
        self.answers = [(200, {}, answer) if isinstance(answer, bytes) else answer for answer in answers]


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            if callable(answer):
                answer(self)
            else:
                self.begin(answer[0], answer[1])
                self.wfile.write(answer[2])
        except OSError:
            pass  # the other side had enough

    def begin(self, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def dripping(handler: Any) -> None:
    handler.begin()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: Any) -> None:
    time.sleep(5)


def endless(handler: Any) -> None:
    handler.begin()
    while True:
        handler.wfile.write(b" " * 100_000)


def test_the_chat_the_schema_and_the_key_are_sent(endpoint: Endpoint) -> None:
    endpoint.will(said("Rye.", prompt_tokens=12, completion_tokens=2))
    answer = endpoint.model.generate(ASKED, Wanted(schema=SCHEMA, max_tokens=50, seed=7))
    assert (answer.text, answer.prompt_tokens, answer.completion_tokens) == ("Rye.", 12, 2)
    path, key, body = endpoint.asked[0]
    assert (path, key) == ("/v1/chat/completions", "Bearer secret")
    assert body["messages"] == [
        {"role": "system", "content": "Answer shortly."},
        {"role": "user", "content": "Which flour?"},
    ]
    assert (body["model"], body["max_tokens"], body["seed"]) == ("tiny", 50, 7)
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_without_a_schema_none_is_sent(endpoint: Endpoint) -> None:
    endpoint.will(said("Rye."))
    endpoint.model.generate(ASKED, Wanted())
    assert "response_format" not in endpoint.asked[0][2]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_once_more(endpoint: Endpoint, status: int) -> None:
    endpoint.will((status, {"Retry-After": "0"}, b"busy"), (200, {}, said("Rye.")))
    assert endpoint.model.generate(ASKED, Wanted()).text == "Rye."
    assert len(endpoint.asked) == 2


def test_a_second_failure_is_told_with_the_endpoints_words(endpoint: Endpoint) -> None:
    endpoint.will((503, {"Retry-After": "0"}, b"model is\n loading"))
    with pytest.raises(ModelError, match="503 model is loading"):
        endpoint.model.generate(ASKED, Wanted())
    assert len(endpoint.asked) == 2


def test_a_longer_wait_than_there_is_time_for_isnt_waited(endpoint: Endpoint) -> None:
    endpoint.will((429, {"Retry-After": "3600"}, b"later"))
    started = time.monotonic()
    with pytest.raises(ModelError, match="429 later"):
        endpoint.model.generate(ASKED, Wanted(timeout_s=20))
    assert time.monotonic() - started < 5
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("status", [301, 400, 401, 404])
def test_what_wont_pass_isnt_tried_again(endpoint: Endpoint, status: int) -> None:
    endpoint.will((status, {"Location": "/elsewhere"}, b"no"))
    with pytest.raises(ModelError, match=str(status)):
        endpoint.model.generate(ASKED, Wanted())
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("slow", [dripping, silent])
def test_the_deadline_holds_for_the_whole_call(endpoint: Endpoint, slow: Answer) -> None:
    endpoint.will(slow)
    started = time.monotonic()
    with pytest.raises(ModelError, match="gave no answer"):
        endpoint.model.generate(ASKED, Wanted(timeout_s=0.5))
    assert time.monotonic() - started < 3


def test_an_answer_without_end_is_cut_off(endpoint: Endpoint) -> None:
    endpoint.will(endless)
    with pytest.raises(ModelError, match="larger than"):
        endpoint.model.generate(ASKED, Wanted(timeout_s=30))


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 5_000, b'{"choices": [{"message"'])
def test_an_answer_that_isnt_json_is_told(endpoint: Endpoint, body: bytes) -> None:
    endpoint.will(body)
    with pytest.raises(ModelError, match="gave no answer"):
        endpoint.model.generate(ASKED, Wanted())


@pytest.mark.parametrize(
    "answer",
    [[], {}, None, 7, {"choices": []}, {"choices": [None]}, {"choices": [{"message": {"content": None}}]},
     {"choices": {"0": "x"}}, {"choices": [{"message": {"content": ["x"]}}]}],
)  # fmt: skip
def test_an_answer_in_another_shape_is_told(endpoint: Endpoint, answer: Any) -> None:
    endpoint.will(json.dumps(answer).encode())
    with pytest.raises(ModelError, match="something else than a chat message"):
        endpoint.model.generate(ASKED, Wanted())


@pytest.mark.parametrize("count", [-1, "many", 1.5, None, 1 << 60, True])
def test_counts_that_arent_counts_are_zero(endpoint: Endpoint, count: Any) -> None:
    endpoint.will(said("Rye.", prompt_tokens=count))
    assert endpoint.model.generate(ASKED, Wanted()).prompt_tokens in (0, 1 if count is True else 0)


def test_nobody_there_is_told() -> None:
    with pytest.raises(ModelError, match="gave no answer"):
        ChatEndpoint("http://127.0.0.1:9/v1", "tiny", direct=True).generate(ASKED, Wanted(timeout_s=5))


def events(*pieces: Any, end: bytes = b"data: [DONE]\n\n") -> bytes:
    sent = b": hello\r\n\r\n"
    for piece in pieces:
        event = piece if isinstance(piece, dict) else {"choices": [{"delta": {"content": piece}}]}
        sent += b"data: " + json.dumps(event).encode() + b"\r\n\r\n"
    return sent + end


class TestStreaming:
    def test_pieces_come_as_they_are_written(self, endpoint: Endpoint) -> None:
        endpoint.will(
            events({"choices": [{"delta": {"role": "assistant"}}]}, "Rye", "", " flour.", {"usage": {}})
        )
        assert list(endpoint.model.stream(ASKED, Wanted())) == ["Rye", " flour."]
        assert endpoint.asked[0][2]["stream"] is True

    def test_letters_cut_between_chunks_come_whole(self, endpoint: Endpoint) -> None:
        body = events("pâte à pain", end=b"")

        def in_halves(handler: Any) -> None:
            handler.begin()
            for byte in body:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()

        endpoint.will(in_halves)
        assert "".join(endpoint.model.stream(ASKED, Wanted())) == "pâte à pain"

    @pytest.mark.parametrize("body", [b"data: {broken\n\n", events({"error": {"message": "out of memory"}})])
    def test_a_stream_that_breaks_off_is_told(self, endpoint: Endpoint, body: bytes) -> None:
        endpoint.will(body)
        with pytest.raises(ModelError):
            list(endpoint.model.stream(ASKED, Wanted()))

    def test_refusals_slow_and_endless_streams_are_told(self, endpoint: Endpoint) -> None:
        for answer, problem in (
            ((503, {}, b"busy"), "503 busy"),
            (dripping, "too long"),
            (endless, "larger than"),
        ):
            endpoint.will(answer)
            with pytest.raises(ModelError, match=problem):
                list(endpoint.model.stream(ASKED, Wanted(timeout_s=0.5 if answer is dripping else 20)))


class TestSettings:
    def test_nothing_is_asked_anywhere_unless_set(self) -> None:
        assert configured_generator() is None

    def test_an_endpoint_needs_a_model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OWNVOICE_MODEL_URL", "http://127.0.0.1:11434/v1")
        with pytest.raises(ConfigurationError, match="OWNVOICE_MODEL is not"):
            configured_generator()
        monkeypatch.setenv("OWNVOICE_MODEL", "llama3")
        found = configured_generator()
        assert found is not None and found.name == "llama3@http://127.0.0.1:11434/v1"
        assert configured_generator() is found

    def test_what_is_no_address_or_key_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OWNVOICE_MODEL", "llama3")
        monkeypatch.setenv("OWNVOICE_MODEL_URL", "localhost:11434")
        with pytest.raises(ConfigurationError, match="localhost:11434"):
            configured_generator()
        monkeypatch.setenv("OWNVOICE_MODEL_URL", "http://localhost:11434")
        monkeypatch.setenv("OWNVOICE_MODEL_KEY", "clé")
        with pytest.raises(ConfigurationError, match="_KEY"):
            configured_generator()


def test_the_fake_gives_its_answers_in_turn_and_keeps_what_it_was_asked() -> None:
    fake = Scripted("One.", ModelError("busy"), "Two words.")
    assert fake.generate(ASKED, Wanted()).text == "One."
    with pytest.raises(ModelError):
        fake.generate(ASKED, Wanted())
    assert list(fake.stream(ASKED, Wanted())) == ["Two ", "words."]
    assert [turns for turns, _ in fake.asked] == [ASKED] * 3
    assert generate.BUILT_IN == "builtin"
