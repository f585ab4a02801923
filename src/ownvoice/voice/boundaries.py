"""Boundaries: which of them a text touches, and those a creator starts with.

What comes in is read for topics, people and what is to be handed over at once; what would go out is read for
everything, promises and words never to use too.

Patterns are plain words and phrases; each is found in any of its word forms. The defaults stand in
`default_boundaries.yml`; their ids are negative, so that they never meet those of stored boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from ownvoice.core.answers import Boundary, BoundaryKind
from ownvoice.core.text import stem, words

LONGEST = 8_000  # characters of a text that are read; nothing beyond them is answered either
LANGUAGES = ("en", "fr")  # those the defaults are written in
INCOMING = (BoundaryKind.TOPIC, BoundaryKind.PERSON, BoundaryKind.HAND_OVER)
# A word or a promise is forbidden in what the creator says, and no reason not to answer who says it.


@dataclass(frozen=True, slots=True)
class Touch:
    """A boundary and its word or phrase that was found."""

    boundary: Boundary
    pattern: str


@cache
def default_boundaries() -> tuple[Boundary, ...]:
    """One boundary per entry and language, none of which a creator has to keep."""
    text = files(__package__).joinpath("default_boundaries.yml").read_text(encoding="utf-8")
    found: list[Boundary] = []
    for entry in yaml.safe_load(text):
        for language in LANGUAGES:
            phrases = tuple(phrase.strip() for phrase in entry[language]["patterns"].split(","))
            found.append(
                Boundary(
                    -len(found) - 1,
                    entry["name"],
                    phrases,
                    language,
                    BoundaryKind(entry["kind"]),
                    entry[language]["probe"],
                )
            )
    return tuple(found)


def touched(boundaries: Iterable[Boundary], text: str, language: str) -> Boundary | None:
    """The first boundary that a message touches, promises and words never to use left aside; else None.

    A pattern matches on whole words, without accents: exactly, or by their stems in the boundary's language
    (in the text's, an ISO 639-1 code, where the boundary names none), so that "divorce" also finds
    "divorced".
    """
    incoming = (boundary for boundary in boundaries if boundary.kind in INCOMING)
    found = next(_touches(incoming, text, language), None)
    return found.boundary if found else None


def check(boundaries: Iterable[Boundary], text: str, language: str) -> tuple[Touch, ...]:
    """Everything of all kinds that a text to be sent breaks, in the order of the boundaries, each once.

    Matching is that of `touched`.
    """
    return tuple(_touches(boundaries, text, language))


def holds(boundary: Boundary) -> bool:
    """Whether the boundary is touched by its own probe; True where it has none."""
    return not boundary.probe or bool(check((boundary,), boundary.probe, boundary.language))


def _touches(boundaries: Iterable[Boundary], text: str, language: str) -> Iterator[Touch]:
    said = words(text[:LONGEST])
    if not said:
        return
    exact = _line(said)
    stems: dict[str, str] = {}
    for boundary in boundaries:
        code = boundary.language or language
        if code not in stems:
            stems[code] = _line([stem(word, code) for word in said])
        for pattern, line, stemmed in _lines(boundary.patterns, code):
            if line in exact or stemmed in stems[code]:
                yield Touch(boundary, pattern)
                break


@lru_cache(maxsize=4096)
def _lines(patterns: tuple[str, ...], language: str) -> tuple[tuple[str, str, str], ...]:
    """Each pattern, its words and their stems between blanks; patterns without a word are left out."""
    found = ((pattern, words(pattern)) for pattern in patterns)
    return tuple(
        (pattern, _line(part), _line([stem(word, language) for word in part]))
        for pattern, part in found
        if part
    )


def _line(parts: Sequence[str]) -> str:
    return f" {' '.join(parts)} "
