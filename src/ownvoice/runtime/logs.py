"""Structured logs on standard error: readable lines for people, JSON lines for machines."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_HIDDEN_NAMES = (
    "authorization",
    "cookie",
    "password",
    "secret",
    "token",
    "api_key",
    "apikey",
    "access_key",
    "credential",
)
_HIDDEN_TEXT = re.compile(
    r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}+"
    r"|\b((?:access_|refresh_|app_)?(?:token|password|secret|apikey|api_key))(=|\"?:\s*\"?)[^\s\"&,}]{1,2000}+"
    r"|(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)"
)


def without_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: what is named like a secret, or reads like one, is dots before anything is written."""
    for name, value in event.items():
        if any(hidden in name.lower() for hidden in _HIDDEN_NAMES):
            event[name] = "•••"
        elif isinstance(value, str):
            event[name] = hidden(value)
        elif isinstance(value, (dict, list, tuple)):
            event[name] = hidden(repr(value))
    return event


def hidden(text: str) -> str:
    """The text with what reads like a secret as dots."""
    return _HIDDEN_TEXT.sub(lambda m: f"{m[1] or m[2] or ''}{m[3] or ' ' if m[1] or m[2] else ''}•••", text)


def configure_logging(level: str, *, as_json: bool) -> None:
    """Route the program's and the libraries' logs through structlog at `level` (debug … error)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_secrets,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
