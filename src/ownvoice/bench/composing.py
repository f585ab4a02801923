"""The built-in model on questions: how much of what it writes is refused and why, what is left, and how close that comes."""

from __future__ import annotations

import json
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from ownvoice.bench.drafting.readers import Question
from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.text import words

NAME = "compose"
SUMMARY = "Drafts by the small built-in model: what it invents, what of it is refused, what is left to judge by hand."
TARGETS = {"survivors_with_an_unsaid_number_or_name": {"at_most": 0}}
QUESTIONS, QUICK = 500, 6
CANDIDATES = 2
_SEED = 20_240_601
_AUTHORS = (
    "Haacked",
    "haacked",
    "Phil Haack",
)  # whose replies are the creator's, in the blog of the evaluation data


def run(
    quick: bool,
    data: Path | None,
    questions: int | None = None,
    answers: Path | None = None,
    outcomes: Path | None = None,
    candidates: int | None = None,
    answerable: float | None = None,
    minutes: float | None = None,
) -> dict[str, Any]:
    """Ask the sample creator its own questions, or a blog (`data`: an export with its readers' comments) theirs.

    A reader's question meets the corpus as it was when it was asked (`drafting/clock.py`, `drafting/readers.py`): no
    later comment of its thread, and not the reply it got, is there. Manner and voice are learned from the earlier half.
    `answers`: a file that keeps what the model says, so that a run can be ended and gone on with; when `minutes` are over,
    only questions whose answers it has are counted. `outcomes`: a file for what became of each question. `answerable`:
    another bar for the chance that a question can be answered, 0 to ask the model everything.

    `sentences_proposed` counts those of all candidates, `refused` says why they fell. `survivors` lists each sentence of
    the model's that reached a draft with what it rests on, to be judged by hand; what is judged by rule is
    `survivors_with_an_unsaid_number_or_name`: in digits or with a capital, and nowhere in what the sentence cites.
    """
    from ownvoice.bench.drafting.asking import Asker
    from ownvoice.bench.drafting.clock import CorpusClock
    from ownvoice.bench.drafting.readers import Split, by_time
    from ownvoice.bench.drafting.recorded import NotRecordedError, Recorded
    from ownvoice.llm.embedded import INSTALL, EmbeddedModel, installed
    from ownvoice.runtime.starting import start

    if not installed():
        raise OwnvoiceError("The built-in model isn't installed.", INSTALL)
    start()
    from ownvoice.tenants.scope import acting_for

    wanted = questions or (QUICK if quick else QUESTIONS)
    creator = _blog(data) if data else _sample()
    came: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-") as folder, acting_for(creator):
        split = by_time(wanted) if data else Split(None, _samples()[:wanted], ())
        clock = CorpusClock(creator.pk)
        if split.begins is not None:
            clock.set(split.begins)
            _learn()
        until = time.monotonic() + (math.inf if minutes is None else 60 * minutes)
        model = Recorded(EmbeddedModel.shared(), answers or Path(folder) / "answers.jsonl", until)
        asker = Asker(creator, model, candidates or CANDIDATES, answerable)
        try:
            for question in split.questions:
                if question.asked_at is not None:
                    clock.set(question.asked_at)
                with suppress(NotRecordedError):
                    came.append(_line(question) | asker.ask(question.text, question.asked_at))
        finally:
            EmbeddedModel.shared().stop()
    if outcomes is not None:
        outcomes.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in came), "utf-8")
    figures = _figures(came)
    if split.begins is not None:
        figures["learned_before"] = split.begins.date().isoformat()
    return figures | _compared(came, split.replies)


def _line(question: Question) -> dict[str, Any]:
    return {
        "id": question.native_id,
        "question": question.text,
        "asked_at": question.asked_at.isoformat() if question.asked_at else "",
        "under": question.under,
        "reply": question.reply,
    }


def _figures(outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    from ownvoice.bench.drafting.asking import without_particulars
    from ownvoice.bench.triaging.intervals import share
    from ownvoice.llm.embedded import NAME as MODEL

    figures: dict[str, Any] = {"questions": len(outcomes), "model": MODEL}
    for name, by in (("by_model", "model"), ("by_own_words", "own words"), ("handed_over", "")):
        figures[name], figures[f"{name}_interval"] = share([one["by"] == by for one in outcomes])
    alone, interval = share([bool(one["own"]) for one in outcomes])
    proposed = [sentence for one in outcomes for sentence in one["proposed"]]
    survivors = [survivor for one in outcomes for survivor in one["survivors"]]
    calls = sum(one["calls"] for one in outcomes)
    return figures | {
        "own_words_alone": alone,
        "own_words_alone_interval": interval,
        "handed_over_because": _counted(one["rule"] for one in outcomes if not one["by"]),
        "model_asked": sum(bool(one["calls"]) for one in outcomes),
        "calls": calls,
        "seconds_a_call": round(sum(one["model_seconds"] for one in outcomes) / max(1, calls), 1),
        "sentences_proposed": len(proposed),
        "sentences_refused": sum(not sentence["stands"] for sentence in proposed),
        "refused": _counted(
            without_particulars(sentence["reason"]) for sentence in proposed if not sentence["stands"]
        ),
        "sentences_survived": len(survivors),
        "survivors_word_for_word": sum(
            sentence["stands"] and sentence["reason"].startswith("Word for word") for sentence in proposed
        ),
        "survivors_with_an_unsaid_number_or_name": sum(
            bool(_unsaid(s["text"], s["rests_on"])) for s in survivors
        ),
        "survivors": survivors,
    }


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())


