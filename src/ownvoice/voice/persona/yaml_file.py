"""The persona as one YAML file that people can read, edit and take elsewhere. `docs/persona.schema.json` describes it."""

from __future__ import annotations

import math
from typing import Any

import yaml

from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.persona.document import MARK, PersonaDocument

MOST_CHARS = 50_000_000  # of a file that is read
_REMEDY = "docs/persona.md says what may stand where; `ownvoice persona export` writes a whole one."
_HEAD = """\
# The persona of {name}, as Ownvoice measured and keeps it: YAML, made to be read, edited and taken elsewhere.
# Measured from published items: style, habits, topics, found_facts, faq, found_goals.
# Said and set by the creator: about, words, facts, goals, boundaries.
# `ownvoice persona import FILE` brings it back.
"""


class _Loader(yaml.CSafeLoader):
    """Leaves days and times as text, so that both come in the one form the schema knows."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def write(document: PersonaDocument) -> str:
    """The document as YAML, always in the same order."""
    body: str = yaml.dump(document.as_json(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return _HEAD.format(name=" ".join(document.name.split())) + body


class _Dumper(yaml.CSafeDumper):
    """Writes out what occurs twice: an anchor is nothing for people."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def read(text: str, name: str = "The file") -> PersonaDocument:
    """The document in a YAML (or JSON) file. Raises `OwnvoiceError` that names the place and what should stand there."""
    if len(text) > MOST_CHARS:
        raise OwnvoiceError(
            f"{name} is larger than {MOST_CHARS // 1_000_000} million characters.", "No persona is."
        )
    try:
        # An alias of an alias of an alias makes a small file a large one, and no persona needs one.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            raise OwnvoiceError(f"{name} holds YAML aliases (*name).", "Write out what they stand for.")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise OwnvoiceError(
            f"{name} can't be read as YAML{place}.", "Mend that line, or export the persona again."
        ) from error
    return from_plain(data, name)


def from_plain(data: Any, name: str = "The file") -> PersonaDocument:
    """The document in plain data."""
    if not isinstance(data, dict) or MARK not in data:
        raise OwnvoiceError(f"{name} is no persona: it has no entry “{MARK}”.", _REMEDY)
    try:
        _check_storable(data)
        return PersonaDocument.from_json(data)
    except (ValueError, RecursionError, OverflowError) as error:
        raise OwnvoiceError(f"{name}: {error}", _REMEDY) from error


def _check_storable(data: Any) -> None:
    """Raise ValueError for what PostgreSQL keeps in no text, JSON or number: NUL, half a character, NaN, endless numbers."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str):
            if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value if char > "\ud7ff"):
                raise ValueError(
                    "It holds a text with a character that can't be stored (NUL or half a pair)."
                )
        elif isinstance(value, float):
            if not math.isfinite(value):
                raise ValueError("It holds a number that is none (.nan or .inf).")
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError("It holds a whole number of more than 64 bits.")
