"""The sample creator's questions, with keyword search alone: few wrong answers, and most of the right ones.

`ownvoice bench ask --data tests/reply/questions_more.yml` asks the same with search by meaning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ownvoice import sample
from ownvoice.bench.asking import ask
from ownvoice.inbox.sample import load_sample
from ownvoice.tenants.scope import acting_for

pytestmark = pytest.mark.django_db(transaction=True)
MORE = Path(__file__).parent / "questions_more.yml"


def questions(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_who_is_asked_what_she_never_said_hands_over_and_finds_most_of_what_she_did(word_hashes: Any) -> None:
    creator = load_sample(embedder=word_hashes)
    with acting_for(creator):
        outcomes = [
            ask(creator, entry, by_meaning=False)
            for entry in [*questions(sample.folder() / "questions.yml"), *questions(MORE)]
        ]
    answered = [o["question"] for o in outcomes if o["expect"] != "answer" and o["text"]]
    assert len(answered) <= 2, answered
    right = [o["right"] for o in outcomes if o["expect"] == "answer"]
    assert sum(right) >= 0.55 * len(right)


def test_the_questions_are_whole() -> None:
    found = questions(MORE)
    assert len({entry["question"] for entry in found}) == len(found) >= 60
    for entry in found:
        assert entry["part"] in ("fit", "held", "later", "last") and entry["language"] in ("en", "fr")
        assert (entry["expect"] == "answer") == ("must_contain" in entry) == ("source" in entry)
