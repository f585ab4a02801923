"""The red switch under load, with real workers, at a random moment, and with one of them killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MEASURE = """
import json
from ownvoice.bench.registry import throwaway_home
with throwaway_home():
    from ownvoice.bench.autopiloting.stopping import stopped_queue
    print(json.dumps(stopped_queue(600)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are killed by signals")
def test_nothing_leaves_later_than_a_second_and_nothing_is_lost(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert (found["stopped_late"], found["stopped_late_after_kill"], found["stop_lost"]) == (0, 0, 0)
    assert found["left_before_stop"] > 0 and found["stop_s"] < 1
