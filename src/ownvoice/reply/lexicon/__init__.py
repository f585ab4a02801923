"""The word lists of triage, composer and verifier: one YAML file per language, `any.yml` for all of them.

A new language is one new file with the same keys. How phrases are written is said at the top of `en.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ownvoice.core.text import stem, words
from ownvoice.reply.phrases import Label, Match, PhraseBook

LANGUAGES = ("en", "fr")  # those that have a file here
MEANS_WEIGHT = 2  # of a thing that hurts, however many of them are named
_SPLIT = re.compile(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's wordings.

    `triage` finds intents, crisis, risks and what exempts from them; the other books each have one use.
    `first_person`, `negations` and `limits` are folded words; `frame_words` are folded words that any question might use, and
    `frames` their stems; `alike` gives for a stem the stems of other words that ask for the same.
    """

    language: str
    triage: PhraseBook
    openers: PhraseBook
    asks: PhraseBook
    follow_ups: PhraseBook
    stand_ins: PhraseBook
    of_the_post: PhraseBook
    dangling: PhraseBook
    fleeting: PhraseBook
    human_claims: PhraseBook
    amounts: PhraseBook
    frames: frozenset[str]
    frame_words: frozenset[str]
    limits: frozenset[str]
    first_person: frozenset[str]
    negations: frozenset[str]
    alike: Mapping[str, tuple[str, ...]]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language that has one; raises KeyError for another (see `LANGUAGES`)."""
    if language not in LANGUAGES:
        raise KeyError(f"There is no word list for the language {language!r}.")
    data = _load(language)
    classes = {name: _phrases(text) for name, text in _mapping(data, "classes").items()}
    triage = PhraseBook(classes)
    _add(triage, data["crisis"], Label("crisis", "crisis"))
    for weight, text in _mapping(data, "crisis signs").items():
        _add(triage, text, Label("sign", "crisis", int(weight)))
    _add(triage, data["crisis means"], Label("sign", "means", MEANS_WEIGHT))
    for intent, by_weight in _mapping(data, "intents").items():
        for weight, text in by_weight.items():
            _add(triage, text, Label("intent", intent, int(weight)))
    for group, key in (("risk", "risks"), ("exempt risk", "exempt"), ("exempt intent", "exempt intents")):
        for name, text in _mapping(data, key).items():
            _add(triage, text, Label(group, name))
    dangling = PhraseBook()
    for name, text in _mapping(data, "dangling").items():
        _add(dangling, text, Label("dangling", name))
    return Lexicon(
        language=language,
        triage=triage,
        openers=_book(data, "openers"),
        asks=_book(data, "asks"),
        follow_ups=_book(data, "follow_ups"),
        stand_ins=_book(data, "stand_ins"),
        of_the_post=_book(data, "of_the_post"),
        dangling=dangling,
        fleeting=_book(data, "fleeting"),
        human_claims=_book(data, "human_claims"),
        amounts=_book(data, "amounts"),
        frames=frozenset(stem(word, language) for word in _word_set(data, "frames")),
        limits=_word_set(data, "limits"),
        frame_words=_word_set(data, "frames"),
        first_person=_word_set(data, "first_person"),
        negations=_word_set(data, "negations"),
        alike=_alike(str(data["alike"]), language),
    )


@cache
def crisis_anywhere() -> PhraseBook:
    """Wordings of distress in languages that have no lexicon of their own."""
    book = PhraseBook()
    _add(book, _load("any")["crisis"], Label("crisis", "crisis"))
    return book


@cache
def instruction_markers() -> tuple[str, ...]:
    """Lower-case character strings that frame instructions to a language model ("[inst]")."""
    return tuple(_phrases(_load("any")["markers"]))


@cache
def word_classes(name: str) -> Mapping[str, tuple[str, ...]]:
    """The word classes of `<name>.yml`, in its order."""
    return {heading: tuple(_phrases(text)) for heading, text in _load(name).items()}


def all_lexicons() -> tuple[Lexicon, ...]:
    """Every lexicon there is, for what must be found whatever language a message seems to be in."""
    return tuple(lexicon(language) for language in LANGUAGES)


def unexempted(matches: list[Match], group: str) -> list[Match]:
    """The matches of `group`, without those inside a wording that exempts from their name."""
    exempt = [m for m in matches if m.label.group == f"exempt {group}"]
    return [
        m
        for m in matches
        if m.label.group == group
        and not any(e.label.name == m.label.name and e.start <= m.start and m.end <= e.end for e in exempt)
    ]


def _load(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    if not isinstance(data, dict):
        raise ValueError(f"The word list {name}.yml isn't a mapping.")
    return data


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, Mapping):
        raise ValueError(f"The word list's entry {key!r} isn't a mapping.")
    return found


def _phrases(text: object) -> list[str]:
    if not isinstance(text, str):
        raise ValueError(f"Phrases are text, not {text!r}: put it in quotes.")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("# ")]
    return [phrase.strip() for phrase in _SPLIT.split("\n".join(lines)) if phrase.strip()]


def _add(book: PhraseBook, text: object, label: Label) -> None:
    for phrase in _phrases(text):
        book.add(phrase, label)


def _book(data: Mapping[str, Any], key: str) -> PhraseBook:
    book = PhraseBook()
    _add(book, data[key], Label(key, key))
    return book


def _alike(text: str, language: str) -> dict[str, tuple[str, ...]]:
    """Each line's words stand for each other."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        stems = list(
            dict.fromkeys(stem(part, language) for phrase in _phrases(line) for part in words(phrase))
        )
        for one in stems:
            found[one] = (*found.get(one, ()), *(other for other in stems if other != one))
    return found


def _word_set(data: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(part for phrase in _phrases(data[key]) for part in words(phrase))
