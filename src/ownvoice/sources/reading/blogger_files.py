"""Which files come from Blogger: its backups as Atom, of both kinds, and what its API answers.

A blog's live feed, saved from the web, is an ordinary feed and none of these.
"""

from __future__ import annotations

import re
from enum import StrEnum

HEAD_BYTES = 32_768
TAKEOUT = b"http://schemas.google.com/blogger/2018"
_FEED = re.compile(rb"<feed(?=[\s>])")
_ARCHIVE = re.compile(rb"tag:blogger\.com,1999:blog-\d{1,30}\.archive")
_API = re.compile(rb'"kind"\s{0,9}:\s{0,9}"blogger#(?:post|page|comment)(List)?"')


class BloggerFile(StrEnum):
    """How a file is read."""

    ATOM = "atom"
    API = "api"
    API_LIST = "api list"  # an answer with its elements under `items`


def blogger_file(head: bytes) -> BloggerFile | None:
    """What of Blogger's begins like this; None for anything else."""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        kind = _API.search(head[:4096])
        if kind is None:
            return None
        return BloggerFile.API_LIST if kind.group(1) else BloggerFile.API
    begin = _FEED.search(head)
    if begin is None:
        return None
    root = head[begin.start() : begin.start() + 4096].partition(b">")[0]
    return BloggerFile.ATOM if TAKEOUT in root or _ARCHIVE.search(head) else None
