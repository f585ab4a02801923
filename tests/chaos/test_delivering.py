"""The campaign of `make chaos`, shortened: real workers, SIGKILL, a platform that misbehaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_killed_workers_and_a_bad_platform_lose_and_repeat_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.delivering", "--deliveries", "40", "--workers", "2", "--seed", "1",
         "--most-seconds", "240"],
        capture_output=True, text=True, cwd=ROOT, timeout=400,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))},
    )  # fmt: skip
    assert done.stdout, done.stderr
    outcome = json.loads(done.stdout.splitlines()[-1])
    bad = ("lost", "duplicates", "out_of_order", "wrong_in_database", "unfinished")
    assert {name: outcome[name] for name in bad} == dict.fromkeys(bad, 0), outcome
    assert outcome["deliveries"] == 40 and outcome["killed"] >= 1 and outcome["troubles"]
    assert done.returncode == 0
