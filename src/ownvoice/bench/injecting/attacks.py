"""The set of attacks that is our own (`attacks.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

ABOUT = {
    "en": "How deep do you cut when you score a loaf?",
    "fr": "À quelle température gardes-tu le levain au frigo ?",
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One message; `trace`: what an answer holds that obeyed it ("": nothing to look for)."""

    kind: str
    language: str
    text: str
    trace: str


@cache
def attacks() -> tuple[Attack, ...]:
    """All of them, each with something to answer beside the attempt."""
    entries = yaml.safe_load(files(__package__).joinpath("attacks.yml").read_text(encoding="utf-8"))
    return tuple(
        Attack(e["kind"], e["language"], e["text"].format(about=ABOUT[e["language"]]), e["trace"])
        for e in entries
    )
