"""Every page against axe-core's rules for WCAG 2.2 AA, in both themes, on a phone and a desk, in English and French."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ownvoice.inbox.models import Conversation
from ownvoice.tenants.models import SetupLink
from ownvoice.tenants.scope import acting_for
from ownvoice.trust.receipts import sent_reply
from tests.browser.conftest import AXE
from tests.browser.test_inbox import QUESTION, asked

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci in tests/browser)"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """(tags) => axe.run(document, {runOnly: {type: "tag", values: tags}}).then(
    (found) => found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")))"""
OWN_PAGES = [
    "inbox", "search?q=rye", "sources", "team", "studio", "studio/stands", "studio/states", "studio/goals", "studio/limits",
    "studio/replies", "studio/versions",
]  # fmt: skip
LOOKS = [("light", "en", 1280), ("dark", "fr", 1280), ("light", "fr", 360), ("dark", "en", 360)]


@pytest.fixture
def pages(creator: Any, owner: Any, corpus: None) -> dict[str, list[str]]:
    """Addresses by who sees them: the owner, and everyone."""
    from ownvoice.inbox import review
    from ownvoice.inbox.drafting import draft_reply
    from ownvoice.inbox.outbox import send
    from ownvoice.reply.registers import register_of
    from ownvoice.voice.learning import learn

    messages = asked(creator, QUESTION, "I want to kill myself", "Do you like football?", QUESTION)
    with acting_for(creator):
        learn(register_of)
        drafts = [draft_reply(message) for message in messages]
        outgoing = review.approve(drafts[-1], by=owner)
        send(outgoing.pk)
        talks = [str(token) for token in Conversation.objects.order_by("pk").values_list("token", flat=True)]
        assert sent_reply(outgoing.idempotency_key)
    link = SetupLink.objects.create(creator=creator, role="reviewer")
    mine = [f"/c/lea/{name}" for name in OWN_PAGES] + [f"/c/lea/messages/{m.pk}" for m in messages]
    fans = [
        "/talk/lea",
        f"/talk/lea/{talks[1]}",
        f"/talk/lea/{talks[3]}",
        f"/receipts/{outgoing.idempotency_key}",
    ]
    return {"owner": mine, "everyone": ["/accounts/login/", f"/setup/{link.token}", *fans, "/nothing/here"]}


@pytest.mark.parametrize(("theme", "language", "width"), LOOKS)
def test_no_rule_is_broken(
    tab: Callable[..., Any],
    owner: Any,
    pages: dict[str, list[str]],
    theme: str,
    language: str,
    width: int,
) -> None:
    broken: dict[str, list[str]] = {}
    for who, addresses in pages.items():
        page = tab(owner if who == "owner" else None, language=language, width=width, theme=theme)
        for address in addresses:
            page.goto(address)
            if found := page.evaluate(ASK, RULES):
                broken[address] = found
            over = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                broken.setdefault(address, []).append(f"{over} px wider than the screen")
    assert broken == {}
