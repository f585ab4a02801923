"""What the sentence above a comment says: whom it was written to, and whether it answers a comment.

Facebook states it in words only ("Lea Roy replied to Tom Vogel's comment."), in the account's language. The
name in it is the only trace of what was answered. Languages that aren't known give no name; a reply isn't
told from a comment there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 600  # characters; titles are a sentence
_NAME = r"(?P<name>[^\n]{1,150}?)"
_DE = r"(?:de |d['’]|di |del |della |van )"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # English
        rf"(?P<reply>replied to|commented on) (?:(?:his|her|their|its|your) (?P<own>own)|{_NAME}['’]s?) [a-z]",
        # Danish, Norwegian
        r"(?:har |hadde )?(?P<reply>kommenteret|kommenterede|kommenterte|kommentert|svaret på|svarede på|svarte på) "
        rf"(?:(?P<own>sit eget|sin egen|sine egne|sitt eget)|{_NAME}s) [a-zæøå]",
        # German
        rf"hat (?:(?P<own>den eigenen|das eigene|seinen|ihren)|{_NAME}s) [A-ZÄÖÜ][a-zäöü]+ kommentiert",
        rf"hat (?P<reply>auf) (?:(?P<own>den eigenen|seinen|ihren)|{_NAME}s) Kommentar geantwortet",
        # French, Spanish, Portuguese, Italian, Dutch
        r"(?P<reply>a commenté|a répondu|comentó|ha comentado|respondió|ha respondido|comentou|respondeu|"
        r"ha commentato|ha risposto|heeft gereageerd op|heeft geantwoord op) (?:[^\W\d_]{1,20}['’ ]){0,3}?"
        rf"(?:(?P<own>propre|propia|propio|própria|próprio|proprio|propria|eigen)|[^\W\d_]{{1,20}} {_DE}{_NAME}[.]?$)",
    )
)
_ANSWERS = frozenset(
    {"replied to", "svaret på", "svarede på", "svarte på", "auf", "a répondu", "respondió", "ha respondido",
     "respondeu", "ha risposto", "heeft geantwoord op"}
)  # fmt: skip


class Addressed(NamedTuple):
    """Whom a comment was written to, and whether it answers a comment of theirs; `name` may be ""."""

    name: str
    is_reply: bool


def addressed(title: object, author: str) -> Addressed:
    """What the title says; `author` is who wrote the comment, and is named where it is under their own post."""
    if not isinstance(title, str) or len(title) > _LONGEST:
        return Addressed("", False)
    rest = title.removeprefix(author).strip()
    for pattern in _PATTERNS:
        match = pattern.search(rest)
        if match is not None:
            groups = match.groupdict()
            name = author if groups.get("own") else (groups.get("name") or "").strip()
            return Addressed(name, groups.get("reply") in _ANSWERS)
    return Addressed("", False)
