"""Uploaded copies stay while an import needs them, and go afterwards."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from ownvoice.corpus.importing.uploads import DAYS_FOR_AN_ANSWER, forget_left_over, forget_upload
from ownvoice.corpus.models import Import

pytestmark = pytest.mark.django_db

LONG_AGO = time.time() - (DAYS_FOR_AN_ANSWER + 1) * 86_400


def folder(uploads: Path, name: str, at: float) -> Path:
    kept = uploads / name / "export.zip"
    kept.parent.mkdir()
    kept.write_bytes(b"x")
    os.utime(kept.parent, (at, at))
    return kept


def test_what_no_import_will_read_goes(acting: Any, tmp_path: Path) -> None:
    waiting, asked, fresh, nobodys = (
        folder(tmp_path, name, at)
        for name, at in (
            ("waiting", LONG_AGO),
            ("asked", LONG_AGO),
            ("fresh", time.time()),
            ("nobodys", LONG_AGO),
        )
    )
    broken_off = tmp_path / "abc.upload.zip"
    broken_off.write_bytes(b"half")
    os.utime(broken_off, (LONG_AGO, LONG_AGO))
    Import.objects.create(paths=[str(waiting)], fingerprint="a")
    question = Import.objects.create(
        paths=[str(asked)], fingerprint="b", state="failed", candidates=["Tom"], error="Who are you?"
    )
    assert forget_left_over(tmp_path) == 3
    assert waiting.exists() and fresh.exists()
    assert not asked.parent.exists() and not nobodys.parent.exists() and not broken_off.exists()
    question.refresh_from_db()
    assert question.candidates == [] and "Upload them again" in question.error
    assert forget_left_over(tmp_path) == 0


def test_files_elsewhere_are_the_creators_own(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    own, copy = folder(tmp_path, "own", LONG_AGO), folder(uploads, "copy", LONG_AGO)
    forget_upload(uploads, [own, copy])
    assert own.exists() and not copy.parent.exists()


def test_a_link_is_removed_and_not_followed(acting: Any, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    own = folder(tmp_path, "own", LONG_AGO)
    link = uploads / "link"
    link.symlink_to(own.parent)
    os.utime(link, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    assert forget_left_over(uploads) == 1
    assert own.exists() and not link.is_symlink()
