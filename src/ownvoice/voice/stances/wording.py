"""A wording that makes a sentence a stance, as a pattern over folded sentences. Each language has a file of them.

Each stands at the beginning of a clause of the creator's own ("…, but I never …") and is followed by what it is about.
Precision comes first: a wording that is mostly something else ("I think that's …", "I never knew …") isn't there.
Patterns have no nested repetition: they take time in proportion to the sentence's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ownvoice.voice.stances.stance import StanceKind

_WEAK = frozenset(
    {
        "I think that ought",
        "I don't think",
        "I believe",
        "in my opinion",
        "je crois que",
        "je ne pense pas",
        "à mon avis",
    }
)


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

    @property
    def weak(self) -> bool:
        """Whether it is but an opinion ("I think that …"), which needs more words to be worth keeping."""
        return self.name in _WEAK


def wording(name: str, language: str, kind: StanceKind, pattern: str, polarity: int = 1) -> Wording:
    """A wording from the source of its pattern."""
    return Wording(name, language, kind, re.compile(rf"(?:{pattern})"), polarity)
