"""The model that words drafts, where one is set: within a creator's budgets, and with a record the creator can read.

A budget is taken from before a call, by as much as the call may use, and what wasn't used is given back after it: calls
at the same time can't go over it together, and one that dies halfway has been paid for.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from ownvoice.core.answers import Draft, Evidence, FanMessage, Goal, Habits, Triage
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.models import Message, ModelCall, ModelDay
from ownvoice.llm.generate import (
    BUILT_IN,
    Generation,
    Generator,
    ModelError,
    Turn,
    Wanted,
    configured_generator,
)
from ownvoice.reply.checking.features import Embed
from ownvoice.reply.model_draft import CANDIDATES, COMPOSER, Chat, Likeness, compose_with_model
from ownvoice.runtime import environment
from ownvoice.tenants.models import Creator
from ownvoice.voice.learning.voice_score import current_voice
from ownvoice.voice.models import Persona

log = structlog.get_logger()

PURPOSE = "draft"
TOKENS_PER_DAY, TIMEOUT_S, KEEP_DAYS = 200_000, 30, 30  # where the settings say nothing
ANSWER_TOKENS = 300
CHARS_A_TOKEN = 2  # fewer than any known model's in prose: what is taken beforehand must suffice
BUILT_IN_NOTES = 3  # a small model reads slowly and loses the thread
LEAST_S = 1.0  # a candidate isn't begun with less time left
OVER_BUDGET = "The model wasn't asked: today's budget for it is used up."
NO_ANSWER = "The model gave no answer."
NOT_SUPPORTED = "What the model wrote isn't supported by what you said, so it isn't used."


@dataclass(frozen=True, slots=True)
class Budget:
    """What a creator's day may use, and what tokens cost. Prices are per million tokens; None: no limit."""

    tokens: int
    money: Decimal | None = None
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)

    def cost(self, prompt_tokens: int, completion_tokens: int) -> int:
        """In millionths of the currency, rounded up: a price for a million tokens is one for a token in millionths."""
        return math.ceil(prompt_tokens * self.price_in + completion_tokens * self.price_out)

    @property
    def most(self) -> int | None:
        """What a day may cost, in millionths."""
        return None if self.money is None else int(self.money * 1_000_000)


def configured_budget() -> Budget:
    """The budget of the settings; raises `ConfigurationError` where one is no number."""
    return Budget(
        environment.whole_number("OWNVOICE_MODEL_TOKENS_PER_DAY", TOKENS_PER_DAY),
        environment.amount("OWNVOICE_MODEL_MONEY_PER_DAY"),
        environment.amount("OWNVOICE_MODEL_PRICE_IN") or Decimal(0),
        environment.amount("OWNVOICE_MODEL_PRICE_OUT") or Decimal(0),
    )


