"""The voice score: what learning costs, and with `--data` how well it tells real authors from others."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ownvoice.bench.voice_authors import Case, cases, some
from ownvoice.bench.voice_baselines import BurrowsDelta, CharacterNgrams
from ownvoice.bench.voice_cost import learning_cost
from ownvoice.voice.score import NotEnough, VoiceModel, learn, measures
from ownvoice.voice.score.calibration import chances
from ownvoice.voice.score.learning import LENGTHS

NAME = "voice"
SUMMARY = (
    "The voice score: learning time and memory; with --data against two classic methods on real authors."
)
METHODS = ("ours", "ngrams", "delta")
TARGETS = {
    "score_300_characters_ms": {"at_most": 1.0},
    "worst_ece": {"at_most": 0.05},
    **{f"auc_over_best_at_{length}": {"at_least": 0.0} for length in LENGTHS},
    **{f"eer_under_best_at_{length}": {"at_least": 0.0} for length in LENGTHS},
}
LEAST_TESTED = 10  # texts of the author at a length, else the case doesn't count there
_RESAMPLES = 300
_BACKGROUND = 5_000  # of the others' earlier texts, by a hash

Vector = NDArray[np.float64]


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Learning and scoring cost on made-up texts, or with `data` (a folder with eval/ and fixtures/) quality.

    Each real author against all others of the same place and language, learned from earlier texts and tested on later
    ones of other conversations. At each length, texts that have at least so many characters are cut to it.
    `auc_over_best_at_L`: mean area under the curve over authors less that of the better of the two others;
    `eer_under_best_at_L`: the better one's mean equal error rate less ours. Intervals are 95 %, by resampling texts.
    `worst_ece`: the largest calibration error of a length, authors pooled, classes balanced.
    Quick: 10,000 items only, or only the first author.
    """
    if data is None:
        sizes = (10_000,) if quick else (10_000, 100_000, 1_000_000)
        return learning_cost(sizes)
    return summary([try_on(case) for case in cases(data, quick)])


