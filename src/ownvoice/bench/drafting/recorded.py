"""A model whose answers are kept: a long run can be ended and gone on with, and judged again without asking again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from ownvoice.llm.generate import Generation, Generator, ModelError, Turn, Wanted


class NotRecordedError(Exception):
    """The model may not be asked any more, and what it would say isn't known. Not one that a composer gets over."""


class Recorded:
    """Answers what it answered before to the very same prompt; else asks `model` until `until`, and keeps that.

    `path`: one JSON line an answer, on the disk before it is given. `until`: on the clock of `time.monotonic`.
    """

    def __init__(self, model: Generator, path: Path, until: float) -> None:
        self.name = model.name
        self._model, self._path, self._until = model, path, until
        self._known = {line["prompt"]: line for line in _whole_lines(path)}

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """See `Generator`. Raises `NotRecordedError` where the time to ask is over; a failure isn't kept."""
        key = _key(turns, wanted)
        if key not in self._known:
            if time.monotonic() >= self._until:
                raise NotRecordedError
            made = self._model.generate(turns, wanted)
            if not made.text:
                raise ModelError("The model gave no answer.", "Ask it again.")
            line = {
                "prompt": key,
                "text": made.text,
                "prompt_tokens": made.prompt_tokens,
                "completion_tokens": made.completion_tokens,
                "seconds": made.seconds,
            }
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                out.flush()
                os.fsync(out.fileno())
            self._known[key] = line
        kept = self._known[key]
        return Generation(kept["text"], kept["prompt_tokens"], kept["completion_tokens"], kept["seconds"])

    def stream(self, turns: Sequence[Turn], wanted: Wanted) -> Iterator[str]:
        """See `Generator`: all at once."""
        yield self.generate(turns, wanted).text


def _key(turns: Sequence[Turn], wanted: Wanted) -> str:
    asked = [[turn.role, turn.content] for turn in turns]
    how = [wanted.max_tokens, wanted.temperature, wanted.seed]
    return hashlib.sha256(orjson.dumps([asked, how, _plain(wanted.schema)])).hexdigest()


def _plain(schema: Any) -> Any:
    return dict(schema) if schema is not None else None


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    """The lines that were written whole; a last one that wasn't is cut off the file."""
    if not path.exists():
        return []
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return [json.loads(line) for line in whole.decode("utf-8").splitlines()]
