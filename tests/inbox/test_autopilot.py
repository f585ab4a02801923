"""The autopilot: earned by decisions, used only after every law, watched while on, and taken back at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ownvoice.core.answers import Action, Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.models import Source
from ownvoice.inbox import review
from ownvoice.inbox.autopilot import deciding, leaving, switch
from ownvoice.inbox.autopilot.fans import opts_out
from ownvoice.inbox.autopilot.made_from import made_from
from ownvoice.inbox.autopilot.quiet import parse_quiet, quiet_until, told
from ownvoice.inbox.autopilot.tables import AutopilotCase, AutopilotSettings, HumansOnly, Permission
from ownvoice.inbox.models import Conversation, Draft, Feedback, Message, Outgoing
from ownvoice.inbox.outbox import DISCLOSURES_AUTOMATIC, send
from ownvoice.training.feedback import decisions
from ownvoice.training.permissions import (
    confidence_figures,
    find,
    give,
    look_after,
    progress_of,
    set_limit,
    set_mode,
    would_have_sent,
)
from tests.inbox.autopilot_samples import TEXT, as_if_earned, channel, comes_in, conversation, earned

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Chance, told: nothing is drawn for review unless the test says so."""

    def set_to(value: float) -> None:
        monkeypatch.setattr(deciding.secrets, "randbelow", lambda below: int(value * below))

    set_to(0.999)
    return set_to


@pytest.fixture
def permission(acting: Any, monkeypatch: pytest.MonkeyPatch, drawn: Any) -> Permission:
    """Questions in the web chat, earned and on."""
    deciding.settings()
    as_if_earned(conversation("Early"))
    return give(find("webchat", "question"), None)


