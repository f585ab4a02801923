"""One question through the whole pipeline, with the model and without, as a line that can be kept."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import datetime
from typing import Any

from ownvoice.core.answers import Evidence, FanMessage, Reply, Sentence

_QUOTED = re.compile(r"“[^”]*”")
_PERCENT = re.compile(r" \(estimated \d+%\)")
GROUNDS_CHARS = 3_000  # of what a sentence rests on, that are kept beside it


class Asker:
    """Asks the current creator's pipeline. Call within `acting_for(creator)`; `candidates`: how often the model is asked.

    `answerable`: another bar for the chance that a question can be answered, for the model; own words keep theirs.
    """

    def __init__(self, creator: Any, model: Any, candidates: int, answerable: float | None = None) -> None:
        from ownvoice.inbox.context import vectors

        self._creator, self._model, self._candidates = creator, model, candidates
        self._answerable = answerable
        self._embed = vectors(None, True)

    def ask(self, text: str, at: datetime | None = None) -> dict[str, Any]:
        """What became of it: `by`, `rule`, the texts of both drafts, what the model proposed and why it fell, what stayed.

        `at`: when it was asked; nothing that was published then or later may be among the evidence (AssertionError).
        """
        from ownvoice.inbox.context import reply_context
        from ownvoice.inbox.modelling import BUILT_IN_NOTES, Budget, ModelComposer
        from ownvoice.inbox.models import ModelCall
        from ownvoice.reply.model_draft import COMPOSER, judged_proposal
        from ownvoice.reply.pipeline import answer
        from ownvoice.reply.withheld import without_withheld

        compose = ModelComposer(
            self._model, Budget(1 << 50), creator=self._creator.name, notes=BUILT_IN_NOTES, timeout_s=600.0,
            candidates=self._candidates, embed=self._embed,
        )  # fmt: skip
        context = replace(reply_context(self._creator, by_meaning=False, compose=compose), embed=self._embed)
        if at is not None:
            context = replace(context, today=at.date())
        asked = (
            context if self._answerable is None else replace(context, answerable_threshold=self._answerable)
        )
        ModelCall.objects.all().delete()
        started = time.monotonic()
        reply = answer(FanMessage(text), asked)
        seconds = time.monotonic() - started
        own = answer(FanMessage(text), replace(context, compose=None, embed=None))
        calls = list(ModelCall.objects.order_by("pk"))
        if at is not None:
            assert all(item.published_at and item.published_at < at for item in reply.evidence.items)
        grounds = without_withheld(reply.evidence, context.withdrawn, context.switched_on)
        verdicts = [
            verdict
            for call in calls
            for verdict in judged_proposal(
                call.answer, reply.triage, grounds, grounds.items[:BUILT_IN_NOTES],
                context.habits, (), context.today, self._embed,
            ).sentences
        ]  # fmt: skip
        by_model = reply.draft.composer == COMPOSER
        kept = [s for s in reply.draft.sentences if s.evidence_ids] if by_model else []
        return {
            **_came_of(reply),
            "own": own.draft.text,
            "own_rule": own.decision.rule,
            "calls": len(calls),
            "model_seconds": round(sum(call.seconds for call in calls), 1),
            "seconds": round(seconds, 1),
            "answers": [call.answer for call in calls],
            "proposed": [
                {
                    "text": verdict.sentence.text,
                    "cites": list(verdict.sentence.evidence_ids),
                    "stands": verdict.supported,
                    "reason": verdict.reason,
                }
                for verdict in verdicts
            ],
            "survivors": [_survivor(text, sentence, reply.evidence) for sentence in kept],
        }


def _came_of(reply: Reply) -> dict[str, Any]:
    return {
        "by": reply.draft.composer if reply.draft.sentences else "",
        "intent": reply.triage.intent.value,
        "asked": reply.triage.question,
        "language": reply.triage.language,
        "action": reply.decision.action.value,
        "rule": reply.decision.rule,
        "answerable": round(reply.evidence.answerable, 4),
        "draft": reply.draft.text,
    }


def _survivor(question: str, sentence: Sentence, evidence: Evidence) -> dict[str, Any]:
    items = [item for name in sentence.evidence_ids if (item := evidence.get(name))]
    return {
        "question": question,
        "text": sentence.text,
        "rests_on": " … ".join(item.text for item in items)[:GROUNDS_CHARS],
        "asked": " … ".join(item.asked for item in items if item.asked)[:GROUNDS_CHARS],
        "titles": [item.title for item in items],
        "urls": [item.url for item in items],
    }


def without_particulars(reason: str) -> str:
    """A verdict's reason without the word and the figure it names, for counting."""
    return _PERCENT.sub("", _QUOTED.sub("“…”", reason))
