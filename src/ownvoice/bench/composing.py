"""The built-in model on questions: how much of what it writes is refused and why, and what is left for a person to judge."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.text import words

NAME = "compose"
SUMMARY = "Drafts by the small built-in model: what it invents, what of it is refused, what is left to judge by hand."
TARGETS = {"survivors_with_an_unsaid_number_or_name": {"at_most": 0}}
QUESTIONS, QUICK = 40, 6  # that reach the model
ASKED_AT_MOST = 25  # times as many: most of what readers ask the author never wrote about
_SEED = 20_240_601
_FEWEST, _MOST = 40, 400  # characters of a reader's question
_AUTHORS = (
    "Haacked",
    "haacked",
    "Phil Haack",
)  # whose replies are the creator's, in the blog of the evaluation data
_QUOTED = re.compile(r"“[^”]*”")


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Ask the sample creator its own questions, or a blog (`data`: an export with its readers' comments) theirs.

    Questions are asked until enough have reached the model. A reader's is asked as if it had not been answered yet: the
    real replies to it aren't among the evidence. `sentences_proposed` counts those of all candidates, `refused` says why
    they fell. `survivors` lists each sentence of the model's that reached a draft with what it rests on, to be judged by
    hand; what is judged by rule is `survivors_with_an_unsaid_number_or_name`: in digits or with a capital, and nowhere in
    what the sentence cites.
    """
    from ownvoice.llm.embedded import INSTALL, EmbeddedModel, installed
    from ownvoice.llm.embedded import NAME as MODEL
    from ownvoice.runtime.starting import start

    if not installed():
        raise OwnvoiceError("The built-in model isn't installed.", INSTALL)
    start()
    from ownvoice.tenants.scope import acting_for

    creator = _blog(data) if data else _sample()
    wanted = QUICK if quick else QUESTIONS
    outcomes: list[dict[str, Any]] = []
    with acting_for(creator):
        for question, own in list(_readers() if data else _samples())[: ASKED_AT_MOST * wanted]:
            outcomes.append(_answered(creator, EmbeddedModel.shared(), question, own))
            if sum(bool(outcome["calls"]) for outcome in outcomes) == wanted:
                break
    EmbeddedModel.shared().stop()
    count = max(1, len(outcomes))
    composers = Counter(outcome["by"] for outcome in outcomes)
    refused = Counter(reason for outcome in outcomes for reason in outcome["refused"])
    survivors = [survivor for outcome in outcomes for survivor in outcome["survivors"]]
    return {
        "questions": len(outcomes),
        "model": MODEL,
        "by_model": round(composers["model"] / count, 3),
        "by_own_words": round(composers["own words"] / count, 3),
        "handed_over": round(composers[""] / count, 3),
        "model_asked": sum(bool(outcome["calls"]) for outcome in outcomes),
        "calls": sum(outcome["calls"] for outcome in outcomes),
        "seconds_a_call": round(
            sum(o["seconds"] for o in outcomes) / max(1, sum(o["calls"] for o in outcomes)), 2
        ),
        "sentences_proposed": sum(outcome["proposed"] for outcome in outcomes),
        "sentences_refused": sum(refused.values()),
        "refused": dict(refused.most_common()),
        "sentences_survived": len(survivors),
        "survivors_with_an_unsaid_number_or_name": sum(
            bool(_unsaid(s["text"], s["rests_on"])) for s in survivors
        ),
        "survivors": survivors,
    }


def _answered(creator: Any, model: Any, question: str, own: int | None) -> dict[str, Any]:
    from ownvoice.core.answers import FanMessage
    from ownvoice.inbox.context import reply_context, vectors
    from ownvoice.inbox.modelling import BUILT_IN_NOTES, Budget, ModelComposer
    from ownvoice.inbox.models import ModelCall
    from ownvoice.reply.model_draft import COMPOSER, read_draft
    from ownvoice.reply.pipeline import answer
    from ownvoice.reply.verify import verify

    embed = vectors(None, True)
    compose = ModelComposer(
        model, Budget(1 << 50), creator=creator.name, notes=BUILT_IN_NOTES, timeout_s=300.0, embed=embed
    )
    context = replace(reply_context(creator, by_meaning=False, compose=compose), embed=embed)
    search = context.search
    context = replace(
        context, search=lambda q, lang: [item for item in search(q, lang) if item.item_id != own]
    )
    ModelCall.objects.all().delete()
    reply = answer(FanMessage(question), context)
    calls = list(ModelCall.objects.all())
    verdicts = [
        verdict
        for call in calls
        for verdict in verify(
            read_draft(call.answer, reply.evidence.items, reply.triage.language),
            reply.evidence, context.habits, (), context.today, embed,
        ).sentences
    ]  # fmt: skip
    survived = (
        [s for s in reply.draft.sentences if s.evidence_ids] if reply.draft.composer == COMPOSER else []
    )
    return {
        "by": reply.draft.composer if reply.draft.sentences else "",
        "calls": len(calls),
        "seconds": sum(call.seconds for call in calls),
        "proposed": len(verdicts),
        "refused": [_QUOTED.sub("“…”", verdict.reason) for verdict in verdicts if not verdict.supported],
        "survivors": [
            {
                "question": question,
                "text": sentence.text,
                "rests_on": " … ".join(
                    item.text for name in sentence.evidence_ids if (item := reply.evidence.get(name))
                )[:1_500],
            }
            for sentence in survived
        ],
    }


def _unsaid(text: str, source: str) -> set[str]:
    """Words with digits, and words with a capital but the first, that the source doesn't have."""
    said = set(words(source))
    named = {word for part in text.split()[1:] if part[:1].isupper() for word in words(part)}
    return ({word for word in words(text) if any(c.isdigit() for c in word)} | named) - said


def _sample() -> Any:
    from ownvoice.inbox.sample import load_sample

    return load_sample()


def _samples() -> Iterator[tuple[str, int | None]]:
    from ownvoice import sample

    questions = yaml.safe_load((sample.folder() / "questions.yml").read_text(encoding="utf-8"))
    yield from ((entry["question"], None) for entry in questions)


def _blog(data: Path) -> Any:
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.tenants.models import Creator

    creator = Creator.objects.create(slug="blog", name="Phil", languages=["en"])
    run_import(creator, prepare_import(creator, [data], _AUTHORS).pk)
    return creator


def _readers() -> Iterator[tuple[str, int | None]]:
    """Questions that readers really asked and the author answered, with the reply's item; a seeded choice."""
    from ownvoice.corpus.models import Exchange

    rows = Exchange.objects.filter(message__isnull=False).order_by("pk")
    asked = [
        (text.strip(), int(reply))
        for text, reply in rows.values_list("message__text", "reply_id")
        if "?" in text and _FEWEST <= len(text.strip()) <= _MOST and "http" not in text
    ]
    random.Random(_SEED).shuffle(asked)  # noqa: S311 - not for secrets
    yield from asked
