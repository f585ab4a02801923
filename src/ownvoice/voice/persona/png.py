"""Text inside a PNG picture: how character cards travel. Reads and writes `tEXt` chunks, and touches nothing else.

Portable Network Graphics (Third Edition), W3C 2025, sections 5 (chunks), 11.3.3.3 (tEXt).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from ownvoice.core.errors import OwnvoiceError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 50_000_000  # of a picture that is read
_DOWNLOAD_AGAIN = "Save the card again from the program it came from."


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, data) of each chunk in order. Raises `OwnvoiceError` where it is no PNG, or a damaged one."""
    if not picture.startswith(SIGNATURE):
        raise OwnvoiceError("The picture is not a PNG file.", "A character card is a .png or a .json file.")
    if len(picture) > MOST_BYTES:
        raise OwnvoiceError(
            f"The picture is larger than {MOST_BYTES // 1_000_000} MB.", "No character card is that large."
        )
    at = len(SIGNATURE)
    while at < len(picture):
        if at + 12 > len(picture):
            raise OwnvoiceError(f"The PNG file ends within a chunk, at byte {at:,}.", _DOWNLOAD_AGAIN)
        (length,) = struct.unpack_from(">I", picture, at)
        kind, end = picture[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(picture):
            raise OwnvoiceError(f"The PNG file ends within a chunk, at byte {at:,}.", _DOWNLOAD_AGAIN)
        data = picture[at + 8 : end]
        if struct.unpack_from(">I", picture, end)[0] != zlib.crc32(kind + data):
            raise OwnvoiceError(f"The PNG file is damaged at byte {at:,}.", _DOWNLOAD_AGAIN)
        yield kind, data
        if kind == b"IEND":
            return
        at = end + 4
    raise OwnvoiceError("The PNG file has no end.", _DOWNLOAD_AGAIN)


def texts(picture: bytes) -> dict[str, bytes]:
    """The data of each `tEXt` chunk by its keyword; where a keyword occurs twice, the last."""
    found: dict[str, bytes] = {}
    for kind, data in chunks(picture):
        keyword, separator, text = data.partition(b"\0")
        if kind == b"tEXt" and separator:
            found[keyword.decode("latin-1")] = text
    return found


def with_texts(picture: bytes, added: dict[str, bytes]) -> bytes:
    """The picture with these `tEXt` chunks, before its end, in place of those of the same keywords."""
    parts = [SIGNATURE]
    for kind, data in chunks(picture):
        if kind == b"tEXt" and data.partition(b"\0")[0].decode("latin-1") in added:
            continue
        if kind == b"IEND":
            parts += [_chunk(b"tEXt", key.encode("latin-1") + b"\0" + text) for key, text in added.items()]
        parts.append(_chunk(kind, data))
    return b"".join(parts)


def plain(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture in one colour (8-bit RGB), for a card whose creator gave none. Sizes in pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = b"\0" + bytes(colour) * width
    pixels = zlib.compress(row * height, 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
