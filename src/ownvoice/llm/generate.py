"""Text generation behind one small protocol: any OpenAI-compatible `/chat/completions` endpoint.

https://platform.openai.com/docs/api-reference/chat. Ollama, llama.cpp, vLLM and the clouds speak it. What a model writes
is a proposal: the verifier judges it, and nothing here does.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


class ChatEndpoint:
    """One endpoint and the model to ask it for."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        self.name = f"{model}@{url}"
        self._url = url.rstrip("/") + ("" if url.rstrip("/").endswith(_PATH) else _PATH)
        self._model = model
        self._client = httpx.Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """See `Generator`."""
        started = time.monotonic()
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
        try:
            for attempt in stamina.retry_context(
                on=_may_pass, attempts=_ATTEMPTS, timeout=wanted.timeout_s, wait_initial=0.5, wait_max=5.0
            ):
                with attempt:
                    answer = self._ask(body, started + wanted.timeout_s)
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
        return _read(answer, time.monotonic() - started, self._url)

    def _ask(self, body: dict[str, Any], until: float) -> Any:
        """One call. The deadline holds for the whole answer: an endpoint that drips a byte a second is cut off."""
        left = until - time.monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("it took too long")
        with self._client.stream("POST", self._url, json=body, timeout=httpx.Timeout(left, connect=10.0)) as answer:
            received = bytearray()
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > _MAX_ANSWER:
                    raise httpx.DecodingError(f"the answer is larger than {_MAX_ANSWER:,} bytes")
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("it took too long")
            if not answer.is_success:
                said = bytes(received[:500]).decode("utf-8", "replace")
                raise httpx.HTTPStatusError(said, request=answer.request, response=answer)
            return orjson.loads(bytes(received))


def _may_pass(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _AGAIN
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.TimeoutException | httpx.UnsupportedProtocol)


def _read(answer: Any, seconds: float, url: str) -> Generation:
    try:
        text = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        text = None
    if not isinstance(text, str):
        raise ModelError(f"The model {url} answered something else than a chat message.", f"Check {_SETTINGS}.")
    usage = answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Generation(text, _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), round(seconds, 3))


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


def configured_generator() -> Generator | None:
    """The model of `OWNVOICE_MODEL_URL`; None where none is set. `builtin` is the small one run on this machine."""
    url = environment.value("OWNVOICE_MODEL_URL")
    if not url:
        return None
    if url == BUILT_IN:
        from ownvoice.llm.embedded import EmbeddedModel

        return EmbeddedModel.shared()
    model = environment.value("OWNVOICE_MODEL")
    if not model:
        raise ConfigurationError("OWNVOICE_MODEL_URL is set, but OWNVOICE_MODEL is not.", "Set both, or neither.")
    return ChatEndpoint(url, model, environment.value("OWNVOICE_MODEL_KEY"))
