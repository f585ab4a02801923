"""Authors made up for tests: what they write about is the same, how they write it is not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from ownvoice.voice.score import Sample

_THINGS = "bread dough oven crumb starter flour butter crust salt loaf water recipe pan knife timer".split()
_VERBS = "rests bakes rises cools needs makes keeps gets wants holds".split()
_BEGIN = datetime(2015, 1, 1, tzinfo=UTC)


def _sentence(chosen: random.Random, opening: str, joint: str) -> str:
    parts = [
        f"the {chosen.choice(_THINGS)} {chosen.choice(_VERBS)} the {chosen.choice(_THINGS)}" for _ in range(3)
    ]
    return f"{opening}{joint.join(parts)}"


def creator_text(chosen: random.Random) -> str:
    """Lower case, dashes, "heh", two exclamation marks."""
    said = _sentence(
        chosen, chosen.choice(("heh, ", "well, ", "oh and ")), chosen.choice((" - ", ", though "))
    )
    return said + chosen.choice(("!!", " ...", "!! :)"))


def other_text(chosen: random.Random) -> str:
    """Capitals, commas, full stops."""
    said = _sentence(
        chosen, chosen.choice(("I think that ", "Perhaps ", "As you say, ")), chosen.choice((", and ", "; "))
    )
    return said.capitalize() + chosen.choice((".", ". Thanks.", "?"))


def own(count: int, seed: int = 1, style=creator_text, language: str = "en") -> list[Sample]:
    chosen = random.Random(seed)
    return [
        Sample(style(chosen), language, _BEGIN + timedelta(days=number), f"t{number // 2}")
        for number in range(count)
    ]


def others(
    count: int, seed: int = 2, authors: int = 10, style=other_text, language: str = "en"
) -> list[Sample]:
    chosen = random.Random(seed)
    return [
        Sample(
            style(chosen),
            language,
            _BEGIN + timedelta(days=number / 2, hours=1),
            f"t{number // 4}",
            f"a{number % authors}",
        )
        for number in range(count)
    ]
