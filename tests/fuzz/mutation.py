"""Changes to a bundle that keep most of it what it was: the reader gets past its first lines then.

Works on what JSON, CSV, XML, HTML, YAML and chats have in common: words, numbers, strings, lines, brackets.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.fuzz.bundle import Bundle

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|-?\d++(?:\.\d++)?|[A-Za-z_]++|<[^<>]{0,200}>|\s++|.', re.DOTALL)
STRANGE = [
    b"", b"null", b"true", b"false", b"0", b"-1", b"1.5", b"1e999", b"-0.0", b"9" * 25, b"NaN", b"Infinity",
    b'""', b'" "', b'"\\u0000"', b'"a\\u0000b"', b'"\\ud800"', b'"\\udc00x"', b'"\\ud83d\\ude00"', b'"x', b"[]",
    b"{}", b"[null]", b"[[]]", b'[""]', b'{"":""}', b'{"a":{"b":[1,"x",null]}}', b"[" * 600, b'{"a":' * 600,
    b'["' + b"a" * 3000 + b'"]', b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\x80",
    b"&#0;", b"&#xD800;", b"&amp;amp;", b"&#x110000;", b"&lt;b&gt;", b"<", b">", b"</", b"<!--", b"<![CDATA[", b"]]>",
    b"<?x", b"<br>", b"<b>" * 300, b"<p>" * 300, b"'", b"\\", b"\\\\", b"\r", b"\r\n", b"\n\n", b"\t", b"\x0b",
    "\u2028".encode(), "\u202f".encode(), "\u200e".encode(), "\u0085".encode(), "\ufeff".encode(), "é".encode(),
    "😀".encode(), "١٢".encode(), "²".encode(), "İ".encode(), b"9999-12-31T23:59:59-14:00",
    b"0001-01-01T00:00:00+14:00", b"2024-02-30", b"2024-01-01T00:00:00Z", b"253402300800", b"-62135596801", b"1e18",
    b"99999999999999", b"00:00:00.000 --> 99:99:99.999", b"---", b"+++", b"...", b"```", b"> > > ", b"From ", b"[a](b)",
    b"![](", b"*" * 400, b"_" * 400, b"(" * 400, b"`" * 400, b">" * 400, b"&a", b"*a", b"!!binary x", b"<<: *a", b"? ",
    b"http://[", b"https://example.org/%", b"mailto:x", b"@" * 100, b"#", b"//", b"=" * 200, b"=?utf-8?q?=ff?=",
    b"=?x?b?!?=", b"; charset=utf-7", b"; charset=x", b"Content-Transfer-Encoding: base64\n", b"window.YTD.x.part0 = ",
    b"a\0b", b",,,,", b'"a""b"', b"\x1a", b"\x1e", b"\x1f", b"%00", b"/../", b"None", b"1_0", b"0x1", b"1,5",
]  # fmt: skip
_OPEN, _CLOSE = b"[{", b"]}"


def mutated(bundle: Bundle, chance: random.Random, pool: Sequence[Bundle], most: int) -> Bundle:
    """A bundle like this one, changed in a few places; members and names may come from the `pool`."""
    for _ in range(1 + int(chance.expovariate(0.7))):
        if bundle.files and chance.random() < 0.9:
            name = chance.choice(list(bundle.files))
            content = changed(bundle.files[name], chance, [*bundle.files.values()], most)
            bundle = replace(bundle, files={**bundle.files, name: content[:most]})
        else:
            bundle = _rearranged(bundle, chance, pool)
    return bundle


def _rearranged(bundle: Bundle, chance: random.Random, pool: Sequence[Bundle]) -> Bundle:
    files = dict(bundle.files)
    other = chance.choice(pool) if pool else bundle
    match chance.randrange(7):
        case 0 if files:
            files.pop(chance.choice(list(files)))
        case 1 if other.files:
            name = chance.choice(list(other.files))
            files[name] = other.files[name]
        case 2 if files and other.files:
            name = chance.choice(list(files))
            files[chance.choice(list(other.files))] = files.pop(name)
        case 3 if files and other.files:
            files[chance.choice(list(files))] = other.files[chance.choice(list(other.files))]
        case 4:
            return replace(bundle, include_private=not bundle.include_private)
        case 5:
            return replace(bundle, small_windows=not bundle.small_windows)
        case _:
            return replace(bundle, own_names=chance.choice([(), other.own_names, ("x",), ("", "\u0130")]))
    return replace(bundle, files=files)


def changed(data: bytes, chance: random.Random, others: Sequence[bytes], most: int) -> bytes:
    """The content with one change."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _in_zip(data, chance, most)
    return chance.choice(_CHANGES)(data, chance, others)


