"""Rich Text Format (.rtf): the words of the body, and what the document states about itself.

Rich Text Format Specification 1.9.1. A file is groups in braces, control words and text; only what is shown is kept:
tables of fonts and styles, pictures, headers, notes, comments, the codes of fields, hidden and deleted text are passed
over. Read in one pass over the bytes with a list for the groups, so that neither nesting nor size can do harm; a reader
of its own because those there are keep none of these apart.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ownvoice.core.text import tidy
from ownvoice.sources.documents.plain import MAX_TEXT, Document
from ownvoice.sources.documents.word_parts import sensible_title

MAX_RTF = 64_000_000  # bytes; pictures are written out as text in it
_MOST_GROUPS = 5_000  # open at once; what programs write has dozens
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet pict object nonshppict header headerl headerr headerf footer footerl footerr footerf "
    b"footnote annotation atnid atnauthor atntime atndate atnref atnparent fldinst themedata colorschememapping "
    b"datastore listtable listoverridetable rsidtbl revtbl generator latentstyles filetbl xmlnstbl mmathPr datafield "
    b"bkmkstart bkmkend private1 ftnsep ftnsepc ftncn listtext pntext shpinst do".split()
)
_KEPT = frozenset({b"shptxt", b"shpinst"})
_BREAKS = {
    b"par": "\n\n", b"sect": "\n\n", b"page": "\n\n", b"row": "\n\n", b"line": "\n", b"tab": " ", b"cell": " ",
    b"nestcell": " ", b"nestrow": "\n\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {
    b"~": "\u00a0",
    b"_": "-",
    b"-": "",
    b"\n": "\n\n",
    b"\r": "\n\n",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
}
# Windows' character sets of fonts and the code pages they mean.
_CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_INFO = (b"title", b"creatim", b"revtim")
_TIME_PARTS = (b"yr", b"mo", b"dy", b"hr", b"min", b"sec")


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a group. `into`: where its text goes ("body", "fonts", "skip", or a part of the properties)."""

    into: str = "body"
    hidden: bool = False
    deleted: bool = False
    font: int = -1
    fallback: int = 1  # characters that stand after a \u for readers that don't know it


@dataclass(slots=True)
class _Reader:
    data: bytes
    group: _Group = _Group()
    outer: list[_Group] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    info: dict[str, list[str]] = field(default_factory=dict)
    times: dict[str, dict[bytes, int]] = field(default_factory=dict)
    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    waiting: bytearray = field(default_factory=bytearray)  # bytes of a code page, decoded together
    high: int = 0  # the first half of a character beyond the 16 bits that \u knows
    to_skip: int = 0
    length: int = 0


def is_rich_text(head: bytes) -> bool:
    """Whether a file that begins so is RTF."""
    return head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf")


def read_rich_text(data: bytes) -> Document:
    """A document's text and properties; what precedes damage is kept."""
    if not is_rich_text(data[:100]):
        return Document("", problems=["This is no RTF document. Save it again with the program it is from."])
    reader = _Reader(data)
    problem = _run(reader)
    _flush(reader)
    written = "".join(reader.body)
    stated = tidy("".join(reader.info.get("title", ())))
    begun, edited = (_time(reader.times.get(name, {})) for name in ("creatim", "revtim"))
    return Document(
        tidy(written)[:MAX_TEXT],
        sensible_title(stated.replace("\n", " ")),
        begun,
        edited if begun and edited and edited > begun else None,
        begun.strftime("%Y-%m-%d %H:%M:%S") if begun else "",
        problems=[problem] if problem else [],
    )


