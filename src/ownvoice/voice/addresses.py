"""Web addresses in one form each: what tells who clicked taken out, what names the page kept."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

LINK = re.compile(r"https?://[^\s<>\"”»\]]{3,2000}")
_TRAILING = ".,;:!?'’*_…"
_TRACKING = re.compile(
    r"^(?:utm_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|twclid|ttclid|igshid|igsh|ref|ref_src|ref_url|referrer|source|src|spm|"
    r"mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|oly_\w+_id|s_cid|cmpid|trk|trkid|si|feature|app|wt_mc|share|shared|s|tag|linkcode|"
    r"ascsubtag|aff\w*|partner|campaign|ck_subscriber_id|sh_kit|r|token|publication_id|post_id|isfreemail)$",
    re.IGNORECASE,
)
LONGEST = 2_000
READ_CHARS = 200_000  # characters of an item that links are looked for in


@lru_cache(maxsize=16_384)
def normalised_address(link: str) -> str:
    """ "https://www.Example.org/Shop/?utm_source=x#a" → "example.org/Shop"; "" for what is no web address.

    Scheme, "www.", fragment, tracking parameters and a closing slash are left out; other parameters are sorted.
    """
    if len(link) > LONGEST:
        return ""
    link = trimmed(link)
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").rstrip(".")
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host:
        return ""
    kept = sorted((k, v) for k, v in parse_qsl(parts.query)[:20] if not _TRACKING.match(k))
    at = f":{port}" if port not in (None, 80, 443) else ""
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{at}{parts.path.rstrip('/')}{query}"


def trimmed(link: str) -> str:
    """A link without the punctuation of the sentence it ends, and without a bracket that it doesn't open."""
    while link and (link[-1] in _TRAILING or (link[-1] == ")" and link.count("(") < link.count(")"))):
        link = link[:-1]
    return link


def host_of(address: str) -> str:
    """The host of a normalised address, in lower case."""
    return address.split("/", 1)[0].split("?", 1)[0].split(":", 1)[0]


def links_of(text: str, links: tuple[str, ...]) -> tuple[str, ...]:
    """Every normalised address an item links to, once each: those its export names, and those in its text."""
    found = dict.fromkeys(normalised_address(link) for link in links)
    if "://" in text:
        found.update(
            dict.fromkeys(normalised_address(match.group()) for match in LINK.finditer(text[:READ_CHARS]))
        )
    found.pop("", None)
    return tuple(found)
