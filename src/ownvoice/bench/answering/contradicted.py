"""Contradictions planted in real sentences, and real evidence in which there should be none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ownvoice.bench.answering.replay import Found
from ownvoice.bench.verifying.creators import true_sentences
from ownvoice.bench.verifying.measures import share_interval
from ownvoice.bench.verifying.planted import Planted, planted, rewordings
from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.reply.conflicts import COMPARED, conflicts
from ownvoice.reply.matching import sought
from ownvoice.reply.question import content_terms

KINDS = ("number", "date", "price", "negation")
SENTENCES = 6_000  # real sentences that errors are planted in
_OLD, _NEW = datetime(2015, 3, 1, tzinfo=UTC), datetime(2021, 3, 1, tzinfo=UTC)


def figures(data: Path, each: int, real: dict[str, Sequence[Found]]) -> dict[str, Any]:
    """Recall of planted contradictions and false alarms on rewordings and on real pairs, with intervals.

    Planted: a sentence with one number, date, price or negation changed, said six years after the passage with the true
    one; the question has every second word of content of the sentence. `real`: by corpus, what readers' questions found;
    its best items are compared as if each were good enough to quote, so that the alarms are an upper bound.
    """
    sentences = true_sentences(data)[:SENTENCES]
    found: dict[str, Any] = {}
    caught: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for one in planted(sentences, each):
        if one.kind in KINDS:
            for name in (f"planted_{one.kind}_{one.language}", f"planted_{one.language}", "planted"):
                tried[name] += 1
                caught[name] += _told(one)
    for one in rewordings(sentences, 2 * each):
        tried["reworded_alarms"] += 1
        caught["reworded_alarms"] += _told(one)
    for name, listed in real.items():
        for asked in listed:
            items = [replace(item, score=0.8) for item in asked.items[:COMPARED]]
            pairs = len(items) * (len(items) - 1) // 2
            question = sought(asked.asked.text, asked.asked.language, items)
            tried[f"real_alarms_{name}"] += pairs
            caught[f"real_alarms_{name}"] += len(conflicts(question, items))
    for name, count in sorted(tried.items()):
        found[f"contradicted_{name}"] = round(caught[name] / count, 4 if "alarms" in name else 3)
        found[f"contradicted_{name}_interval"] = [
            round(edge, 4) for edge in share_interval(caught[name], count)
        ]
        found[f"contradicted_{name}_of"] = count
    return found


def _told(one: Planted) -> bool:
    """Whether the two are told apart, with the newer to count."""
    kept = content_terms(one.original, one.language)[::2]
    items = [
        EvidenceItem("p1", EvidenceKind.PASSAGE, one.passage, 0.8, language=one.language, published_at=_OLD),
        EvidenceItem("p2", EvidenceKind.PASSAGE, one.text, 0.8, language=one.language, published_at=_NEW),
    ]
    told = conflicts(sought(" ".join(kept) + "?", one.language, items), items)
    return bool(told) and told[0].used == "p2"
