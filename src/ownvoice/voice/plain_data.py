"""Frozen records as plain JSON data and back, for the persona's file and its column in the database.

A field that holds its default is left out; the others stand in the order of the class. Enums are their values, times
and days ISO 8601, tuples lists. What doesn't fit the class is told, never guessed.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Self, TypeVar, Union, cast, get_args, get_origin, get_type_hints

R = TypeVar("R")


class PlainData:
    """A frozen dataclass that can be written as JSON data and read back: `X.from_json(x.as_json()) == x`."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts and numbers, in the order of the fields."""
        return record_as_json(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record that `as_json` wrote. Raises ValueError with a sentence for anything else."""
        return record_from_json(cls, data)


def record_as_json(record: Any) -> dict[str, Any]:
    """The same for any dataclass instance that is made of these types."""
    written: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if value != _default(field):
            written[field.name] = _as_json(value)
    return written


def record_from_json(kind: type[R], data: Mapping[str, Any]) -> R:
    """An instance of the dataclass `kind`. Raises ValueError for missing, unknown and unfitting entries."""
    if not isinstance(data, Mapping):
        raise ValueError(f"A {kind.__name__} is a mapping, not {_shown(data)}.")
    known = _fields(cast(Any, kind))
    for name in data:
        if name not in known:
            raise ValueError(f"A {kind.__name__} has no entry “{name}”; it has {', '.join(known)}.")
    given: dict[str, Any] = {}
    for name, (field, hint) in known.items():
        if name in data:
            given[name] = _read(hint, data[name], f"{kind.__name__}.{name}")
        elif _default(field) is MISSING:
            raise ValueError(f"A {kind.__name__} needs the entry “{name}”.")
    return kind(**given)


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


@cache
def _fields(kind: Any) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return {field.name: (field, hints[field.name]) for field in fields(kind)}


def _as_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if is_dataclass(value):
        return record_as_json(value)
    if isinstance(value, tuple):
        return [_as_json(one) for one in value]
    if isinstance(value, Mapping):
        return {str(_as_json(key)): _as_json(one) for key, one in value.items()}
    return value


def _read(hint: Any, value: Any, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in args:
            return None
        return _read(next(one for one in args if one is not type(None)), value, where)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"{where} is a list, not {_shown(value)}.")
        kinds = [args[0]] * len(value) if args[1:] == (...,) else args
        if len(kinds) != len(value):
            raise ValueError(f"{where} has {len(args)} parts, not {len(value)}.")
        return tuple(_read(kind, one, where) for kind, one in zip(kinds, value, strict=True))
    if origin is dict:
        if not isinstance(value, Mapping):
            raise ValueError(f"{where} is a mapping, not {_shown(value)}.")
        return {_read(args[0], key, where): _read(args[1], one, where) for key, one in value.items()}
    if is_dataclass(hint):
        return record_from_json(cast(type, hint), value)
    return _read_simple(hint, value, where)


def _read_simple(hint: type, value: Any, where: str) -> Any:
    if issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            known = ", ".join(str(one.value) for one in hint)
            raise ValueError(f"{where} is one of {known}, not {_shown(value)}.") from None
    if issubclass(hint, date):
        if isinstance(value, hint):  # YAML reads days by itself
            return value
        try:
            return hint.fromisoformat(value)
        except (TypeError, ValueError):
            what = "a time" if hint is datetime else "a day"
            raise ValueError(f"{where} is {what} as in ISO 8601, not {_shown(value)}.") from None
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise ValueError(f"{where} is of the type {hint.__name__}, not {_shown(value)}.")
    return value


def _shown(value: Any) -> str:
    return f"“{str(value)[:60]}”"
