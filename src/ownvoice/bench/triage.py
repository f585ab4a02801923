"""Triage on messages of other people and on our own held-back ones, with simple ways beside it on the same splits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.triaging import baselines, clustering, intervals, sets, training
from ownvoice.core.answers import FanMessage, Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.text import words
from ownvoice.reply import triage as step
from ownvoice.reply.classifier import Classifier
from ownvoice.reply.distress import in_distress
from ownvoice.reply.phrases import spoken_words

NAME = "triage"
SUMMARY = "What a message is: spam, hatred, distress, intents; clusters of the inbox; messages a second."
TARGETS = {
    "spam_macro_f1": {"at_least": 0.95},
    "spam_alarms_on_readers": {"at_most": 0.02},
    "hate_en_macro_f1": {"at_least": 0.65},
    "hate_fr_macro_f1": {"at_least": 0.60},
    "hate_alarms_on_readers": {"at_most": 0.01},
    "crisis_recall": {"at_least": 0.98},
    "messages_per_s": {"at_least": 2_000},
    "clusters_of_100000_s": {"at_most": 90},
}
READERS = 4_000  # held-back comments that alarms are counted on
QUICK_READERS = 500
SPEED_MESSAGES = 4_000

Figures = dict[str, Any]


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """All figures; `data`: the folder of evaluation sets. Without it, what the package ships is measured alone.

    Each figure with an interval has it under `<figure>_interval` (95 %, bootstrap, fixed seed).
    """
    figures: Figures = {}
    _crisis(figures)
    _intents(figures)
    if data is None:
        _speed(figures, [case.text for case in (*sets.intents(True), *sets.crisis(True))])
    else:
        count = QUICK_READERS if quick else READERS
        readers = [case.text for case in sets.split(sets.readers(data), True)[:count]]
        french = [case.text for case in sets.split(sets.french_readers(data), True)]
        _alarms(figures, readers, french)
        _hate(figures, data, readers)
        _speed(figures, readers)
        _speed(figures, [case.text for video in sets.videos(data) for case in video], "short_")
        if not quick:
            _spam(figures, data, readers)
            figures |= clustering.of_posts(data)
    figures |= clustering.of_paraphrases()
    figures |= clustering.of_many(2_000 if quick else 100_000)
    return figures


def _put(figures: Figures, name: str, measured: tuple[float, list[float]]) -> None:
    figures[name], figures[f"{name}_interval"] = measured


def intent(text: str) -> Intent:
    """What triage says a message is."""
    return step.triage(FanMessage(text)).intent


def _crisis(figures: Figures) -> None:
    """Heard: taken for distress, or handed to the creator as possibly so; in both cases nothing is composed."""
    cases = sets.crisis(True)
    found = [step.triage(FanMessage(case.text)) for case in cases]
    sure = [one.intent is Intent.CRISIS for one in found]
    heard = [one.intent is Intent.CRISIS or "distress" in one.risks for one in found]
    listed = [in_distress(spoken_words(case.text)) for case in cases]
    calls = [i for i, case in enumerate(cases) if case.label == "crisis"]
    others = [i for i, case in enumerate(cases) if case.label != "crisis"]
    _put(figures, "crisis_recall", intervals.share([heard[i] for i in calls]))
    for language in sets.LANGUAGES:
        mine = [heard[i] for i in calls if cases[i].language == language]
        _put(figures, f"crisis_{language}_recall", intervals.share(mine))
        figures[f"crisis_{language}_cases"] = len(mine)
    _put(figures, "crisis_recall_without_the_possible", intervals.share([sure[i] for i in calls]))
    _put(figures, "crisis_recall_of_word_lists_alone", intervals.share([listed[i] for i in calls]))
    _put(figures, "crisis_alarms_on_hard_negatives", intervals.share([sure[i] for i in others]))
    _put(figures, "crisis_possible_on_hard_negatives", intervals.share([heard[i] for i in others]))
    figures["crisis_hard_negatives"] = len(others)


def _intents(figures: Figures) -> None:
    cases = sets.intents(True)
    said = [intent(case.text).value for case in cases]
    figures["intent_cases"] = len(cases)
    scores = []
    for name in sorted({case.label for case in cases}):
        truth = np.array([case.label == name for case in cases])
        guess = np.array([one == name for one in said])
        both = float((truth & guess).sum())
        score = round(2 * both / (truth.sum() + guess.sum()), 4)
        figures[f"intent_{name}_f1"] = score
        scores.append(score)
    figures["intent_macro_f1"] = round(float(np.mean(scores)), 4)
    _put(
        figures, "intent_accuracy", intervals.share([a.label == b for a, b in zip(cases, said, strict=True)])
    )
    try:
        training.sklearn()
    except OwnvoiceError:
        figures["intent_accuracy_of_words_and_characters"] = "needs scikit-learn (requirements/dev.txt)"
        return
    known = sets.intents(False)
    model = baselines.words_and_characters([case.text for case in known], [case.label for case in known])  # type: ignore[misc]
    guessed = model.predict([case.text for case in cases])
    right = [case.label == guess for case, guess in zip(cases, guessed, strict=True)]
    _put(figures, "intent_accuracy_of_words_and_characters", intervals.share(right))


def _alarms(figures: Figures, readers: Sequence[str], french: Sequence[str]) -> None:
    for where, texts in (("", readers), ("french_", french)):
        found = [step.triage(FanMessage(text)) for text in texts]
        figures[f"{where}readers"] = len(texts)
        for name, kind in (
            ("spam", Intent.SPAM),
            ("scam", Intent.SCAM),
            ("hate", Intent.HATE),
            ("crisis", Intent.CRISIS),
        ):
            hits = [one.intent is kind for one in found]
            _put(figures, f"{name}_alarms_on_{where}readers", intervals.share(hits))
        for risk, name in (("hostile", "hostile"), ("distress", "possible_distress")):
            hits = [risk in one.risks for one in found]
            _put(figures, f"handed_over_as_{name}_on_{where}readers", intervals.share(hits))


def _hate(figures: Figures, data: Path, readers: Sequence[str]) -> None:
    for language in sets.LANGUAGES:
        cases = sets.hate_check(data, language)
        truth = np.array([case.label == "hate" for case in cases])
        found = [step.triage(FanMessage(case.text)) for case in cases]
        guess = np.array([one.intent is Intent.HATE for one in found])
        seen = guess | np.array(["hostile" in one.risks for one in found])
        model = baselines.hate(data, language)
        simple = np.asarray(model.predict([case.text for case in cases]), dtype=bool)
        _put(figures, f"hate_{language}_macro_f1", intervals.f1(truth, guess))
        _put(figures, f"hate_{language}_macro_f1_of_bag_of_words", intervals.f1(truth, simple))
        _put(figures, f"hate_{language}_macro_f1_with_what_a_person_sees", intervals.f1(truth, seen))
        counter = np.array([case.kind.startswith("counter_") for case in cases])
        reclaimed = np.array([case.kind == "slur_reclaimed_nh" for case in cases])
        for name, part in (("counter_speech", counter), ("reclaimed_words", reclaimed)):
            if part.any():
                _put(figures, f"hate_{language}_alarms_on_{name}", intervals.share(guess[part]))
                _put(
                    figures,
                    f"hate_{language}_alarms_on_{name}_of_bag_of_words",
                    intervals.share(simple[part]),
                )
        _put(figures, f"hate_{language}_hateful_ignored_or_seen_by_a_person", intervals.share(seen[truth]))
        by_kind: dict[str, list[bool]] = {}
        for case, right in zip(cases, guess == truth, strict=True):
            by_kind.setdefault(case.kind, []).append(bool(right))
        figures[f"hate_{language}_accuracy_by_function"] = {
            kind: round(float(np.mean(rights)), 3) for kind, rights in by_kind.items()
        }
        if language == "en":
            alarms = np.asarray(model.predict(list(readers)), dtype=bool)
            _put(figures, "hate_alarms_on_readers_of_bag_of_words", intervals.share(alarms))


def _spam(figures: Figures, data: Path, readers: Sequence[str]) -> None:
    """Leaving one video out: everything is trained anew on the two others."""
    ways: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {"": [], "_of_table_alone": []}
    alarms: dict[str, list[np.ndarray]] = {}
    for number, video in enumerate(sets.videos(data)):
        texts = [case.text for case in video]
        truth = np.array([case.label == "spam" for case in video])
        classifier = training.fit(training.corpus(data, left_out=number), ("spam", "scam"))
        with _in_place(classifier):
            ways[""].append((truth, _unwanted(texts)))
            alarms.setdefault("", []).append(_unwanted(readers))
            ways["_of_table_alone"].append((truth, _likely(classifier, texts)))
        for name, with_readers in (
            ("_of_words_and_characters", False),
            ("_of_words_and_characters_with_readers", True),
        ):
            model = baselines.spam(data, number, with_readers)
            ways.setdefault(name, []).append((truth, np.asarray(model.predict(texts), dtype=bool)))
            alarms.setdefault(name, []).append(np.asarray(model.predict(list(readers)), dtype=bool))
    for name, folds in ways.items():
        each = [round(intervals.macro_f1(truth, guess), 4) for truth, guess in folds]
        figures[f"spam_macro_f1{name}"] = round(float(np.mean(each)), 4)
        figures[f"spam_macro_f1{name}_by_video"] = each
        truth = np.concatenate([fold[0] for fold in folds])
        guess = np.concatenate([fold[1] for fold in folds])
        figures[f"spam_macro_f1{name}_interval"] = intervals.f1(truth, guess)[1]
    for name, found in alarms.items():
        label = f"spam_alarms_on_readers_leaving_a_video_out{name}"
        _put(figures, label, intervals.share(np.concatenate(found)))


def _unwanted(texts: Sequence[str]) -> np.ndarray:
    return np.array([intent(text) in (Intent.SPAM, Intent.SCAM) for text in texts])


def _likely(classifier: Classifier, texts: Sequence[str]) -> np.ndarray:
    return np.array([training.scores(classifier, text)["spam"] >= step.SPAM_LIKELY for text in texts])


@dataclass(frozen=True, slots=True)
class _Replaced:
    """The shipped classifier with some of its classes judged by another one."""

    shipped: Classifier
    other: Classifier

    def is_ordinary(self, word: str) -> bool:
        return self.shipped.is_ordinary(word)

    def scores(self, text: str, said: Sequence[str], hints: Sequence[str] = ()) -> Mapping[str, float]:
        return {**self.shipped.scores(text, said, hints), **self.other.scores(text, said, hints)}


@contextmanager
def _in_place(classifier: Classifier) -> Iterator[None]:
    """Triage with this classifier's classes in place of the shipped one's."""
    before = step.shipped
    replaced = _Replaced(before(), classifier)
    step.shipped = lambda: replaced  # type: ignore[assignment, return-value]
    try:
        yield
    finally:
        step.shipped = before


def _speed(figures: Figures, texts: Sequence[str], prefix: str = "") -> None:
    messages = [
        FanMessage(text)
        for text in (list(texts) * (SPEED_MESSAGES // max(1, len(texts)) + 1))[:SPEED_MESSAGES]
    ]
    for message in messages[:200]:
        step.triage(message)
    started = time.process_time()
    for message in messages:
        step.triage(message)
    took = time.process_time() - started
    figures[f"{prefix}messages_per_s"] = round(len(messages) / took)
    figures[f"{prefix}messages_words_mean"] = round(
        float(np.mean([len(words(one.text)) for one in messages])), 1
    )
