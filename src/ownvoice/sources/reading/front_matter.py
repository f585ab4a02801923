"""The block of settings at the top of a text file of a static site: YAML, TOML, JSON or plain headers.

- YAML between two lines `---` (Jekyll, Hugo, Eleventy);
- TOML between two lines `+++` (Hugo);
- a JSON object that opens on the first line (Hugo);
- `Name: value` lines up to the first empty line (Pelican, MultiMarkdown).

Every scalar comes back as text, whatever the format: the types YAML guesses turn the language `no` into
False and the id `0123` into 83, and dates lose the zone they were written with.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import yaml

from ownvoice.sources.reading.surrogates import without_surrogates
from ownvoice.sources.reading.timestamps import parse_iso, parse_rfc2822

MAX_SIZE = 262_144  # characters; real front matter has a few hundred
MAX_TOML = 32_768  # the parser takes quadratic time over a key with many dots
MAX_DEPTH = 60  # libyaml's composer recurses in C and would overflow the stack of the process

_FENCE = {"---": "yaml", "+++": "toml"}
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,40}):[ \t]*(.*)")
_NULLS = frozenset({"", "~", "null", "none"})


class FrontMatterError(ValueError):
    """The block is there and can't be read; the message says why and where."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file cut in two. `settings` is None where the file has no front matter at all."""

    settings: dict[str, object] | None
    body: str


def split_page(text: str) -> Page:
    """Cut a page into its settings (keys in lower case) and its body.

    Raises `FrontMatterError` when the block is not closed or isn't valid in its own format.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    kind = _FENCE.get(first.rstrip())
    if kind is not None:
        block, body = _until_fence(rest, first.rstrip())
        return Page(parse_yaml(block) if kind == "yaml" else _parse_toml(block), body)
    if first.startswith("{") and not first.startswith(("{%", "{{", "{#")):
        return _json_page(text)
    return _headed_page(text)


def _until_fence(text: str, fence: str) -> tuple[str, str]:
    position = 0
    closing = (fence, "...") if fence == "---" else (fence,)
    while position < min(len(text), MAX_SIZE):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text[position:end].rstrip() in closing:
            return text[:position], text[end + 1 :]
        position = end + 1
    raise FrontMatterError(f"The front matter opened by {fence} is never closed.")


def parse_yaml(text: str) -> dict[str, object]:
    """A YAML mapping with every scalar as text and its keys in lower case; raises `FrontMatterError`."""
    loaded = load_yaml(text)
    if loaded in ("", None):
        return {}
    if not isinstance(loaded, dict):
        raise FrontMatterError("The YAML is not a list of names and values.")
    return _lower_keys(loaded)


def load_yaml(text: str) -> object:
    """Whatever one YAML document holds, every scalar as text; raises `FrontMatterError`.

    The events are walked first, because building the tree of a document nested thousands of levels deep
    would end the process instead of raising.
    """
    if len(text) > MAX_SIZE * 4:
        raise FrontMatterError("The YAML is larger than a megabyte.")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise FrontMatterError(f"The YAML is nested more than {MAX_DEPTH} levels deep.")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        loaded: object = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  (builds only text, lists, dicts)
    except yaml.MarkedYAMLError as error:
        place = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise FrontMatterError(f"The YAML is not valid{place}.") from error
    except (yaml.YAMLError, ValueError, UnicodeError) as error:
        if isinstance(error, FrontMatterError):
            raise
        raise FrontMatterError("The YAML is not valid.") from error
    return loaded


def _parse_toml(text: str) -> dict[str, object]:
    if len(text) > MAX_TOML:
        raise FrontMatterError(f"The TOML of the front matter is longer than {MAX_TOML:,} characters.")
    try:
        return _lower_keys(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise FrontMatterError("The TOML of the front matter is not valid.") from error


def _json_page(text: str) -> Page:
    try:
        loaded, end = json.JSONDecoder().raw_decode(text[: MAX_SIZE + 1])
    except (ValueError, RecursionError):
        return Page(None, text)
    if not isinstance(loaded, dict):
        return Page(None, text)
    return Page(_lower_keys(loaded), text[end:].lstrip("\n"))


def _headed_page(text: str) -> Page:
    """Pelican's headers; only taken for that when a title or a date is among them."""
    settings: dict[str, object] = {}
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        match = _HEADER.fullmatch(text[position:end].rstrip())
        if match is None:
            if text[position:end].strip():
                return Page(None, text)
            break
        settings[match[1].lower()] = match[2]
        position = end + 1
    if "title" in settings or "date" in settings:
        return Page(settings, text[position:].lstrip("\n"))
    return Page(None, text)


def _lower_keys(loaded: Mapping[Any, object]) -> dict[str, object]:
    return {str(key).lower(): _plain(value) for key, value in loaded.items()}


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, int | float):
        return str(value)
    return value


def text_of(settings: dict[str, object], *names: str) -> str:
    """The first of the named settings that holds a text, stripped; "" where none does."""
    for name in names:
        value = settings.get(name)
        if isinstance(value, str) and value.strip().lower() not in _NULLS:
            return value.strip()
    return ""


def texts_of(settings: dict[str, object], name: str) -> list[str]:
    """A setting that may be one text or a list of them."""
    value = settings.get(name)
    if isinstance(value, str):
        return [value.strip()] if value.strip().lower() not in _NULLS else []
    if isinstance(value, list):
        return [entry.strip() for entry in value if isinstance(entry, str) and entry.strip()]
    return []


def is_true(settings: dict[str, object], name: str) -> bool:
    """Whether a setting says yes."""
    return text_of(settings, name).lower() in ("true", "yes", "on", "1")


def is_false(settings: dict[str, object], name: str) -> bool:
    """Whether a setting says no (an absent one doesn't)."""
    return text_of(settings, name).lower() in ("false", "no", "off", "0")


def parse_date(written: str) -> datetime | None:
    """The moment a page states, in UTC; one without a zone is taken as UTC, a day alone as its midnight."""
    return parse_iso(written.strip()) or parse_rfc2822(written.strip())
