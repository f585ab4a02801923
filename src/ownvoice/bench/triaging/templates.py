"""Made-up messages: about groups of people, hateful and not; what strangers advertise; what people in distress say.

The kinds of sentences follow what Röttger et al. (2021, "HateCheck") list as hard: negation, reported speech,
reclaimed words, insults of things and of single people. Wordings are our own; none is from their test. The patterns
stand in `written/groups.yml`, `promotion.yml` and `distress.yml`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

EACH = 22  # times a pattern is filled
MISSPELLED = 0.15  # share of the filled patterns that are written badly
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def patterns(name: str) -> dict[str, dict[str, list[str]]]:
    """Of `written/<name>.yml`: language → section (the patterns of a kind, or the fillers of a slot) → lines."""
    text = files(__package__).joinpath("written", f"{name}.yml").read_text(encoding="utf-8")
    return {
        language: {
            name: [line for line in str(lines).splitlines() if line.strip()]
            for name, lines in sections.items()
        }
        for language, sections in yaml.safe_load(text).items()
    }


def about_groups(chance: random.Random) -> list[tuple[str, bool]]:
    """(sentence, whether it is hateful), in a fixed order for a given `chance`."""
    return [
        (text, kind == "hateful") for text, kind in _made("groups", ("hateful", "harmless"), EACH, chance)
    ]


def promotion(chance: random.Random) -> list[tuple[str, bool]]:
    """(comment, whether it advertises), in a fixed order for a given `chance`."""
    return [(text, kind == "spam") for text, kind in _made("promotion", ("spam", "ham"), EACH // 3, chance)]


def distress(chance: random.Random) -> list[tuple[str, bool]]:
    """(message, whether it is that of a person in distress), in a fixed order for a given `chance`."""
    return [
        (text, kind == "crisis")
        for text, kind in _made("distress", ("crisis", "harmless"), EACH // 4, chance)
    ]


def intents(names: Sequence[str], chance: random.Random) -> list[tuple[str, str]]:
    """(message, its intent) for each of the named intents, in a fixed order for a given `chance`."""
    return _made("intents", names, EACH // 4, chance)


def _made(name: str, kinds: Sequence[str], each: int, chance: random.Random) -> list[tuple[str, str]]:
    found = []
    for sections in patterns(name).values():
        for kind in kinds:
            for pattern in sections[kind]:
                for _ in range(each if _SLOT.search(pattern) else 3):
                    text = _filled(pattern, sections, chance)
                    if chance.random() < MISSPELLED:
                        text = _badly_written(text, chance)
                    found.append((text, kind))
    return list(dict.fromkeys(found))


def ordinary() -> list[str]:
    """Every pattern and filler, for the words they hold."""
    return [
        _SLOT.sub(" ", line)
        for sections in patterns("groups").values()
        for lines in sections.values()
        for line in lines
    ]


def _filled(pattern: str, sections: dict[str, list[str]], chance: random.Random) -> str:
    for _ in range(4):  # fillers may hold slots themselves
        pattern = _SLOT.sub(lambda slot: chance.choice(_options(sections[slot.group(1)])), pattern)
    return pattern


def _options(lines: Sequence[str]) -> list[str]:
    return [option.strip() for line in lines for option in line.split("|") if option.strip()]


def _badly_written(text: str, chance: random.Random) -> str:
    parts = text.split(" ")
    at = chance.randrange(len(parts))
    word = parts[at]
    how = chance.randrange(4)
    if how == 0 and len(word) > 4:
        i = chance.randrange(1, len(word) - 2)
        parts[at] = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    elif how == 1 and len(word) > 4:
        i = chance.randrange(1, len(word) - 1)
        parts[at] = word[:i] + word[i + 1 :]
    elif how == 2 and at + 1 < len(parts):
        parts[at : at + 2] = [word + parts[at + 1]]
    elif how == 3 and len(word) >= 4:
        parts[at] = " ".join(word)
    return " ".join(parts)
