"""The sample creator: an invented person's exports, facts, goals and fans, for the demo and the benchmarks.

What lies here is described in `README.md`. The exports are in the platforms' own formats, so that the demo
goes through the same readers as anybody's archive does.
"""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """The folder with the sample's files: `exports/`, `facts.yml`, `goals.yml`, `inbox.json`, `questions.yml`."""
    return Path(__file__).parent
