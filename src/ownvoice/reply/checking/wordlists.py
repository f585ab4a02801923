"""The words of one language that the verifier compares exactly: one YAML file a language, as in `reply/lexicon`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ownvoice.core.text import STOP_WORDS, stem, words

LANGUAGES = ("en", "fr")  # those that have a file here; texts in others are read with the first


@dataclass(frozen=True, slots=True)
class Phrases:
    """Folded words and phrases to look for, by their first word."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    def found(self, said: list[str]) -> list[str]:
        """The phrases in `said` (folded words), in order, each joined by blanks."""
        hits = []
        for start, word in enumerate(said):
            for phrase in self.by_first.get(word, ()):
                if tuple(said[start : start + len(phrase)]) == phrase:
                    hits.append(" ".join(phrase))
        return hits

    def opens(self, said: list[str]) -> str:
        """The phrase that `said` begins with, or ""."""
        for phrase in self.by_first.get(said[0], ()) if said else ():
            if tuple(said[: len(phrase)]) == phrase:
                return " ".join(phrase)
        return ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and how many of that measure's smallest unit it holds."""

    measure: str
    size: float


@dataclass(frozen=True, slots=True)
class WordLists:
    """One language's lists; all words folded (see `core.text.fold`)."""

    language: str
    numbers: Mapping[str, float]
    ones: frozenset[str]
    ordinals: Mapping[str, float]
    joiners: frozenset[str]
    months: Mapping[str, int]
    short_months: Mapping[str, int]
    doubtful_months: frozenset[str]
    before_months: frozenset[str]
    weekdays: Mapping[str, int]
    units: Mapping[tuple[str, ...], Unit]
    negations: frozenset[str]
    denials: frozenset[str]
    denial_stems: frozenset[str]
    quantifiers: Mapping[str, Phrases]
    limits: Phrases
    promises: Phrases
    first_person: frozenset[str]
    own_life: Phrases
    self_verbs: frozenset[str]
    relatives: Phrases
    own_states: frozenset[str]
    others: frozenset[str]
    alike: Mapping[str, frozenset[str]]
    opposites: Mapping[str, frozenset[str]]
    empty: frozenset[str]
    stop: frozenset[str]


@cache
def wordlists(language: str) -> WordLists:
    """The lists of a language, or the first one's where it has none."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    data = yaml.safe_load(files(__package__).joinpath(f"{language}.yml").read_text(encoding="utf-8"))
    return WordLists(
        language=language,
        numbers=_folded(data["numbers"]),
        ones=frozenset(_folded(data["ones"])),
        ordinals=_folded(data["ordinals"]),
        joiners=_set(data["joiners"]),
        months={k: int(v) for k, v in _folded(data["months"]).items()},
        short_months={k: int(v) for k, v in _folded(data["short_months"]).items()},
        doubtful_months=_set(data["doubtful_months"]),
        before_months=_set(data["before_months"]),
        weekdays={k: int(v) for k, v in _folded(data["weekdays"]).items()},
        units=_units(data["units"]),
        negations=_set(data["negations"]),
        denials=_set(data["denials"]),
        denial_stems=frozenset(stem(word, language) for word in _set(data["denials"]) if len(word) > 4),
        quantifiers={name: _phrases(text) for name, text in data["quantifiers"].items()},
        limits=_phrases(data["limits"]),
        promises=_phrases(data["promises"]),
        first_person=_set(data["first_person"]),
        own_life=_phrases(data["own_life"]),
        self_verbs=_set(data["self_verbs"]),
        relatives=_phrases(data["relatives"]),
        own_states=_set(data["own_states"]),
        others=_set(data["others"]),
        alike=_groups([line.split(",") for line in data["alike"].splitlines()], language),
        opposites=_groups([pair.split("/") for pair in data["opposites"].split(",")], language),
        empty=_set(data["empty"]),
        stop=STOP_WORDS[language],
    )


def language_of(said: Iterable[str]) -> str:
    """The language whose stop words are most among `said` (folded words); the first one's where none is."""
    counted = list(said)
    return max(LANGUAGES, key=lambda code: sum(word in STOP_WORDS[code] for word in counted))


def _folded(entries: Mapping[str, Any]) -> dict[str, float]:
    return {" ".join(words(str(word))): float(value) for word, value in entries.items()}


def _set(text: str) -> frozenset[str]:
    return frozenset(part for phrase in text.split(",") for part in words(phrase))


def _phrases(text: str) -> Phrases:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in text.split(","):
        parts = tuple(words(phrase))
        if parts:
            by_first.setdefault(parts[0], []).append(parts)
    return Phrases({first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()})


def _units(entries: Mapping[str, Any]) -> dict[tuple[str, ...], Unit]:
    return {
        tuple(words(name)): Unit(str(measure), float(size))
        for measure, size, names in entries.values()
        for name in str(names).split(",")
        if words(name)
    }


def _groups(groups: list[list[str]], language: str) -> dict[str, frozenset[str]]:
    """Each word's stem with the stems of the others in its groups."""
    found: dict[str, set[str]] = {}
    for group in groups:
        stems = {stem(part, language) for word in group for part in words(word)}
        for one in stems:
            found.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in found.items()}
