"""How the shipped classifier is trained. Needs scikit-learn, which is a tool of development, not of the program.

Each class is a logistic regression of its own over the traits of `reply/features.py`, in which examples weigh so much
that both sides of a class count the same. Fixed order, fixed seeds: the same sets give the same table.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from ownvoice.bench.generated import fans_questions
from ownvoice.bench.triaging import sets, templates
from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.text import words
from ownvoice.reply import features
from ownvoice.reply.classifier import Classifier
from ownvoice.reply.language import detect_language
from ownvoice.reply.listed import listed
from ownvoice.reply.phrases import spoken_words

INTENTS = (
    "question", "thanks", "criticism", "request", "business", "collaboration", "support", "smalltalk",
)  # fmt: skip
CLASSES = ("spam", "scam", "hate", "crisis", *INTENTS)
COST = {"spam": 4.0, "hate": 2.0, "crisis": 8.0}  # the inverse strength of regularisation, by class
USUAL_COST = 2.0
READERS = 3_000  # of the blog's comments in the half for training
SEED = 11
MADE_UP = 0.3  # weight of a made-up advertisement,
HARD = 3.0  # and of a message that sounds like distress and is none
UNCLEAR = 0.25  # share of the annotated posts without a clear label that still tell what isn't distress


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the classes it is known to be (1) or not to be (0), and how much it counts."""

    text: str
    labels: Mapping[str, int]
    weight: float = 1.0


@dataclass(slots=True)
class Corpus:
    """Examples and the words that ordinary texts hold."""

    examples: list[Example] = field(default_factory=list)
    ordinary: frozenset[int] = frozenset()


def sklearn() -> Any:
    """scikit-learn, or a sentence that says how to get it."""
    try:
        import sklearn.linear_model
    except ImportError as error:
        raise OwnvoiceError(
            "Training and its baselines need scikit-learn, which isn't installed.",
            "It comes with requirements/dev.txt (`make test` installs that).",
        ) from error
    return sklearn


SORTS = ("words", "pieces", "pairs", "despair", "flat")


@lru_cache(maxsize=60_000)
def traits(text: str, ordinary: frozenset[int]) -> dict[str, Mapping[int, float]]:
    """The places of a text's traits, by sort, and how much each counts, as `Classifier.sums` adds them up."""
    spoken = spoken_words(text)
    said = features.read_words(spoken)
    distinct = [_word_places(word) for word in dict.fromkeys(said)]
    flat: Counter[int] = Counter()

    def known(word: str) -> bool:
        return crc32(word.encode()) in ordinary

    for some, worth in (
        (features.shape(text, len(said)), features.SHAPE),
        (listed(spoken, detect_language(text, sets.LANGUAGES)).traits(), features.LISTED),
        (features.hostile_traits(text, said, known), features.HOSTILE),
    ):
        for trait in some:
            flat[features.place(trait)] += worth  # type: ignore[assignment]
    return {
        "words": Counter(places[0] for places in distinct),
        "pieces": Counter(at for places in distinct for at in places[1:]),
        "pairs": Counter(map(features.place, features.pairs(said))),
        "despair": Counter(map(features.place, features.despair_traits(said, known))),
        "flat": flat,
    }


@cache
def _word_places(word: str) -> list[int]:
    return features.word_places(word)


def matrix(texts: Sequence[str], ordinary: frozenset[int]) -> tuple[Any, Any]:
    """The texts' traits as a sparse matrix, one row a text, and the rarity of each place."""
    import scipy.sparse

    found = [traits(text, ordinary) for text in texts]
    blocks = {sort: _sparse([one[sort] for one in found]) for sort in SORTS}
    times = sum(np.bincount(blocks[sort].indices, minlength=features.PLACES) for sort in SORTS[:-1])
    rarity = np.log((1 + len(texts)) / (1 + np.minimum(times, len(texts)))) / np.log(1 + len(texts))
    rarity[np.unique(blocks["flat"].indices)] = 1.0
    rarity = rarity.astype(np.float16).astype(np.float64)
    rare = scipy.sparse.diags(rarity)
    rows = blocks.pop("flat") @ rare
    for block in blocks.values():
        length = np.sqrt(block @ (rarity**2) + 1e-9)
        rows = rows + scipy.sparse.diags(1 / length) @ block @ rare
    return rows.tocsr(), rarity


def _sparse(found: Sequence[Mapping[int, float]]) -> Any:
    import scipy.sparse

    ends = np.cumsum([0, *map(len, found)])
    places = np.fromiter((place for one in found for place in one), dtype=np.int32, count=ends[-1])
    values = np.fromiter((value for one in found for value in one.values()), dtype=np.float64, count=ends[-1])
    return scipy.sparse.csr_matrix((values, places, ends), shape=(len(found), features.PLACES))


def fit(corpus: Corpus, names: Sequence[str] = CLASSES) -> Classifier:
    """Train the named classes on the corpus."""
    linear = sklearn().linear_model
    rows, rarity = matrix([example.text for example in corpus.examples], corpus.ordinary)
    table = np.zeros((features.PLACES, len(names) + 1), dtype=np.float32)
    table[:, -1] = rarity**2
    bias = np.zeros(len(names), dtype=np.float32)
    for column, name in enumerate(names):
        known = [i for i, example in enumerate(corpus.examples) if name in example.labels]
        truth = np.array([corpus.examples[i].labels[name] for i in known])
        weight = np.array([corpus.examples[i].weight for i in known])
        for side in (0, 1):
            weight[truth == side] *= len(known) / (2 * weight[truth == side].sum())
        model = linear.LogisticRegression(
            C=COST.get(name, USUAL_COST), solver="liblinear", random_state=SEED, max_iter=400
        )
        model.fit(rows[known], truth, sample_weight=weight)
        table[:, column] = model.coef_[0] * rarity
        bias[column] = model.intercept_[0]
    return Classifier(tuple(names), table, bias, corpus.ordinary)


