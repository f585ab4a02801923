"""Text generation behind one small protocol: any OpenAI-compatible `/chat/completions` endpoint.

https://platform.openai.com/docs/api-reference/chat. Ollama, llama.cpp, vLLM and the clouds speak it. What a model writes
is a proposal: the verifier judges it, and nothing here does.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol

import httpx
import orjson
import stamina

from ownvoice.core.errors import ConfigurationError, OwnvoiceError
from ownvoice.core.text import tidy
from ownvoice.runtime import environment

BUILT_IN = "builtin"
_PATH = "/chat/completions"
_MAX_ANSWER = 4_000_000  # bytes
_ATTEMPTS = 2  # a fan waits; the creator's own words are at hand where the model isn't
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_SETTINGS = "OWNVOICE_MODEL_URL, OWNVOICE_MODEL and OWNVOICE_MODEL_KEY"


class Turn(NamedTuple):
    """One message of a chat with the model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to answer. `schema` is a JSON Schema the answer must follow; `timeout_s` bounds the whole call."""

    schema: Mapping[str, Any] | None = None
    max_tokens: int = 400
    temperature: float = 0.3
    seed: int = 1
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Generation:
    """What came back, with what it took. Token counts are the endpoint's own, 0 where it gives none."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0


class ModelError(OwnvoiceError):
    """The model can't be reached, refuses, or takes too long. The creator's own words take its place."""


class Generator(Protocol):
    """Answers a chat."""

    name: str

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """The answer to the last turn. Raises `ModelError`."""
        ...

    def stream(self, turns: Sequence[Turn], wanted: Wanted) -> Iterator[str]:
        """The same in pieces as they are written; the schema is for `generate`. Raises `ModelError` on the way."""
        ...


class ChatEndpoint:
    """One endpoint and the model to ask it for. `direct`: past any proxy the environment names."""

    def __init__(self, url: str, model: str, key: str = "", *, direct: bool = False) -> None:
        self.name = f"{model}@{url}"
        self._url = url.rstrip("/") + ("" if url.rstrip("/").endswith(_PATH) else _PATH)
        self._model = model
        # Nothing packed: how large an answer is must be known while it comes.
        headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._client = httpx.Client(headers=headers, trust_env=not direct)

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """See `Generator`. Tried again once where that may help and the time allows."""
        started = time.monotonic()
        until = started + wanted.timeout_s
        body = self._body(turns, wanted)
        with self._told():
            for attempt in stamina.retry_context(
                on=lambda error: _wait_or_give_up(error, until),
                attempts=_ATTEMPTS,
                timeout=wanted.timeout_s,
                wait_initial=0.5,
                wait_max=5.0,
            ):
                with attempt, self._asked(body, until) as answer:
                    text = b"".join(_received(answer, until))
            return _read(orjson.loads(text), time.monotonic() - started, self._url)

    def stream(self, turns: Sequence[Turn], wanted: Wanted) -> Iterator[str]:
        """See `Generator`. Read as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        until = time.monotonic() + wanted.timeout_s
        with self._told(), self._asked({**self._body(turns, wanted), "stream": True}, until) as answer:
            for line in _lines(_received(answer, until)):
                if not line.startswith(b"data:"):
                    continue
                data = line[5:].strip()
                if data == b"[DONE]":
                    return
                event = orjson.loads(data)
                if isinstance(event, dict) and event.get("error"):
                    raise httpx.DecodingError(f"it broke off: {tidy(str(event['error']))[:200]}")
                if piece := _piece(event):
                    yield piece

    def _body(self, turns: Sequence[Turn], wanted: Wanted) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [turn._asdict() for turn in turns],
            "max_tokens": wanted.max_tokens,
            "temperature": wanted.temperature,
            "seed": wanted.seed,
        }
        if wanted.schema is not None:
            named = {"name": "answer", "strict": True, "schema": wanted.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        return body

    @contextmanager
    def _asked(self, body: dict[str, Any], until: float) -> Iterator[httpx.Response]:
        left = until - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("it took too long")
        timeout = httpx.Timeout(left, connect=min(left, 10.0))
        with self._client.stream("POST", self._url, content=orjson.dumps(body), timeout=timeout,
                                 headers={"Content-Type": "application/json"}) as answer:  # fmt: skip
            if not answer.is_success:
                said = bytearray()
                for chunk in _received(answer, until):
                    said += chunk
                    if len(said) > 500:
                        break
                told = bytes(said[:500]).decode("utf-8", "replace")
                raise httpx.HTTPStatusError(told, request=answer.request, response=answer)
            yield answer

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever goes wrong within is told as a `ModelError`."""
        try:
            yield
        except httpx.HTTPStatusError as error:
            said = tidy(str(error)).replace("\n", " ")[:200]
            raise ModelError(
                f"The model {self._url} refused: {error.response.status_code} {said}.", f"Check {_SETTINGS}."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, orjson.JSONDecodeError) as error:
            raise ModelError(
                f"The model {self._url} gave no answer: {str(error) or type(error).__name__}.",
                f"Check {_SETTINGS}, or unset them to answer without a model.",
            ) from error


