"""The model in the inbox: its drafts, its budgets, and the record of everything it was asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ownvoice.inbox import modelling
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.modelling import Budget, configured_budget, forget_old_calls, give_back, take
from ownvoice.inbox.models import Channel, Conversation, Message, ModelCall, ModelDay
from ownvoice.llm.generate import ModelError, Scripted
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)

FRIDGE = "I keep the dough in the fridge for 12 hours at 4 °C."
QUESTION = "How many hours do you keep the dough in the fridge?"


@pytest.fixture
def message(acting: Any, tmp_path: Path, word_hashes: Any) -> Message:
    texts = [FRIDGE, "Rye needs more water.", "Salt at 2 percent."]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    return receive(Conversation.objects.create(channel=channel, fan_name="Sam"), QUESTION)


class Citing(Scripted):
    """Says `text`, citing the first note it is shown."""

    def __init__(self, text: str) -> None:
        super().__init__("")
        self.text = text

    def generate(self, turns: Any, wanted: Any) -> Any:
        first = wanted.schema["properties"]["sentences"]["items"]["properties"]["notes"]["items"]["enum"][0]
        self.answers = [json.dumps({"sentences": [{"text": self.text, "notes": [first]}]})]
        return super().generate(turns, wanted)


def use(monkeypatch: pytest.MonkeyPatch, model: Any, **settings: str) -> Any:
    monkeypatch.setattr(modelling, "configured_generator", lambda: model)
    for name, value in settings.items():
        monkeypatch.setenv(f"OWNVOICE_MODEL_{name}", value)
    return model


def test_its_draft_is_the_models_and_says_so(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Citing(FRIDGE))
    draft = draft_reply(message)
    assert (draft.composer, draft.text) == ("model", FRIDGE)
    assert "worded by the model" in draft.reason and "model" not in draft.work


def test_everything_it_was_asked_and_answered_is_kept(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Citing(FRIDGE), PRICE_IN="1", PRICE_OUT="2.5")
    draft_reply(message)
    call = ModelCall.objects.get()
    assert call.message_id == message.pk and call.purpose == "draft" and call.model == "scripted"
    assert [turn["role"] for turn in call.prompt] == ["system", "user"]
    assert FRIDGE in call.prompt[1]["content"] and QUESTION in call.prompt[1]["content"]
    assert json.loads(call.answer)["sentences"][0]["text"] == FRIDGE
    assert call.cost_millionths == -(-(call.prompt_tokens * 2 + call.completion_tokens * 5) // 2)
    day = ModelDay.objects.get()
    assert day.tokens == call.prompt_tokens + call.completion_tokens
    assert day.cost_millionths == call.cost_millionths


def test_what_it_invents_gives_way_to_own_words_and_that_is_said(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Citing("I keep the dough in the fridge for 48 hours."))
    draft = draft_reply(message)
    assert draft.composer == "own words" and "12 hours" in draft.text
    assert draft.work["model"] == modelling.NOT_SUPPORTED
    assert ModelCall.objects.count() == 2


@pytest.mark.parametrize(
    "settings", [{"TOKENS_PER_DAY": "100"}, {"MONEY_PER_DAY": "0.000001", "PRICE_IN": "5"}]
)
def test_over_budget_it_isnt_asked_and_that_is_said(
    message: Message, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    model = use(monkeypatch, Citing(FRIDGE), **settings)
    draft = draft_reply(message)
    assert model.asked == []
    assert draft.composer == "own words" and "12 hours" in draft.text
    assert draft.work["model"] == modelling.OVER_BUDGET
    assert ModelCall.objects.count() == 0


def test_a_model_that_fails_costs_no_draft(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Scripted(ModelError("The model was struck by\x00 lightning.")))
    draft = draft_reply(message)
    assert draft.composer == "own words" and draft.work["model"] == modelling.NO_ANSWER
    call = ModelCall.objects.get()
    assert call.answer == "" and "lightning" in call.problem
    assert ModelDay.objects.get().tokens == call.prompt_tokens + call.completion_tokens > 0


def test_wrong_settings_dont_stop_the_inbox(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Citing(FRIDGE), TOKENS_PER_DAY="many")
    assert draft_reply(message).composer == "own words"
    monkeypatch.undo()
    monkeypatch.setenv("OWNVOICE_MODEL_URL", "nowhere")
    assert draft_reply(message).composer == "own words"


def test_without_a_model_nothing_is_asked_or_said(message: Message) -> None:
    assert "model" not in draft_reply(message).work
    assert ModelDay.objects.count() == 0


def test_an_answer_the_database_cant_hold_is_kept_all_the_same(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Scripted('{"sentences": [{"text": "\ud800\x00"}]}'))
    assert draft_reply(message).composer == "own words"
    assert ModelCall.objects.first().answer.startswith('{"sentences"')


class TestTheBudget:
    DAY = datetime(2026, 3, 1, tzinfo=UTC).date()

    def test_no_more_is_taken_than_there_is(self, acting: Any) -> None:
        budget = Budget(1_000)
        assert take(self.DAY, 600, 0, budget) and not take(self.DAY, 600, 0, budget)
        give_back(self.DAY, 300, 0)
        assert take(self.DAY, 600, 0, budget)
        assert ModelDay.objects.get().tokens == 900

    def test_the_next_day_is_a_new_one(self, acting: Any) -> None:
        assert take(self.DAY, 900, 0, Budget(1_000))
        assert take(self.DAY + timedelta(days=1), 900, 0, Budget(1_000))

    def test_each_creator_has_their_own(self, acting: Any) -> None:
        assert take(self.DAY, 900, 0, Budget(1_000))
        with acting_for(Creator.objects.create(slug="max", name="Max", languages=["en"])):
            assert take(self.DAY, 900, 0, Budget(1_000))

    def test_money_counts_too(self, acting: Any) -> None:
        budget = Budget(10_000, Decimal("0.01"), Decimal("2"), Decimal("8"))
        assert budget.cost(1_000, 500) == 6_000
        assert take(self.DAY, 1_500, 6_000, budget) and not take(self.DAY, 1_500, 6_000, budget)

    def test_nothing_goes_below_zero(self, acting: Any) -> None:
        take(self.DAY, 10, 1, Budget(1_000))
        give_back(self.DAY, 500, 500)
        assert ModelDay.objects.get().tokens == 0

    def test_calls_at_the_same_time_dont_go_over_it_together(self, acting: Any) -> None:
        from concurrent.futures import ThreadPoolExecutor

        from django.db import connections

        def one(_: int) -> bool:
            try:
                with acting_for(acting):
                    return take(self.DAY, 100, 0, Budget(450))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(one, range(12))) == 4

    def test_the_settings_say_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert configured_budget() == Budget(200_000)
        monkeypatch.setenv("OWNVOICE_MODEL_MONEY_PER_DAY", "1.25")
        monkeypatch.setenv("OWNVOICE_MODEL_PRICE_OUT", "0.6")
        assert configured_budget().most == 1_250_000 and configured_budget().price_out == Decimal("0.6")


class TestTheRecord:
    def test_it_is_kept_as_long_as_is_set(self, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
        use(monkeypatch, Citing(FRIDGE))
        draft_reply(message)
        assert forget_old_calls(lambda: timezone.now() + timedelta(days=29)) == 0
        assert forget_old_calls(lambda: timezone.now() + timedelta(days=31)) == 1

    def test_a_job_sees_to_that(self, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
        from ownvoice.jobs.tasks import forget_model_calls

        ModelCall.objects.create(message=message, purpose="draft", model="m", prompt=[])
        monkeypatch.setenv("OWNVOICE_MODEL_KEEP_DAYS", "0")
        forget_model_calls(timestamp=0)
        assert ModelCall.objects.count() == 0

    def test_it_goes_with_a_source_its_message_or_its_creator(
        self, acting: Creator, message: Message, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from ownvoice.corpus.models import Source
        from ownvoice.corpus.removal import remove_source

        use(monkeypatch, Citing(FRIDGE))
        draft_reply(message)
        remove_source(Source.objects.get())
        assert ModelCall.objects.count() == 0
        ModelCall.objects.create(message=message, purpose="draft", model="m", prompt=[])
        message.delete()
        assert ModelCall.objects.count() == 0
        ModelCall.objects.create(purpose="draft", model="m", prompt=[])
        acting.delete()
        assert ModelCall.everyone.count() == ModelDay.everyone.count() == 0


def test_how_the_creator_writes_is_kept_for_the_model_with_each_version(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ownvoice.reply.registers import register_of
    from ownvoice.voice.keeping.versions import current
    from ownvoice.voice.learning import learn
    from ownvoice.voice.persona.prompt import MANNER_LINES, manner_lines

    version = learn(register_of)
    document = current()
    assert document is not None
    assert version.manner == "\n".join(manner_lines(document, "en")[:MANNER_LINES])
    type(version).objects.filter(pk=version.pk).update(manner="You say y'all.")
    model = use(monkeypatch, Citing(FRIDGE))
    draft_reply(message)
    assert "You say y'all." in model.asked[0][0][0].content
