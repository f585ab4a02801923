"""The JSON Schema of a persona's document, made from the records themselves, so that the two can't drift apart.

https://json-schema.org/draft/2020-12. `docs/persona.schema.json` is what this writes.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from ownvoice.voice.persona.document import FORMAT, MARK, PersonaDocument
from ownvoice.voice.style import Style

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema() -> dict[str, Any]:
    """The schema of what `PersonaDocument.as_json` writes and `from_json` reads."""
    definitions: dict[str, Any] = {}
    _of(PersonaDocument, definitions)
    top = definitions.pop("PersonaDocument")
    top["properties"] = {MARK: {"const": FORMAT, "description": "The format's number."}, **top["properties"]}
    top["required"] = [MARK, *top["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ownvoice persona",
        "description": "What was learned of a creator, and what they said and set. Times and days as in ISO 8601.",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(one, definitions) for one in args]}
    if origin is tuple:
        if args[1:] == (...,):
            return {"type": "array", "items": _of(args[0], definitions)}
        parts = [_of(one, definitions) for one in args]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": _of(args[1], definitions)}
    if hint is type(None):
        return {"type": "null"}
    if hint is Style:
        return {
            "type": "object",
            "description": "As `voice/style/plain.py` writes it.",
            "required": ["version", "manners"],
        }
    if is_dataclass(hint):
        return _record(hint, definitions)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    if isinstance(hint, type) and issubclass(hint, date):
        return {"type": "string", "format": "date-time" if issubclass(hint, datetime) else "date"}
    return {"type": _SIMPLE[hint]}


def _record(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # a record within itself would otherwise go on for ever
        hints = get_type_hints(kind)
        needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        definitions[name] = {
            "type": "object",
            "description": (kind.__doc__ or name).strip().split("\n\n")[0].replace("\n    ", " "),
            "properties": {f.name: _of(hints[f.name], definitions) for f in fields(kind)},
            "required": needed,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
