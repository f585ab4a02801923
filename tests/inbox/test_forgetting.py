"""A removed source leaves no words of its own in the inbox, but for what was really sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from ownvoice.corpus.models import Source
from ownvoice.corpus.removal import remove_source
from ownvoice.inbox import review
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message
from ownvoice.jobs.worker import run_until_empty
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "zyxquorlimbo"


@pytest.fixture
def drafts(acting: Any, tmp_path: Path, word_hashes: Any) -> list[Draft]:
    """Four drafts on the same words: one waits, one was approved, one rejected, one handed over."""
    texts = [
        f"I keep the {TOKEN} dough in the fridge for 12 hours.",
        "Rye needs water.",
        "Salt at 2 percent.",
    ]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    made = []
    for fan in ("Sam", "Ana", "Kim", "Lou"):
        conversation = Conversation.objects.create(channel=channel, fan_name=fan)
        made.append(draft_reply(receive(conversation, "How many hours do you keep the dough in the fridge?")))
    assert all(TOKEN in draft.text for draft in made)
    review.approve(made[1], None)
    review.reject(made[2], None, "no")
    review.hand_over(made[3], None)
    return made


def holding() -> dict[str, int]:
    """Rows of the inbox that hold the token, by table."""
    found = {}
    for model in apps.get_app_config("inbox").get_models():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} t WHERE t::text ILIKE %s", [f"%{TOKEN}%"]
            )
            if count := cursor.fetchone()[0]:
                found[model._meta.db_table] = count
    return found


def test_only_what_was_sent_keeps_its_words(acting: Any, drafts: list[Draft]) -> None:
    run_until_empty()
    assert holding()["inbox_draft"] == 4
    remove_source(Source.objects.get())
    assert holding().get("inbox_draft") == 1
    kept = Draft.objects.get(pk=drafts[1].pk)
    assert TOKEN in kept.text and all(item["text"] == "" for item in kept.work["evidence"])
    assert not Draft.objects.filter(pk=drafts[0].pk).exists()
    waiting = Message.objects.get(pk=drafts[0].message_id)
    assert waiting.state == Message.State.NEW


def test_a_draft_that_waited_is_worked_out_anew(acting: Any, drafts: list[Draft]) -> None:
    remove_source(Source.objects.get())
    run_until_empty()
    again = Draft.objects.filter(message_id=drafts[0].message_id).get()
    assert again.text == "" and again.action == "hand over"


def test_drafts_on_other_sources_stay_as_they_are(acting: Any, drafts: list[Draft], tmp_path: Path) -> None:
    from tests.corpus.samples import blog

    bring_in(acting, blog(tmp_path / "b", [], "Nothing anybody asks about."))
    remove_source(Source.objects.exclude(platform="mastodon").get())
    assert holding()["inbox_draft"] == 4 and Draft.objects.filter(pk=drafts[0].pk).exists()
