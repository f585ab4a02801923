"""How long one search takes in a large corpus, and how much the fast ways lose against exact ones."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.generated import fans_questions, mastodon_archive

NAME = "search"
SUMMARY = (
    "Milliseconds a search in 100,000 passages of one creator; recall of the index against exact search."
)
TARGETS = {
    "p50_ms": {"at_most": 15},
    "p99_ms": {"at_most": 60},
    "vector_recall_at_10": {"at_least": 0.99},
    "word_recall_at_10": {"at_least": 0.9},
}
PASSAGES = 100_000
BASE_TEXTS = 1_500  # really embedded; the other vectors lie between these


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Search a corpus of generated statuses (quick: 10,000), or the export in `data`.

    Times are for the whole call: looking up word counts, words and vectors in the database, embedding the
    question, ranking. `*_embedded_before_*` leaves out the embedding, as when a question is asked again.
    Texts: a real sentence of the sample creator's and a few made-up rare words each. Questions: what her fans ask.
    Vectors: real embeddings of `BASE_TEXTS` texts; every other one lies between two of those that are close.
    With `data`, all vectors are real.
    Recall: of the ten best by exact search, the share that the index finds (vectors), and that the budget of
    rows leaves in (words, against ranking every passage that shares any word with the question).
    """
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.llm.embed import configured_embedder
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.create(slug="bench", name="Bench", languages=["en", "fr"])
    passages = 10_000 if quick else PASSAGES
    import_seconds = _fill(creator, data, passages)
    with acting_for(creator):
        vector_seconds = make_vectors(creator, 10**9 if data else 200 if quick else BASE_TEXTS)
        questions = _questions(creator, 60 if quick else 400)
        _ask_all(questions[:20])
        figures = _times("", questions)
        figures |= _times("embedded_before_", questions)
        embedder = configured_embedder()
        figures |= _vector_recall(creator, embedder, questions[:100])
        figures |= _word_recall(creator, questions[:100])
    figures |= {"import_s": round(import_seconds, 1), "vectors_s": round(vector_seconds, 1)}
    return figures


def _fill(creator: Any, data: Path | None, passages: int) -> float:
    from ownvoice.corpus.importing.run import prepare_import, run_import

    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        path = data or Path(folder) / "mastodon"
        if data is None:
            mastodon_archive(path, passages, natural=True)
        run_import(creator, prepare_import(creator, [path]).pk)
    return time.perf_counter() - started


def make_vectors(creator: Any, base: int) -> float:
    """Fill in a vector for every passage, real ones for the first `base`; returns seconds."""
    started = time.perf_counter()
    fill_vectors(creator, real_vectors(base))
    return time.perf_counter() - started


def real_vectors(base: int, known: np.ndarray | None = None) -> np.ndarray:
    """Embeddings of the first `base` passages, in rows; `known`: those of the first ones that are there already."""
    from ownvoice.corpus.models import Passage
    from ownvoice.llm.embed import configured_embedder

    first = len(known) if known is not None else 0
    texts = Passage.objects.order_by("pk").values_list("item__text", "start", "end")[first:base]
    more = configured_embedder().passages([text[start:end][:300] for text, start, end in texts])
    return np.concatenate([known, more]) if known is not None and len(known) else more


