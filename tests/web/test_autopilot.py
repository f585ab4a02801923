"""The page of the autopilot: how far along, what it would have sent, the red switch, and what may be changed by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ownvoice.core.answers import Intent
from ownvoice.inbox import review
from ownvoice.inbox.autopilot import deciding
from ownvoice.inbox.autopilot.tables import AutopilotSettings, HumansOnly, Permission
from ownvoice.inbox.models import Conversation, Feedback, Message, Outgoing
from ownvoice.tenants.models import Creator, Membership
from ownvoice.tenants.scope import acting_for
from ownvoice.training.permissions import find, give
from tests.inbox.autopilot_samples import as_if_earned, comes_in, conversation, earned

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_lea(creator: Creator) -> Any:
    with acting_for(creator):
        yield creator


def page(client: Client, query: str = "") -> str:
    answer = client.get(reverse("autopilot", args=["lea"]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def change(client: Client, verb: str, **data: Any) -> str:
    answer = client.post(reverse("autopilot-change", args=["lea"]), {"verb": verb, **data}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def on(of_lea: Any, monkeypatch: pytest.MonkeyPatch) -> Permission:
    monkeypatch.setattr(deciding.secrets, "randbelow", lambda below: below - 1)
    as_if_earned(conversation("Early"))
    return give(find("webchat", "question"), None)


def test_before_anything_came_in(client_of_lea: Client) -> None:
    shown = page(client_of_lea)
    assert "Stop everything" in shown and "No draft has been made yet" in shown


def test_how_far_along_and_what_it_would_have_sent(
    client_of_lea: Client, of_lea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = conversation()
    as_if_earned(where, 41, Intent.THANKS)
    earned(monkeypatch, where, 2, errors=1)
    shown = page(client_of_lea)
    assert "41 of 164 clean reviews" in shown and "thanks on Web chat" in shown
    assert "What it would have sent" in shown and "in the fridge for 12 hours" in shown
    assert 'class="tag alarm">wrong' in shown and "autopilot/reliability/dark.svg" in shown
    for inline in ("<style", " style=", "onclick=", "javascript:", "<script>"):
        assert inline not in shown
    plot = client_of_lea.get(reverse("autopilot-plot", args=["lea", "light"]))
    assert plot.content.startswith(b"<svg")


def test_the_slider_shows_another_limit_without_keeping_it(client_of_lea: Client, of_lea: Any) -> None:
    as_if_earned(conversation(), 80, Intent.THANKS)
    row = find("webchat", "thanks")
    assert "Switch on" not in page(client_of_lea)
    assert "Switch on at 5 %" in page(client_of_lea, f"?of={row.pk}&limit=5")
    for bad in ("0", "nan", "inf", "-3", "99", "x", ""):
        assert "Switch on" not in page(client_of_lea, f"?of={row.pk}&limit={bad}")
    assert Permission.objects.get(pk=row.pk).limit == 0.02


def test_it_is_switched_on_where_it_is_earned_and_only_there(client_of_lea: Client, of_lea: Any) -> None:
    as_if_earned(conversation(), 80, Intent.THANKS)
    row = find("webchat", "thanks")
    assert "earned yet" in change(client_of_lea, "on", pk=row.pk, limit="2")
    assert "On. Drafts" in change(client_of_lea, "on", pk=row.pk, limit="5", cap="7")
    row.refresh_from_db()
    assert (row.mode, row.limit, row.daily_cap, row.threshold) == ("auto", 0.05, 7, 0.0)
    assert "at most 5 % of them" in page(client_of_lea)
    change(client_of_lea, "draft", pk=row.pk)
    row.refresh_from_db()
    assert row.mode == "draft"


def test_the_red_switch(client_of_lea: Client, of_lea: Any) -> None:
    assert "Everything is stopped." in change(client_of_lea, "stop")
    assert AutopilotSettings.objects.get().stopped
    assert "Everything is stopped." in client_of_lea.get(reverse("inbox", args=["lea"])).content.decode()
    assert "Approved replies leave again: 0" in change(client_of_lea, "resume")
    assert not AutopilotSettings.objects.get().stopped


def test_a_reviewer_may_stop_everything_but_switch_nothing_on(client_of_lea: Client, on: Permission) -> None:
    Membership.objects.update(role="reviewer")
    where = reverse("autopilot-change", args=["lea"])
    assert client_of_lea.get(reverse("autopilot", args=["lea"])).status_code == 404
    assert client_of_lea.post(where, {"verb": "on", "pk": on.pk}).status_code == 404
    assert client_of_lea.post(where, {"verb": "resume"}).status_code == 404
    assert client_of_lea.post(where, {"verb": "stop"}).status_code == 302
    assert AutopilotSettings.objects.get().stopped


def test_another_creators_permission_is_out_of_reach(client_of_lea: Client, of_lea: Any) -> None:
    with acting_for(Creator.objects.create(slug="other", name="Other")):
        as_if_earned(conversation(), 300, Intent.THANKS)
        theirs = find("webchat", "thanks")
    answer = client_of_lea.post(reverse("autopilot-change", args=["lea"]), {"verb": "on", "pk": theirs.pk})
    assert answer.status_code == 404
    assert Permission.everyone.get(pk=theirs.pk).mode == "draft"


def test_what_is_on_its_way_can_be_taken_back(
    client_of_lea: Client, on: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = comes_in(monkeypatch, conversation("Rae"))
    held = Outgoing.objects.get(draft=draft)
    assert "On their way" in page(client_of_lea) and "Rae" in page(client_of_lea)
    panel = client_of_lea.get(reverse("message", args=["lea", draft.message_id])).content.decode()
    assert "The autopilot sends this draft" in panel and "Take it back" in panel
    client_of_lea.post(reverse("decide", args=["lea", draft.message_id]), {"verb": "take back"})
    held.refresh_from_db()
    assert held.state == "dropped" and Message.objects.get(pk=draft.message_id).state == "open"
    assert "left already" in change(client_of_lea, "take back", outgoing=held.pk)


def test_typing_keeps_the_autopilot_out(
    client_of_lea: Client, on: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = comes_in(monkeypatch, conversation("Rae"))
    assert client_of_lea.post(reverse("typing", args=["lea", draft.message_id])).status_code == 204
    assert Outgoing.objects.get(draft=draft).state == "dropped"


def test_a_reason_is_one_key_after_a_rejection(
    client_of_lea: Client, of_lea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = comes_in(monkeypatch, conversation())
    where = reverse("decide", args=["lea", draft.message_id])
    shown = client_of_lea.post(where, {"verb": "reject", "draft": draft.pk}).content.decode()
    assert "What was wrong with it?" in shown and 'data-key="1"' in shown
    client_of_lea.post(where, {"verb": "why", "draft": draft.pk, "cause": "beside"})
    assert Feedback.objects.get().cause == "beside"
    assert "There is no reason" in client_of_lea.post(
        where, {"verb": "why", "draft": draft.pk, "cause": "whim"}
    ).content.decode()  # fmt: skip


def test_the_settings_of_all_permissions(client_of_lea: Client, of_lea: Any) -> None:
    good = {
        "retract_min": "10",
        "review_percent": "30",
        "quiet": "22:00-07:00 Europe/Paris",
        "opt_out": "go away, ,bot",
    }
    assert "Saved." in change(client_of_lea, "settings", **good)
    rules = AutopilotSettings.objects.get()
    assert (rules.retract_s, rules.review_share, rules.opt_out_words) == (600, 0.3, ["go away", "bot"])
    for bad in ({"review_percent": "0"}, {"retract_min": "99999"}, {"quiet": "late"}, {"retract_min": ""}):
        assert "Saved." not in change(client_of_lea, "settings", **(good | bad))
    rules.refresh_from_db()
    assert rules.retract_s == 600


def test_fans_whom_only_a_person_answers(client_of_lea: Client, of_lea: Any) -> None:
    where: Conversation = conversation("Rae")
    assert "Rae" in change(client_of_lea, "person", channel=where.channel_id, fan_name="Rae")
    change(client_of_lea, "ai too", pk=HumansOnly.objects.get().pk)
    assert not HumansOnly.objects.exists()


def test_the_fan_is_not_promised_that_a_person_approves(
    client_of_lea: Client, on: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = comes_in(monkeypatch, conversation("Rae"))
    talk = reverse("talk-conversation", args=["lea", draft.message.conversation.token])
    shown = client_of_lea.get(talk).content.decode()
    assert "it will appear here in a few minutes" in shown and "A person approves it" not in shown
    Outgoing.objects.update(leaves_at=timezone.now() - timedelta(seconds=1))
    from ownvoice.inbox.outbox import send

    send(Outgoing.objects.get(draft=draft).pk)
    assert "sent automatically" in client_of_lea.get(talk).content.decode()
    panel = client_of_lea.get(reverse("message", args=["lea", draft.message_id])).content.decode()
    assert "AI, automatic" in panel and "AI, approved" not in panel


def test_what_a_person_should_answer_first_stands_on_top(
    client_of_lea: Client, of_lea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = reverse("inbox", args=["lea"])
    comes_in(monkeypatch, conversation("Kim"))
    assert "tab=first" not in client_of_lea.get(where).content.decode()
    draft = comes_in(monkeypatch, conversation("Rae"), text="My husband passed away.")
    assert "tab=first" in client_of_lea.get(where).content.decode()
    shown = client_of_lea.get(where + "?tab=first").content.decode()
    assert "Rae" in shown and "Kim" not in shown and "Speaks of a death or an illness" in shown
    assert "You answered 0 messages in person this week." in shown
    review.hand_over(draft, by=None)
    assert "Rae" in client_of_lea.get(where + "?tab=first").content.decode()


def test_in_french(client_of_lea: Client, on: Permission) -> None:
    shown = client_of_lea.get(
        reverse("autopilot", args=["lea"]), headers={"accept-language": "fr"}
    ).content.decode()
    assert "Tout arrêter" in shown and "partent seuls" in shown
