"""Who a reply is addressed to, where the platform doesn't say and the text does.

Under flat comments people answer by name: "@Maria, yes", "Tom: no idea", "Thanks Ana!". The name counts when
it stands at the start of the text (after a greeting), or after an @ anywhere in it, and when somebody of that
name wrote earlier in the same thread. What comes out is computed from the text; it is as right as the habit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.text import STOP_WORDS, fold

_GREETING = re.compile(
    r"(?:hi|hey|hello|thanks|thank you|thx|yes|no|yeah|yep|sorry|ok|well|bonjour|salut|merci|oui|non|"
    r"hola|gracias|hallo|danke|ja|nein|ciao|grazie|oi|ola|obrigado|obrigada)[\s,!.]+"
)
_AT = re.compile(r"@[ \t]?")
_MORE_MENTIONS = re.compile(r"(?:(?:and|et|y|und|e|&|\+)\s+)?@[\w.-]{1,80}[\s:,!–—-]*")
# Words at the start of a sentence that some commenters use as a name.
_OPENING_WORDS = (
    "yes no yeah yep nope ok okay well sorry thanks thank hi hey hello great good nice cool hmm hm oh ah ha "
    "haha interesting indeed true right sure agreed maybe perhaps actually update edit note btw fyi ps now "
    "then wow honestly seriously personally anonymous guest admin me you everyone everybody all guys folks"
)
_NO_NAMES = frozenset(_OPENING_WORDS.split()).union(*STOP_WORDS.values())
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Address:
    """Who was named: `index` among the earlier names; `text` is without the name where that led it."""

    index: int
    text: str


def addressee(text: str, earlier: Sequence[str]) -> Address | None:
    """The latest of the `earlier` names (in order of writing, "" to leave one out) that `text` addresses.

    The longest name wins, then a whole name over a first name, then the latest writer. A first name, or a
    name written together ("@annalee" for Anna Lee), counts too.
    """
    folded = fold(text)
    same_length = len(folded) == len(text)
    start = len(folded) - len(folded.lstrip())
    if folded.startswith("@", start):
        return _at(text, folded, start, earlier, leading=same_length)
    greeting = _GREETING.match(folded, start)
    if greeting and not folded.startswith("@", greeting.end()):
        found = _bare(folded, greeting.end(), earlier, greeted=True)
        if found:
            return Address(found[0], text)
    found = _bare(folded, start, earlier, greeted=False)
    if found:
        return Address(found[0], _after_name(text, found[1]) if same_length else text)
    for mark in _AT.finditer(folded):
        if mark.start() == 0 or not (folded[mark.start() - 1].isalnum() or folded[mark.start() - 1] == "."):
            address = _at(text, folded, mark.start(), earlier, leading=False)
            if address:
                return address
    return None


def _at(text: str, folded: str, at: int, earlier: Sequence[str], *, leading: bool) -> Address | None:
    mark = _AT.match(folded, at)
    begin = mark.end() if mark else at
    best: tuple[int, bool, int] | None = None
    for index, name in enumerate(earlier):
        for form, whole in _forms(name, together=True):
            end = begin + len(form)
            if folded.startswith(form, begin) and (end == len(folded) or not folded[end].isalnum()):
                best = max(best or (0, False, 0), (len(form), whole, index))
    if best is None:
        return None
    return Address(best[2], _after_name(text, begin + best[0]) if leading else text)


def _bare(folded: str, begin: int, earlier: Sequence[str], *, greeted: bool) -> tuple[int, int] | None:
    """(index, where the name ends) of a name without @; what follows it must set it apart."""
    best: tuple[int, bool, int] | None = None
    for index, name in enumerate(earlier):
        for form, whole in _forms(name, together=False):
            end = begin + len(form)
            if form not in _NO_NAMES and folded.startswith(form, begin) and _set_apart(folded, end, greeted):
                best = max(best or (0, False, 0), (len(form), whole, index))
    return None if best is None else (best[2], begin + best[0])


def _set_apart(folded: str, end: int, greeted: bool) -> bool:
    rest = folded[end : end + 3]
    if rest[:1] in (":", ",") or rest.startswith((" -", " –", "--", "...")):
        return True
    if rest[:1] == ".":
        return rest[1:2] in ("", " ", "\n")
    return greeted and (not rest.strip() or rest[0] in "!\n")


def _forms(name: str, *, together: bool) -> list[tuple[str, bool]]:
    """The ways a name may be written, each with whether it is the whole name."""
    whole = " ".join(fold(name).split())[:_MAX_NAME].lstrip("@")
    if len(whole) < 2:
        return []
    forms = [(whole, True)]
    if " " in whole:
        first = whole.split(" ", 1)[0].rstrip(".,")
        if len(first) > 1:
            forms.append((first, False))
        if together:
            forms.append((whole.replace(" ", ""), True))
    return forms


def _after_name(text: str, end: int) -> str:
    """The text behind a leading name and the marks that set it apart; all of it if nothing would be left."""
    rest = text[end:].lstrip(" \t\n:,.-–—!")
    while mention := _MORE_MENTIONS.match(rest):
        rest = rest[mention.end() :]
    return rest if any(c.isalnum() for c in rest) else text.strip()