def fill_vectors(creator: Any, real: np.ndarray) -> None:
    """A vector for every passage: `real` for the first ones, for the others points between those that are close."""
    from django.db import connection, transaction

    from ownvoice.corpus.models import Passage
    from ownvoice.corpus.vectors import index_name, registered_model, vector_literal
    from ownvoice.llm.embed import configured_embedder

    embedder = configured_embedder()
    model = registered_model(embedder)
    neighbours = np.argsort(-(real @ real.T), axis=1)[:, 1:9] if len(real) < 20_000 else np.zeros((1, 1), int)
    rng = np.random.default_rng(3)
    ids = list(Passage.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        # One build over all rows instead of 100,000 single insertions, as after a bulk load.
        cursor.execute(f"DROP INDEX {index_name(model)}")
        with cursor.copy(
            "COPY corpus_passagevector (creator_id, passage_id, model_id, dimension, vector) FROM STDIN"
        ) as copy:
            for number, passage_id in enumerate(ids):
                vector = real[number] if number < len(real) else _between(real, neighbours, rng)
                copy.write_row((creator.pk, passage_id, model.pk, model.dimension, vector_literal(vector)))
    registered_model(embedder)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE corpus_passagevector, corpus_passage, corpus_item")


def _between(real: np.ndarray, neighbours: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A point on the way from a real vector to one of its nearest: it keeps to where texts lie.

    As SMOTE makes examples (Chawla et al. 2002). Noise in all directions would surround each real vector with
    points equally far from any question, which no index can tell apart and no reader would want to.
    """
    first = rng.integers(len(real))
    second = neighbours[first, rng.integers(neighbours.shape[1])]
    mixed = real[first] + rng.uniform(0, 1) * (real[second] - real[first])
    return np.asarray(mixed / np.linalg.norm(mixed))


def _questions(creator: Any, count: int) -> list[str]:
    """Questions that the sample creator's fans ask, or, for other data, ones made of the corpus's own sentences."""
    from ownvoice.corpus.models import Item

    asked = [text for text in fans_questions() if 15 < len(text) < 300]
    others = Item.objects.filter(role="fan", text__contains="?").order_by("pk").values_list("text", flat=True)
    return ([text[:300] for text in others[:count]] or asked)[:count]


def _ask_all(questions: Sequence[str]) -> list[float]:
    from ownvoice.corpus.search import search

    times = []
    for question in questions:
        started = time.perf_counter()
        search(question, "en")
        times.append((time.perf_counter() - started) * 1000)
    return times


def _times(label: str, questions: Sequence[str]) -> dict[str, float]:
    times = sorted(_ask_all(questions))
    return {
        f"{label}p50_ms": round(statistics.median(times), 2),
        f"{label}p99_ms": round(times[int(len(times) * 0.99) - 1], 2),
    }


def _vector_recall(creator: Any, embedder: Any, questions: Sequence[str]) -> dict[str, float]:
    from django.db import connection, transaction

    from ownvoice.corpus.models import EmbeddingModel, Source
    from ownvoice.corpus.search import semantic
    from ownvoice.corpus.search.filters import Filters

    model = EmbeddingModel.objects.get(name=embedder.name)
    filters = Filters(creator.pk, list(Source.objects.values_list("pk", flat=True)))
    shares, exact_ms, index_ms = [], [], []
    for question in questions:
        vector = embedder.queries([question])[0]
        found = []
        for passages, times in ((0, exact_ms), (10**9, index_ms)):
            started = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                found.append(semantic.nearest(cursor, vector, model, creator.pk, passages, filters)[:10])
            times.append((time.perf_counter() - started) * 1000)
        shares.append(len(set(found[0]) & set(found[1])) / max(1, len(found[0])))
    return {
        "vector_recall_at_10": round(statistics.mean(shares), 4),
        "vector_index_p50_ms": round(statistics.median(index_ms), 2),
        "vector_exact_p50_ms": round(statistics.median(exact_ms), 2),
    }


def _word_recall(creator: Any, questions: Sequence[str]) -> dict[str, float]:
    from ownvoice.corpus.search import lexical, search

    shares = []
    usual = lexical.BUDGET, lexical.CANDIDATES
    for question in questions:
        fast = [hit.passage_id for hit in search(question, "en", 10, by_meaning=False)]
        try:
            lexical.BUDGET, lexical.CANDIDATES = 10**9, 100_000
            exact = [hit.passage_id for hit in search(question, "en", 10, by_meaning=False)]
        finally:
            lexical.BUDGET, lexical.CANDIDATES = usual
        shares.append(len(set(fast) & set(exact)) / max(1, len(exact)))
    return {"word_recall_at_10": round(statistics.mean(shares), 4)}
