"""Ids for what the platform gives none: the same for the same entry in every export."""

from __future__ import annotations

import hashlib
from datetime import datetime


def made_id(moment: datetime | None, *parts: object) -> str:
    """Stands for an id: a hash of the second it was published and of `parts`.

    Those are the text and the first medium's file name; for messages also who sent it and where. Who the
    creator is isn't among them for their own posts: an export in pieces knows it in one piece only, and the
    ids have to agree.
    """
    second = str(int(moment.timestamp())) if moment else ""
    whole = "\0".join((second, *(str(part) for part in parts)))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:20]
