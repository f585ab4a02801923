"""How well and how fast the open inbox is brought together."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import comb
from pathlib import Path
from typing import Any

import yaml

from ownvoice.bench.generated import Words
from ownvoice.bench.triaging import sets
from ownvoice.reply.clusters import OpenMessage, clusters

SEED = 5
POSTS = 100  # blog posts whose readers' comments are thrown together
COMMENTS = 12  # of each
NOISE = 300  # comments that belong nowhere, among the paraphrases


@cache
def paraphrases() -> tuple[sets.Labelled, ...]:
    """Our own ways to ask the same thing; `label` is what is asked."""
    text = files(__package__).joinpath("written", "paraphrases.yml").read_text(encoding="utf-8")
    return tuple(
        sets.Labelled(line.strip(), topic, language)
        for language, topics in yaml.safe_load(text).items()
        for topic, lines in topics.items()
        for line in str(lines).splitlines()
        if line.strip()
    )


def _labels(texts: Sequence[OpenMessage], smallest: int = 2) -> dict[int, int]:
    """Message → the number of its cluster; whoever is alone has a negative number of their own."""
    found = {message.id: -1 - message.id for message in texts}
    for number, cluster in enumerate(clusters(texts, smallest)):
        found.update(dict.fromkeys(cluster.ids, number))
    return found


def adjusted_rand(truth: Sequence[Any], guess: Sequence[Any]) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups, about 0 for chance."""
    pairs = sum(comb(n, 2) for n in Counter(zip(truth, guess, strict=True)).values())
    rows = sum(comb(n, 2) for n in Counter(truth).values())
    columns = sum(comb(n, 2) for n in Counter(guess).values())
    expected = rows * columns / comb(len(truth), 2)
    most = (rows + columns) / 2
    return (pairs - expected) / (most - expected) if most != expected else 1.0


def purity(truth: Sequence[Any], guess: Sequence[Any]) -> float:
    """The share of messages in clusters of two or more whose cluster is mostly of their own kind."""
    members: dict[Any, Counter[Any]] = {}
    for right, group in zip(truth, guess, strict=True):
        members.setdefault(group, Counter())[right] += 1
    together = [kinds for kinds in members.values() if kinds.total() > 1]
    return sum(max(kinds.values()) for kinds in together) / max(1, sum(kinds.total() for kinds in together))


def _compared(cases: Sequence[sets.Labelled], prefix: str) -> dict[str, Any]:
    messages = [OpenMessage(i, case.text, case.language) for i, case in enumerate(cases)]
    truth = [case.label for case in cases]
    found = _labels(messages)
    guess = [found[message.id] for message in messages]
    figures: dict[str, Any] = {
        f"{prefix}_messages": len(cases),
        f"{prefix}_truths": len(set(truth)),
        f"{prefix}_ari": round(adjusted_rand(truth, guess), 4),
        f"{prefix}_purity": round(purity(truth, guess), 4),
        f"{prefix}_share_in_clusters": round(sum(one >= 0 for one in guess) / len(guess), 4),
    }
    simple = _k_means([case.text for case in cases], len(set(truth)))
    if simple is not None:
        figures[f"{prefix}_ari_of_k_means_told_the_number"] = round(adjusted_rand(truth, simple), 4)
        figures[f"{prefix}_purity_of_k_means_told_the_number"] = round(purity(truth, simple), 4)
    return figures


def _k_means(texts: Sequence[str], groups: int) -> list[int] | None:
    try:
        from sklearn.cluster import KMeans
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        return None
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(list(texts))
    return list(map(int, KMeans(groups, n_init=1, random_state=SEED).fit_predict(vectors)))


def of_posts(data: Path) -> dict[str, Any]:
    """Readers' comments under many posts: those under the same post belong together (only roughly so)."""
    by_post: dict[str, list[sets.Labelled]] = {}
    for case in sets.split(sets.readers(data), True):
        if "?" in case.text and len(case.text) < 600:
            by_post.setdefault(case.kind, []).append(case)
    fit = sorted(post for post, cases in by_post.items() if len(cases) >= COMMENTS)[:POSTS]
    cases = [sets.Labelled(case.text, post, "en") for post in fit for case in by_post[post][:COMMENTS]]
    return _compared(cases, "clusters_of_posts")


def of_paraphrases() -> dict[str, Any]:
    """Our own paraphrases among other messages of ours, each of which belongs to nothing."""
    others = [
        sets.Labelled(case.text, f"alone {i}", case.language)
        for i, case in enumerate(sets.written("intents")[:NOISE])
    ]
    cases = [*paraphrases(), *others]
    random.Random(SEED).shuffle(cases)  # noqa: S311 - not for secrets
    return _compared(cases, "clusters_of_paraphrases")


def of_many(count: int) -> dict[str, Any]:
    """Processor time and memory for `count` made-up comments, a tenth of them ways to ask the same few things."""
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    vocabulary = Words(SEED)
    known = [case for case in paraphrases() if case.language == "en"]
    messages = []
    for i in range(count):
        text = vocabulary.text(4, 30) if i % 10 else f"{chance.choice(known).text} {vocabulary.text(1, 3)}"
        messages.append(OpenMessage(i, text, "en"))
    started = time.process_time()
    clusters(messages)
    took = time.process_time() - started
    some = messages[: min(count, 10_000)]
    tracemalloc.start()
    clusters(some)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        f"clusters_of_{count}_s": round(took, 1),
        "clusters_bytes_a_message": round(peak / len(some)),
    }
