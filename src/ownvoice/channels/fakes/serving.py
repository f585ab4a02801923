"""What every stand-in shares: an HTTP server in threads, and the ways in which real platforms misbehave.

`Trouble` says how often, by chance from a seed: a request is dropped before or after it was carried out, answered late,
answered 429 or 500 (before or after it was carried out), or answered with success and not carried out at all. `plan` says
it for the very next requests instead.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LARGEST = 2_000_000  # bytes of a request


@dataclass(frozen=True, slots=True)
class Trouble:
    """Shares of the requests that change something, from 0 to 1, and the longest delay in seconds."""

    drop_before: float = 0.0
    drop_after: float = 0.0
    too_many: float = 0.0
    broken_before: float = 0.0
    broken_after: float = 0.0
    lie: float = 0.0
    late: float = 0.0
    delay_s: float = 0.0
    wait_s: float = 1.0  # what a 429 asks for

    def draw(self, chance: random.Random) -> str:
        """What happens to one request; "" for nothing."""
        x = chance.random()
        for name in ("drop_before", "drop_after", "too_many", "broken_before", "broken_after", "lie", "late"):
            share = getattr(self, name)
            if x < share:
                return name
            x -= share
        return ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def fields(self) -> dict[str, Any]:
        """The body's fields, from JSON or a form."""
        if "json" in self.headers.get("content-type", ""):
            told = json.loads(self.body or b"{}")
            return told if isinstance(told, dict) else {}
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `body` is sent as JSON unless it is bytes."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about clients that were killed in the middle of a request: they are what this is for."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class FakePlatform(ABC):
    """A platform on loopback. Subclasses answer in `respond`, which runs under a lock: one request at a time changes it."""

    def __init__(self, trouble: Trouble | None = None, seed: int = 0, port: int = 0) -> None:
        self.trouble = trouble or Trouble()
        self.plan: deque[str] = deque()
        self.drawn: dict[str, int] = {}
        self.requests = 0
        self._chance = random.Random(seed)  # noqa: S311
        self.lock = threading.RLock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                fake._handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @abstractmethod
    def respond(self, asked: Asked) -> Reply:
        """The platform's answer."""

    def lied(self, asked: Asked) -> Reply:
        """An answer that says that it was done, where nothing was."""
        return Reply(200, {})

    def fail_next(self, *ways: str) -> None:
        """What happens to the next requests that change something: names of `Trouble`'s shares, "" for nothing."""
        self.plan.extend(ways)

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> FakePlatform:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        length = min(int(handler.headers.get("Content-Length") or 0), LARGEST)
        parts = urlsplit(handler.path)
        asked = Asked(
            handler.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(length),
        )
        way = self._way(asked)
        if way == "late":
            time.sleep(self._chance.uniform(0, self.trouble.delay_s))
        if way == "drop_before":
            return self._hang_up(handler)
        if way == "too_many":
            reply = Reply(429, {"error": "Too many requests"}, {"Retry-After": f"{self.trouble.wait_s:g}"})
        elif way == "broken_before":
            reply = Reply(500, {"error": "We're sorry, but something went wrong"})
        elif way == "lie":
            with self.lock:
                reply = self.lied(asked)
        else:
            with self.lock:
                self.requests += 1
                reply = self.respond(asked)
            if way == "drop_after":
                return self._hang_up(handler)
            if way == "broken_after":
                reply = Reply(500, {"error": "We're sorry, but something went wrong"})
        return self._write(handler, reply)

    def _way(self, asked: Asked) -> str:
        if asked.method == "GET":
            return ""
        with self.lock:
            way = self.plan.popleft() if self.plan else self.trouble.draw(self._chance)
            if way:
                self.drawn[way] = self.drawn.get(way, 0) + 1
            return way

    def _hang_up(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        try:
            handler.send_response(reply.status)
            headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            handler.close_connection = True  # who asked is gone: killed, perhaps
