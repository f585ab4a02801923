"""Checking a receipt that somebody shows. Needs nothing but the receipt, the published keys, and the text if there is one."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any

from ownvoice.trust.signing import is_signed_by

TYPE = "ownvoice receipt, version 1"


def fingerprint(text: str) -> str:
    """SHA-256 of a reply's words: NFC, with every run of blanks and line ends as one blank, as people copy them."""
    return hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()


def is_the_text(receipt: Mapping[str, Any], text: str) -> bool:
    """Whether the receipt is about this text, with or without the line below it that says who wrote it."""
    stripped = text.strip()
    without_last = stripped[: stripped.rfind("—")] if "—" in stripped else stripped
    return receipt.get("text_sha256") in {fingerprint(text), fingerprint(without_last)}


def problems(receipt: object, keys: object, text: str | None = None) -> list[str]:
    """What is wrong with a receipt somebody shows, in sentences; empty where it holds."""
    if not isinstance(receipt, Mapping) or receipt.get("type") != TYPE:
        return ["This is not a receipt of Ownvoice."]
    found: list[str] = []
    if not isinstance(keys, Mapping) or not is_signed_by(receipt, keys):
        found.append("The signature doesn't fit: it was changed, or another installation issued it.")
    if text is not None and not is_the_text(receipt, text):
        found.append("The text is not the one this receipt was issued for.")
    return found
