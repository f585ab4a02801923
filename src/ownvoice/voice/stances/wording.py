"""A wording that makes a sentence a stance, as a pattern over folded sentences. Each language has a file of them.

Each stands at the beginning of a clause of the creator's own ("…, but I never …") and is followed by what it is about.
Precision comes first: a wording that is mostly something else ("I think that's …", "I never knew …") isn't there.
Patterns have no nested repetition: they take time in proportion to the sentence's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ownvoice.voice.stances.stance import StanceKind


@dataclass(frozen=True, slots=True)
class Wording:
    """`pattern` matches from the wording's first word; what follows the match is what the stance is about.

    `polarity`: whether it is for (1) or against (-1) what follows.
    """

    name: str
    language: str
    kind: StanceKind
    pattern: re.Pattern[str]
    polarity: int = 1


def wording(name: str, language: str, kind: StanceKind, pattern: str, polarity: int = 1) -> Wording:
    """A wording from the source of its pattern."""
    return Wording(name, language, kind, re.compile(rf"(?:{pattern})"), polarity)
