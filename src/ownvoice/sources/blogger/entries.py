"""One entry of Blogger's, the same whether a backup or the API tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ownvoice.core.records import Author
from ownvoice.core.text import tidy, unescape_once

_NUMBER = re.compile(r"\.(?:post|page)-([^\s/]{1,40})$")
_PROFILE = re.compile(r"(?:/profile/|plus\.google\.com/)(\d{1,40})/?$")
_LONGEST_NAME = 200


class What(StrEnum):
    """What an entry is."""

    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    OTHER = "other"  # a setting, a template


@dataclass(frozen=True, slots=True)
class Entry:
    """`id`, `post`, `answers` are Blogger's numbers; `left_out` says why an entry isn't published, "" if it is."""

    id: str
    what: What
    author: Author
    left_out: str = ""
    title: str = ""
    html: str = ""
    url: str = ""
    published: str = ""
    updated: str = ""
    post: str = ""  # the post a comment is under
    answers: str = ""  # the comment a comment answers


def number_of(identity: str) -> str:
    """ "tag:blogger.com,1999:blog-5.post-9" → "9", as the API has it; what has another form stays whole."""
    written = identity.strip()[:_LONGEST_NAME]
    found = _NUMBER.search(written)
    return found.group(1) if found else written


def author_of(name: object, address: object = "", identity: object = "") -> Author:
    """Somebody by the number of their profile; a name that is an e-mail address is none."""
    shown = tidy(unescape_once(name))[:_LONGEST_NAME] if isinstance(name, str) else ""
    profile = _PROFILE.search(address.strip()[:500]) if isinstance(address, str) else None
    key = profile.group(1) if profile else str(identity)[:40] if isinstance(identity, str | int) else ""
    return Author(id=key, name="" if "@" in shown[1:] and " " not in shown else shown)


def left_out(status: str, what: What) -> str:
    """Why an entry with this status is not for readers; "" for a published one."""
    state = status.strip().lower()
    if state in ("", "live"):
        return ""
    if "spam" in state:
        return "spam"
    if "trash" in state or state == "emptied":
        return "deleted"
    return "unapproved" if what is What.COMMENT else "draft"
