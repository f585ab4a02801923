"""The weights of `reply/standing.py`, learned anew: `python -m ownvoice.bench.answering.fitting --data FOLDER`.

From readers' questions of one half of an English blog's posts (told by a hash of the post), each asked on its day with the
post in the index and with it taken out; and from the questions about the sample creator that are marked `part: fit`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.answering.blogs import Asked, haacked
from ownvoice.bench.answering.learning import Floats, Judged, fit_logistic, fit_standing
from ownvoice.bench.answering.replay import Found, imported, replayed
from ownvoice.bench.triaging.sets import share
from ownvoice.core.answers import EvidenceItem
from ownvoice.reply.answerability import answerable
from ownvoice.reply.matching import matches, sought
from ownvoice.reply.standing import FILE, NAMES, StandingWeights, log_odds, standing

QUESTIONS = 2_400  # of the blog, both halves together
FOLDS = 5
SAMPLE_COUNTS = 0.2  # of the calibration; the blog's questions, as real readers ask them, count the rest
SAMPLE_DAY = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Case:
    """One question as the search answered it: its originals, the best item's log-odds, and simple figures beside."""

    asked: Asked
    within: bool
    judged: Judged
    item: float
    top: float = 0.0
    gap: float = 0.0
    covered: float = 0.0


def case(found: Found) -> Case:
    """The features of what the search gave, and which original it is about."""
    items = list(found.items)
    known = {item.id for item in items}
    items.extend(item for item in found.recent if item.id not in known)
    features, names, best = _features(found.asked.text, found.asked.language, items, found.at.date())
    scores = sorted((item.score for item in found.items), reverse=True)
    return Case(
        found.asked,
        found.within,
        Judged(features, np.array([name == str(found.under) for name in names], dtype=bool)),
        best,
        top=scores[0] if scores else 0.0,
        gap=(scores[0] - scores[1]) / max(scores[0], 1e-9) if len(scores) > 1 else 1.0,
        covered=max((item.coverage for item in items), default=0.0),
    )


def _features(
    text: str, language: str, items: Sequence[EvidenceItem], today: date
) -> tuple[Floats, list[str], float]:
    if not items:
        return np.zeros((0, len(NAMES))), [], -20.0
    question = sought(text, language, items)
    how = matches(question, language, items)
    features, names = standing(question, text, language, items, how, today)
    best = max(answerable(match) for match in how)
    return features, names, math.log(max(best, 1e-9) / max(1 - best, 1e-9))


def stands(cases: Sequence[Case], weights: StandingWeights) -> Floats:
    """The best original's log-odds of each case."""
    return np.array(
        [
            float(log_odds(one.judged.features, weights).max()) if len(one.judged.right) else -8.0
            for one in cases
        ]
    )


def cross_fitted(cases: Sequence[Case]) -> Floats:
    """The best original's log-odds, each by weights that saw no question under the same post."""
    found = np.zeros(len(cases))
    fold = np.array([int(share(f"fold {one.asked.under}") * FOLDS) for one in cases])
    for number in range(FOLDS):
        weights = fit_standing(
            [
                one.judged
                for one, of in zip(cases, fold, strict=True)
                if of != number and len(one.judged.right)
            ]
        )
        mine = np.flatnonzero(fold == number)
        found[mine] = stands([cases[i] for i in mine], weights)
    return found


def fitted(cases: Sequence[Case], sample: Sequence[tuple[float, Floats, bool]]) -> StandingWeights:
    """The weights from the blog's cases, calibrated on both; `sample`: the best item's log-odds, features, answered."""
    weights = fit_standing([one.judged for one in cases if len(one.judged.right)])
    blog = np.column_stack([cross_fitted(cases), [max(0.0, one.item) for one in cases]])
    told = [one.within for one in cases]
    theirs = [
        [float(log_odds(features, weights).max()) if len(features) else -8.0, max(0.0, item)]
        for item, features, _ in sample
    ]
    x = np.vstack([blog, np.array(theirs).reshape(-1, 2)])
    y = np.array([*told, *(right for _, _, right in sample)], dtype=float)
    counts = np.concatenate(
        [
            np.full(len(told), (1 - SAMPLE_COUNTS) / max(1, len(told))),
            np.full(len(sample), SAMPLE_COUNTS / max(1, len(sample))),
        ]
    ) * len(y)
    level, by_standing, by_item = fit_logistic(x, y, counts).tolist()
    return replace(weights, level=level, standing=by_standing, item=by_item)


def sample_questions(questions: Iterable[dict[str, Any]]) -> list[tuple[float, Floats, bool]]:
    """The sample creator's questions, each searched with and without vectors."""
    from ownvoice.core.answers import FanMessage
    from ownvoice.corpus.search.evidence import find_evidence
    from ownvoice.inbox.sample import load_sample
    from ownvoice.reply.evidence import facts_on
    from ownvoice.reply.triage import triage
    from ownvoice.tenants.scope import acting_for
    from ownvoice.voice.keeping import set_by_creator

    creator = load_sample()
    found = []
    with acting_for(creator):
        facts = set_by_creator.facts()
        for entry in questions:
            kind = triage(FanMessage(entry["question"]))
            if not kind.question:
                continue
            for by_meaning in (False, True):
                items = find_evidence(kind.question, kind.language, None, by_meaning)
                asked = sought(kind.question, kind.language, items)
                items = [*items, *facts_on(asked, kind.language, facts, SAMPLE_DAY)]
                features, _, best = _features(kind.question, kind.language, items, SAMPLE_DAY)
                found.append((best, features, entry["expect"] == "answer"))
    return found


def kept(weights: StandingWeights) -> str:
    """The weights as the program keeps them."""
    parts = {
        part: {name: round(value, 6) for name, value in zip(NAMES, getattr(weights, part), strict=True)}
        for part in ("weights", "mean", "spread")
    }
    single = {part: round(getattr(weights, part), 6) for part in ("bias", "level", "standing", "item")}
    return json.dumps({**single, **parts}, indent=1) + "\n"


def main() -> None:
    """Learn the weights and write them where the program reads them."""
    import yaml

    from ownvoice.bench.registry import throwaway_home

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the evaluation sets.")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--sample", type=Path, default=Path("tests/reply/questions_more.yml"))
    given = parser.parse_args()
    with throwaway_home():
        from ownvoice.runtime.starting import start

        start()
        blog = haacked(given.data)
        halves = [asked for asked in blog.questions[: given.questions] if asked.fits]
        cases = [case(found) for found in replayed(imported(blog, None), halves, None, live=True)]
        listed = yaml.safe_load(given.sample.read_text(encoding="utf-8"))
        sample = sample_questions(entry for entry in listed if entry["part"] == "fit")
    target = Path(__file__).resolve().parents[2] / "reply" / FILE
    target.write_text(kept(fitted(cases, sample)), encoding="utf-8")
    print(f"{len(cases)} of the blog's and {len(sample)} of the sample's: {target}")


if __name__ == "__main__":
    main()