def ordinary_words(data: Path) -> frozenset[int]:
    """The CRC-32 of each word that the blog's posts and the readers' training half hold at least three times."""
    count: Counter[str] = Counter()
    for text in sets.posts(data):
        count.update(set(words(text)))
    for case in [*sets.split(sets.readers(data), False), *sets.split(sets.french_readers(data), False)]:
        count.update(set(words(case.text)))
    common = {word for word, times in count.items() if times >= 3 and word.isalpha() and len(word) >= 4}
    common |= {word for case in templates.ordinary() for word in words(case)}
    return frozenset(crc32(word.encode()) for word in common)


def spam_examples(data: Path, left_out: int | None = None) -> list[Example]:
    """Comments under the videos, without those of the one left out, and made-up ones."""
    real = [
        (case.text, case.label == "spam")
        for number, video in enumerate(sets.videos(data))
        if number != left_out
        for case in video
    ]
    made = templates.promotion(random.Random(SEED))  # noqa: S311 - not for secrets
    found = [(text, spam, 1.0) for text, spam in real] + [(text, spam, MADE_UP) for text, spam in made]
    return [
        Example(
            text, {"spam": 1, "crisis": 0} if spam else {"spam": 0, "scam": 0, "hate": 0, "crisis": 0}, weight
        )
        for text, spam, weight in found
    ]


def reader_examples(data: Path) -> list[Example]:
    """Real readers: no spam, no scam, no hatred, nobody in distress."""
    cases = sets.split(sets.readers(data), False)[:READERS] + sets.split(sets.french_readers(data), False)
    return [Example(case.text, {"spam": 0, "scam": 0, "hate": 0, "crisis": 0}) for case in cases]


def hate_examples(data: Path) -> list[Example]:
    """Annotated posts and made-up ones: what is written about groups of people, hateful or not; no distress either way."""
    found = [
        Example(
            case.text,
            {"hate": int(case.label == "hate"), "spam": 0, "crisis": 0} if case.label else {"crisis": 0},
            0.3,
        )
        for language in sets.LANGUAGES
        for case in sets.hate_training(data, language)
        if case.label or sets.share(case.text) < UNCLEAR
    ]
    made = templates.about_groups(random.Random(SEED))  # noqa: S311 - not for secrets
    return found + [
        Example(text, {"hate": int(hateful), "spam": 0, "crisis": 0}, 1.0) for text, hateful in made
    ]


def own_examples(more_crisis: Sequence[str] = (), more_harmless: Sequence[str] = ()) -> list[Example]:
    """Our own messages in the development halves, and `more_crisis`: messages of people in distress seen elsewhere."""
    found = []
    for case in sets.crisis(False):
        crisis = int(case.label == "crisis")
        labels = {"crisis": crisis, "spam": 0, "scam": 0}
        found.append(Example(case.text, labels if crisis else {**labels, "hate": 0}, 1.0 if crisis else HARD))
    made = templates.distress(random.Random(SEED))  # noqa: S311 - not for secrets
    for text, crisis in made:
        labels = {"crisis": int(crisis), "spam": 0, "scam": 0}
        found.append(Example(text, labels if crisis else {**labels, "hate": 0}, 0.5 if crisis else 1.0))
    found += [Example(text, {"crisis": 1, "spam": 0, "scam": 0}) for text in more_crisis]
    found += [Example(text, {"crisis": 0, "spam": 0, "scam": 0, "hate": 0}, HARD) for text in more_harmless]
    found += [
        Example(text, {"crisis": 0, "spam": 0, "scam": 0, "hate": 0})
        for text in dict.fromkeys(fans_questions())
    ]
    for text, intent in templates.intents(INTENTS, random.Random(SEED)):  # noqa: S311 - not for secrets
        labels = {name: int(name == intent) for name in INTENTS} | {
            "crisis": 0,
            "hate": 0,
            "spam": 0,
            "scam": 0,
        }
        found.append(Example(text, labels, 0.5))
    for case in sets.intents(False):
        labels = {name: int(name == case.label) for name in INTENTS} | {"crisis": 0, "hate": 0}
        labels |= {"spam": int(case.label == "spam"), "scam": int(case.label == "scam")}
        if case.label == "scam":
            del labels["spam"]  # a fraud is unwanted too: neither way wrong
        if case.label == "spam":
            del labels["scam"]
        found.append(Example(case.text, labels))
    return found


def corpus(
    data: Path,
    more_crisis: Sequence[str] = (),
    more_harmless: Sequence[str] = (),
    left_out: int | None = None,
) -> Corpus:
    """Everything the shipped classifier is trained on, without the comments under the video `left_out`."""
    return Corpus(
        [
            *spam_examples(data, left_out),
            *reader_examples(data),
            *hate_examples(data),
            *own_examples(more_crisis, more_harmless),
        ],
        _ordinary(data),
    )


@cache
def _ordinary(data: Path) -> frozenset[int]:
    return ordinary_words(data)


def scores(classifier: Classifier, text: str) -> Mapping[str, float]:
    """What the classifier makes of a text, with what the word lists say."""
    said = spoken_words(text)
    return classifier.scores(text, said, listed(said, detect_language(text, sets.LANGUAGES)).traits())
