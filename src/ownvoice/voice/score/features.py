"""A text as a sparse vector of how it is written: four views of it, each cut into runs and hashed.

The views are sequences of integer codes, and a feature is a run of neighbouring codes:

- characters, case kept (1 to 5);
- words and marks, lower case (1 to 2);
- shape: letters become "a" or "A", digits "0", and runs of the same become one, so that what is left is casing,
  spacing and punctuation (1 to 6);
- skeleton: the commonest words of the language stay, all others become their kind, so that what is left is function
  words and how sentences are joined (1 to 3).

Links, names after "@" and digits are masked first: they say what a text is about, not who wrote it. Character n-grams
and function words are the strongest single features of authorship (Stamatatos 2009; Sari et al. 2018); hashing
instead of a dictionary is Weinberger et al. 2009.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

MAX_CHARS = 4_000  # of a text that are looked at
COMMON_WORDS = 200  # words and marks of a language that the skeleton keeps
BITS = 17  # each view has 2**17 places
VIEWS: tuple[tuple[str, int, int], ...] = (  # name, shortest and longest run
    ("characters", 1, 5),
    ("words", 1, 2),
    ("shape", 1, 6),
    ("skeleton", 1, 3),
)
PLACES = len(VIEWS) << BITS

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_MENTION = re.compile(r"@\w+")
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"[^\S\n]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|\n|_")
_MULTIPLIER = 0x9E3779B97F4A7C15
_WORD64 = (1 << 64) - 1
_START, _END = 2, 3
_LOWER, _UPPER, _FIGURE = ord("a"), ord("A"), ord("0")
_KINDS = np.array(
    [0x11, 0x12, 0x13, 0x14], np.uint64
)  # of a word that is not common: lower, Capital, CAPITALS, figure


def masked(text: str) -> str:
    """The text without what it is about by name: links and handles become one sign, digits become 0."""
    text = _BLANKS.sub(" ", text[:MAX_CHARS].strip())
    if "http" in text or "www." in text:
        text = _LINK.sub("\x05", text)
    if "@" in text:
        text = _MENTION.sub("@\x06", text)
    return _DIGIT.sub("0", text)


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as rows of a sparse matrix: row i is places[starts[i]:starts[i + 1]] with the values beside them."""

    starts: NDArray[np.int64]
    places: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, kept: NDArray[np.bool_]) -> Rows:
        """The rows for which `kept` is true."""
        sizes = np.diff(self.starts)
        entries = np.repeat(kept, sizes)
        return Rows(_starts(sizes[kept]), self.places[entries], self.values[entries])

    @staticmethod
    def joined(parts: Sequence[Rows]) -> Rows:
        """The rows of all parts, one after the other."""
        return Rows(
            _starts(np.concatenate([np.diff(part.starts) for part in parts])),
            np.concatenate([part.places for part in parts]),
            np.concatenate([part.values for part in parts]),
        )


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])


def common_words(texts: Iterable[str]) -> Codes:
    """The sorted codes of the commonest words and marks: what the skeleton keeps. Ties by code."""
    counts: dict[int, int] = {}
    for text in texts:
        for token in _TOKEN.findall(masked(text).lower()):
            code = zlib.crc32(token.encode("utf-8", "replace"))
            counts[code] = counts.get(code, 0) + 1
    ranked = sorted(counts, key=lambda code: (-counts[code], code))[:COMMON_WORDS]
    return np.array(sorted(ranked), np.uint64)


def counted(texts: Sequence[str], common: Codes) -> Rows:
    """Each text's runs with 1 + log(how often) as values, not yet weighed or made of one length."""
    views: list[list[Codes]] = [[] for _ in VIEWS]
    for text in texts:
        for found, codes in zip(views, _sequences(masked(text), common), strict=True):
            found.append(codes)
    rows: list[NDArray[np.int64]] = []
    for number, (codes_of_texts, (_, shortest, longest)) in enumerate(zip(views, VIEWS, strict=True)):
        rows.append(_places(codes_of_texts, shortest, longest) + (number << BITS))
    keys, times = np.unique(np.concatenate(rows), return_counts=True)
    owner = keys >> 32
    starts = np.searchsorted(owner, np.arange(len(texts) + 1))
    return Rows(
        starts.astype(np.int64),
        (keys & 0xFFFFFFFF).astype(np.int32),
        (1 + np.log(times)).astype(np.float32),
    )


