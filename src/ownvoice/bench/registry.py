"""Finding benchmarks, giving each a throwaway home, and holding what they measured against their targets."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import ownvoice.bench
from ownvoice.core.errors import OwnvoiceError
from ownvoice.runtime import environment

Bounds = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark. `targets`: figure → {"at_least": x} or {"at_most": x}."""

    name: str
    summary: str
    targets: Mapping[str, Bounds]
    module: ModuleType


def benchmarks() -> list[Benchmark]:
    """All benchmarks, by name."""
    found = []
    for info in pkgutil.iter_modules(ownvoice.bench.__path__):
        module = importlib.import_module(f"ownvoice.bench.{info.name}")
        if hasattr(module, "NAME") and hasattr(module, "run"):
            found.append(Benchmark(module.NAME, module.SUMMARY, module.TARGETS, module))
    return sorted(found, key=lambda bench: bench.name)


def run(name: str, *, quick: bool, data: Path | None, **options: Any) -> dict[str, Any]:
    """Run one benchmark in a database of its own and return its result; full runs on its own data are kept.

    `options`: what only some benchmarks take; None is left out.
    """
    known = {bench.name: bench for bench in benchmarks()}
    if name not in known:
        raise OwnvoiceError(f"There is no benchmark {name!r}.", f"Known: {', '.join(known)}.")
    bench = known[name]
    given = {option: value for option, value in options.items() if value is not None}
    unknown = given.keys() - inspect.signature(bench.module.run).parameters.keys()
    if unknown:
        raise OwnvoiceError(f"The benchmark {name!r} takes no {', '.join(sorted(unknown))}.", "Leave it out.")
    with throwaway_home():
        figures = bench.module.run(quick, data, **given)
    targets = {figure: dict(bounds) for figure, bounds in bench.targets.items() if figure in figures}
    result = {
        "name": name,
        "figures": figures,
        "targets": targets,
        "met": all(is_met(figures[figure], bounds) for figure, bounds in targets.items()),
        "quick": quick,
        "machine": machine(),
        "commit": commit(),
    }
    if figures and not quick and data is None and not given:
        _keep(name, result)
    return result


def is_met(value: float, bounds: Bounds) -> bool:
    """Whether the figure is within its bounds."""
    return value >= bounds.get("at_least", float("-inf")) and value <= bounds.get("at_most", float("inf"))


def mark(value: Any, bounds: Bounds) -> str:
    """ "met" or "missed", or nothing where there is no target."""
    return ("met" if is_met(value, bounds) else "missed") if bounds else ""


@contextmanager
def throwaway_home() -> Iterator[Path]:
    """A home of its own for the benchmark and its child processes; the user's own is never touched."""
    base = "/var/lib" if environment.running_as_root() else None
    folder = Path(tempfile.mkdtemp(prefix="ownvoice-bench-", dir=base))
    folder.chmod(0o755)
    before = {key: os.environ.get(key) for key in ("OWNVOICE_HOME", "DATABASE_URL")}
    os.environ["OWNVOICE_HOME"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    try:
        yield folder
    finally:
        from ownvoice.runtime import postgres

        if "django.db" in __import__("sys").modules:
            from django.db import connections

            connections.close_all()
        postgres.release()
        shutil.rmtree(folder, ignore_errors=True)
        for key, value in before.items():
            os.environ.pop(key, None) if value is None else os.environ.update({key: value})


def machine() -> str:
    """What the figures were taken on, in a few words."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def commit() -> str:
    """The commit the program was run from, with "+" when the tree had changes; "unknown" outside a checkout."""
    here = Path(__file__).parent
    git = shutil.which("git")
    if git is None:
        return "unknown"
    try:
        head = subprocess.run(
            [git, "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True, check=True
        )
        dirty = subprocess.run(
            [git, "status", "--porcelain", "--", "."], cwd=here, capture_output=True, text=True, check=True
        )
    except (subprocess.CalledProcessError, OSError):
        return "unknown"
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


def _keep(name: str, result: dict[str, Any]) -> None:
    folder = Path(__file__).resolve().parents[3] / "benchmarks" / "results"
    if folder.is_dir():
        (folder / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
