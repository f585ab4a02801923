"""The built-in model, really run: it answers, keeps to a schema, comes back after a crash, and never outlives its parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ownvoice.llm import embedded
from ownvoice.llm.embedded import INSTALL, EmbeddedModel
from ownvoice.llm.generate import ModelError, Turn, Wanted

needs_model = pytest.mark.skipif(
    not embedded.installed(), reason=f"the built-in model isn't installed: {INSTALL}"
)
HELLO = (Turn("user", "Say hello."),)
SHORT = Wanted(max_tokens=8, timeout_s=120)


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    running = EmbeddedModel()
    yield running
    running.stop()


@needs_model
def test_it_answers_with_counts(model: EmbeddedModel) -> None:
    answer = model.generate(HELLO, SHORT)
    assert answer.text.strip()
    assert answer.prompt_tokens > 5 and 0 < answer.completion_tokens <= 8


@needs_model
def test_it_keeps_to_a_schema(model: EmbeddedModel) -> None:
    schema = {
        "type": "object",
        "properties": {"flour": {"enum": ["rye", "spelt"]}},
        "required": ["flour"],
        "additionalProperties": False,
    }
    answer = model.generate(HELLO, Wanted(schema=schema, max_tokens=30, timeout_s=120))
    assert json.loads(answer.text)["flour"] in ("rye", "spelt")


@needs_model
def test_it_streams(model: EmbeddedModel) -> None:
    pieces = list(model.stream(HELLO, SHORT))
    assert len(pieces) > 1 and "".join(pieces).strip()


@needs_model
def test_it_serves_on_loopback_and_only_who_shows_the_key(model: EmbeddedModel) -> None:
    model.generate(HELLO, SHORT)
    endpoint = model._endpoint
    assert endpoint is not None
    assert "//127.0.0.1:" in endpoint._url
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
    assert httpx.post(endpoint._url, json=body, trust_env=False, timeout=30).status_code == 401


@needs_model
def test_it_comes_back_after_a_crash(model: EmbeddedModel) -> None:
    model.generate(HELLO, SHORT)
    before = model.process_id
    assert before is not None
    os.kill(before, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    assert model._process is not None
    model._process.wait(10)
    assert model.process_id is None
    assert model.generate(HELLO, SHORT).text
    assert model.process_id not in (None, before)


@needs_model
@pytest.mark.skipif(sys.platform == "win32", reason="asks /proc or kill(0) whether a process lives")
def test_it_goes_with_its_parent_however_that_goes() -> None:
    code = (
        "import os, sys\n"
        "from ownvoice.llm.embedded import EmbeddedModel\n"
        "model = EmbeddedModel(); model._served()\n"
        "if os.fork() == 0:\n"  # another child that keeps the pipe open must not keep the model alive
        "    import time; time.sleep(30); os._exit(0)\n"
        "print(model.process_id, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=120, check=False)
    child = int(ran.stdout.split()[0])
    until = time.monotonic() + 15
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # ended, but not yet waited for
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return Path("/proc/self").is_dir() is False


def test_where_it_isnt_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "installed", lambda: False)
    with pytest.raises(ModelError, match="isn't installed") as told:
        EmbeddedModel().generate(HELLO, SHORT)
    assert "ownvoice model install" in (told.value.remedy or "")