def _in_zip(data: bytes, chance: random.Random, most: int) -> bytes:
    """A change to a part of a packed document."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()[:20]}
        name = chance.choice(list(parts))
        parts[name] = changed(parts[name], chance, [*parts.values()], most)[:most]
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
    except Exception:
        return data
    return target.getvalue()


def _spans(data: bytes, chance: random.Random) -> list[tuple[int, int]]:
    """Where the tokens of a stretch of the content are."""
    start = 0 if len(data) < 6000 else chance.randrange(len(data) - 5000)
    return [match.span() for match in _TOKEN.finditer(data, start, start + 6000)] or [(0, 0)]


def _strange_token(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = chance.choice(_spans(data, chance))
    return data[:start] + chance.choice(STRANGE) + data[end:]


def _other_token(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = chance.choice(_spans(data, chance))
    other = chance.choice(others)
    first, last = chance.choice(_spans(other, chance))
    return data[:start] + other[first:last] + data[end:]


def _inserted(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, _ = chance.choice(_spans(data, chance))
    return data[:start] + chance.choice(STRANGE) + data[start:]


def _without_tokens(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    spans = _spans(data, chance)
    first = chance.randrange(len(spans))
    last = min(first + chance.choice((0, 0, 1, 3, 20)), len(spans) - 1)
    return data[: spans[first][0]] + data[spans[last][1] :]


def _repeated_tokens(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    spans = _spans(data, chance)
    first = chance.randrange(len(spans))
    start, end = spans[first][0], spans[min(first + chance.randrange(40), len(spans) - 1)][1]
    return data[:end] + data[start:end] * chance.choice((1, 1, 1, 3, 30, 3000)) + data[end:]


def _lines_moved(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return _strange_token(data, chance, others)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines[first], lines[second] = lines[second], lines[first]
        case 1:
            lines.insert(first, lines[second])
        case _:
            del lines[first]
    return b"".join(lines)


def _value_replaced(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A whole bracketed value in place of another, or something strange in its place."""
    spans = _bracketed(data)
    if not spans:
        return _strange_token(data, chance, others)
    start, end = chance.choice(spans)
    first, last = chance.choice(spans)
    value = chance.choice((data[first:last], chance.choice(STRANGE)))
    return data[:start] + value + data[end:]


def _bracketed(data: bytes) -> list[tuple[int, int]]:
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for match in re.finditer(rb"[\[\]{}]", data[:20_000]):
        if match.group() in _OPEN:
            opened.append(match.start())
        elif opened:
            spans.append((opened.pop(), match.end()))
    return spans


def _cut(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flipped(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    flipped = bytearray(data or b"x")
    for _ in range(chance.choice((1, 1, 2, 8))):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _encoded_otherwise(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    match chance.randrange(5):
        case 0:
            return text.encode("utf-16")
        case 1:
            return text.encode("latin-1", "replace")
        case 2:
            return data.decode("latin-1").encode()
        case 3:
            return text.encode("utf-16-be")
        case _:
            return b"\xef\xbb\xbf" + data


def _chunks_reordered(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    edges = [0, *cuts, len(data)]
    chunks = [data[edges[i] : edges[i + 1]] for i in range(len(edges) - 1)]
    chance.shuffle(chunks)
    return b"".join(chunks)


_CHANGES: list[Callable[[bytes, random.Random, Sequence[bytes]], bytes]] = [
    *[_strange_token] * 5,
    *[_other_token] * 3,
    *[_inserted] * 3,
    *[_without_tokens] * 3,
    *[_repeated_tokens] * 2,
    *[_lines_moved] * 3,
    *[_value_replaced] * 4,
    _cut,
    *[_flipped] * 3,
    _encoded_otherwise,
    _chunks_reordered,
]
