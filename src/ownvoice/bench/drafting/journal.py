"""Answers kept as they are made, one JSON line a question, so that a long run can be ended and gone on with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ownvoice.core.errors import OwnvoiceError


class Journal:
    """The lines of `path`, by their "id". The first line says how they were made and must say the same again."""

    def __init__(self, path: Path, made: dict[str, Any]) -> None:
        self._path = path
        self.done: dict[str, dict[str, Any]] = {}
        lines = _whole_lines(path)
        if lines and lines[0] != {"made": made}:
            raise OwnvoiceError(
                f"{path} was made otherwise: {lines[0].get('made')}, now {made}.", "Name another file."
            )
        self.done = {line["id"]: line for line in lines[1:]}
        if not lines:
            self._append({"made": made})

    def add(self, line: dict[str, Any]) -> None:
        """Keep a line; it is on the disk when this returns."""
        self._append(line)
        self.done[line["id"]] = line

    def _append(self, line: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())


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