def summary(tried: Sequence[Outcome]) -> dict[str, Any]:
    """All figures of all authors; those that were refused stand apart with what the other methods reached."""
    outcomes = [outcome for outcome in tried if not outcome.refusal]
    refused = [_refused(outcome) for outcome in tried if outcome.refusal]
    return {**_means(outcomes), "refused": refused, "authors": [_figures(outcome) for outcome in outcomes]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scores of one case. `scores`: method → length → (the author's, the others'), without ours after a `refusal`."""

    case: Case
    scores: Mapping[str, Mapping[int, tuple[Vector, Vector]]]
    threads: Mapping[int, tuple[list[str], list[str]]]
    known: Mapping[int, NDArray[np.bool_]]
    learn_s: float
    held_out: Sequence[tuple[int, float, float]]
    refusal: str


def try_on(case: Case) -> Outcome:
    """Learn and score one author with every method, on the same texts."""
    own = case.own(case.earlier)
    others = some(case.others(case.earlier), _BACKGROUND)
    started = time.perf_counter()
    voice = learn(own, others)
    learn_s = time.perf_counter() - started
    texts = [sample.text for sample in own], [sample.text for sample in others]
    methods: dict[str, Any] = {
        "ngrams": CharacterNgrams(*texts).scores,
        "delta": BurrowsDelta(*texts).scores,
    }
    held_out: list[tuple[int, float, float]] = []
    if isinstance(voice, VoiceModel):
        learned = voice.languages[case.language]
        methods["ours"] = learned.odds
        held_out = [(figure.chars, round(figure.auc, 3), round(figure.ece, 3)) for figure in learned.held_out]
    scores: dict[str, dict[int, tuple[Vector, Vector]]] = {method: {} for method in methods}
    threads, known = {}, {}
    familiar = {sample.author for sample in others}
    for length in LENGTHS:
        long = [sample for sample in case.later if len(sample.text) >= length]
        mine, theirs = case.own(long), case.others(long)
        if min(len(mine), len(theirs)) < LEAST_TESTED:
            continue
        threads[length] = [sample.thread for sample in mine], [sample.thread for sample in theirs]
        known[length] = np.array([sample.author in familiar for sample in theirs])
        cut = [sample.text[:length] for sample in (*mine, *theirs)]
        for method, score in methods.items():
            found = score(cut)
            scores[method][length] = found[: len(mine)], found[len(mine) :]
    refusal = voice.reason if isinstance(voice, NotEnough) else ""
    return Outcome(case, scores, threads, known, learn_s, held_out, refusal)


def _resampled(outcome: Outcome, length: int) -> dict[str, NDArray[np.float64]]:
    """For each method, area under the curve and equal error rate of `_RESAMPLES` resamples, the same for all."""
    chosen = np.random.default_rng(length)
    own, others = (len(part) for part in outcome.scores["ours"][length])
    draws = [
        (chosen.integers(own, size=own), chosen.integers(others, size=others)) for _ in range(_RESAMPLES)
    ]
    found = {}
    for method in METHODS:
        mine, theirs = outcome.scores[method][length]
        found[method] = np.array(
            [
                (measures.auc(mine[a], theirs[b]), measures.equal_error_rate(mine[a], theirs[b]))
                for a, b in draws
            ]
        )
    return found


def _means(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    errors = []
    for length in LENGTHS:
        here = [outcome for outcome in outcomes if length in outcome.scores["ours"]]
        if not here:
            continue
        figures[f"authors_at_{length}"] = len(here)
        resampled = [_resampled(outcome, length) for outcome in here]
        for number, (measure, better) in enumerate((("auc", max), ("eer", min))):
            means = {
                method: statistics.mean(_measured(o, method, length)[number] for o in here)
                for method in METHODS
            }
            spread = {m: np.mean([drawn[m][:, number] for drawn in resampled], axis=0) for m in METHODS}
            best = better(("ngrams", "delta"), key=means.__getitem__)
            sign = 1 if measure == "auc" else -1
            for method in METHODS:
                figures[f"{measure}_at_{length}_{method}"] = round(means[method], 3)
                figures[f"{measure}_at_{length}_{method}_interval"] = _interval(spread[method])
            named = f"{measure}_{'over' if sign > 0 else 'under'}_best_at_{length}"
            figures[named] = round(sign * (means["ours"] - means[best]), 3)
            figures[f"{named}_interval"] = _interval(sign * (spread["ours"] - spread[best]))
        sides = [
            (chances(mine), chances(theirs)) for mine, theirs in (o.scores["ours"][length] for o in here)
        ]
        figures[f"ece_at_{length}"], figures[f"reliability_at_{length}"] = _calibration(sides)
        figures[f"ece_if_perfect_at_{length}"] = _if_perfect(sides)
        errors.append(figures[f"ece_at_{length}"])
    figures["worst_ece"] = max(errors, default=1.0)
    return figures


Sides = Sequence[tuple[Vector, Vector]]  # for each author, the chances of their texts and of the others'


def _calibration(sides: Sides) -> tuple[float, list[list[float]]]:
    """Calibration error over all authors, and the table: mean score, share that is the author's, share of texts.

    All authors weigh the same, and within each both classes do.
    """
    parts = [*(mine for mine, _ in sides), *(theirs for _, theirs in sides)]
    weight = np.concatenate([np.full(len(part), 0.5 / (len(part) * len(sides))) for part in parts])
    chance = np.concatenate(parts)
    own = np.arange(len(chance)) < sum(len(mine) for mine, _ in sides)
    table = measures.reliability(chance, own, weight=weight)
    error = sum(share * abs(said - true) for said, true, share in table)
    return round(error, 3), [[round(value, 3) for value in row] for row in table]


def _if_perfect(sides: Sides) -> list[float]:
    """The calibration error that perfect scores would show on so few texts: its mean and 95th hundredth.

    Texts are drawn again for each author, the author's by their chance and the others' by what is left of it.
    """
    chosen = np.random.default_rng(0)
    errors = []
    for _ in range(_RESAMPLES):
        drawn = []
        for mine, theirs in sides:
            chance = np.concatenate([mine, theirs])
            weight = np.concatenate([np.full(len(side), 0.5 / len(side)) for side in (mine, theirs)])
            own, rest = weight * chance, weight * (1 - chance)
            drawn.append(
                (
                    chosen.choice(chance, len(mine), p=own / own.sum()),
                    chosen.choice(chance, len(theirs), p=rest / rest.sum()),
                )
            )
        errors.append(_calibration(drawn)[0])
    return [round(float(np.mean(errors)), 3), round(float(np.percentile(errors, 95)), 3)]


def _figures(outcome: Outcome) -> dict[str, Any]:
    """One author's figures, for the page."""
    found: dict[str, Any] = {
        "author": outcome.case.name,
        "earlier": [
            len(outcome.case.own(outcome.case.earlier)),
            len(outcome.case.others(outcome.case.earlier)),
        ],
        "learn_s": round(outcome.learn_s, 1),
        "own_report": outcome.held_out,
    }
    for length, (own, others) in outcome.scores["ours"].items():
        resampled = _resampled(outcome, length)
        row: dict[str, Any] = {"texts": [len(own), len(others)]}
        for method in METHODS:
            area, equal = _measured(outcome, method, length)
            row[method] = [
                round(area, 3),
                _interval(resampled[method][:, 0]),
                round(equal, 3),
                _interval(resampled[method][:, 1]),
            ]
            row[f"{method}_same_thread"] = _same_thread(outcome, method, length)
            strangers = outcome.scores[method][length][1][~outcome.known[length]]
            if len(strangers) >= LEAST_TESTED:
                row[f"{method}_strangers"] = round(
                    measures.auc(outcome.scores[method][length][0], strangers), 3
                )
        own_chance, other_chance = chances(own), chances(others)
        row["ece"] = round(
            measures.calibration_error(
                np.concatenate([own_chance, other_chance]), np.arange(len(own) + len(others)) < len(own)
            ),
            3,
        )
        found[str(length)] = row
    return found


def _refused(outcome: Outcome) -> dict[str, Any]:
    """Why, and the others' area under the curve by length."""
    areas = {
        f"{method}_at_{length}": round(_measured(outcome, method, length)[0], 3)
        for method, by_length in outcome.scores.items()
        for length in by_length
    }
    texts = {length: len(own) for length, (own, _) in outcome.scores["ngrams"].items()}
    return {"author": outcome.case.name, "reason": outcome.refusal, "texts": texts, **areas}


def _same_thread(outcome: Outcome, method: str, length: int) -> list[float] | None:
    """Area under the curve over pairs of the same conversation only, and how many pairs: the topic is the same."""
    mine, theirs = outcome.threads[length]
    own, others = outcome.scores[method][length]
    standing: dict[str, list[float]] = defaultdict(list)
    for thread, score in zip(theirs, others, strict=True):
        standing[thread].append(float(score))
    won = pairs = 0.0
    for thread, score in zip(mine, own, strict=True):
        rivals = np.array(standing.get(thread, ())) if thread else np.zeros(0)
        won += float((score > rivals).sum() + 0.5 * (score == rivals).sum())
        pairs += len(rivals)
    return [round(won / pairs, 3), int(pairs)] if pairs >= 50 else None


def _measured(outcome: Outcome, method: str, length: int) -> tuple[float, float]:
    own, others = outcome.scores[method][length]
    return measures.auc(own, others), measures.equal_error_rate(own, others)


def _interval(values: Vector) -> list[float]:
    return [round(float(bound), 3) for bound in np.percentile(values, [2.5, 97.5])]