def rarity(rows: Rows) -> Floats:
    """How rare each place is: 1 + log((1 + texts) / (1 + texts that have it)), the smoothed idf."""
    having = np.bincount(rows.places, minlength=PLACES)
    return (1 + np.log((1 + len(rows)) / (1 + having))).astype(np.float32)


def weighed(rows: Rows, rarities: Floats) -> Rows:
    """The rows by rarity, each view of each text scaled to length 1."""
    values = rows.values * rarities[rows.places]
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
    part = owner * len(VIEWS) + (rows.places >> BITS)
    squares = np.bincount(part, values.astype(np.float64) ** 2, len(rows) * len(VIEWS))
    scale = 1 / np.sqrt(np.maximum(squares, 1e-12))
    return Rows(rows.starts, rows.places, (values * scale[part]).astype(np.float32))


def _sequences(text: str, common: Codes) -> tuple[Codes, Codes, Codes, Codes]:
    characters = np.frombuffer(f"\x02{text}\x03".encode("utf-32-le", "replace"), np.uint32)
    tokens = _TOKEN.findall(text)
    words = np.array(
        [_START, *(zlib.crc32(token.lower().encode("utf-8", "replace")) for token in tokens), _END], np.uint64
    )
    kinds = np.array([0, *map(_kind, tokens), 0], np.intp)
    skeleton = np.where(_among(words, common) | (kinds < 0), words, _KINDS[kinds])
    skeleton[0], skeleton[-1] = _START, _END
    return characters.astype(np.uint64), words, _shape(characters), skeleton


def _kind(token: str) -> int:
    if not token[0].isalnum():
        return -1
    if token[0] == "0":
        return 3
    return 0 if token.islower() else 2 if len(token) > 1 and token.isupper() else 1


def _among(codes: Codes, common: Codes) -> NDArray[np.bool_]:
    if not len(common):
        return np.zeros(len(codes), np.bool_)
    at = np.minimum(np.searchsorted(common, codes), len(common) - 1)
    return np.asarray(common[at] == codes)


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint32]:
    """Code point → what it is in the shape, for the basic plane; others stay as they are (emoji)."""
    table = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        category = unicodedata.category(chr(code))
        if category == "Lu":
            table[code] = _UPPER
        elif category[0] in "LM":
            table[code] = _LOWER
        elif category[0] == "N":
            table[code] = _FIGURE
    return table


def _shape(characters: NDArray[np.uint32]) -> Codes:
    table = _classes()
    shape = np.where(characters < 0x10000, table[np.minimum(characters, 0xFFFF)], characters)
    again = (shape[1:] == shape[:-1]) & (
        (shape[1:] == _LOWER) | (shape[1:] == _UPPER) | (shape[1:] == _FIGURE)
    )
    return shape[np.concatenate(([True], ~again))].astype(np.uint64)


def _places(codes_of_texts: Sequence[Codes], shortest: int, longest: int) -> NDArray[np.int64]:
    """For every run in every text: the text's number shifted left by 32, plus the run's place in its view.

    The hash of a run is the sum of its codes times powers of an odd number, modulo 2**64, mixed (the finaliser of
    SplitMix64, Steele et al. 2014).
    """
    codes = np.concatenate(codes_of_texts) + np.uint64(7)
    sizes = np.array([len(codes_) for codes_ in codes_of_texts])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    ahead = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(codes))  # codes from here to the text's end
    found = []
    sums = np.zeros(len(codes), np.uint64)
    power = 1
    for length in range(1, longest + 1):
        sums = sums[: len(codes) - length + 1] + codes[length - 1 :] * np.uint64(power)
        power = power * _MULTIPLIER & _WORD64
        if length >= shortest:
            whole = ahead[: len(sums)] >= length
            mixed = _mixed(sums[whole] + np.uint64(length * 1_000_003))
            found.append((owner[: len(sums)][whole].astype(np.int64) << 32) | mixed)
    return np.concatenate(found)


def _mixed(sums: Codes) -> NDArray[np.int64]:
    sums = (sums ^ (sums >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    sums = (sums ^ (sums >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((sums ^ (sums >> np.uint64(31))) >> np.uint64(64 - BITS)).astype(np.int64)
