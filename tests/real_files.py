"""Real export files that other people published, where they lie beside the checkout.

They aren't part of the project, so a test that wants one skips with a reason where it is missing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("OWNVOICE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def real(path: str) -> Path:
    """The real file or folder `path` below the fixtures; skips the test where there is none."""
    return _present(SHARED / "fixtures" / path)


def real_creator(path: str) -> Path:
    """A real creator's published site below the evaluation data; skips the test where there is none."""
    return _present(SHARED / "eval" / "creators" / path)


def _present(found: Path) -> Path:
    if not found.exists():
        pytest.skip(f"real sample files are not here: {found.name}")
    return found
