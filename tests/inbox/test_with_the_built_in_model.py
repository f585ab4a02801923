"""The whole way with the real small model: it invents, and nothing of that is answered."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ownvoice import sample
from ownvoice.core.answers import FanMessage, Reply, SentenceRole
from ownvoice.core.text import words
from ownvoice.inbox import modelling
from ownvoice.inbox.context import reply_context
from ownvoice.inbox.models import ModelCall
from ownvoice.inbox.sample import load_sample
from ownvoice.llm import embedded
from ownvoice.reply.model_draft import COMPOSER, read_draft
from ownvoice.reply.pipeline import answer
from ownvoice.tenants.scope import acting_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not embedded.installed(), reason=f"the built-in model isn't installed: {embedded.INSTALL}"
    ),
]
FANS = 10


def test_what_it_invents_about_the_sample_creator_is_caught(
    word_hashes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNVOICE_MODEL_URL", "builtin")
    monkeypatch.setenv("OWNVOICE_MODEL_TIMEOUT", "120")
    creator = load_sample(embedder=word_hashes)
    questions = yaml.safe_load((sample.folder() / "questions.yml").read_text(encoding="utf-8"))
    told: list[str] = []
    with acting_for(creator):
        for question in [q["question"] for q in questions if q["expect"] == "answer"][:FANS]:
            before = ModelCall.objects.count()
            model = modelling.model_of(creator)
            assert model is not None
            reply = answer(
                FanMessage(question), reply_context(creator, word_hashes, by_meaning=False, compose=model)
            )
            _holds(reply)
            stood = (
                {sentence.text for sentence in reply.draft.sentences}
                if reply.draft.composer == COMPOSER
                else set()
            )
            told.append(
                f"{question}\n  → {reply.draft.composer}: {reply.draft.text or reply.decision.reason}"
            )
            for call in ModelCall.objects.order_by("id")[before:]:
                read = read_draft(call.answer, reply.evidence.items, reply.triage.language).sentences
                told += [f"  {'stood ' if one.text in stood else 'caught'}  {one.text}" for one in read]
        calls = ModelCall.objects.count()
        assert calls >= FANS // 2
        assert not ModelCall.objects.exclude(problem="").exists()
    print("\n".join(told))  # shown with -s


def _holds(reply: Reply) -> None:
    """Every sentence stands, and each word of a claim is in what it cites, whoever judges it."""
    assert all(verdict.supported for verdict in reply.verdict.sentences)
    for sentence in reply.draft.sentences:
        assert "<" not in sentence.text
        if sentence.role is SentenceRole.CLAIM:
            items = [item for name in sentence.evidence_ids if (item := reply.evidence.get(name))]
            assert items
            numbers = {word for word in words(sentence.text) if any(c.isdigit() for c in word)}
            assert numbers <= {word for item in items for word in words(f"{item.text} {item.url}")}
