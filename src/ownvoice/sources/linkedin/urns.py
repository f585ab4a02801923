"""LinkedIn's names for things, out of the links in an export.

A link to a comment names it in `commentUrn`; a link to an answer names the answer in `replyUrn` and the comment
it answers in `commentUrn`. One post may have an id as a share, as a `ugcPost` and as an activity, and which of
them belong together is stated nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_POST = re.compile(r"urn:li:(activity|share|ugcPost|groupPost|article|linkedInArticle):(\d{1,25})")
_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?(\w{1,30}):(\d{1,25}),(\d{1,25})\)")
_PARAMETER = re.compile(r"[?&](commentUrn|replyUrn)=([^&#]{1,400})")
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to; "" for what it doesn't name."""

    post: str = ""
    comment: str = ""
    reply: str = ""


def target_of(link: str) -> Target:
    """The post in the link's path, and the comment and answer in its parameters."""
    if len(link) > _LONGEST:
        return Target()
    path = unquote(link.partition("?")[0])
    post = _POST.search(path)
    named: dict[str, str] = {}
    for parameter, value in _PARAMETER.findall(link):
        comment = _COMMENT.search(unquote(value))
        if comment is not None:
            named[parameter] = "urn:li:comment:({}:{},{})".format(*comment.groups())
    return Target(
        f"urn:li:{post.group(1)}:{post.group(2)}" if post else "",
        named.get("commentUrn", ""),
        named.get("replyUrn", ""),
    )
