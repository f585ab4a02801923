"""Runs targets one after the other, each for the same time, and tells what came out.

python -m tests.fuzz.run [--target NAME[,NAME...]] [--seconds 60] [--at-once 1] [--work artifacts/fuzz]
python -m tests.fuzz.run --table [--work artifacts/fuzz]      what is in results.json, for docs/fuzzing.md

Below the work folder each target has `seeds/`, `corpus/` (it grows from run to run), `findings/` and a log; `results.json`
holds the latest figures of each. Ends with 1 where there are findings.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from tests.fuzz import seeds
from tests.fuzz.targets import MOST_BYTES, targets

MEMORY_MB = 300
HANG_S = 60  # on the clock; a finding long before by the processor time it took (`targets.MOST_SECONDS`)
_LEFT_S = 5  # less isn't worth starting again for
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/")
_EXECUTIONS = re.compile(r"^#(\d+)\t|number_of_executed_units: (\d+)", re.MULTILINE)
_writing = Lock()


@dataclass
class Outcome:
    """What a run of one target gave; `edges` are branches of `ownvoice.sources` that were taken."""

    target: str
    seconds: int = 0
    executions: int = 0
    edges: int = 0
    corpus: int = 0
    findings: int = 0

    def line(self) -> str:
        """For people."""
        return (
            f"{self.target:14} {self.executions:>9,} executions  {self.seconds:>5} s  {self.edges:>5} edges  "
            f"{self.corpus:>5} in the corpus  {self.findings} findings"
        )


def run(target: str, seconds: int, work: Path) -> Outcome:
    """Fuzz one target; where it hangs or fills memory, that is kept and it is started again for the rest."""
    folder = work / target
    outcome = Outcome(target)
    started = time.monotonic()
    log = folder / "log.txt"
    log.unlink(missing_ok=True)
    while (left := int(seconds - (time.monotonic() - started))) > _LEFT_S or not log.exists():
        command = [
            sys.executable, "-m", "tests.fuzz.process", target, str(folder), f"-max_total_time={left}",
            f"-max_len={MOST_BYTES}", f"-timeout={HANG_S}", f"-report_slow_units={HANG_S}",
            f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1",
            "-reload=0", f"-artifact_prefix={folder}/findings/",
        ]  # fmt: skip
        with log.open("ab") as output:
            ended = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
        told = log.read_text(errors="replace")
        if ended.returncode == 0 or not _COVERAGE.search(told):
            break
    outcome.seconds = int(time.monotonic() - started)
    told = log.read_text(errors="replace")
    outcome.executions = _executions(told)
    for found in _COVERAGE.finditer(told):
        outcome.edges, outcome.corpus = int(found[1]), int(found[3])
    outcome.findings = sum(1 for path in (folder / "findings").glob("*") if path.suffix != ".txt")
    _write(work, outcome)
    return outcome


def _executions(told: str) -> int:
    """Those of every start together: the count begins anew with each."""
    total = last = 0
    for found in _EXECUTIONS.finditer(told):
        count = int(found[1] or found[2])
        if count < last:
            total += last
        last = count
    return total + last


def _write(work: Path, outcome: Outcome) -> None:
    with _writing:
        path = work / "results.json"
        results = json.loads(path.read_text()) if path.exists() else {}
        results[outcome.target] = asdict(outcome)
        path.write_text(json.dumps(results, indent=1))


def table(work: Path) -> str:
    """The latest figures of each target as a table."""
    results = json.loads((work / "results.json").read_text())
    outcomes = [Outcome(**row) for _, row in sorted(results.items())]
    rows = [
        f"| {each.target} | {each.executions:,} | {each.seconds} | {each.edges:,} | {each.corpus:,} | {each.findings} |"
        for each in outcomes
    ]
    head = (
        "| target | executions | seconds | edges | inputs kept | findings |\n|---|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *rows])


def prepare(names: Iterable[str], work: Path) -> None:
    """Make the seeds where there are none yet, and copy each target its own."""
    made = work / "seeds"
    if not made.exists():
        print("Making seeds from the readers' tests (once) ...", flush=True)
        seeds.write(made)
    for name in names:
        if not (work / name / "seeds").exists():
            shutil.copytree(made / name, work / name / "seeds")


def main(arguments: Sequence[str]) -> int:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--target", default="", help="names, with commas between them; all by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--at-once", type=int, default=1, help="processes")
    parser.add_argument("--work", type=Path, default=Path("artifacts/fuzz"))
    parser.add_argument("--table", action="store_true", help="only print the latest figures")
    asked = parser.parse_args(arguments)
    if asked.table:
        print(table(asked.work))
        return 0
    known = list(targets())
    names = [name for name in asked.target.split(",") if name] or known
    if unknown := sorted(set(names) - set(known)):
        print(f"There is no target {unknown[0]}. There are: {', '.join(known)}.")
        return 2
    work = asked.work.resolve()
    prepare(names, work)
    print(f"{len(names)} targets, {asked.seconds} s each; logs and findings are in {work}.", flush=True)
    findings = 0
    with ThreadPoolExecutor(asked.at_once) as pool:
        for outcome in pool.map(lambda name: run(name, asked.seconds, work), names):
            print(outcome.line(), flush=True)
            findings += outcome.findings
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
