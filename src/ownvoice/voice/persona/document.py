"""The persona as one document: what was learned, what the creator said to it, and what they set themselves.

A document is plain data that can be shown, compared, taken away and brought back. Its JSON form (`as_json`) is what
is stored with each version and what the YAML file holds; `docs/persona.schema.json` describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from ownvoice.core.answers import Boundary, Fact, Goal, Habits
from ownvoice.voice.facts import FoundFact
from ownvoice.voice.stances import Stance
from ownvoice.voice.style import Style

FORMAT = 1
"""Counts up when a document can no longer be read by programs that knew the one before."""


class State(StrEnum):
    """What the creator said to a line: nothing yet, it is so, it is otherwise, forget it."""

    FOUND = "found"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Word:
    """The creator's word on one line. `text` is their own wording of a corrected one.

    `usable` tells that replies may use a line of a sensitive category all the same.
    """

    state: State = State.FOUND
    text: str = ""
    usable: bool = False


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where items came from: what the numbers in quotes stand for."""

    id: int
    platform: str
    account: str
    label: str


@dataclass(frozen=True, slots=True)
class PersonaDocument:
    """One version of a persona. `words` holds the creator's word on a line by the line's key.

    `about` is the creator's own sentence or two on who they are. `style` is None where nothing was measured.
    """

    name: str
    languages: tuple[str, ...] = ()
    about: str = ""
    sources: tuple[SourceNote, ...] = ()
    style: Style | None = None
    habits: Habits = field(default_factory=Habits)
    stances: tuple[Stance, ...] = ()
    found_facts: tuple[FoundFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    goals: tuple[Goal, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    words: Mapping[str, Word] = field(default_factory=dict)

    def word(self, key: str) -> Word:
        """What the creator said to the line with this key."""
        return self.words.get(key, Word())
