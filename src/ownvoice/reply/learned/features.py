"""What the learned classifiers see of a message: hashed words, pairs of words, runs of letters, and its look.

Hashing keeps no vocabulary: nothing that anybody wrote can be read out of the weights (Weinberger et al.,
"Feature Hashing for Large Scale Multitask Learning", ICML 2009). Letters catch spelling tricks and endings
(character 2- to 5-grams), words catch phrases. Links, mentions and numbers stand for their kind, so that no
address is learned by heart. numpy only; time in proportion to the (bounded) length.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ownvoice.core.text import fold

BITS = 17
BUCKETS = 1 << BITS  # of words and letters together
READ_CHARS = 1_000  # of a message; what it is shows in that, and time stays bounded
LOOKS = 10  # how many figures describe its look

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_LINK = re.compile(
    r"https?://\S+|www\.\S+|\b[\w\-]{2,40}\.(?:com|net|org|io|ly|me|tv|shop|xyz|info|co|fr)\b\S*"
)
_MENTION = re.compile(r"(?<!\w)@[\w.\-]+")
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+|[^\w\s]")

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(64 - BITS)
_WORD_SALT = np.uint64(0x2545F4914F6CDD1D)
_PAIR_SALT = np.uint64(0x5851F42D4C957F2D)
_LETTER_SALTS = [np.uint64(0x14057B7EF767814F * n & 0xFFFFFFFFFFFFFFFF) for n in range(6)]


@dataclass(frozen=True, slots=True)
class Features:
    """One message. `words` and `letters`: distinct bucket numbers below `BUCKETS`; `looks`: shape (LOOKS,)."""

    words: Indices
    letters: Indices
    looks: Floats


def normalised(text: str) -> str:
    """Folded text with links, mentions and numbers replaced by a sign of their kind."""
    folded = fold(text)
    if "." in folded:
        folded = _LINK.sub(" ⌁ ", folded)
    if "@" in folded:
        folded = _MENTION.sub("@", folded)
    return _SPACE.sub(" ", _NUMBER.sub("0", folded)).strip()


def features(text: str) -> Features:
    """The features of the first `READ_CHARS` characters of a message. Never raises."""
    text = text[:READ_CHARS]
    plain = normalised(text)
    return Features(_word_buckets(plain), _letter_buckets(plain), _looks(text, plain))


def _word_buckets(plain: str) -> Indices:
    found = [zlib.crc32(word.encode("utf-8", "replace")) for word in _WORD.findall(plain)]
    if not found:
        return np.zeros(0, dtype=np.int64)
    hashes = np.array(found, dtype=np.uint64)
    single = (hashes + _WORD_SALT) * _BASE
    pairs = (hashes[:-1] * _PAIR_SALT + hashes[1:]) * _BASE
    return _distinct(np.concatenate([single, pairs]))


def _letter_buckets(plain: str) -> Indices:
    codes = np.frombuffer(f" {plain} ".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    runs = []
    rolling = codes
    for n in range(2, 6):
        if len(codes) < n:
            break
        rolling = rolling[:-1] * _BASE + codes[n - 1 :]
        runs.append(rolling ^ _LETTER_SALTS[n])
    if not runs:
        return np.zeros(0, dtype=np.int64)
    return _distinct(np.concatenate(runs))


def _distinct(hashes: npt.NDArray[np.uint64]) -> Indices:
    mixed = (hashes ^ (hashes >> np.uint64(31))) * _MIX
    buckets = (mixed >> _SHIFT).astype(np.int64)
    buckets.sort()
    keep = np.ones(len(buckets), dtype=bool)
    np.not_equal(buckets[1:], buckets[:-1], out=keep[1:])
    return np.asarray(buckets[keep])


def _looks(text: str, plain: str) -> Floats:
    """How a message looks, each figure about 0 to 1: length, links, mentions, capitals, digits, marks, lines."""
    length = max(len(text), 1)
    letters = sum(map(str.isalpha, text)) or 1
    return np.array(
        [
            min(np.log1p(length) / 7.0, 1.0),
            min(plain.count("⌁"), 3) / 3,
            min(plain.count("@"), 3) / 3,
            sum(map(str.isupper, text)) / letters,
            sum(map(str.isdigit, text)) / length,
            min(text.count("!"), 5) / 5,
            min(text.count("?"), 3) / 3,
            min(text.count("\n"), 5) / 5,
            sum(1 for c in text if ord(c) > 0x2000) / length if not text.isascii() else 0.0,
            1.0 if plain[:1] and not plain[:1].isalnum() else 0.0,
        ],
        dtype=np.float32,
    )
