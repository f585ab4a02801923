"""Links to originals: what a citation opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from ownvoice.core.answers import Settled

QUOTED = 140  # characters of a sentence that a line about it repeats
_VIDEO_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"})


def original_url(citation: Mapping[str, Any], slug: str = "") -> str:
    """Where the cited thing stands: on its platform (a video at its second), else our own page for the item.

    Only http and https are linked; whatever else an export calls an address is not. "" where there is no page.
    """
    url = _on_the_web(str(citation.get("url") or ""), citation.get("offset_ms"))
    if url:
        return url
    if slug and citation.get("item_id"):
        page = reverse("item", args=[slug, citation["item_id"]])
        pk = str(citation.get("id", ""))  # "p12" is passage 12
        return f"{page}?passage={pk[1:]}#passage" if pk.startswith("p") and pk[1:].isdigit() else page
    return ""


def _on_the_web(url: str, offset_ms: int | None) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # not an address at all
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    if offset_ms and parts.netloc in _VIDEO_HOSTS:
        query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("t", "start")]
        query.append(("t", f"{int(offset_ms) // 1000}s"))
        return urlunsplit(parts._replace(query=urlencode(query)))
    return url


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


def nearest(work: Mapping[str, Any], slug: str, most: int = 3) -> list[dict[str, Any]]:
    """The best evidence there was, for a person who answers themselves."""
    return [{**item, "open": original_url(item, slug)} for item in work.get("evidence", ())[:most]]


def contradictions(work: Mapping[str, Any], slug: str) -> list[dict[str, Any]]:
    """What the creator said that can't both hold, each in one line, with the two originals."""
    by_id = {item["id"]: item for item in work.get("evidence", ())}
    found = []
    for one in work.get("conflicts", ()):
        used, other = by_id.get(one["used"]), by_id.get(one["other"])
        if used is None or other is None:
            continue
        both = [{**item, "open": original_url(item, slug)} for item in (used, other)]
        found.append({"told": _told(one, used, other), "originals": both})
    return found


def _told(conflict: Mapping[str, Any], used: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    mine, theirs = str(used.get("published_at") or "")[:10], str(other.get("published_at") or "")[:10]
    if mine[:4] != theirs[:4]:
        mine, theirs = mine[:4], theirs[:4]
    values = conflict["value"] and conflict["other_value"]
    said = {
        "new": conflict["value"] if values else f"“{_short(conflict['said'])}”",
        "old": conflict["other_value"] if values else f"“{_short(conflict['against'])}”",
        "now": mine,
        "then": theirs,
    }
    if conflict["settled"] == Settled.NEWER:
        return _("In %(then)s you said %(old)s, in %(now)s %(new)s: the newer is used.") % said
    if conflict["settled"] == Settled.FACT:
        if not theirs:
            return _("You stated %(new)s as a fact, and once said %(old)s: the fact is used.") % said
        return _("You stated %(new)s as a fact, and said %(old)s in %(then)s: the fact is used.") % said
    return _("You said %(new)s and %(old)s, and nothing tells which holds: neither is used.") % said


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"
