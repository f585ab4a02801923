"""The persona as one document: what was learned, what the creator said to it, and what they set themselves.

A document is plain data that can be shown, compared, taken away and brought back. `as_json` is what is stored with each
version and what the YAML file holds; `docs/persona.schema.json` describes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ownvoice.core.answers import Boundary, Fact, Goal, Habits
from ownvoice.voice.facts.fact import FactLine, FaqEntry
from ownvoice.voice.goals.goal import FoundGoal
from ownvoice.voice.plain_data import PlainData, record_as_json, record_from_json
from ownvoice.voice.stances.stance import Topic
from ownvoice.voice.style import Style
from ownvoice.voice.style import as_json as style_as_json
from ownvoice.voice.style import from_json as style_from_json
from ownvoice.voice.writing import Quote

FORMAT = 1
"""Counts up when a document can no longer be read by programs that knew the one before."""
MARK = "ownvoice_persona"  # the entry that tells such a document, with its format


class State(StrEnum):
    """What the creator said to a line: nothing yet, it is so, it is otherwise, forget it."""

    FOUND = "found"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Word(PlainData):
    """The creator's word on one line. `text` is their own wording of a corrected one.

    `usable` tells that replies may use a line of a sensitive category all the same.
    """

    state: State = State.FOUND
    text: str = ""
    usable: bool = False


@dataclass(frozen=True, slots=True)
class SourceNote(PlainData):
    """Where items came from: what the numbers in quotes stand for."""

    id: int
    platform: str
    account: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class PersonaDocument:
    """One version of a persona.

    `about`: the creator's own sentence or two on who they are. `sources`: all whose items were measured. `style`:
    None where nothing was. `topics`: stances by topic, heaviest first; `found_facts`, `faq` and `found_goals` were
    found as well; `facts`, `goals` and `boundaries` the creator set. `words`: the creator's word on a line, by the
    line's key (`stances`, `found_facts` and `faq` have their own; lines of the style are named in `lines.py`).
    """

    name: str
    languages: tuple[str, ...] = ()
    about: str = ""
    sources: tuple[SourceNote, ...] = ()
    style: Style | None = None
    habits: Habits = field(default_factory=Habits)
    topics: tuple[Topic, ...] = ()
    found_facts: tuple[FactLine, ...] = ()
    faq: tuple[FaqEntry, ...] = ()
    found_goals: tuple[FoundGoal, ...] = ()
    facts: tuple[Fact, ...] = ()
    goals: tuple[Goal, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    words: dict[str, Word] = field(default_factory=dict)

    def word(self, key: str) -> Word:
        """What the creator said to the line with this key."""
        return self.words.get(key, Word())

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts and numbers, always in the same order; what is empty is left out."""
        written = record_as_json(replace(self, style=None))
        style = {} if self.style is None else {"style": style_as_json(self.style)}
        return {MARK: FORMAT, **written, **style}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PersonaDocument:
        """The document that `as_json` wrote. Raises ValueError with a sentence for anything else."""
        if not isinstance(data, Mapping) or MARK not in data:
            raise ValueError(f"This is no persona: it has no entry “{MARK}”.")
        if data[MARK] != FORMAT:
            raise ValueError(f"This persona is of format {data[MARK]!r}; this program reads format {FORMAT}.")
        rest = {key: value for key, value in data.items() if key not in (MARK, "style")}
        document = record_from_json(cls, rest)
        style = data.get("style")
        return replace(document, style=style_from_json(style)) if style is not None else document


def without_source(
    document: PersonaDocument, source_id: int, keys: Collection[str] = (), messages: Collection[str] = ()
) -> PersonaDocument:
    """The document with nothing left that rests on the source.

    Figures, habits, FAQs and proposed goals were measured over all sources together: where this one was among them,
    they go as a whole (the current persona learns them anew). Quotes of other sources stay, and so does all the
    creator set, but for goals that still have `messages` in the source's own words. `keys`: of the lines that go.
    """
    if all(note.id != source_id for note in document.sources):
        return document
    return replace(
        only_quotes(document, lambda quote: quote.source_id != source_id),
        sources=tuple(note for note in document.sources if note.id != source_id),
        style=None,
        habits=Habits(),
        faq=(),
        found_goals=(),
        goals=tuple(goal for goal in document.goals if goal.message not in messages),
        words={key: word for key, word in document.words.items() if key not in keys},
    )


def only_quotes(document: PersonaDocument, stays: Callable[[Quote], bool]) -> PersonaDocument:
    """The document with those stances and facts only whose quote stays; a topic or line without any goes."""
    topics = (_topic(topic, stays) for topic in document.topics)
    lines = (_line(line, stays) for line in document.found_facts)
    return replace(
        document,
        topics=tuple(topic for topic in topics if topic.stances),
        found_facts=tuple(line for line in lines if line.facts),
    )


def _topic(topic: Topic, stays: Callable[[Quote], bool]) -> Topic:
    pairs = (pair for pair in topic.pairs if stays(pair.latest.quote) and stays(pair.earlier.quote))
    return replace(topic, stances=tuple(one for one in topic.stances if stays(one.quote)), pairs=tuple(pairs))


def _line(line: FactLine, stays: Callable[[Quote], bool]) -> FactLine:
    kept = [i for i, fact in enumerate(line.facts) if stays(fact.quote)]
    return replace(line, facts=tuple(line.facts[i] for i in kept), flags=tuple(line.flags[i] for i in kept))
