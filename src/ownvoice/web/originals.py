"""Links to originals: what a citation opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse


def original_url(citation: Mapping[str, Any], slug: str = "") -> str:
    """Where the cited thing stands: on its platform (a video at its second), else our own page for the item.

    Only http and https are linked; whatever else an export calls an address is not. "" where there is no page.
    """
    url = str(citation.get("url") or "")
    if urlsplit(url).scheme in ("http", "https"):
        offset_ms = citation.get("offset_ms")
        if offset_ms and "youtube.com/watch" in url:
            return f"{url}&t={int(offset_ms) // 1000}s"
        return url
    if slug and citation.get("item_id"):
        return reverse("item", args=[slug, citation["item_id"]])
    return ""


def numbered(work: Mapping[str, Any], slug: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A draft's sentences with the numbers of what they rest on, and those originals in order."""
    by_id = {item["id"]: item for item in work.get("evidence", ())}
    numbers: dict[str, int] = {}
    sentences = []
    for sentence in work.get("sentences", ()):
        marks = []
        for pk in sentence["evidence_ids"]:
            if pk in by_id:
                marks.append(numbers.setdefault(pk, len(numbers) + 1))
        sentences.append({**sentence, "marks": marks})
    cited = [
        {**by_id[pk], "number": number, "open": original_url(by_id[pk], slug)}
        for pk, number in numbers.items()
    ]
    return sentences, cited
