"""Copies of what was uploaded through the browser: kept while an import needs them, and no day longer."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from ownvoice.corpus.models import Import

DAYS_FOR_AN_ANSWER = 7  # so long a question who the creator is may wait for its answer
_DAY_S = 86_400
_UNANSWERED = (
    f"Nobody said within {DAYS_FOR_AN_ANSWER} days who the creator is in these files, so the uploaded copy was deleted. "
    "Upload them again to import them."
)


def forget_upload(uploads: Path, paths: Sequence[Path]) -> None:
    """Delete the folders below `uploads` that hold these files; files elsewhere are the creator's own and stay."""
    for path in paths:
        if uploads in path.parents:
            shutil.rmtree(path.parent, ignore_errors=True)


def forget_left_over(uploads: Path, now: float | None = None) -> int:
    """Delete what no import will read any more, and return how many files and folders that were.

    That is: uploads that broke off, and those whose question who the creator is stood unanswered for a week.
    What an import still waits for or reads stays, however old. `now` is in seconds since 1970.
    """
    now = time.time() if now is None else now
    oldest = now - DAYS_FOR_AN_ANSWER * _DAY_S
    old = [path for path in uploads.iterdir() if path.lstat().st_mtime < oldest]
    needed = _needed(uploads) if old else set()
    gone = [path for path in old if path not in needed]
    for path in gone:
        _stop_asking(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(gone)


def _needed(uploads: Path) -> set[Path]:
    """The folders of the imports that aren't over."""
    unfinished = Import.everyone.filter(state__in=[Import.State.WAITING, Import.State.RUNNING])
    folders = {Path(path).parent for paths in unfinished.values_list("paths", flat=True) for path in paths}
    return {folder for folder in folders if uploads in folder.parents}


def _stop_asking(folder: Path) -> None:
    for run in Import.everyone.filter(state=Import.State.FAILED).exclude(candidates=[]):
        if any(Path(path).parent == folder for path in run.paths):
            run.candidates, run.error = [], _UNANSWERED
            run.save(update_fields=["candidates", "error"])
