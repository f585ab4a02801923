"""Whether reading stays linear far beyond what fits into memory: an X archive of 5 GB beside one of 1 GB."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from ownvoice.bench.generated import x_archive_in_parts
from ownvoice.bench.sources import read_in_a_process
from ownvoice.core.errors import OwnvoiceError

NAME = "sources-large"
SUMMARY = (
    "Seconds for a MB of a 5 GB X archive over those of a 1 GB one, and peak memory. Needs 3 GB of disk."
)
TARGETS = {
    "x_5_gb_peak_rss_mb": {"at_most": 300},
    "x_seconds_per_mb_over_a_fifth_of_it": {"at_most": 1.25},
}
_PART_MB = 100


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Read a generated archive of fifty files of 100 MB, and one of ten. Quick: of five and of one; `data` is ignored."""
    figures: dict[str, Any] = {}
    found = []
    for name, parts in (("1_gb", 1 if quick else 10), ("5_gb", 5 if quick else 50)):
        with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
            if shutil.disk_usage(folder).free < 1_000_000 * _PART_MB * parts:
                raise OwnvoiceError(f"There is too little room in {folder}.", "Free some, or set TMPDIR.")
            path = Path(folder) / "x.zip"
            x_archive_in_parts(path, parts, _PART_MB)
            found.append(read_in_a_process(path, "x"))
        figures |= {f"x_{name}_{key}": value for key, value in found[-1].items()}
    figures["x_seconds_per_mb_over_a_fifth_of_it"] = round(found[0]["mb_per_s"] / found[1]["mb_per_s"], 2)
    return figures
