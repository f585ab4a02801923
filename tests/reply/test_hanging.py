"""A sentence that points back to what isn't said means something else than where it was written."""

from __future__ import annotations

import pytest

from ownvoice.core.answers import Draft, Evidence, Sentence, SentenceRole
from ownvoice.reply.hanging import HANGS, without_hanging
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, TODAY, exchange, item

EN = item("A rye helper binds the lists. This is something we may consider adding to the next oven.")
FR = item(
    "Un four à bois chauffe lentement. C'est pourquoi nous le chauffons la veille au soir.", language="fr"
)


def judged(source, *said):
    draft = Draft(tuple(Sentence(text, SentenceRole.CLAIM, (source.id,)) for text in said), "a model")
    evidence = Evidence((source,), 1.0)
    verdict = verify(draft, evidence, HABITS, (), TODAY)
    assert verdict.supported
    return without_hanging(verdict, evidence)


@pytest.mark.parametrize(
    ("source", "first", "leaning"),
    [
        (EN, "A rye helper binds the lists.", "This is something we may consider adding to the next oven."),
        (
            FR,
            "Un four à bois chauffe lentement.",
            "C'est pourquoi nous le chauffons la veille au soir.",
        ),
    ],
)
def test_what_points_back_falls_alone_and_stands_after_what_it_points_to(source, first, leaning):
    found = judged(source, leaning)
    assert not found.supported and found.sentences[0].reason == HANGS
    assert judged(source, first, leaning).supported
    assert judged(source, first).supported


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The situation will be resolved in June.", "en"),
        ("Updates to these ovens are free of charge.", "en"),
        ("La situation sera réglée en juin.", "fr"),
        ("Les mises à jour de ces fours sont gratuites.", "fr"),
    ],
)
def test_things_that_were_named_elsewhere_point_back_too(text, language):
    assert not judged(item(text, language=language), text).supported


def test_behind_another_sentence_it_points_to_the_wrong_thing():
    source = item(f"Ovens are hot. {EN.text}")
    said = "This is something we may consider adding to the next oven."
    found = judged(source, "Ovens are hot.", said)
    assert [one.supported for one in found.sentences] == [True, False]


def test_an_answer_may_lean_on_the_question_it_answered():
    earlier = exchange("It rests for twenty hours in the cold.", "How long does your rye dough rest?")
    assert judged(earlier, "It rests for twenty hours in the cold.").supported
