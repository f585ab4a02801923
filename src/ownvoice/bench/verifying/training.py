"""`python -m ownvoice.bench.verifying.training DATA`: learns the shipped weights and writes them into the package.

`docs/verifier.md` says what the weights saw. QAGS is left out: its publisher names no licence.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from ownvoice.bench.verifying import planted
from ownvoice.bench.verifying.claims import Pair, kind, public_sets
from ownvoice.bench.verifying.creators import true_sentences
from ownvoice.bench.verifying.figures import Measured, measured
from ownvoice.bench.verifying.learning import fit, out_of_fold, scaled
from ownvoice.bench.verifying.measures import auroc
from ownvoice.bench.verifying.paraphrases import paraphrases
from ownvoice.bench.verifying.vectors import KeptVectors
from ownvoice.core.text import words
from ownvoice.reply.checking import support

LICENSED = ("wice", "begin")
LEARNING_HALF = 0
REWORDED = 60  # in each language, to learn from
PRECISION = 0.95  # of what may stand, on claims the weights didn't see
SEED = 3


def creator_pairs(data: Path, half: int, most: int = REWORDED) -> list[Pair]:
    """Reworded true sentences of one half of the creators' sentences, and others of the same article that the passage lacks."""
    everything = true_sentences(data)
    by_article: dict[str, list[str]] = {}
    for sentence in everything:
        by_article.setdefault(sentence.where, []).append(sentence.text)
    rnd = random.Random(SEED)  # noqa: S311
    sentences = list(planted.sample(everything, half))
    where = {sentence.text: sentence for sentence in sentences}
    found = []
    for one in planted.rewordings(sentences, most):
        source = where[one.original]
        found.append(Pair(one.text, one.passage, True, source.where, one.language))
        others = [text for text in by_article[source.where] if text not in one.passage]
        shared = set(words(one.passage))
        others.sort(key=lambda text: -len(shared & set(words(text))) / len(words(text)))
        if others:
            found.append(Pair(rnd.choice(others[:3]), one.passage, False, source.where, one.language))
    return found


def learning_sets(data: Path, vectors: KeptVectors) -> dict[str, Measured]:
    """What the shipped weights learn from, by name."""
    sets = {name: pairs for name, pairs in public_sets(data).items() if kind(name) in LICENSED}
    sets["paraphrases"] = paraphrases(data)
    sets["creators"] = creator_pairs(data, LEARNING_HALF)
    found = {name: measured(pairs, vectors) for name, pairs in sets.items() if pairs}
    vectors.keep()
    return found


def _learned(sets: dict[str, Measured], semantic: bool) -> tuple[support.Weights, float]:
    """Weights from all sets, on a scale of chances, and the chance from which on `PRECISION` of the claims is supported."""
    figures = np.vstack([one.both if semantic else one.lexical for one in sets.values()])
    labels = np.concatenate([one.labels for one in sets.values()])
    groups = [group for one in sets.values() for group in one.groups]
    odds = out_of_fold(figures, labels, groups)
    weights = scaled(fit(figures, labels), odds, labels)
    chances = 1 / (1 + np.exp(-(weights.scale * odds + weights.shift)))
    # The creators' pairs are made by rule and easy: what may stand is set by what people judged or wrote.
    hard = np.concatenate([np.full(len(one.labels), name != "creators") for name, one in sets.items()])
    free = hard & (np.concatenate([one.objected for one in sets.values()]) == 0)
    enough = _enough(labels[free], chances[free])
    start = 0
    for name, one in sets.items():
        here = slice(start, start + len(one.labels))
        start += len(one.labels)
        ours, open_ = chances[here], one.objected == 0
        taken = (ours >= enough) & open_
        right = one.labels[taken].mean() if taken.any() else 1.0
        print(
            f"  {name}: AUROC {auroc(one.labels, ours):.3f}; accepted {taken.mean():.3f} of all, "
            f"{taken[one.labels == 1].mean():.3f} of the supported; precision {right:.3f}"
        )
    return weights, enough


def _enough(labels: support.Whole, chances: support.Floats) -> float:
    order = np.argsort(-chances)
    right = np.cumsum(labels[order]) / np.arange(1, len(labels) + 1)
    good = np.flatnonzero(right >= PRECISION)
    return float(chances[order][good[-1]]) if len(good) else 1.0


def main(data: Path) -> None:
    """Learn, print what is met on unseen folds, and write `support.npz`."""
    sets = learning_sets(data, KeptVectors())
    print({name: (len(one.labels), int(one.labels.sum())) for name, one in sets.items()})
    lexical, enough = _learned(sets, semantic=False)
    semantic, enough_semantic = _learned(sets, semantic=True)
    print(f"enough: {enough:.3f} by words, {enough_semantic:.3f} with vectors")
    arrays = support.as_arrays(lexical, "lexical") | support.as_arrays(semantic, "semantic")
    target = Path(support.__file__).with_name("support.npz")
    np.savez_compressed(target, enough=np.array([enough, enough_semantic]), **arrays)
    print(f"wrote {target.name}, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
