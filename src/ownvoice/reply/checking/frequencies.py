"""How common a word is in what people publish, from a table made with `python -m ownvoice.bench.verifier_training`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

RAREST = 6.5  # the weight of a word that the table doesn't have
COMMON = 5.0  # below this a word is one that people use in small letters


@cache
def _table(language: str) -> Mapping[str, float]:
    data = json.loads(files(__package__).joinpath("frequencies.json").read_text(encoding="utf-8"))
    return {
        word: int(tenths) / 10 for tenths, listed in data.get(language, {}).items() for word in listed.split()
    }


def rarity(word: str, language: str) -> float:
    """log(texts / texts with the folded word), from 0 to `RAREST`."""
    return _table(language).get(word, RAREST)


def known_words(language: str) -> frozenset[str]:
    """The folded words that the table has."""
    return frozenset(_table(language))


def is_common(word: str, language: str) -> bool:
    """Whether the folded word is often written in small letters."""
    return _table(language).get(word, RAREST) < COMMON


def is_known(word: str, language: str) -> bool:
    """Whether the folded word is ever written in small letters, as far as the table tells; endings tell, too."""
    return word in _table(language) or word.endswith(("ly", "ment", "ing", "tion", "ness"))
