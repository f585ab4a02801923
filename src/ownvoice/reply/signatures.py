"""How much two messages say the same, by short signatures that are quick to compare: MinHash (Broder 1997).

A message's signature holds, for each of `ROWS` hash functions, the smallest hash of its stems and neighbouring stems;
two signatures agree in a share of places that estimates the Jaccard similarity of what the messages hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ownvoice.core.text import STOP_WORDS, stem
from ownvoice.reply.phrases import spoken_words

ROWS = 32  # hash functions, and so numbers in a signature
BAND = 4  # numbers that have to agree for two messages to be looked at as near
ALIKE = 0.7  # agreement from which two messages are near-duplicates
MOST_WORDS = 200  # of a message that are read

Signature = NDArray[np.uint32]
# Multiply-shift hashing (Dietzfelbinger et al. 1997): the high half of an odd factor times the hash, modulo 2^64. The
# factors fill 64 bits, or the products would keep the order of the hashes, and all rows choose the same stem.
_chance = np.random.default_rng(20240501)
_FACTORS = _chance.integers(0, 1 << 63, ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_TERMS = _chance.integers(0, 1 << 63, ROWS, dtype=np.uint64)
_HALF = np.uint64(32)


def content(text: str, language: str) -> list[str]:
    """The stems of a message's words in order, without the commonest words; all words where only such are left."""
    said = spoken_words(text)[:MOST_WORDS]
    stop = STOP_WORDS.get(language, frozenset())
    return [stem(word, language) for word in said if word not in stop] or said


def signature(text: str, language: str = "") -> Signature:
    """The message's signature: `ROWS` numbers; all at their highest for a message without words."""
    stems = content(text, language)
    held = {crc32(part.encode()) for part in (*stems, *map(" ".join, zip(stems, stems[1:], strict=False)))}
    if not held:
        return np.full(ROWS, np.iinfo(np.uint32).max, dtype=np.uint32)
    hashes = np.fromiter(held, dtype=np.uint64, count=len(held))
    mixed = hashes[:, None] * _FACTORS + _TERMS  # wraps around
    smallest: Signature = (mixed.min(axis=0) >> _HALF).astype(np.uint32)
    return smallest


def similarity(one: Signature, other: Signature) -> float:
    """The estimated share in [0, 1] of stems and pairs that two messages have in common."""
    return float((one == other).mean())


def near_duplicates(
    message: Signature, others: Sequence[tuple[int, Signature]], alike: float = ALIKE
) -> list[int]:
    """The ids of the messages that say nearly the same as `message`, the most alike first, then in their order."""
    if not others:
        return []
    agreement = (np.stack([found for _, found in others]) == message).mean(axis=1)
    order = np.argsort(-agreement, kind="stable")
    return [others[i][0] for i in order if agreement[i] >= alike]


def groups_alike(signatures: NDArray[np.uint32], alike: float = ALIKE) -> Iterable[list[int]]:
    """Positions of messages that say nearly the same, two or more a group, found by bands without comparing all pairs.

    `signatures`: messages × `ROWS`. Each message is compared with the first of its band's bucket only, so that a
    thousand copies cost a thousand comparisons.
    """
    leader = list(range(len(signatures)))

    def first(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    empty = np.iinfo(np.uint32).max
    for start in range(0, ROWS, BAND):
        buckets: dict[bytes, int] = {}
        band = np.ascontiguousarray(signatures[:, start : start + BAND])
        for i in range(len(band)):
            if band[i, 0] == empty:
                continue
            head = buckets.setdefault(band[i].tobytes(), i)
            if head != i and first(head) != first(i) and similarity(signatures[head], signatures[i]) >= alike:
                one, other = sorted((first(head), first(i)))
                leader[other] = one
    members: dict[int, list[int]] = {}
    for i in range(len(signatures)):
        members.setdefault(first(i), []).append(i)
    return [group for group in members.values() if len(group) > 1]
