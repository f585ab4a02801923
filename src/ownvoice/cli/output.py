"""Printing: rich text for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
CreatorOption = Annotated[
    str | None, typer.Option("--creator", "-c", metavar="NAME", help="Which creator, when there are several.")
]


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def time_label(offset_ms: int) -> str:
    """A position in a video: 83000 → "1:23"."""
    seconds = offset_ms // 1000
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def source_label(url: str, title: str, platform: str, offset_ms: int | None) -> str:
    """Where something was said, in one line."""
    where = url or f"{platform} item"
    if offset_ms and "youtube.com/watch" in url:
        where = f"{url}&t={offset_ms // 1000}s"
    return f"{title} — {where}" if title and title not in where else where
