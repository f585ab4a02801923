"""The JSON that Meta hands out for Instagram, Facebook and Threads: strings made right, lists found.

Meta writes each byte of a text's UTF-8 as a character of its own ("Ã©" for "é"), in values and in keys. Not
everywhere: some files, and some strings in the same file, are right. So each string is mended by itself, once,
and only where the result is sound UTF-8.

Wrapper keys around the lists have changed with nearly every year. They aren't trusted: the outermost list
counts, or whatever list the outermost object begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import Element, iter_array

_DEPTH = 40  # of brackets inside an entry; real ones have seven
_WRAPPED = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,1000}\{\s{0,1000}"([A-Za-z0-9_]{1,100})"\s{0,100}:\s{0,100}\[')
# What an entry has and a wrapper hasn't.
_ENTRY_KEYS = frozenset(
    {"attachments", "conversation", "creation_timestamp", "data", "label_values", "media", "messages",
     "participants", "string_list_data", "string_map_data", "taken_at", "text", "timestamp", "title", "uri"}
)  # fmt: skip
_WRAPPERS = 3  # wrappers inside each other at most


def mended(text: str) -> str:
    """`text` as it was written, where it is UTF-8 that was taken for Latin-1; else `text` itself."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def mend(value: Any, depth: int = 0) -> Any:
    """The same value with every string in it mended, keys too. What is nested too deeply becomes None."""
    kind = value.__class__
    if kind is str:
        return mended(value)
    if kind is not dict and kind is not list:
        return value
    if depth > _DEPTH:
        return None
    if kind is dict:
        return {mended(key): mend(inner, depth + 1) for key, inner in value.items()}
    return [mend(inner, depth + 1) for inner in value]


def iter_entries(
    archive: Archive, member: Member, key: str | None = None, *, mending: bool = True
) -> Iterator[Element | Malformed]:
    """The entries of a member's list one at a time, strings mended.

    The list is the outermost one, or stands under `key`, or under the first key of the outermost object.
    Lists inside wrappers that are elements themselves (several files joined by hand) are opened up.
    """
    if key is None:
        wrapped = _WRAPPED.match(archive.head(member))
        key = wrapped.group(1).decode() if wrapped else None
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name, key):
            if isinstance(element, Malformed):
                yield element
                continue
            value = mend(element.value) if mending else element.value
            for inner in _unwrapped(value, _WRAPPERS):
                yield Element(element.offset, inner)


def _unwrapped(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, dict) and depth and _is_wrapper(value):
        for inner in value.values():
            for entry in inner if isinstance(inner, list) else (inner,):
                yield from _unwrapped(entry, depth - 1)
    else:
        yield value


def _is_wrapper(value: dict[str, Any]) -> bool:
    return (
        bool(value)
        and _ENTRY_KEYS.isdisjoint(value)
        and all(isinstance(inner, list | dict) for inner in value.values())
    )


class Labelled(NamedTuple):
    """One value with its label, which is in the language of the account; `depth` 0 is the entry's own."""

    label: str
    value: str
    href: str = ""
    timestamp: object = None
    depth: int = 0


def labelled_values(entry: dict[str, Any]) -> list[Labelled]:
    """The labelled values of an entry in order: `string_map_data` (from 2022) or `label_values` (from 2025)."""
    mapped = entry.get("string_map_data")
    found: list[Labelled] = []
    if isinstance(mapped, dict):
        for label, inner in mapped.items():
            if isinstance(inner, dict):
                found.append(
                    Labelled(
                        label, _text(inner.get("value")), _text(inner.get("href")), inner.get("timestamp")
                    )
                )
    _collect(entry.get("label_values"), "", 0, found)
    return found


def _collect(values: Any, path: str, depth: int, found: list[Labelled]) -> None:
    """Add what `label_values` holds; `dict` and `vec` nest further ones under a `title`."""
    if not isinstance(values, list) or depth > _DEPTH:
        return
    for value in values:
        if not isinstance(value, dict):
            continue
        label = path + (_text(value.get("label")) or _text(value.get("title")))
        if isinstance(value.get("value"), str) or "href" in value or "timestamp_value" in value:
            found.append(
                Labelled(
                    label,
                    _text(value.get("value")),
                    _text(value.get("href")),
                    value.get("timestamp_value", value.get("timestamp")),
                    depth,
                )
            )
        for nested in ("dict", "vec"):
            _collect(value.get(nested), f"{label}/", depth + 1, found)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def file_name(uri: object) -> str:
    """The last part of a medium's path: the folders before it are named anew every other year."""
    return uri.rpartition("/")[2] if isinstance(uri, str) else ""
