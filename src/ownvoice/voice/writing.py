"""What a persona is measured from, and what every line of it rests on: plain records, no database.

`Written` is one item by the creator as the learner sees it; `Quote` is the evidence a person can open; `Figure` is a
measured number that says how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ownvoice.core.records import Kind

EXAMPLES = 3  # how many quotes stand behind a figure


class Register(StrEnum):
    """In which situation something was written: people sound different in each."""

    POST = "post"
    PRAISE = "reply to praise"
    QUESTION = "reply to a question"
    CRITICISM = "reply to criticism"
    REPLY = "reply"  # to anything else, or to a message whose text isn't known
    MESSAGE = "private message"


@dataclass(frozen=True, slots=True)
class Written:
    """One item by the creator whose source may shape the voice.

    `language` is an ISO 639-1 code or "". `published_at` is aware, in UTC. `asked` is the fan's message it answers,
    "" where its text isn't known; `asked_at` when that was written. `public` is False for whatever not everybody
    could read: such items may shape figures, and are never quoted to anybody but the creator.
    """

    item_id: int
    source_id: int
    kind: Kind
    register: Register
    text: str
    language: str = ""
    published_at: datetime | None = None
    title: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    public: bool = True
    asked: str = ""
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the creator that a line of the persona rests on: `text` stands verbatim in the item."""

    item_id: int
    source_id: int
    text: str
    published_at: datetime | None = None
    title: str = ""
    url: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `value` is None where there was too little to measure: "not known yet".

    `spread` is the standard deviation between items in the same unit (None where it has none); `n` is the number of
    items it was measured on; at most `EXAMPLES` quotes show it.
    """

    name: str
    value: float | None
    n: int
    unit: str = ""
    spread: float | None = None
    examples: tuple[Quote, ...] = ()
