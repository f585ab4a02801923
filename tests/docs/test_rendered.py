"""The documentation says what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_rendered_pages_are_as_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "render.py"), "--check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_screen_of_the_readme_has_the_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:40]
    assert "make demo" in " ".join(first_screen) and "make test" in " ".join(first_screen)


def test_every_source_has_its_page() -> None:
    from ownvoice.sources.reading.registry import sources

    missing = [
        source.NAME for source in sources() if not (ROOT / "docs" / "sources" / f"{source.NAME}.md").exists()
    ]
    assert missing == []


def test_every_setting_that_is_read_is_documented() -> None:
    import re

    from ownvoice.runtime.environment import SETTINGS

    known = {setting.name for setting in SETTINGS}
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r"""(?:value|flag|whole_number)\(\s*["'](OWNVOICE_\w+)""", path.read_text()))
    assert read <= known
