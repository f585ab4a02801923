"""Rows as the text that PostgreSQL's COPY reads, escaped a whole batch at a time.

A row is one string from the moment it is made, its values behind separators: a driver that writes value by value
takes longer than everything else that is done with a row
(https://www.postgresql.org/docs/current/sql-copy.html, "Text Format").
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

SEPARATOR = "\x1f"  # between the values of a row
NULL = f"~{secrets.token_hex(4)}"  # drawn anew in every process, so that no text from outside can be it
OPTIONS = f"WITH (FORMAT text, DELIMITER E'\\x1f', NULL '{NULL}')"
_ROW_END = "\x1e"  # in place of the line break, until those within texts are escaped
_REFUSED = re.compile("[\x00\x1e\x1f]")


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and without the two separators: control characters all."""
    return text if text.isprintable() else _REFUSED.sub("", text)


def is_storable_row(row: str) -> bool:
    """Whether a row of values holds none of what `storable` removes; its separators are for the caller to count."""
    return "\x00" not in row and _ROW_END not in row


def copy_data(rows: Iterable[str]) -> bytes:
    """What COPY … `OPTIONS` reads, in UTF-8; `rows` hold only values that are `storable`."""
    joined = _ROW_END.join(rows)
    if not joined:
        return b""
    if "\\" in joined:
        joined = joined.replace("\\", "\\\\")
    escaped = joined.replace("\n", "\\n").replace("\r", "\\r").replace(_ROW_END, "\n")
    return escaped.encode("utf-8", "replace") + b"\n"
