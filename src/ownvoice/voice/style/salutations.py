"""How a text begins and ends: openings, closings, and what the community is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ownvoice.voice.style.own_words import GAP
from ownvoice.voice.style.phrases import LONGEST_TOKEN
from ownvoice.voice.style.words_of_languages import COMMUNITY, GREETINGS, NO_NAMES, THANKS
from ownvoice.voice.writing import Register

LONGEST_OPENING = 3  # words of an opening,
LONGEST_CLOSING = 6  # and of a closing
NAME = "{name}"  # stands for whoever was addressed

_LETTERS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]{2}")
_COMMUNITY = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, COMMUNITY), key=len, reverse=True))})(?!\w)"
)
_HEAD = re.compile(r"[^\w]*([^,.!?:;…()\n\x1f\"“«]{0,80})")


def community_in(lower: str, register: Register) -> str:
    """What the community is called in the first or last words ("les amis"); "" where it isn't greeted."""
    head = lower[:60]
    found = _COMMUNITY.search(head)
    if found is None:
        return ""
    before = _LETTERS.findall(head[: found.start()])
    after = head[found.end() : found.end() + 2].lstrip()
    vocative = (
        not after or after[0] in ",.!:;?…\x1f" or not after[0].isalnum() or head[found.end() :][:1] == "\n"
    )
    greeted = bool(before) and len(before) <= 3 and (before[0] in GREETINGS or before[0] in THANKS)
    return found.group() if greeted or (vocative and not before and register is Register.POST) else ""


def openings_in(text: str) -> tuple[tuple[str, ...], bool]:
    """The first one, two and three words, and whether they name somebody ("Hey {name}")."""
    head = _HEAD.match(text)
    said = head.group(1).split()[: LONGEST_OPENING + 1] if head else []
    said = [word for word in said if _LETTERS.search(word) and len(word) <= LONGEST_TOKEN]
    if not said:
        return (), False
    named = False
    first = said[0].lower()
    if (first in GREETINGS or first in THANKS) and len(said) > 1 and _is_name(said[1]):
        named = len(said) == 2 or (len(said) == 3 and said[2][0].isupper())
        if named:
            said = [said[0], NAME]
    said = said[:LONGEST_OPENING]
    return tuple(" ".join(said[: count + 1]) for count in range(len(said))), named


def _is_name(word: str) -> bool:
    return word[0] == "@" or (word[0].isupper() and word.lower() not in NO_NAMES)


def closing_of(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The last of at least two sentences, if short, without its mark."""
    if len(spans) < 2:
        return ""
    start, end = spans[-1]
    said = text[start:end].rstrip(" .,!?…)")
    if GAP in said or len(said) > 60 or len(said.split()) > LONGEST_CLOSING or not _WORD.search(said):
        return ""
    return said
