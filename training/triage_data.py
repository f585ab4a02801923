"""The texts the triage classifier is trained and measured on. They lie beside the checkout, never in it.

Where: the folder `shared` beside the checkout, or `OWNVOICE_SHARED`. Splits are by hash of the reader's name,
so that false alarms are counted on people that training has not seen.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ownvoice.core.records import ItemRecord, Kind, Role
from ownvoice.core.text import tidy
from ownvoice.sources import markdown_blog
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.html_text import read_html

VIDEOS = (350, 350)  # rows under the first and the second video; the rest are under the third


def data_folder() -> Path:
    """The evaluation data; raises FileNotFoundError with what to do."""
    shared = Path(os.environ.get("OWNVOICE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (shared / "eval").is_dir():
        raise FileNotFoundError(f"No data at {shared / 'eval'}: put it there or set OWNVOICE_SHARED.")
    return shared / "eval"
