"""A really running server for attacks to talk to, and a door before it that keeps every answer.

Attack tools keep only an answer's text. The door passes requests on unchanged and keeps the whole of what came back, so
that our own checker sees what each answer rests on.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from ownvoice.core.errors import OwnvoiceError

START_S = 120.0
ANSWER_S = 300.0
_PASSED_ON = ("content-type", "authorization", "accept")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running_server(more: Mapping[str, str] | None = None) -> Iterator[str]:
    """`ownvoice serve` in a process of its own, on the database of this one; its address. `more`: its settings."""
    port = free_port()
    command = [sys.executable, "-m", "ownvoice.cli.main", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(
        command,
        env={**os.environ, **(more or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    heard: list[str] = []
    reading = threading.Thread(target=_keep_last, args=(process, heard), daemon=True)
    reading.start()
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, heard)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _keep_last(process: subprocess.Popen[str], heard: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        heard.append(line)
        del heard[:-40]


def _wait_for(address: str, process: subprocess.Popen[str], heard: list[str]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/v1/models", timeout=5).status_code == 401:
                return
        time.sleep(0.2)
    raise OwnvoiceError("The server for the attacks doesn't answer.", "".join(heard)[-1_000:])


class Door:
    """Passes requests on to `address`; `answers` holds what came back: (request, status, answer)."""

    def __init__(self, address: str) -> None:
        self.answers: list[tuple[dict[str, Any], int, dict[str, Any]]] = []
        self._client = httpx.Client(base_url=address, timeout=ANSWER_S)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where tools find the endpoint (with `/v1`)."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Door:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def ask(self, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """One completion, kept like any other."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        status, answer = self.passed_on("POST", "/v1/chat/completions", json.dumps(body).encode(), headers)
        return status, json.loads(answer)

    def passed_on(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The server's answer; completions are kept."""
        response = self._client.request(method, path, content=body, headers=dict(headers))
        if method == "POST":
            with suppress(ValueError):
                self.answers.append((json.loads(body), response.status_code, response.json()))
        return response.status_code, response.content

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {k: v for k, v in self.headers.items() if k.lower() in _PASSED_ON}
                status, answer = door.passed_on(self.command, self.path, body, headers)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = _pass_on  # noqa: N815 - the names that the base class calls

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