def _received(answer: httpx.Response, until: float) -> Iterator[bytes]:
    """What comes, cut off where it is too much or takes too long, be it a byte a second."""
    size = 0
    for chunk in answer.iter_raw():
        size += len(chunk)
        if size > _MAX_ANSWER:
            raise httpx.DecodingError(f"the answer is larger than {_MAX_ANSWER:,} bytes")
        if time.monotonic() > until:
            raise httpx.ReadTimeout("it took too long")
        yield chunk


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        if b"\n" in chunk:
            *whole, left = bytes(rest).split(b"\n")
            rest = bytearray(left)
            yield from whole
    yield bytes(rest)


def _wait_or_give_up(error: Exception, until: float) -> bool | timedelta:
    """Whether asking again may help, and how long the endpoint wants to be left alone."""
    if isinstance(error, httpx.HTTPStatusError):
        if error.response.status_code not in _AGAIN:
            return False
        asked = error.response.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit():
            wait = float(asked[:9])
            return timedelta(seconds=wait) if time.monotonic() + wait < until else False
        return True
    return isinstance(error, httpx.TransportError) and not isinstance(
        error, httpx.TimeoutException | httpx.UnsupportedProtocol
    )


def _piece(event: Any) -> str:
    try:
        text = event["choices"][0]["delta"].get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        return ""
    return text if isinstance(text, str) else ""


def _read(answer: Any, seconds: float, url: str) -> Generation:
    try:
        text = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        text = None
    if not isinstance(text, str):
        raise ModelError(
            f"The model {url} answered something else than a chat message.", f"Check {_SETTINGS}."
        )
    usage = answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Generation(
        text, _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), round(seconds, 3)
    )


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 40 else 0


class Scripted:
    """A fake for tests: gives these answers one after the other, then the last one again, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *answers: str | ModelError) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[tuple[Turn, ...], Wanted]] = []

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """See `Generator`."""
        self.asked.append((tuple(turns), wanted))
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, ModelError):
            raise answer
        return Generation(answer, sum(len(turn.content) for turn in turns) // 4, len(answer) // 4)

    def stream(self, turns: Sequence[Turn], wanted: Wanted) -> Iterator[str]:
        """See `Generator`: word by word."""
        yield from re.split(r"(?<= )", self.generate(turns, wanted).text)


def configured_generator() -> Generator | None:
    """The model of `OWNVOICE_MODEL_URL`; None where none is set. `builtin` is the small one run on this machine."""
    url = environment.value("OWNVOICE_MODEL_URL")
    if not url:
        return None
    if url == BUILT_IN:
        from ownvoice.llm.embedded import EmbeddedModel

        return EmbeddedModel.shared()
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"OWNVOICE_MODEL_URL is {url!r}.",
            f"Set it to an address that begins with http:// or https://, or to {BUILT_IN}.",
        )
    model, key = environment.value("OWNVOICE_MODEL"), environment.value("OWNVOICE_MODEL_KEY")
    if not model:
        raise ConfigurationError(
            "OWNVOICE_MODEL_URL is set, but OWNVOICE_MODEL is not.", "Set both, or neither."
        )
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("OWNVOICE_MODEL_KEY has characters that no key has.", "Copy it again.")
    return _endpoint(url, model, key)


@lru_cache(maxsize=4)
def _endpoint(url: str, model: str, key: str) -> ChatEndpoint:
    return ChatEndpoint(url, model, key)  # kept: its connections are used again
