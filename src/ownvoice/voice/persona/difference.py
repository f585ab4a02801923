"""What differs between two versions of a persona, line by line: for the page, the terminal, and nobody's guesswork."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ownvoice.voice.persona.document import PersonaDocument, Word
from ownvoice.voice.persona.lines import faq_key
from ownvoice.voice.plain_data import record_as_json
from ownvoice.voice.style import LABELS, Manner


class Side(StrEnum):
    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is not the same in both. `part` is the document's field; `before`, `after` are plain text."""

    part: str
    side: Side
    what: str
    before: str = ""
    after: str = ""


def differences(before: PersonaDocument, after: PersonaDocument) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the document. A figure differs where its two shown digits do."""
    found: list[Difference] = []
    for part, lines in _parts(before, after):
        old, new = lines
        for what in dict.fromkeys([*old, *new]):
            if what not in old:
                found.append(Difference(part, Side.ADDED, what, "", new[what]))
            elif what not in new:
                found.append(Difference(part, Side.GONE, what, old[what], ""))
            elif old[what] != new[what]:
                found.append(Difference(part, Side.CHANGED, what, old[what], new[what]))
    return tuple(found)


def _parts(
    before: PersonaDocument, after: PersonaDocument
) -> Iterator[tuple[str, tuple[Mapping[str, str], Mapping[str, str]]]]:
    for part, lines in (
        ("about", lambda d: {"about": d.about} if d.about else {}),
        ("languages", lambda d: dict.fromkeys(d.languages, "")),
        ("sources", lambda d: {note.label or f"{note.platform} {note.account}": "" for note in d.sources}),
        ("style", _style),
        ("habits", _habits),
        ("stances", lambda d: {s.quote.text: s.kind.value for t in d.topics for s in t.stances}),
        (
            "found facts",
            lambda d: {f"{f.kind.value} {f.key}": f.value for line in d.found_facts for f in line.facts[:1]},
        ),
        ("faq", lambda d: {e.question: e.answer.text if e.answer else "" for e in d.faq}),
        (
            "found goals",
            lambda d: {goal.url: f"{goal.kind.value}, {goal.times} times" for goal in d.found_goals},
        ),
        ("facts", lambda d: {fact.text: _shown(fact) for fact in d.facts}),
        ("goals", lambda d: {f"{goal.name} ({goal.language})": _shown(goal) for goal in d.goals}),
        ("boundaries", lambda d: {f"{b.name} ({b.language})": _shown(b) for b in d.boundaries}),
        ("words", _words),
    ):
        yield part, (lines(before), lines(after))


def _style(document: PersonaDocument) -> dict[str, str]:
    lines: dict[str, str] = {}
    for manner in document.style.manners if document.style else ():
        place = _place(manner)
        for figure in manner.figures.values():
            label = LABELS.get(figure.name, figure.name)
            lines[f"{place}: {label}"] = (
                "not known yet" if figure.value is None else f"{figure.value:.2g} {figure.unit}".strip()
            )
        for name, forms in (
            ("opening", manner.openings),
            ("closing", manner.closings),
            ("emoji", manner.emoji),
        ):
            lines |= {f"{place}: {name} “{form.text}”": "" for form in forms}
        lines |= {f"{place}: own “{own.text}”": "" for own in (*manner.words, *manner.phrases)}
    return lines


def _place(manner: Manner) -> str:
    return f"{manner.language or 'other'}, {manner.register.value if manner.register else 'altogether'}"


def _habits(document: PersonaDocument) -> dict[str, str]:
    kinds = {
        "opening": document.habits.openings,
        "closing": document.habits.closings,
        "thanks": document.habits.thanks,
    }
    return {
        f"{kind} ({lang}): {text}": ""
        for kind, by in kinds.items()
        for lang, texts in by.items()
        for text in texts
    }


def _words(document: PersonaDocument) -> dict[str, str]:
    said: dict[str, Word] = dict(document.words)
    named = {stance.key: stance.quote.text for topic in document.topics for stance in topic.stances}
    named |= {fact.id_key: fact.quote.text for line in document.found_facts for fact in line.facts}
    named |= {faq_key(entry): entry.question for entry in document.faq}
    return {
        named.get(key, key): " ".join(
            filter(None, [word.state.value, word.text, "may be used" if word.usable else ""])
        )
        for key, word in said.items()
    }


def _shown(record: Any) -> str:
    """All of a record but its number, which is a database's."""
    plain = {key: value for key, value in record_as_json(record).items() if key != "id"}
    return "; ".join(f"{key}: {value}" for key, value in plain.items())
