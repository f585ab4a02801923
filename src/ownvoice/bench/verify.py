"""How well the verifier tells what a text supports: on public sets, on rewordings, on planted errors; and how fast."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

NAME = "verify"
SUMMARY = "Claims against their sources: public sets, rewordings, planted errors (all with --data), and milliseconds a draft."
TARGETS = {
    "wice_dev_auroc": {"at_least": 0.80},
    "wice_dev_accepted_at_95": {"at_least": 0.001},
    "begin_dev_cmu_auroc": {"at_least": 0.985},
    "begin_dev_tc_auroc": {"at_least": 0.965},
    "begin_dev_wow_auroc": {"at_least": 0.97},
    "qags_cnndm_auroc": {"at_least": 0.90},
    "paraphrases_auroc": {"at_least": 0.80},
    "planted_recall": {"at_least": 0.98},
    "true_refused": {"at_most": 0.10},
    "draft_ms": {"at_most": 5},
}
SIBLINGS = 1.0  # how much claims of a set's own collection count in its training,
OTHERS = 0.1  # and those of other collections
OBJECTED = 20.0  # log-odds that an exact check takes from a claim
PLANTED = 150  # of each kind in each language
TRUE = 300  # true sentences in each language, word for word and reworded
TODAY = date(2026, 1, 1)
MEASURING_HALF = 1
_DRAFT = (
    "The rye dough rests 20 hours at 4 °C before you bake it.",
    "Keep the starter in the fridge and feed it once a week.",
    "It costs 3.50 € at the market on Saturdays.",
    "The flour should be stone-ground, as fresh as possible.",
    "Bake it for 45 minutes in a closed pot.",
)
_SOURCE = (
    "Rye dough needs time. It rests for twenty hours at 4 °C before baking. Keep your starter in the fridge; feed it once a "
    "week with equal parts of flour and water. On Saturdays it costs €3.50 at the market. Use stone-ground flour, as fresh as "
    "you can get it. Bake for 45 minutes in a pot with its lid closed, then ten more without the lid. "
)


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Measure on the sets under `data` (see `docs/verifier.md`); without it, the time alone.

    Every AUROC of a set is of weights that never saw the claim's article: ten folds, told by a hash of the article, with
    the other sets beside (those of other collections count a tenth), none of them QAGS. `*_overlap` and `*_ngrams` are
    the baselines on the same folds, `*_words` is ours without vectors, `*_with_checks` ours with all claims last that an
    exact check refuses; `*_low` and `*_high` bound 95 % of 1,000 draws of articles. `planted_*` and `true_*` are of the
    shipped weights, without vectors, on the half of the creators' sentences that nothing was learned from.
    """
    figures: dict[str, Any] = _latency()
    if data is not None:
        figures |= _sets(data, quick)
        figures |= _planted(data, PLANTED // 5 if quick else PLANTED, TRUE // 5 if quick else TRUE)
    return figures


def _sets(data: Path, quick: bool) -> dict[str, Any]:
    import numpy as np

    from ownvoice.bench.verifying import training
    from ownvoice.bench.verifying.claims import kind, public_sets
    from ownvoice.bench.verifying.figures import measured, ngrams, overlap
    from ownvoice.bench.verifying.learning import folds, line_out_of_fold, out_of_fold
    from ownvoice.bench.verifying.measures import accepted_at, auroc, balanced_accuracy, interval
    from ownvoice.bench.verifying.paraphrases import paraphrases
    from ownvoice.bench.verifying.vectors import KeptVectors
    from ownvoice.reply.checking.support import shipped

    vectors = KeptVectors()
    pairs = public_sets(data) | {"paraphrases": paraphrases(data)}
    pairs = {name: listed[:120] if quick else listed for name, listed in pairs.items() if listed}
    sets = {name: measured(listed, vectors) for name, listed in pairs.items()}
    vectors.keep()
    licensed = {name for name in sets if kind(name) in training.LICENSED}
    figures: dict[str, Any] = {}
    for name, one in sets.items():
        others = [
            (other, SIBLINGS if kind(name) == kind(known) else OTHERS)
            for known, other in sets.items()
            if known != name and (known in licensed or kind(known) == kind(name))
        ]
        by_words = out_of_fold(
            one.lexical, one.labels, one.groups, [(o.lexical, o.labels, w) for o, w in others]
        )
        odds = out_of_fold(one.both, one.labels, one.groups, [(o.both, o.labels, w) for o, w in others])
        groups = np.unique(one.groups, return_inverse=True)[1]
        judged = odds - OBJECTED * one.objected
        low, high = interval(one.labels, odds, groups)
        figures |= {
            f"{name}_claims": len(one.labels),
            f"{name}_supported": int(one.labels.sum()),
            f"{name}_auroc": round(auroc(one.labels, odds), 3),
            f"{name}_low": round(low, 3),
            f"{name}_high": round(high, 3),
            f"{name}_words": round(auroc(one.labels, by_words), 3),
            f"{name}_with_checks": round(auroc(one.labels, judged), 3),
            f"{name}_overlap": round(auroc(one.labels, overlap(pairs[name])), 3),
            f"{name}_ngrams": round(
                auroc(one.labels, line_out_of_fold(ngrams(one), one.labels, one.groups)), 3
            ),
            f"{name}_balanced_accuracy": round(
                balanced_accuracy(one.labels, odds > _middle(one.labels, odds)), 3
            ),
            f"{name}_accepted_at_95": round(accepted_at(one.labels, odds, 0.95), 3),
            f"{name}_ngrams_accepted_at_95": round(
                accepted_at(one.labels, line_out_of_fold(ngrams(one), one.labels, one.groups), 0.95), 3
            ),
        }
        if name not in licensed and name != "paraphrases":
            figures[f"{name}_shipped_weights"] = round(
                auroc(one.labels, shipped().semantic.log_odds(one.both)), 3
            )
        if name == "paraphrases":
            for code in ("en", "fr"):
                here = np.array([pair.language == code for pair in pairs[name]])
                if here.any():
                    figures[f"{name}_{code}_auroc"] = round(auroc(one.labels[here], odds[here]), 3)
        assert len(set(folds(one.groups))) > 1
    return figures


def _middle(labels: Any, scores: Any) -> float:
    """The score that as many claims lie above as are supported: a cut that needs no tuning."""
    import numpy as np

    return float(np.sort(scores)[max(0, len(scores) - int(labels.sum()) - 1)])


def _planted(data: Path, most: int, true: int) -> dict[str, Any]:
    from ownvoice.bench.verifying.creators import true_sentences
    from ownvoice.bench.verifying.measures import share_interval
    from ownvoice.bench.verifying.planted import Planted, planted, rewordings, sample

    sentences = list(sample(true_sentences(data), MEASURING_HALF))
    if not sentences:
        return {}
    errors = planted(sentences, most)
    reworded = rewordings(sentences, true)
    verbatim: list[Planted] = []
    for code in ("en", "fr"):
        kept = [one for one in sentences if one.language == code][:true]
        verbatim += [Planted(one.text, one.passage, code, "true", one.text) for one in kept]
    refused = {
        kind: [not _stands(one.text, one.passage, one.language) for one in listed]
        for kind, listed in (("errors", errors), ("reworded", reworded), ("true", verbatim))
    }
    caught = sum(refused["errors"])
    low, high = share_interval(caught, len(errors))
    wrong = sum(refused["true"]) + sum(refused["reworded"])
    count = len(verbatim) + len(reworded)
    wrong_low, wrong_high = share_interval(wrong, count)
    by_kind: dict[str, list[bool]] = {}
    for one, out in zip(errors, refused["errors"], strict=True):
        by_kind.setdefault(f"{one.kind} {one.language}", []).append(out)
    for one, out in zip(reworded, refused["reworded"], strict=True):
        by_kind.setdefault(f"reworded refused {one.language}", []).append(out)
    return {
        "planted_errors": len(errors),
        "planted_recall": round(caught / max(1, len(errors)), 4),
        "planted_low": round(low, 4),
        "planted_high": round(high, 4),
        "true_sentences": count,
        "true_refused": round(wrong / max(1, count), 4),
        "true_refused_low": round(wrong_low, 4),
        "true_refused_high": round(wrong_high, 4),
        "verbatim_refused": round(sum(refused["true"]) / max(1, len(verbatim)), 4),
        "reworded_refused": round(sum(refused["reworded"]) / max(1, len(reworded)), 4),
        "by_kind": {
            kind: [round(statistics.mean(outs), 3), len(outs)] for kind, outs in sorted(by_kind.items())
        },
        "planted_missed": [one.text for one, out in zip(errors, refused["errors"], strict=True) if not out][
            :40
        ],
    }


def _stands(text: str, passage: str, language: str) -> bool:
    from ownvoice.core.answers import (
        Draft,
        Evidence,
        EvidenceItem,
        EvidenceKind,
        Habits,
        Sentence,
        SentenceRole,
    )
    from ownvoice.reply.verify import verify

    item = EvidenceItem("p1", EvidenceKind.PASSAGE, passage, 1.0, language=language)
    draft = Draft((Sentence(text, SentenceRole.CLAIM, ("p1",)),), "bench")
    return verify(draft, Evidence((item,), 1.0), Habits(), (), TODAY).supported


def _latency() -> dict[str, Any]:
    """Milliseconds of processor time for a draft of five sentences against three items, none of them read before."""
    from ownvoice.core.answers import (
        Draft,
        Evidence,
        EvidenceItem,
        EvidenceKind,
        Habits,
        Sentence,
        SentenceRole,
    )
    from ownvoice.reply.verify import verify

    times = []
    for turn in range(210):
        items = tuple(
            EvidenceItem(f"p{i}", EvidenceKind.PASSAGE, f"{_SOURCE}Batch {turn}-{i}.", 1.0, language="en")
            for i in range(3)
        )
        sentences: Sequence[Sentence] = [
            Sentence(text, SentenceRole.CLAIM, (f"p{n % 3}",)) for n, text in enumerate(_DRAFT)
        ]
        started = time.thread_time()
        verify(Draft(tuple(sentences), "bench"), Evidence(items, 1.0), Habits(), (), TODAY)
        times.append((time.thread_time() - started) * 1_000)
    kept = sorted(times[10:])
    return {
        "draft_ms": round(statistics.median(kept), 2),
        "draft_p99_ms": round(kept[int(len(kept) * 0.99)], 2),
    }
