"""How fast each reader takes in a large export, in how much memory, against merely decoding the same bytes."""

from __future__ import annotations

import csv
import email
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from lxml import etree

from ownvoice.bench.generated import x_archive
from ownvoice.bench.generated_exports import (
    mailbox,
    reddit_dump,
    reddit_table,
    telegram_export,
    wordpress_export,
)
from ownvoice.core.errors import OwnvoiceError

NAME = "sources"
SUMMARY = "MB and items a second of each reader on a large export, peak memory, ratio to bare decoding."
TARGETS = {
    "x_ratio_to_decoding": {"at_least": 0.5},
    "telegram_ratio_to_decoding": {"at_least": 0.5},
    "wordpress_ratio_to_decoding": {"at_least": 0.5},
    "reddit_ratio_to_decoding": {"at_least": 0.5},
    "x_peak_rss_mb": {"at_most": 300},
    "telegram_peak_rss_mb": {"at_most": 300},
    "wordpress_peak_rss_mb": {"at_most": 300},
    "mail_peak_rss_mb": {"at_most": 300},
    "reddit_peak_rss_mb": {"at_most": 300},
    "x_seconds_per_mb_over_a_tenth_of_it": {"at_most": 1.25},
}
_REDDIT_MB = 2_000_000 * 400 // 1_000_000  # of two million comments

# Source, file name, megabytes of a full run, what writes it.
_EXPORTS: tuple[tuple[str, str, int, Callable[[Path, int], object]], ...] = (
    ("x", "x.zip", 1_000, x_archive),
    ("telegram", "result.json", 1_000, telegram_export),
    ("wordpress", "bench.wordpress.xml", 500, wordpress_export),
    ("mail", "bench.mbox", 500, mailbox),
    ("reddit", "RC.ndjson", _REDDIT_MB, lambda path, size_mb: reddit_dump(path, size_mb * 2_500)),
    ("reddit_csv", "request", 100, lambda path, size_mb: reddit_table(path, size_mb * 3_000)),
)


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Read generated exports of 1 GB (X, Telegram), 500 MB (WordPress, mail), two million comments (Reddit's dumps)
    and 100 MB (Reddit's tables).

    Quick: 12 MB each. With `data`: that file or folder, by whichever source recognises it. Nothing is stored; every
    reader runs in a process of its own. `ratio_to_decoding`: the reader's speed over that of `ijson` building the
    same objects, of `lxml.etree.iterparse` passing over the same elements, of `email` parsing the same mails, of
    `csv` reading the same rows.
    """
    if data is not None:
        return {f"data_{key}": value for key, value in read_in_a_process(data, "").items()}
    figures: dict[str, Any] = {}
    for name, file, full_mb, write in _EXPORTS:
        size_mb = 12 if quick else full_mb
        with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
            path = Path(folder) / file
            if shutil.disk_usage(folder).free < 3_000_000 * size_mb:
                raise OwnvoiceError(
                    f"There is too little room in {folder} for {size_mb:,} MB.", "Free some, or set TMPDIR."
                )
            write(path, size_mb)
            found = read_in_a_process(path, name.removesuffix("_csv"))
            figures |= {f"{name}_{key}": value for key, value in found.items() if key != "seconds"}
            figures[f"{name}_ratio_to_decoding"] = round(_decoding_seconds(path) / found["seconds"], 2)
            if name == "x":
                path.unlink()
                write(path, max(1, size_mb // 10))
                tenth = read_in_a_process(path, name)
                per_mb = found["mb_per_s"], tenth["mb_per_s"]
                figures["x_seconds_per_mb_over_a_tenth_of_it"] = round(per_mb[1] / per_mb[0], 2)
    return figures


def read_in_a_process(path: Path, source: str) -> dict[str, Any]:
    """What `read_one` measures, in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "ownvoice.bench.sources", str(path), source]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ.copy(), check=False)
    if done.returncode != 0:
        raise OwnvoiceError(f"Reading {path} failed: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read_one(path: Path, source: str) -> dict[str, Any]:
    """Read everything in the export; `source` "" means whichever recognises it. Megabytes are unpacked ones."""
    from ownvoice.core.records import ItemRecord, Malformed
    from ownvoice.runtime.memory import peak_rss_mb
    from ownvoice.sources.reading import registry
    from ownvoice.sources.reading.archive import open_archive
    from ownvoice.sources.reading.contract import ReadOptions

    started = time.perf_counter()
    items = malformed = size = 0
    with open_archive(path) as archive:
        for detection in registry.recognise(archive):
            if source and detection.source != source:
                continue
            sizes = {member.name: member.size for member in archive.members()}
            size += sum(sizes[name] for name in detection.members)
            options = ReadOptions(own_names=("bench",)) if source == "reddit" else ReadOptions()
            for record in registry.source(detection.source).read(archive, options):
                items += isinstance(record, ItemRecord)
                malformed += isinstance(record, Malformed)
    seconds = time.perf_counter() - started
    return {
        "items": items,
        "malformed": malformed,
        "seconds": round(seconds, 3),
        "mb_per_s": round(size / 1e6 / seconds, 1),
        "items_per_s": round(items / seconds),
        "peak_rss_mb": peak_rss_mb(),
    }


def _decoding_seconds(path: Path) -> float:
    started = time.perf_counter()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive, archive.open("data/tweets.js") as stream:
            stream.read(len(b"window.YTD.tweets.part0 = "))
            _pass_over(ijson.items(stream, "item"))
    elif path.suffix == ".json":
        with path.open("rb") as stream:
            _pass_over(ijson.items(stream, "messages.item"))
    elif path.suffix == ".ndjson":
        with path.open("rb") as stream:
            _pass_over(ijson.items(stream, "", multiple_values=True))
    elif path.is_dir():
        with (path / "comments.csv").open(encoding="utf-8", newline="") as table:
            _pass_over(csv.reader(table))
    elif path.suffix == ".xml":
        for _, element in etree.iterparse(
            str(path), events=("end",), resolve_entities=False, no_network=True
        ):
            element.clear()
    else:
        with path.open("rb") as stream:
            _decode_mails(stream)
    return time.perf_counter() - started


def _pass_over(found: Any) -> None:
    for _ in found:
        pass


def _decode_mails(stream: BinaryIO) -> None:
    held: list[bytes] = []
    for line in stream:
        if line.startswith(b"From ") and held:
            email.message_from_bytes(b"".join(held), policy=policy.compat32)
            held = []
        held.append(line)
    email.message_from_bytes(b"".join(held), policy=policy.compat32)


if __name__ == "__main__":
    print(json.dumps(read_one(Path(sys.argv[1]), sys.argv[2])))
