"""The inbox with a keyboard alone, live in two browsers, and with two people in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Feedback, Message
from ownvoice.tenants.scope import acting_for

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "How many hours do you keep the dough in the fridge?"


def asked(creator: Any, *texts: str) -> list[Message]:
    with acting_for(creator):
        channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
        messages = []
        for number, text in enumerate(texts):
            fan = Conversation.objects.create(channel=channel, fan_name=f"Fan {number}")
            message = receive(fan, text)
            draft_reply(message)
            messages.append(message)
        return messages


def shown(page: Any, message: Message) -> None:
    """Waits until the message stands in the panel and its buttons are alive."""
    page.locator(f'#panel[data-shown="{message.pk}"]').wait_for()


def verbs(creator: Any) -> list[tuple[str, str]]:
    with acting_for(creator):
        return list(Feedback.objects.order_by("pk").values_list("verb", "text"))


def test_deciding_by_keyboard_alone(tab: Callable[..., Any], owner: Any, creator: Any, corpus: None) -> None:
    messages = asked(creator, QUESTION, "Does rye need more water?", "Salt at how many percent?")
    page = tab(owner)
    page.goto("/c/lea/inbox")
    press = page.keyboard.press
    press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    press("Escape")
    press("j")
    shown(page, messages[2])
    press("e")
    page.keyboard.type(" Bon pétrissage !")
    press("Control+Enter")
    expect(page.locator(".messages .row")).to_have_count(2)
    shown(page, messages[1])
    press("a")
    expect(page.locator(".messages .row")).to_have_count(1)
    shown(page, messages[0])
    press("r")
    expect(page.locator(".messages .row")).to_have_count(0)
    found = verbs(creator)
    assert sorted(verb for verb, _ in found) == ["approve", "edit", "reject"]
    assert next(text for verb, text in found if verb == "edit").endswith("Bon pétrissage !")


def test_two_browsers_see_the_same_at_once(
    tab: Callable[..., Any], owner: Any, creator: Any, corpus: None, work: Callable[[], None]
) -> None:
    inbox, fan = tab(owner), tab()
    inbox.goto("/c/lea/inbox")
    fan.goto("/talk/lea")
    fan.get_by_label("Your question").fill(QUESTION)
    fan.get_by_role("button", name="Ask").click()
    inbox.locator(".messages .row").wait_for()
    work()
    fan.locator("#thread").get_by_text("has prepared an answer").wait_for()
    inbox.locator(".messages .row").click()
    inbox.get_by_role("button", name="Approve").click()
    inbox.get_by_text("Next message").or_(inbox.locator(".note.success")).first.wait_for()
    work()
    fan.locator("#thread").get_by_text("12 hours").first.wait_for()
    fan.get_by_role("link", name="Receipt").click()
    fan.get_by_text("A person approved it before it was sent.").wait_for()


def test_who_comes_second_is_told(tab: Callable[..., Any], owner: Any, creator: Any, corpus: None) -> None:
    message = asked(creator, QUESTION)[0]
    first, second = tab(owner), tab(owner)
    for page in (first, second):
        page.goto(f"/c/lea/messages/{message.pk}")
    first.get_by_role("button", name="Approve").click()
    first.locator(".note.success").wait_for()
    second.get_by_role("button", name="Approve").click()
    second.get_by_role("alert").wait_for()
    assert verbs(creator)[0][0] == "approve" and len(verbs(creator)) == 1


def test_hostile_text_stays_text(tab: Callable[..., Any], owner: Any, creator: Any, corpus: None) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) How much salt?"
    message = asked(creator, evil)[0]
    page = tab(owner)
    page.on("dialog", lambda dialog: pytest.fail("a fan's text was run"))
    page.goto(f"/c/lea/messages/{message.pk}")
    page.get_by_text("onerror=alert(1)").first.wait_for()
    assert page.locator(".thread img, .thread script, a[href^=javascript]").count() == 0


def test_in_french(tab: Callable[..., Any], owner: Any, creator: Any, corpus: None) -> None:
    asked(creator, QUESTION)
    page = tab(owner, language="fr")
    page.goto("/c/lea/inbox")
    page.get_by_role("heading", name="Boîte de réception").wait_for()
    page.keyboard.press("j")
    page.get_by_role("button", name="Approuver").click()
    expect(page.locator(".messages .row")).to_have_count(0)
    assert verbs(creator)[0][0] == "approve"
