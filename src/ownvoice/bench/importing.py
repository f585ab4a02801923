"""How fast exports become stored items that keyword search finds, and in how much memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import ijson

from ownvoice.bench.generated import mastodon_archive, x_archive
from ownvoice.core.errors import OwnvoiceError

NAME = "import"
SUMMARY = (
    "Items a second from an X archive and a Mastodon archive into the database, peak memory, ratio to ijson."
)
TARGETS = {
    "x_items_per_s": {"at_least": 15_000},
    "x_peak_rss_mb": {"at_most": 300},
    "mastodon_items_per_s": {"at_least": 15_000},
    "mastodon_peak_rss_mb": {"at_most": 300},
}


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Import a generated 1 GB X archive and 1,000,000 Mastodon statuses (quick: 40 MB and 40,000), or `data`.

    `*_ratio_to_ijson`: speed of the whole import over the speed of `ijson` merely building the same objects
    (above 1: the import with everything it does is faster than that).
    """
    if data is not None:
        report = import_in_a_process(data, "data")
        return {"data_" + key: value for key, value in _figures(report).items()}
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        x = Path(folder) / "x.zip"
        x_archive(x, 40 if quick else 1_000)
        report = import_in_a_process(x, "bench-x")
        figures |= {f"x_{key}": value for key, value in _figures(report).items()}
        bare = _ijson_seconds_x(x)
        figures["x_ratio_to_ijson"] = round(bare / report["seconds"], 2)
        x.unlink()
        mastodon = Path(folder) / "mastodon"
        mastodon_archive(mastodon, 40_000 if quick else 1_000_000)
        report = import_in_a_process(mastodon, "bench-mastodon")
        figures |= {f"mastodon_{key}": value for key, value in _figures(report).items()}
        figures["mastodon_ratio_to_ijson"] = round(_ijson_seconds_mastodon(mastodon) / report["seconds"], 2)
    return figures


def import_in_a_process(path: Path, creator: str) -> dict[str, Any]:
    """`ownvoice import --json` in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "ownvoice.cli.main", "import", str(path), "--creator", creator, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ.copy(), check=False)
    if done.returncode != 0:
        raise OwnvoiceError(f"The import of {path} failed: {done.stderr.strip()[-500:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    items = sum(report["items"].values())
    return {
        "items": items,
        "seconds": report["seconds"],
        "items_per_s": round(items / report["seconds"]),
        "peak_rss_mb": report["peak_rss_mb"],
    }


def _ijson_seconds_x(path: Path) -> float:
    started = time.perf_counter()
    with zipfile.ZipFile(path) as archive, archive.open("data/tweets.js") as raw:
        stream = io.BufferedReader(raw, 1 << 16)
        stream.read(len(b"window.YTD.tweets.part0 = "))
        for _ in ijson.items(stream, "item"):
            pass
    return time.perf_counter() - started


def _ijson_seconds_mastodon(folder: Path) -> float:
    started = time.perf_counter()
    with (folder / "outbox.json").open("rb") as stream:
        for _ in ijson.items(stream, "orderedItems.item"):
            pass
    return time.perf_counter() - started
