"""The trained part of triage: one logistic regression a class over the traits of `features.py`.

The table comes with the package (`triage_model.npz`), is read when it is first needed, and is plain numbers: one
row of signed bytes a place, one column a class, and a scale for each column. How it was trained and on what is told
in `docs/triage-model.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ownvoice.reply import features

FILE = "triage_model.npz"
WORDS_REMEMBERED = 50_000  # of which the rows are kept (some 5 MB); then the memory begins anew

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Known:
    """Words that were met: where each one's row stands in `rows` (its own, then that of its pieces), and its pairs'."""

    rows: Table
    row: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, features.PairParts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained table. `names`: the classes, one a column of `table` (places × classes + 1) and of `bias`.

    The last column holds the square of each place's rarity, so that the length of what was added up is added up with
    it. `ordinary`: the CRC-32 of words that ordinary texts hold.
    """

    names: tuple[str, ...]
    table: Table
    bias: Table
    ordinary: frozenset[int]
    _known: list[_Known] = field(default_factory=list, repr=False, compare=False)  # the one in use
    _learning: Lock = field(default_factory=Lock, repr=False, compare=False)

    def scores(self, text: str, said: Sequence[str], hints: Sequence[str] = ()) -> Mapping[str, float]:
        """The estimated probability in [0, 1] of each class, each apart from the others.

        `said`: the message's folded words (`phrases.spoken_words`); `hints`: what the word lists say (`Listed.traits`).
        Takes time in proportion to the words, up to a limit.
        """
        return dict(zip(self.names, logistic(self.sums(text, said, hints)), strict=True))

    def sums(self, text: str, said: Sequence[str], hints: Sequence[str] = ()) -> Table:
        """The log-odds of each class."""
        said = features.read_words(said)
        summed = features.SHAPE * self._added(features.shape(text, len(said)))
        if said:
            known = self._words(said)
            distinct = known.rows.take([known.row[word] for word in dict.fromkeys(said)], axis=0)
            width = self.table.shape[1]
            both: Table = np.add.reduce(distinct)
            summed += _of_length_one(both[:width])
            summed += _of_length_one(both[width:])
            if len(said) > 1:
                near = features.pair_places([known.pairs[word] for word in said])
                summed += _of_length_one(np.add.reduce(self.table.take(near, axis=0)))
        if hints:
            summed += features.LISTED * self._added(hints)
        hostile = features.hostile_traits(text, said, self.is_ordinary)
        if hostile:
            summed += features.HOSTILE * self._added(hostile)
        desperate = features.despair_traits(said, self.is_ordinary)
        if desperate:
            summed += _of_length_one(self._added(desperate))
        return self.bias + summed[:-1]

    def is_ordinary(self, word: str) -> bool:
        """Whether ordinary texts hold this folded word."""
        return crc32(word.encode()) in self.ordinary

    def _added(self, traits: Sequence[str]) -> Table:
        added: Table = np.add.reduce(self.table.take(features.places(traits), axis=0))
        return added

    def _words(self, said: Sequence[str]) -> _Known:
        """What is known of words, with these among them. It is only ever added to, so several threads may read it."""
        known = self._known[0] if self._known else None
        if known is not None and all(map(known.row.__contains__, said)):
            return known
        with self._learning:
            known = self._known[0] if self._known else None
            if known is None or len(known.row) + len(said) > WORDS_REMEMBERED:
                known = _Known(np.zeros((WORDS_REMEMBERED, 2 * self.table.shape[1]), dtype=np.float32))
                self._known[:] = [known]
            for word in said:
                if word not in known.row:
                    own, *pieces = features.word_places(word)
                    at = len(known.row)
                    known.rows[at] = np.concatenate([self.table[own], np.add.reduce(self.table[pieces])])
                    known.pairs[word] = features.pair_parts(word)
                    known.row[word] = at  # last: who sees it may use the rest
            return known


def _of_length_one(summed: Table) -> Table:
    return summed / math.sqrt(float(summed[-1]) + 1e-9)


def logistic(log_odds: Table) -> list[float]:
    """Log-odds as probabilities."""
    return [1 / (1 + math.exp(-max(-30.0, min(30.0, x)))) for x in log_odds.tolist()]


@cache
def shipped() -> Classifier:
    """The classifier that comes with the package."""
    return unpacked(files(__package__).joinpath(FILE).read_bytes())


def packed(classifier: Classifier) -> bytes:
    """The classifier as the bytes of an .npz file, its table in signed bytes."""
    weights = classifier.table[:, :-1]
    scale = np.abs(weights).max(axis=0) / 127 + 1e-12
    out = BytesIO()
    arrays: dict[str, Any] = {
        "names": np.array(classifier.names),
        "table": np.round(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "rarity": classifier.table[:, -1].astype(np.float16),
        "bias": classifier.bias.astype(np.float32),
        "ordinary": np.array(sorted(classifier.ordinary), dtype=np.uint32),
    }
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def unpacked(data: bytes) -> Classifier:
    """The classifier that `packed` gave. Raises ValueError where the bytes are no such file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        weights = arrays["table"].astype(np.float32) * arrays["scale"]
        table = np.column_stack([weights, arrays["rarity"].astype(np.float32)])
        return Classifier(
            tuple(str(name) for name in arrays["names"]),
            table,
            arrays["bias"],
            frozenset(arrays["ordinary"].tolist()),
        )