class ModelComposer:
    """Words a draft with a model (`reply.pipeline.Composer`); of one message. `remark` tells afterwards how that went.

    Call within `acting_for(creator)`. Never raises for what a model or a budget does: then there is no draft.
    `timeout_s` is for all its candidates together.
    """

    def __init__(
        self,
        model: Generator,
        budget: Budget,
        *,
        creator: str,
        manner: str = "",
        message: Message | None = None,
        likeness: Likeness | None = None,
        notes: int | None = None,
        timeout_s: float = TIMEOUT_S,
        embed: Embed | None = None,
        candidates: int = CANDIDATES,
    ) -> None:
        self._problem, self._answers, self._until = "", 0, math.inf
        self._model, self._budget, self._message = model, budget, message
        self._creator, self._manner, self._likeness, self._notes = creator, manner, likeness, notes
        self._timeout_s, self._embed, self._candidates = timeout_s, embed, candidates

    def __call__(
        self, message: FanMessage, triage: Triage, evidence: Evidence, habits: Habits, goals: Sequence[Goal]
    ) -> Draft:
        """See `reply.model_draft.compose_with_model`."""
        self._until = time.monotonic() + self._timeout_s
        more: dict[str, Any] = {} if self._notes is None else {"most_notes": self._notes}
        return compose_with_model(
            message, triage, evidence, habits, goals, ask=self._ask, today=timezone.localdate(),
            creator=self._creator, manner=self._manner, likeness=self._likeness,
            embed=self._embed, candidates=self._candidates, **more,
        )  # fmt: skip

    def remark(self, composer: str) -> str:
        """One line for the creator on why the draft isn't the model's; "" where it is, or the model wasn't needed."""
        if composer == COMPOSER:
            return ""
        return self._problem if not self._answers else NOT_SUPPORTED

    def _ask(self, chat: Chat, schema: Mapping[str, Any], seed: int) -> str | None:
        left_s = self._until - time.monotonic()
        if left_s < LEAST_S:
            return None
        turns = [Turn(role, content) for role, content in chat]  # type: ignore[arg-type]
        most_in = sum(len(turn.content) for turn in turns) // CHARS_A_TOKEN + 16 * len(turns)
        day = datetime.now(UTC).date()
        if not take(day, most_in + ANSWER_TOKENS, self._budget.cost(most_in, ANSWER_TOKENS), self._budget):
            self._problem = OVER_BUDGET
            return None
        wanted = Wanted(schema=schema, max_tokens=ANSWER_TOKENS, seed=seed, timeout_s=left_s)
        try:
            made = self._model.generate(turns, wanted)
        except ModelError as error:
            log.warning("the model gave no answer", problem=str(error))
            self._problem = NO_ANSWER
            # It may have been worked on and will be billed then: what was taken isn't given back.
            self._keep(turns, Generation("", most_in, ANSWER_TOKENS), str(error))
            return None
        tokens_in = made.prompt_tokens or most_in
        tokens_out = made.completion_tokens or min(ANSWER_TOKENS, len(made.text) // CHARS_A_TOKEN + 1)
        used = Generation(made.text, tokens_in, tokens_out, made.seconds)
        give_back(
            day,
            most_in + ANSWER_TOKENS - tokens_in - tokens_out,
            self._budget.cost(most_in, ANSWER_TOKENS) - self._budget.cost(tokens_in, tokens_out),
        )
        self._keep(turns, used, "")
        self._answers += 1
        return made.text

    def _keep(self, turns: Sequence[Turn], made: Generation, problem: str) -> None:
        ModelCall.objects.create(
            message=self._message,
            purpose=PURPOSE,
            model=self._model.name[:300],
            prompt=[{"role": turn.role, "content": _storable(turn.content)} for turn in turns],
            answer=_storable(made.text),
            problem=_storable(problem),
            prompt_tokens=made.prompt_tokens,
            completion_tokens=made.completion_tokens,
            seconds=made.seconds,
            cost_millionths=self._budget.cost(made.prompt_tokens, made.completion_tokens),
        )


def _storable(text: str) -> str:
    """Without what the database can't hold: null characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def take(day: Any, tokens: int, cost: int, budget: Budget) -> bool:
    """Take so much from the current creator's budget of the day; False, and nothing taken, where it isn't left."""
    row, _ = ModelDay.objects.get_or_create(day=day)
    left = ModelDay.objects.filter(pk=row.pk, tokens__lte=budget.tokens - tokens)
    if budget.most is not None:
        left = left.filter(cost_millionths__lte=budget.most - cost)
    taken: int = left.update(tokens=F("tokens") + tokens, cost_millionths=F("cost_millionths") + cost)
    return taken == 1


def give_back(day: Any, tokens: int, cost: int) -> None:
    """Give back what a call didn't use; where it used more, take that too (it was used)."""
    ModelDay.objects.filter(day=day).update(
        tokens=Greatest(F("tokens") - tokens, 0), cost_millionths=Greatest(F("cost_millionths") - cost, 0)
    )


def model_of(
    creator: Creator, message: Message | None = None, embed: Embed | None = None
) -> ModelComposer | None:
    """The composer of the model that is set, for this creator; None where none is, or the settings are wrong.

    Call within `acting_for(creator)`. `message` is the row to be answered, where there is one; `embed`
    makes vectors, for choosing among candidates by what stands in other words.
    """
    try:
        model = configured_generator()
        if model is None:
            return None
        small = environment.value("OWNVOICE_MODEL_URL") == BUILT_IN
        return ModelComposer(
            model,
            configured_budget(),
            creator=creator.name,
            manner="" if small else _manner(),  # it would repeat it
            message=message,
            embed=embed,
            likeness=_likeness(),
            notes=BUILT_IN_NOTES if small else None,
            timeout_s=float(environment.whole_number("OWNVOICE_MODEL_TIMEOUT", TIMEOUT_S)),
        )
    except (
        OwnvoiceError
    ) as error:  # a wrong setting must not stop the inbox; `ownvoice model status` tells it
        log.error("the model's settings are wrong", problem=str(error))
        return None


def _manner() -> str:
    return Persona.objects.order_by("-number").values_list("manner", flat=True).first() or ""


def _likeness() -> Likeness | None:
    """The current creator's voice score, where their voice is known well enough."""
    voice = current_voice()
    if voice is None:
        return None

    def likeness(text: str, language: str) -> float | None:
        score = voice.score(text, language)
        return score.probability if score else None

    return likeness


def forget_old_calls(now: Callable[[], datetime] = timezone.now) -> int:
    """Delete everybody's prompts and answers that are older than they are to be kept; returns how many."""
    kept = timedelta(days=environment.whole_number("OWNVOICE_MODEL_KEEP_DAYS", KEEP_DAYS))
    deleted, _ = ModelCall.everyone.filter(at__lt=now() - kept).delete()
    return deleted
