"""What is true and beside the point isn't said."""

from __future__ import annotations

import numpy as np
import pytest

from ownvoice.core.answers import Draft, Evidence, Sentence, SentenceRole, Verdict
from ownvoice.reply.relevance import OFF_TOPIC, without_off_topic
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, TODAY, exchange, item


def judged(question, text, *items, language="en", embed=None):
    evidence = Evidence(items, 1.0)
    draft = Draft((Sentence(text, SentenceRole.CLAIM, (items[0].id,)),), "a model", language)
    verdict = verify(draft, evidence, HABITS, (), TODAY)
    assert verdict.supported
    return without_off_topic(verdict, question, language, evidence, embed)


@pytest.mark.parametrize(
    ("question", "beside", "answers", "language"),
    [
        (
            "How long does the rye dough rest?",
            "The market opens on Saturdays.",
            "Rye dough needs twenty hours.",
            "en",
        ),
        (
            "Combien de temps repose la pâte de seigle ?",
            "Le marché ouvre le samedi.",
            "La pâte a besoin de vingt heures.",
            "fr",
        ),
    ],
)
def test_a_true_sentence_that_shares_nothing_with_the_question_falls(question, beside, answers, language):
    note = item(f"{answers} {beside}", language=language)
    found = judged(question, beside, note, language=language)
    assert not found.supported and found.confidence == 0.0
    assert found.sentences[0].reason == OFF_TOPIC
    assert judged(question, answers, note, language=language).supported


def test_what_answered_the_same_question_before_answers_it_again():
    earlier = exchange("Twenty hours, in the cold.", "How long does your rye dough rest?", "x1")
    assert judged("How long does the rye dough rest?", "Twenty hours, in the cold.", earlier).supported


def test_close_in_meaning_is_close_enough():
    note = item("Patience makes bread sour and open.")
    alike = lambda texts: np.array([[1.0, 0.0], [0.9, np.sqrt(1 - 0.81)]], dtype=np.float32)  # noqa: E731
    apart = lambda texts: np.array([[1.0, 0.0], [0.5, np.sqrt(0.75)]], dtype=np.float32)  # noqa: E731
    question = "How long does the rye dough rest?"
    assert judged(question, note.text, note, embed=alike).supported
    assert not judged(question, note.text, note, embed=apart).supported


def test_where_nothing_can_be_looked_for_nothing_falls():
    assert judged("", "The market opens on Saturdays.", item("The market opens on Saturdays.")).supported


def test_an_empty_verdict_stays_one():
    assert without_off_topic(Verdict((), 0.0), "How?", "en", Evidence()) == Verdict((), 0.0)