def _compared(outcomes: Sequence[dict[str, Any]], earlier: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """How close drafts come to the real replies, where there is one, beside two replies that cost nothing.

    `random`: any earlier reply of the author's, drawn with a fixed seed; `nearest`: the one whose message is nearest in
    meaning. Each for `drafts` (the pipeline's, model first), for the `model`'s alone, and for `own` words alone.
    """
    from ownvoice.bench.drafting.closeness import chrf, cosines, length_ratio, mean_with_interval
    from ownvoice.bench.verifying.vectors import KeptVectors

    real = [one for one in outcomes if one["reply"]]
    if not real or not earlier:
        return {}
    vectors = KeptVectors()
    texts = [asked for asked, _ in earlier]
    near = (vectors([one["question"][:500] for one in real]) @ vectors([t[:500] for t in texts]).T).argmax(
        axis=1
    )
    draw = random.Random(_SEED)  # noqa: S311 - not for secrets
    rivals = {
        one["id"]: {"random": draw.choice(earlier)[1], "nearest": earlier[at][1]}
        for one, at in zip(real, near, strict=True)
    }
    figures: dict[str, Any] = {"real_replies": len(real)}
    for name, drafts in (
        ("drafts", {one["id"]: one["draft"] for one in real if one["draft"]}),
        ("model", {one["id"]: one["draft"] for one in real if one["by"] == "model"}),
        ("own", {one["id"]: one["own"] for one in real if one["own"]}),
        ("all", {one["id"]: "" for one in real}),
    ):
        here = [one for one in real if one["id"] in drafts]
        replies = [one["reply"] for one in here]
        said = {rival: [rivals[one["id"]][rival] for one in here] for rival in ("random", "nearest")}
        if name != "all":
            said["draft"] = [drafts[one["id"]] for one in here]
        figures[f"{name}_compared"] = len(here)
        if not here:
            continue
        theirs = vectors([reply[:500] for reply in replies])
        for who, listed in said.items():
            pairs = list(zip(listed, replies, strict=True))
            likeness = cosines(vectors([text[:500] for text in listed]), theirs)
            for measure, values in (
                ("chrf", [chrf(a, b) for a, b in pairs]),
                ("closeness", likeness.tolist()),
                ("length_match", [length_ratio(a, b) for a, b in pairs]),
            ):
                mean, interval = mean_with_interval(values)
                figures[f"{name}_{measure}_{who}"] = mean
                figures[f"{name}_{measure}_{who}_interval"] = interval
        if "draft" in said:
            figures |= _differences(name, said, replies)
    vectors.keep()
    return figures


def _differences(name: str, said: dict[str, list[str]], replies: Sequence[str]) -> dict[str, Any]:
    """How much closer, in chrF, the drafts are than the rivals on the same questions."""
    from ownvoice.bench.drafting.closeness import chrf, mean_with_interval

    figures: dict[str, Any] = {}
    for rival in ("random", "nearest"):
        gained = [
            chrf(draft, reply) - chrf(other, reply)
            for draft, other, reply in zip(said["draft"], said[rival], replies, strict=True)
        ]
        mean, interval = mean_with_interval(gained)
        figures[f"{name}_chrf_over_{rival}"] = mean
        figures[f"{name}_chrf_over_{rival}_interval"] = interval
    return figures


def _unsaid(text: str, source: str) -> set[str]:
    """Words with digits, and words with a capital but the first, that the source doesn't have."""
    said = set(words(source))
    named = {word for part in text.split()[1:] if part[:1].isupper() for word in words(part)}
    return ({word for word in words(text) if any(c.isdigit() for c in word)} | named) - said


def _learn() -> None:
    """The persona, for how replies open and close."""
    from ownvoice.reply.registers import register_of
    from ownvoice.voice.learning import learn

    learn(register_of)


def _sample() -> Any:
    from ownvoice.inbox.sample import load_sample

    return load_sample()


def _samples() -> tuple[Question, ...]:
    from ownvoice import sample

    questions = yaml.safe_load((sample.folder() / "questions.yml").read_text(encoding="utf-8"))
    return tuple(Question(entry["question"], entry["question"]) for entry in questions)


def _blog(data: Path) -> Any:
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.tenants.models import Creator

    creator = Creator.objects.create(slug="blog", name="Phil", languages=["en"])
    run_import(creator, prepare_import(creator, [data], _AUTHORS).pk)
    return creator
