"""The figures of many pairs at once, with their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ownvoice.bench.verifying.claims import Pair
from ownvoice.bench.verifying.vectors import KeptVectors
from ownvoice.core.text import words
from ownvoice.reply.checking.features import LEXICAL, Comparison
from ownvoice.reply.checking.gates import objection
from ownvoice.reply.checking.reading import read
from ownvoice.reply.checking.support import Floats, Whole


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on a set of pairs, row by row.

    `lexical`, `semantic`: shapes (pairs, figures); `objected`: whether an exact check speaks against the claim.
    """

    lexical: Floats
    semantic: Floats
    labels: Whole
    groups: tuple[str, ...]
    objected: Whole

    @property
    def both(self) -> Floats:
        """All figures side by side."""
        return np.hstack([self.lexical, self.semantic])


def measured(pairs: Sequence[Pair], vectors: KeptVectors) -> Measured:
    """The figures of all pairs; embeds what isn't known yet."""
    compared = [Comparison(read(pair.claim), read(pair.evidence, pair.language)) for pair in pairs]
    texts = [one.texts() for one in compared]
    vectors.prepare([text for listed in texts for text in listed])
    return Measured(
        np.array([one.lexical() for one in compared]),
        np.array([one.semantic(vectors(listed)) for one, listed in zip(compared, texts, strict=True)]),
        np.array([pair.supported for pair in pairs], dtype=np.int64),
        tuple(pair.group for pair in pairs),
        np.array([bool(objection(one)) for one in compared], dtype=np.int64),
    )


def overlap(pairs: Sequence[Pair]) -> Floats:
    """The plain baseline: the share of the claim's different words that the evidence has."""
    shares = []
    for pair in pairs:
        said = set(words(pair.claim))
        shares.append(len(said & set(words(pair.evidence))) / max(1, len(said)))
    return np.array(shares)


def ngrams(measured_set: Measured) -> Floats:
    """The figures of the n-gram baseline: precision of one to four words, best sentence, longest match."""
    wanted = [LEXICAL.index(name) for name in ("p1", "p2", "p3", "p4", "best_sentence", "longest")]
    return measured_set.lexical[:, wanted]
