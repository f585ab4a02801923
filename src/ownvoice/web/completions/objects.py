"""OpenAI's objects: a completion, the chunks of a streamed one, the list of models.

https://platform.openai.com/docs/api-reference/chat/object and .../chat/streaming. Citations are annotations of the type
`url_citation`; what OpenAI has no word for stands in a field `ownvoice`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from ownvoice.web.completions.answers import Answer, Part
from ownvoice.web.completions.asking import PREFIX, Asked

CHARS_A_TOKEN = 4  # for the usage figures: own words are made without a tokenizer
DONE = "data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion's identity; what `whole` and the chunks of it share. Positions are characters of the content."""

    asked: Asked
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The answer in one object."""
        annotations: list[dict[str, Any]] = []
        at = 0
        for part in answer.parts:
            annotations += _annotations(part, at)
            at += len(part.text)
        message = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": annotations}
        return {
            **self._head("chat.completion"),
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": self.usage(answer.text),
            "ownvoice": answer.about,
        }

    def begin(self, about: dict[str, Any] | None = None) -> str:
        """The first chunk: who speaks."""
        return self._chunk({"role": "assistant", "content": ""}, about)

    def parts(self, parts: tuple[Part, ...], at: int = 0) -> Iterator[str]:
        """A chunk for each part; `at`: where in the content the first begins."""
        for part in parts:
            delta: dict[str, Any] = {"content": part.text}
            if part.originals:
                delta["annotations"] = _annotations(part, at)
            at += len(part.text)
            yield self._chunk(delta)

    def note(self, about: dict[str, Any]) -> str:
        """A chunk that says nothing but how far we are, in our own field."""
        return self._chunk({}, about)

    def end(self, answer: Answer) -> Iterator[str]:
        """The last chunks: why it ends, what it rests on, what was used, and the mark of the end."""
        yield self._chunk({}, answer.about, "stop")
        if self.asked.with_usage:
            yield _event(
                {
                    **self._head("chat.completion.chunk"),
                    "choices": [],
                    "usage": self.usage(answer.text),
                }
            )
        yield DONE

    def usage(self, text: str) -> dict[str, int]:
        """About how many tokens were read and written."""
        read = -(-self.asked.size // CHARS_A_TOKEN)
        written = -(-len(text) // CHARS_A_TOKEN)
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": PREFIX + self.asked.slug}

    def _chunk(
        self, delta: dict[str, Any], about: dict[str, Any] | None = None, finish: str | None = None
    ) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**self._head("chat.completion.chunk"), "choices": [choice]}
        if about is not None:
            chunk["ownvoice"] = about
        if self.asked.with_usage:
            chunk["usage"] = None
        return _event(chunk)


def failed(body: dict[str, Any]) -> str:
    """An error in the middle of a stream."""
    return _event(body)


def model(slug: str, created: int) -> dict[str, Any]:
    """A creator as a model."""
    return {"id": PREFIX + slug, "object": "model", "created": created, "owned_by": "ownvoice"}


def _annotations(part: Part, at: int) -> list[dict[str, Any]]:
    begins = at + len(part.text) - len(part.text.lstrip())
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": begins,
                "end_index": at + len(part.text),
                "title": title or url,
                "url": url,
            },
        }
        for title, url in dict.fromkeys(part.originals)
    ]


def _event(data: dict[str, Any]) -> str:
    return f"data: {orjson.dumps(data).decode()}\n\n"
