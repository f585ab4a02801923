"""What learning a persona costs from the database to a kept version: in time, in memory, and for a little more."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ownvoice.bench.generated import mastodon_archive
from ownvoice.bench.importing import import_in_a_process
from ownvoice.core.errors import OwnvoiceError

NAME = "persona"
SUMMARY = (
    "Seconds and memory to learn a persona from 10,000, 100,000 and 1,000,000 items, and from 1,000 more."
)
TARGETS = {
    "learn_1000_more_seconds": {"at_most": 30},
    "learn_peak_rss_mb": {"at_most": 500},
}
_SIZES = (10_000, 100_000, 1_000_000)
_MORE = 1_000


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Import generated statuses in natural sentences for a creator of each size, and learn; then a newer export of the
    largest with 1,000 more. Quick: 2,000 statuses. With `data`: that export, learned once.

    Learning is all but the voice score (`bench voice`): tallies, stances, facts, links, style, habits, FAQs, a version.
    """
    if data is not None:
        import_in_a_process(data, "data")
        return {f"data_{key}": value for key, value in _learn_in_a_process("data").items()}
    figures: dict[str, Any] = {}
    sizes = (2_000,) if quick else _SIZES
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        for size in sizes:
            archive, creator = Path(folder) / str(size), f"bench-{size}"
            mastodon_archive(archive, size, natural=True)
            import_in_a_process(archive, creator)
            learned = _learn_in_a_process(creator)
            figures[f"learn_{size}_seconds"] = learned["seconds"]
            figures[f"learn_{size}_items_per_s"] = round(size / learned["seconds"])
            figures["learn_peak_rss_mb"] = learned["peak_rss_mb"]
        mastodon_archive(archive, sizes[-1] + _MORE, natural=True)
        import_in_a_process(archive, creator)
        again = _learn_in_a_process(creator)
    figures["learn_1000_more_seconds"] = again["seconds"]
    figures["version_kb"] = again["version_kb"]
    return figures


def _learn_in_a_process(creator: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "ownvoice.bench.persona", creator]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ.copy(), check=False)
    if done.returncode:
        raise OwnvoiceError(f"Learning failed: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _learn(slug: str) -> dict[str, Any]:
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.reply.registers import register_of
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for
    from ownvoice.voice.learning import learn

    with acting_for(Creator.objects.get(slug=slug)):
        started = time.perf_counter()
        version = learn(register_of)
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 2),
        "peak_rss_mb": round(peak),
        "version_kb": round(len(json.dumps(version.document)) / 1000),
    }


if __name__ == "__main__":
    print(json.dumps(_learn(sys.argv[1])))