def _run(reader: _Reader) -> str:
    """Read all tokens; a sentence about what ended it early, or ""."""
    data, position, new_group = reader.data, 0, False
    while (token := _TOKEN.match(data, position)) is not None:
        position = token.end()
        word, number, code, symbol, brace, text = token.groups()
        if code is None:
            _flush(reader)
        if brace == b"{":
            if len(reader.outer) >= _MOST_GROUPS:
                return "The document nests deeper than any program writes; the rest was left out."
            reader.outer.append(reader.group)
            new_group = True
            continue
        if brace == b"}":
            if not reader.outer:
                return ""
            reader.group = reader.outer.pop()
            if not reader.outer:
                return ""
        elif word is not None:
            value = int(number) if number else None
            if word == b"bin" and value and value > 0:
                position += value
            else:
                _word(reader, word, value, new_group)
        elif code is not None:
            if reader.to_skip:
                reader.to_skip -= 1
            else:
                reader.waiting.append(int(code, 16))
        elif symbol is not None:
            if symbol == b"*" and new_group:
                # A destination that readers may not know: they leave it out, and so do we.
                following = _TOKEN.match(data, position)
                if following is None or following[1] not in _KEPT:
                    reader.group = replace(reader.group, into="skip")
                continue
            _put(reader, _SYMBOLS.get(symbol, ""))
        elif text is not None:
            skip, reader.to_skip = min(reader.to_skip, len(text)), max(0, reader.to_skip - len(text))
            _put(reader, text[skip:].decode(_page(reader), "replace"))
        new_group = False
        if reader.length > MAX_TEXT:
            return f"The document has more than {MAX_TEXT:,} characters; the rest was left out."
    return "The document breaks off; what was there was kept." if reader.outer else ""


def _word(reader: _Reader, word: bytes, value: int | None, new_group: bool) -> None:
    group = reader.group
    if word in _BREAKS:
        _put(reader, _BREAKS[word])
    elif word == b"u" and value is not None:
        _unicode(reader, value)
        reader.to_skip = group.fallback
    elif word == b"uc":
        reader.group = replace(group, fallback=min(max(value or 0, 0), 20))
    elif word == b"v":
        reader.group = replace(group, hidden=value != 0)
    elif word == b"deleted":
        reader.group = replace(group, deleted=value != 0)
    elif word == b"plain":
        reader.group = replace(group, hidden=False, deleted=False, font=-1)
    elif word == b"f" and value is not None:
        reader.group = replace(group, font=value)
    elif word == b"fcharset" and group.into == "fonts":
        if len(reader.fonts) < 10_000:
            reader.fonts[group.font] = _CHARSETS.get(value or 0, "")
    elif word == b"ansicpg":
        reader.page = _codec(f"cp{value}")
    elif word == b"mac":
        reader.page = "mac-roman"
    elif word == b"fonttbl":
        reader.group = replace(group, into="fonts")
    elif word == b"info":
        reader.group = replace(group, into="info")
    elif word in _INFO and group.into == "info":
        reader.group = replace(group, into=word.decode())
    elif word in _TIME_PARTS and group.into in ("creatim", "revtim"):
        reader.times.setdefault(group.into, {})[word] = value or 0
    elif word in _SKIPPED and word not in _KEPT and new_group:
        reader.group = replace(group, into="skip")


def _unicode(reader: _Reader, value: int) -> None:
    code = value % 65_536
    if 0xD800 <= code < 0xDC00:
        reader.high = code
    elif 0xDC00 <= code < 0xE000:
        if reader.high:
            _put(reader, chr(0x10000 + ((reader.high - 0xD800) << 10) + code - 0xDC00))
        reader.high = 0
    else:
        reader.high = 0
        _put(reader, chr(code))


def _put(reader: _Reader, text: str) -> None:
    group = reader.group
    if group.into == "body":
        if not group.hidden and not group.deleted:
            reader.body.append(text)
            reader.length += len(text)
    elif group.into == "title" and sum(map(len, reader.info.get("title", ()))) < 1_000:
        reader.info.setdefault("title", []).append(text)


def _flush(reader: _Reader) -> None:
    if reader.waiting:
        _put(reader, bytes(reader.waiting).decode(_page(reader), "replace"))
        reader.waiting.clear()


def _page(reader: _Reader) -> str:
    return reader.fonts.get(reader.group.font) or reader.page


def _codec(name: str) -> str:
    try:
        return codecs.lookup("utf-8" if name == "cp65001" else name).name
    except LookupError:
        return "cp1252"


def _time(parts: dict[bytes, int]) -> datetime | None:
    year, month, day, hour, minute, second = (parts.get(name, 0) for name in _TIME_PARTS)
    try:
        return datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