def due(outgoing: Outgoing) -> Outgoing:
    """The same with its time to leave come."""
    Outgoing.objects.filter(pk=outgoing.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    send(outgoing.pk)
    outgoing.refresh_from_db()
    return outgoing


class TestEarning:
    def test_drafts_wait_for_review_from_the_first_day(self, acting: Any, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation())
        row = Permission.objects.get()
        assert (row.mode, row.intent, row.limit) == ("draft", "question", 0.02)
        assert draft.action == "review" and draft.case.how == "exam" and draft.case.error is None
        assert Outgoing.objects.count() == 0

    def test_it_is_refused_until_it_is_earned_and_says_what_is_missing(
        self, acting: Any, monkeypatch: Any
    ) -> None:
        as_if_earned(conversation(), 41)
        with pytest.raises(OwnvoiceError) as refused:
            give(find("webchat", "question"), None)
        # Half of the level is for "every draft"; the three stricter cuts share the other half.
        assert "159 more clean reviews" in str(refused.value)

    def test_thanks_have_one_cut_and_need_164(self, acting: Any, monkeypatch: Any) -> None:
        as_if_earned(conversation(), 41, Intent.THANKS)
        nearest = progress_of(find("webchat", "thanks")).certificate.nearest
        assert (nearest.reviewed, nearest.needed, nearest.whole) == (41, 123, 164)

    def test_errors_cost_reviews(self, acting: Any, monkeypatch: Any) -> None:
        earned(monkeypatch, conversation(), 2, errors=2)
        as_if_earned(conversation(), 198)
        with pytest.raises(OwnvoiceError):
            give(find("webchat", "question"), None)

    def test_the_count_stops_at_the_first_draft_that_waits(self, acting: Any, monkeypatch: Any) -> None:
        earned(monkeypatch, conversation(), 3)
        hard = comes_in(monkeypatch, conversation())
        earned(monkeypatch, conversation(), 5)
        progress = progress_of(find("webchat", "question"))
        assert (progress.certificate.reviewed, progress.waiting, progress.blocked_by) == (
            3,
            1,
            hard.message_id,
        )
        review.reject(hard, by=None)
        progress = progress_of(find("webchat", "question"))
        assert (progress.certificate.reviewed, progress.blocked_by) == (9, None)
        assert progress.certificate.nearest.errors == 1

    def test_what_the_creator_would_have_seen(self, acting: Any, monkeypatch: Any) -> None:
        earned(monkeypatch, conversation(), 3, errors=1)
        row = find("webchat", "question")
        assert [one["error"] for one in would_have_sent(row, 0.9)] == [False, False, True]
        assert would_have_sent(row, 0.99) == [] and len(would_have_sent(row, 0.0, errors=True)) == 1
        figures = confidence_figures(row)
        assert figures is not None and figures.decisions == 3

    def test_a_limit_can_be_moved_as_long_as_it_is_off(self, permission: Permission) -> None:
        with pytest.raises(OwnvoiceError):
            set_limit(permission, 0.05)
        set_mode(permission, "draft")
        assert set_limit(permission, 0.05).limit == 0.05
        with pytest.raises(OwnvoiceError):
            set_limit(permission, 0.5)

    @pytest.mark.parametrize("intent", ["criticism", "business", "support", "crisis", "nonsense"])
    def test_some_messages_always_reach_a_person(self, acting: Any, intent: str) -> None:
        channel()
        with pytest.raises(OwnvoiceError):
            find("webchat", intent)

    def test_switching_off_no_drafts(self, acting: Any, monkeypatch: Any) -> None:
        comes_in(monkeypatch, conversation())
        set_mode(find("webchat", "question"), "off")
        draft = comes_in(monkeypatch, conversation())
        assert (draft.action, draft.rule, draft.text) == ("hand over", "no drafts", "")
        assert draft.message.state == "person"


class TestSending:
    def test_it_leaves_after_the_time_in_which_it_can_be_taken_back(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        draft = comes_in(monkeypatch, conversation())
        assert (draft.action, draft.rule, draft.message.state) == ("send", "autopilot", "done")
        outgoing = Outgoing.objects.get(draft=draft)
        assert outgoing.automatic and 290 < (outgoing.leaves_at - timezone.now()).total_seconds() <= 300
        job = ProcrastinateJob.objects.filter(task_name="outbox.send").order_by("-pk")[0]
        assert job.scheduled_at == outgoing.leaves_at and job.lock is None
        send(outgoing.pk)  # too early, by whatever mistake
        outgoing.refresh_from_db()
        assert outgoing.state == "waiting"
        assert due(outgoing).state == "sent"
        sent = Message.objects.get(author="ai", conversation=draft.message.conversation)
        assert sent.text == f"{TEXT}\n\n{DISCLOSURES_AUTOMATIC['en'].format(name='Léa')}"

    def test_the_decision_counts_as_no_review(self, permission: Permission, monkeypatch: Any) -> None:
        before = Feedback.objects.count()
        comes_in(monkeypatch, conversation())
        assert Feedback.objects.count() == before

    @pytest.mark.parametrize("confidence", [0.0, 0.5, float("nan")])
    def test_what_is_not_sure_enough_waits(
        self, permission: Permission, monkeypatch: Any, confidence: float
    ) -> None:
        Permission.objects.update(threshold=0.7)
        if confidence != confidence:
            answered = deciding.treat(Message.objects.filter(author="fan").first(), _unsure(), made_from())
            assert answered.how == "below"
            return
        draft = comes_in(monkeypatch, conversation(), confidence=confidence)
        assert draft.action == "review" and draft.case.how == "below"

    @pytest.mark.parametrize("action", [Action.HAND_OVER, Action.IGNORE])
    def test_no_permission_overrules_a_law(
        self, permission: Permission, monkeypatch: Any, action: Action
    ) -> None:
        draft = comes_in(monkeypatch, conversation(), action=action)
        assert draft.action == action.value and not AutopilotCase.objects.filter(draft=draft).exists()

    @pytest.mark.parametrize("intent", [i for i in Intent if i not in deciding.EVER_AUTOMATIC])
    def test_nor_does_one_that_nobody_could_give(
        self, permission: Permission, monkeypatch: Any, intent: Intent
    ) -> None:
        Permission.objects.create(channel=channel(), intent=intent.value, mode="auto", threshold=0.0,
                                  made_from=permission.made_from)  # fmt: skip
        assert comes_in(monkeypatch, conversation(), intent=intent).action == "review"

    def test_any_risk_holds_it(self, permission: Permission, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation(), risks=("medical",))
        assert draft.action == "review" and draft.case.how == "held"

    def test_where_the_person_behind_matters_most_a_person_answers(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        draft = comes_in(monkeypatch, conversation(), text="We got married! How long does it rest?")
        assert draft.action == "review" and draft.case.how == "held"
        assert (draft.first, draft.first_reason) == (
            "milestone",
            "A moment that matters in their life (“got married”).",
        )

    def test_the_daily_cap(self, permission: Permission, monkeypatch: Any) -> None:
        Permission.objects.update(daily_cap=2)
        actions = [comes_in(monkeypatch, conversation()).action for _ in range(3)]
        assert actions == ["send", "send", "review"]

    def test_another_channel_is_another_permission(self, permission: Permission, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation(on=channel("sample", "Blog")))
        assert draft.action == "review" and Permission.objects.count() == 2

    def test_quiet_hours_put_it_off(self, permission: Permission, monkeypatch: Any) -> None:
        now = timezone.now()
        AutopilotSettings.objects.update(
            quiet={"from": (now - timedelta(hours=1)).strftime("%H:%M"),
                   "to": (now + timedelta(hours=3)).strftime("%H:%M"), "zone": "UTC"}
        )  # fmt: skip
        outgoing = Outgoing.objects.get(draft=comes_in(monkeypatch, conversation()))
        assert outgoing.leaves_at > now + timedelta(hours=2)
        assert due(outgoing).state == "waiting"  # they were set, or changed, after it was decided


def _unsure() -> Any:
    from tests.inbox.autopilot_samples import reply

    return reply(confidence=float("nan"))


class TestTakingBack:
    def test_within_the_window(self, permission: Permission, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation())
        outgoing = Outgoing.objects.get(draft=draft)
        message = leaving.take_back(outgoing.pk)
        assert message.state == "open" and due(outgoing).state == "dropped"
        review.approve(draft, by=None)  # and then it is an ordinary draft
        assert AutopilotCase.objects.get(draft=draft).how == "undone"
        with pytest.raises(OwnvoiceError):
            leaving.take_back(outgoing.pk)

    def test_not_after_it_left(self, permission: Permission, monkeypatch: Any) -> None:
        outgoing = due(Outgoing.objects.get(draft=comes_in(monkeypatch, conversation())))
        with pytest.raises(OwnvoiceError):
            leaving.take_back(outgoing.pk)
        assert outgoing.state == "sent"

    def test_a_person_who_takes_the_conversation_keeps_it(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        where = conversation()
        draft = comes_in(monkeypatch, where)
        Conversation.objects.filter(pk=where.pk).update(hands="person")
        assert due(Outgoing.objects.get(draft=draft)).state == "dropped"
        assert Message.objects.get(pk=draft.message_id).state == "person"
        assert comes_in(monkeypatch, where).action == "review"

    @pytest.mark.parametrize(
        "state,left", [("new", "dropped"), ("person", "dropped"), ("open", "sent"), ("done", "sent")]
    )
    def test_what_the_fan_wrote_since_may_change_everything(
        self, permission: Permission, monkeypatch: Any, state: str, left: str
    ) -> None:
        where = conversation()
        draft = comes_in(monkeypatch, where)
        Message.objects.create(conversation=where, author="fan", text="I can't go on.", state=state)
        assert due(Outgoing.objects.get(draft=draft)).state == left

    def test_from_the_first_key_that_a_person_types(self, permission: Permission, monkeypatch: Any) -> None:
        where = conversation()
        draft = comes_in(monkeypatch, where)
        leaving.typing(where)
        assert Outgoing.objects.get(draft=draft).state == "dropped"
        assert Message.objects.get(pk=draft.message_id).state == "open"
        assert comes_in(monkeypatch, where).action == "review"
        assert comes_in(monkeypatch, conversation("Other")).action == "send"
        Conversation.objects.filter(pk=where.pk).update(typed_at=timezone.now() - deciding.TYPING)
        assert comes_in(monkeypatch, where).action == "send"

    def test_with_the_permission(self, permission: Permission, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation())
        set_mode(permission, "draft")
        assert Outgoing.objects.get(draft=draft).state == "dropped"
        assert Message.objects.get(pk=draft.message_id).state == "open"


class TestWatching:
    def test_a_random_part_goes_to_review_and_is_written_down_before_anybody_decides(
        self, permission: Permission, monkeypatch: Any, drawn: Any
    ) -> None:
        drawn(0.19)
        draft = comes_in(monkeypatch, conversation())
        assert draft.action == "review" and draft.rule == "review" and draft.case.how == "sample"
        drawn(0.21)
        assert comes_in(monkeypatch, conversation()).action == "send"

    def test_an_error_in_the_sample_sends_everything_to_review_for_a_while(
        self, permission: Permission, monkeypatch: Any, drawn: Any
    ) -> None:
        drawn(0.1)
        review.reject(comes_in(monkeypatch, conversation()), by=None)
        permission.refresh_from_db()
        assert permission.share == 1.0 and permission.mode == "auto"
        drawn(0.999)
        clean = 0
        while comes_in(monkeypatch, conversation()).action == "review":
            clean += 1
            review.approve(Draft.objects.latest("pk"), by=None)
        assert 0 < clean < 60

    def test_off_and_on_again_forgets_nothing(
        self, permission: Permission, monkeypatch: Any, drawn: Any
    ) -> None:
        drawn(0.1)
        review.reject(comes_in(monkeypatch, conversation()), by=None)
        before = Permission.objects.get().watch
        set_mode(permission, "draft")
        again = give(permission, None)
        assert again.watch == before and again.share == 1.0

    def test_what_changes_while_a_draft_is_made_counts_as_before(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        from ownvoice.inbox import drafting
        from tests.inbox.autopilot_samples import reply

        message = Message.objects.create(conversation=conversation(), author="fan", text="How long?")

        def works(*_: Any) -> Any:
            Source.objects.create(platform="feed", account="meanwhile")
            return reply(), ""

        monkeypatch.setattr(drafting, "_answer", works)
        draft = drafting.draft_reply(message)
        assert draft.case.made_from == permission.made_from
        assert due(Outgoing.objects.get(draft=draft)).state == "dropped"

    def test_errors_withdraw_it_and_what_waits_comes_back(
        self, permission: Permission, monkeypatch: Any, drawn: Any
    ) -> None:
        waiting = comes_in(monkeypatch, conversation())
        drawn(0.1)
        for _ in range(5):
            if Permission.objects.get().mode != "auto":
                break
            review.reject(comes_in(monkeypatch, conversation()), by=None)
        row = Permission.objects.get()
        assert row.mode == "draft" and row.reason.startswith("withdrawn")
        assert Outgoing.objects.get(draft=waiting).state == "dropped"
        progress = progress_of(row)
        assert progress.certificate.reviewed == 0  # the old reviews can't give it back
        with pytest.raises(OwnvoiceError):
            give(row, None)

    def test_samples_that_nobody_reviews_hold_the_rest(
        self, permission: Permission, monkeypatch: Any, drawn: Any
    ) -> None:
        drawn(0.0)
        for _ in range(deciding.MOST_UNREVIEWED):
            comes_in(monkeypatch, conversation())
        drawn(0.999)
        draft = comes_in(monkeypatch, conversation())
        assert draft.action == "review" and draft.case.how == "held"

    def test_what_was_taken_back_counts_where_it_was_wrong_and_not_where_it_was_right(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        for verdict, seen in ((review.approve, 0), (review.reject, 1)):
            draft = comes_in(monkeypatch, conversation())
            leaving.take_back(Outgoing.objects.get(draft=draft).pk)
            verdict(draft, by=None)
            assert Permission.objects.get().watch["reviewed"] == seen

    def test_new_sources_put_it_on_probation(self, permission: Permission, monkeypatch: Any) -> None:
        held = comes_in(monkeypatch, conversation())
        Source.objects.create(platform="feed", account="new")
        draft = comes_in(monkeypatch, conversation())
        row = Permission.objects.get()
        assert draft.action == "review" and draft.case.how == "exam"
        assert row.mode == "draft" and row.reason == "probation: sources"
        assert due(Outgoing.objects.get(draft=held)).state == "dropped"
        assert progress_of(row).certificate.reviewed == 0 and progress_of(row).waiting == 1

    def test_what_waits_does_not_leave_once_it_would_be_made_from_something_else(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        held = comes_in(monkeypatch, conversation())
        Source.objects.create(platform="feed", account="new")
        assert due(Outgoing.objects.get(draft=held)).state == "dropped"

    def test_probation_is_found_without_a_message_too(self, permission: Permission) -> None:
        assert look_after() == 0
        monkey = Source.objects.create(platform="feed", account="new")
        assert look_after() == 1 and look_after() == 0
        monkey.delete()
        assert Permission.objects.get().mode == "draft"

    def test_another_model_puts_it_on_probation(self, permission: Permission, monkeypatch: Any) -> None:
        from ownvoice.inbox.autopilot import made_from as module

        monkeypatch.setattr(module, "configured_generator", lambda: type("Model", (), {"name": "m@host"})())
        assert comes_in(monkeypatch, conversation()).action == "review"
        assert "model" in Permission.objects.get().reason


class TestFans:
    @pytest.mark.parametrize(
        "text",
        [
            "Please, NO BOTS!",
            "I want to talk to a human",
            "Pas de robot s'il te plaît",
            "arretez de m’ecrire",
        ],
    )
    def test_who_asks_for_no_ai_gets_none_from_then_on(
        self, permission: Permission, monkeypatch: Any, text: str
    ) -> None:
        assert opts_out(text)
        draft = comes_in(monkeypatch, conversation("Rae"), text=text)
        assert (draft.action, draft.rule, draft.text, draft.message.state) == (
            "hand over",
            "opt-out",
            "",
            "person",
        )
        again = comes_in(monkeypatch, conversation("Rae"))
        assert (again.action, again.rule) == ("hand over", "humans only")
        assert HumansOnly.objects.get().fan_name == "Rae"
        assert comes_in(monkeypatch, conversation("Kim")).action == "send"

    @pytest.mark.parametrize(
        "text", ["Is the bot of the bottle brown?", "My robot vacuum", "Do you need no binding?", ""]
    )
    def test_others_are_not_taken_for_that(self, text: str) -> None:
        assert not opts_out(text)

    def test_also_where_no_draft_was_to_be_made(self, permission: Permission, monkeypatch: Any) -> None:
        draft = comes_in(
            monkeypatch, conversation("Rae"), text="Stop replying to me.", action=Action.HAND_OVER
        )
        assert draft.rule == "law" and HumansOnly.objects.get().fan_name == "Rae"

    def test_words_of_the_creators_own(self, permission: Permission, monkeypatch: Any) -> None:
        AutopilotSettings.objects.update(opt_out_words=["chatbot go away", "", 5])
        assert comes_in(monkeypatch, conversation(), text="CHATBOT, go away").rule == "opt-out"


class TestRedSwitch:
    def test_nothing_leaves_while_it_is_on_and_nothing_is_lost(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        automatic = Outgoing.objects.get(draft=comes_in(monkeypatch, conversation()))
        waiting = comes_in(monkeypatch, conversation(), confidence=0.0, intent=Intent.SMALLTALK)
        approved = review.approve(waiting, by=None)
        switch.stop()
        send(approved.pk)
        assert due(automatic).state == "waiting"
        approved.refresh_from_db()
        assert (
            approved.state == "waiting"
            and not Message.objects.filter(author="ai", pk__gt=waiting.message_id).exists()
        )
        assert comes_in(monkeypatch, conversation()).action == "review"
        switch.stop()  # twice is once
        assert switch.resume() == (Outgoing.objects.filter(state="waiting").count(), 1)
        send(approved.pk)
        approved.refresh_from_db()
        automatic.refresh_from_db()
        assert (approved.state, automatic.state) == ("sent", "dropped")

    def test_resuming_what_was_not_stopped_takes_nothing_back(
        self, permission: Permission, monkeypatch: Any
    ) -> None:
        switch.stop()
        switch.resume()
        held = Outgoing.objects.get(draft=comes_in(monkeypatch, conversation()))
        assert switch.resume()[1] == 0
        held.refresh_from_db()
        assert held.state == "waiting"

    def test_it_is_one_creators(self, permission: Permission, monkeypatch: Any) -> None:
        from ownvoice.tenants.models import Creator
        from ownvoice.tenants.scope import acting_for

        with acting_for(Creator.objects.create(slug="other", name="Other")):
            switch.stop()
        assert due(Outgoing.objects.get(draft=comes_in(monkeypatch, conversation()))).state == "sent"


class TestFeedback:
    def test_an_edit_says_what_it_changed(self, acting: Any, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation())
        review.edit(draft, TEXT.replace("12", "24"), by=None)
        row = Feedback.objects.get()
        assert (row.kind, row.material, row.changes) == ("fact", True, ["number or date"])
        assert AutopilotCase.objects.get().error is True

    def test_polish_is_no_error(self, acting: Any, monkeypatch: Any) -> None:
        review.edit(comes_in(monkeypatch, conversation()), f"Hi Sam! {TEXT}", by=None)
        assert (Feedback.objects.get().kind, AutopilotCase.objects.get().error) == ("polish", False)

    @pytest.mark.parametrize("verb", ["reject", "hand_over", "ignore"])
    def test_what_would_not_have_been_sent_is_an_error(
        self, acting: Any, monkeypatch: Any, verb: str
    ) -> None:
        getattr(review, verb)(comes_in(monkeypatch, conversation()), by=None)
        assert AutopilotCase.objects.get().error is True

    def test_a_reason_at_once_or_afterwards(self, acting: Any, monkeypatch: Any) -> None:
        draft = comes_in(monkeypatch, conversation())
        with pytest.raises(OwnvoiceError):
            review.say_why(draft, "tone")
        with pytest.raises(OwnvoiceError):
            review.reject(draft, by=None, cause="whim")
        review.reject(draft, by=None, cause="fact")
        review.say_why(draft, "tone")
        assert Feedback.objects.get().cause == "tone"

    def test_every_decision_can_be_taken_away(self, acting: Any, monkeypatch: Any) -> None:
        earned(monkeypatch, conversation(), 2, errors=1)
        first, second = decisions()
        assert (first["verb"], first["material"], second["material"]) == ("reject", True, False)
        assert first["asked"] == "How long?" and first["draft"] == TEXT and first["how"] == "exam"
        assert first["intent"] == "question" and first["channel"] == "webchat"


class TestQuietHours:
    def test_over_midnight_and_within_a_day(self) -> None:
        night = parse_quiet("22:00-07:00 Europe/Paris")
        assert quiet_until(night, datetime(2026, 1, 1, 22, 30, tzinfo=UTC)) == datetime(
            2026, 1, 2, 6, 0, tzinfo=UTC
        )
        assert quiet_until(night, datetime(2026, 1, 1, 5, 30, tzinfo=UTC)) == datetime(
            2026, 1, 1, 6, 0, tzinfo=UTC
        )
        assert quiet_until(night, datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) is None
        assert quiet_until({}, datetime(2026, 1, 1, tzinfo=UTC)) is None
        assert told(night) == "22:00-07:00 Europe/Paris" and parse_quiet(" ") == {}

    @pytest.mark.parametrize("text", ["late", "22-", "22:00-07:00 Mars/Base", "25:00-07:00"])
    def test_what_is_no_span_is_refused(self, text: str) -> None:
        with pytest.raises(OwnvoiceError):
            parse_quiet(text)
