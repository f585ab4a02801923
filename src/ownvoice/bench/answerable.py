"""Whether it is known that something can be answered: real questions with and without what they are about in the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

NAME = "answerable"
SUMMARY = "The chance that the corpus answers, with the true post taken out; follow-ups made complete; contradictions found."
TARGETS = {
    "auroc": {"at_least": 0.75},
    "ece": {"at_most": 0.1},
    "threads_recall_at_5": {"at_least": 0.8},
    "contradicted_planted": {"at_least": 0.8},
    "contradicted_reworded_alarms": {"at_most": 0.02},
}
QUESTIONS, QUICK = 600, 40  # of the measuring half
FEWER = 150  # readers' questions asked years later, and French questions and answers
PLANTED = 60  # of each kind in each language
BINS = 10


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Measure on the sets under `data`; without it, the threads about the sample creator alone.

    `auroc`: readers' questions under the posts of the half that nothing was learned from, each on its day with its post in
    the index and with it taken out, by `Evidence.answerable`; `auroc_years_later` the same years after the last post, when
    no day tells anything. `*_low`, `*_high`: 95 % of 1,000 draws of posts. `top_score`, `gap`, `covered`: the best score of
    the words, how far it is ahead of the second, the share of the question's words. `auroc_at_most`: what somebody would
    reach who always knew whether the post is among what was found. `reliability`: by tenths of the chance, how many, the
    mean chance, and the share with their post in the index.
    """
    from ownvoice.runtime.starting import start

    start()
    from ownvoice.bench.answering import blogs, contradicted
    from ownvoice.bench.answering.replay import imported, replayed

    figures: dict[str, Any] = {}
    if data is None:
        return _on_the_sample()
    data = data / "eval" if (data / "eval").is_dir() else data
    most = QUICK if quick else QUESTIONS
    fewer = QUICK if quick else FEWER
    real: dict[str, Any] = {}
    blog = blogs.haacked(data)
    creator = imported(blog, None)
    held = [asked for asked in blog.questions if not asked.fits]
    real["en"] = list(replayed(creator, held[:most], None, live=True))
    figures |= _told("", real["en"])
    figures |= _told("_years_later", list(replayed(creator, held[:fewer], None, live=False)))
    figures |= _mined(creator, data, quick)
    french = blogs.nhoizey(data)
    creator = imported(french, None)
    real["fr"] = list(replayed(creator, french.questions[:most], None, live=True))
    figures |= _told("_french", real["fr"])
    answers = blogs.cnil(data)
    creator = imported(answers, None)
    real["faq"] = list(replayed(creator, answers.questions[:fewer], None, live=False))
    figures |= _told("_french_faq", real["faq"])
    figures |= contradicted.figures(data, PLANTED // 6 if quick else PLANTED, real)
    return figures | _on_the_sample()


def _told(name: str, found: Sequence[Any]) -> dict[str, Any]:
    """How well the chance tells the questions with their post in the index from those without, and how true it is."""
    from ownvoice.bench.answering.fitting import case
    from ownvoice.bench.verifying.measures import auroc, interval
    from ownvoice.reply.answerability import any_answers

    cases = [case(one) for one in found]
    if not cases:
        return {}
    labels = np.array([one.within for one in cases], dtype=np.int64)
    places = {under: n for n, under in enumerate(dict.fromkeys(one.asked.under for one in cases))}
    groups = np.array([places[one.asked.under] for one in cases], dtype=np.int64)
    chances = np.array([any_answers(_chance(one.item), one.judged.features) for one in cases])
    low, high = interval(labels, chances, groups)
    first = np.mean([bool(one.judged.right.any()) for one in cases if one.within])
    figures = {
        f"questions{name}": len(cases) // 2,
        f"auroc{name}": round(auroc(labels, chances), 4),
        f"auroc{name}_low": round(low, 4),
        f"auroc{name}_high": round(high, 4),
        f"auroc{name}_at_most": round(0.5 + 0.5 * float(first), 3),
        f"brier{name}": round(float(((chances - labels) ** 2).mean()), 4),
    }
    for baseline in ("top", "gap", "covered", "item"):
        scores = np.array([getattr(one, baseline) for one in cases], dtype=float)
        low, high = interval(labels, scores, groups)
        figures[f"auroc{name}_by_{baseline}"] = round(auroc(labels, scores), 4)
        figures[f"auroc{name}_by_{baseline}_interval"] = [round(low, 3), round(high, 3)]
    rows, error = _reliability(labels, chances)
    return figures | {f"ece{name}": round(error, 4), f"reliability{name}": rows}


def _chance(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


def _reliability(labels: Any, chances: Any) -> tuple[list[list[float]], float]:
    """By tenths: [from, how many, mean chance, share]; and the expected calibration error over them."""
    rows, error = [], 0.0
    tenths = np.minimum((chances * BINS).astype(int), BINS - 1)
    for tenth in range(BINS):
        mine = tenths == tenth
        if mine.any():
            mean, share = float(chances[mine].mean()), float(labels[mine].mean())
            rows.append([tenth / BINS, int(mine.sum()), round(mean, 3), round(share, 3)])
            error += float(mine.mean()) * abs(mean - share)
    return rows, error


def _mined(creator: Any, data: Path, quick: bool) -> dict[str, Any]:
    """Follow-ups mined from the English blog, asked of its posts."""
    from ownvoice.bench.answering import threads
    from ownvoice.corpus.models import Item
    from ownvoice.tenants.scope import acting_for

    mined = threads.mined_english(data)
    with acting_for(creator):
        native = dict(Item.objects.values_list("pk", "native_id"))
        return _recalls("mined_", mined[:20] if quick else mined, native)


def _on_the_sample() -> dict[str, Any]:
    """The threads written about the sample creator."""
    from ownvoice.bench.answering import threads
    from ownvoice.inbox.sample import load_sample
    from ownvoice.llm.embed import WordHashes
    from ownvoice.tenants.scope import acting_for

    creator = load_sample(embedder=WordHashes())
    with acting_for(creator):
        return _recalls("", threads.written(), {})


def _recalls(name: str, listed: Sequence[Any], native: dict[int, str]) -> dict[str, Any]:
    """Recall at 1 and 5 of the last message alone, with its turns, and with the post it stands under too."""
    from ownvoice.bench.answering import threads
    from ownvoice.bench.verifying.measures import share_interval
    from ownvoice.corpus.search.evidence import find_evidence

    def search(question: str, language: str) -> Any:
        return find_evidence(question, language, None, False)

    ways = {
        "alone_": threads.asked_alone,
        "turns_": lambda one: threads.asked_in_thread(one, with_post=False),
        "": lambda one: threads.asked_in_thread(one, with_post=True),
    }
    figures: dict[str, Any] = {f"threads_{name}count": len(listed)}
    for way, asked in ways.items():
        places = threads.places(listed, [asked(one) for one in listed], search, native)
        parts = {"": listed, "held_": [one for one in listed if one.held]}
        parts |= {f"{code}_": [one for one in listed if one.language == code] for code in ("en", "fr")}
        for part, wanted in parts.items():
            mine = [place for one, place in zip(listed, places, strict=True) if one in wanted]
            if not mine:
                continue
            for first in (1, 5):
                hits = sum(place <= first for place in mine)
                figures[f"threads_{name}{part}{way}recall_at_{first}"] = round(hits / len(mine), 3)
            figures[f"threads_{name}{part}{way}recall_at_5_interval"] = [
                round(edge, 3) for edge in share_interval(hits, len(mine))
            ]
    return figures
