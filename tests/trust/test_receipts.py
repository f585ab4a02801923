"""Receipts: what they say, that they can be checked without us, and that they give away nothing private."""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ownvoice.cli.main import app
from ownvoice.corpus.models import Item, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.inbox import review
from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message, Outgoing
from ownvoice.inbox.outbox import send
from ownvoice.trust.proof import fingerprint, is_the_text, problems
from ownvoice.trust.receipts import receipt_of, sent_reply
from ownvoice.trust.signing import is_signed_by, published_keys, sign
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "How many hours do you keep the dough in the fridge?"
SECRET = "a secret"
KEYS = published_keys([SECRET])


@pytest.fixture
def drafted(acting: Any, tmp_path: Path, word_hashes: Any) -> Draft:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    channel = Channel.objects.create(kind="webchat", label="Web chat")
    message = receive(Conversation.objects.create(channel=channel, fan_name="Tom Secretfan"), QUESTION)
    return draft_reply(message)


def sent(outgoing: Outgoing) -> Outgoing:
    send(outgoing.pk)
    found = sent_reply(outgoing.idempotency_key)
    assert found is not None
    return found


def test_an_approved_reply_says_so_and_names_the_posts(drafted: Draft) -> None:
    receipt = receipt_of(sent(review.approve(drafted, by=None)), SECRET)
    assert (receipt["written_by"], receipt["approved_by"], receipt["changed_by_a_person"]) == (
        "ai",
        "person",
        False,
    )
    assert receipt["composed_from"] == "own words" and receipt["channel"] == "webchat"
    assert [named["platform"] for named in receipt["rests_on"]] == ["mastodon"]
    assert problems(receipt, KEYS, drafted.text) == []


def test_edited_and_personal_replies_are_told_apart(drafted: Draft) -> None:
    edited = receipt_of(sent(review.edit(drafted, "About twelve hours.", by=None)), SECRET)
    assert edited["changed_by_a_person"] and edited["approved_by"] == "person"
    assert edited["rests_on"] == [], "what a person wrote doesn't rest on the draft's posts"


def test_a_personal_reply(drafted: Draft) -> None:
    outgoing = review.answer_in_person(Message.objects.get(pk=drafted.message_id), "Twelve, Tom.", by=None)
    personal = receipt_of(sent(outgoing), SECRET)
    assert (personal["written_by"], personal["approved_by"]) == ("person", "person")


def test_nothing_private_is_in_it(drafted: Draft) -> None:
    written = json.dumps(receipt_of(sent(review.approve(drafted, by=None)), SECRET))
    for private in ("Secretfan", QUESTION, "12 hours", drafted.text):
        assert private not in written


def test_what_was_removed_or_hidden_since_is_no_longer_named(drafted: Draft) -> None:
    outgoing = sent(review.approve(drafted, by=None))
    Item.objects.update(visibility="private")
    hidden = receipt_of(outgoing, SECRET)
    assert hidden["rests_on"] == [] and hidden["removed_since"] == 1
    Item.objects.update(visibility="public")
    remove_source(Source.objects.get())
    after = sent_reply(outgoing.idempotency_key)
    assert after is not None
    removed = receipt_of(after, SECRET)
    assert removed["rests_on"] == [] and removed["removed_since"] == 1 and problems(removed, KEYS) == []


def test_only_what_was_sent_has_one(drafted: Draft) -> None:
    waiting = review.approve(drafted, by=None)
    assert sent_reply(waiting.idempotency_key) is None
    assert sent_reply(uuid.uuid4()) is None


BASE = {
    "type": "ownvoice receipt, version 1",
    "creator": "Léa",
    "text_sha256": fingerprint("Twelve  hours."),
}
RECEIPT = sign(BASE, SECRET)


def test_any_change_is_found() -> None:
    assert is_signed_by(RECEIPT, KEYS)
    for name in ("type", "creator", "text_sha256"):
        changed = copy.deepcopy(RECEIPT) | {name: "another"}
        assert problems(changed, KEYS)
    assert problems(RECEIPT | {"more": 1}, KEYS)
    assert problems(RECEIPT, published_keys(["another secret"]))
    assert not problems(RECEIPT, published_keys(["the new secret", SECRET])), "earlier keys stay good"


def test_a_text_is_compared_as_people_copy_it() -> None:
    assert is_the_text(RECEIPT, "Twelve\n hours. ")
    assert is_the_text(RECEIPT, "Twelve hours.\n\n— Léa's AI; approved by a person.")
    assert not is_the_text(RECEIPT, "Ten hours.") and not is_the_text(RECEIPT, "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(shown=JSON, keys=JSON, signature=JSON, kid=JSON)
def test_nothing_forged_passes_and_nothing_raises(shown: Any, keys: Any, signature: Any, kid: Any) -> None:
    assert problems(shown, keys)
    for value in (signature, {"key": kid, "value": signature}):
        assert problems({"type": RECEIPT["type"], "signature": value}, KEYS)
        assert problems(RECEIPT | {"signature": value}, {"keys": [keys, {"kid": kid, "x": signature}]})


def test_the_pages(drafted: Draft, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    number = sent(review.approve(drafted, by=None)).idempotency_key
    client = Client()
    page = client.get(reverse("receipt", args=[number])).content.decode()
    assert "A person approved it" in page and "Secretfan" not in page and "12 hours" not in page
    french = client.get(reverse("receipt", args=[number]), headers={"Accept-Language": "fr"}).content.decode()
    assert "Une personne l'a approuvée" in french
    yes = client.post(reverse("receipt", args=[number]), {"text": drafted.text}).content.decode()
    no = client.post(reverse("receipt", args=[number]), {"text": "<b>else</b>"}).content.decode()
    assert "Yes: this receipt" in yes and "No: this receipt" in no and "<b>else" not in no
    document = client.get(reverse("receipt-json", args=[number])).json()
    keys = client.get("/.well-known/ownvoice-receipts.json").json()
    assert problems(document, keys, drafted.text) == []
    assert django_settings.SECRET_KEY not in json.dumps(keys)
    assert client.get(reverse("receipt", args=[uuid.uuid4()])).status_code == 404
    conversation = drafted.message.conversation
    thread = client.get(reverse("talk-conversation", args=["lea", conversation.token])).content.decode()
    assert reverse("receipt", args=[number]) in thread


def test_the_command_checks_offline(tmp_path: Path) -> None:
    said = {"written_by": "ai", "approved_by": "person", "sent_at": "2026-01-01T00:00:00+00:00"}
    receipt = sign(BASE | said, SECRET)
    for name, content in (("r.json", receipt), ("k.json", KEYS)):
        (tmp_path / name).write_text(json.dumps(content))
    (tmp_path / "t.txt").write_text("Twelve hours.")
    asked = ["receipt", str(tmp_path / "r.json"), "--keys", str(tmp_path / "k.json")]
    good = CliRunner().invoke(app, [*asked, "--text", str(tmp_path / "t.txt")])
    assert good.exit_code == 0 and "Genuine" in good.output and "Léa" in good.output
    (tmp_path / "t.txt").write_text("Ten hours.")
    bad = CliRunner().invoke(app, [*asked, "--text", str(tmp_path / "t.txt"), "--json"])
    assert bad.exit_code == 1 and json.loads(bad.output)["genuine"] is False
    (tmp_path / "r.json").write_text("[" * 100_000)
    assert "is not JSON" in str(CliRunner().invoke(app, asked).exception), "`main` tells it in a sentence"
