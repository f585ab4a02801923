"""Numeric character references that stand for half a character, mended before an XML parser sees them.

Programs that count in UTF-16 write "😀" as `&#55357;&#56832;`. XML forbids both halves (XML 1.0, section 4.1), and a
parser told to go on in spite of that hands out bytes that are no text.
"""

from __future__ import annotations

import re

from ownvoice.sources.reading.surrogates import without_surrogates

_RUN = re.compile(rb"(?:&#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6});)+")
_ONE = re.compile(r"&#(?:([0-9]+)|x([0-9a-fA-F]+));")
_HALVES = range(0xD800, 0xE000)


def with_whole_characters(data: bytes) -> bytes:
    """XML in which halves that belong together are one character, in UTF-8, and those left over U+FFFD."""
    return _RUN.sub(_mended, data) if b"&#" in data else data


def _mended(run: re.Match[bytes]) -> bytes:
    text = run.group().decode("ascii")
    joined = _ONE.sub(_half, text)
    return run.group() if joined == text else without_surrogates(joined).encode()


def _half(reference: re.Match[str]) -> str:
    decimal, hexadecimal = reference.groups()
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if number in _HALVES else reference.group()
