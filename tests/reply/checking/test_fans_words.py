"""What a fan wrote is nobody's ground, even where the creator's reply quotes it."""

from __future__ import annotations

import pytest

from ownvoice.core.answers import Draft, Evidence, Fact, FanMessage, Sentence, SentenceRole
from ownvoice.reply.checking.fans_words import in_own_words, is_fans
from ownvoice.reply.pipeline import answer
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, TODAY, context, exchange, item

EN = exchange(
    "I have two children with asthma. That is hard, rye flour dust is bad for the lungs.",
    "I have two children with asthma. Is rye flour a problem?",
    "x1",
)
FR = exchange(
    "J'ai deux enfants asthmatiques. La poussière de farine de seigle irrite les poumons.",
    "J'ai deux enfants asthmatiques. La farine de seigle pose-t-elle problème ?",
    "x1",
    language="fr",
)


def judged(text, source):
    draft = Draft((Sentence(text, SentenceRole.CLAIM, ("x1",)),), "a model")
    return verify(draft, Evidence((source,), 1.0), HABITS, (), TODAY).sentences[0]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("I have two children with asthma.", EN),
        ("I have two children with asthma", EN),
        ("J'ai deux enfants asthmatiques.", FR),
    ],
)
def test_the_fans_life_never_becomes_the_creators(text, source):
    found = judged(text, source)
    assert not found.supported and "a fan wrote" in found.reason


def test_what_stands_only_in_the_fans_message_supports_nothing():
    source = exchange("Rye flour dust is bad for the lungs.", "My oven is a wood-fired one from 1920.", "x1")
    assert not judged("My oven is a wood-fired one from 1920.", source).supported
    assert not judged("The oven is a wood-fired one from 1920.", source).supported


def test_the_creators_own_sentences_beside_it_stay():
    assert judged("That is hard, rye flour dust is bad for the lungs.", EN).supported
    assert judged("La poussière de farine de seigle irrite les poumons.", FR).supported


def test_lines_behind_a_mark_of_quotation_are_the_fans():
    reply = item("> It never works on the first day.\nIt does with warm water.", "x1")
    assert in_own_words(reply).text == "It does with warm water."
    assert not judged("> It never works on the first day.", reply).supported


def test_a_few_words_in_common_are_no_quotation():
    assert not is_fans("Thanks a lot!", exchange("Thanks a lot!", "Thanks a lot! How hot?", "x1"))


def test_a_fact_answers_its_own_question_in_its_own_words():
    stated = Fact(
        1, "The course costs 90 euros.", question="The course costs 90 euros, or what does it cost?"
    )
    found = answer(FanMessage("What does the course cost?"), context([], facts=(stated,)))
    assert stated.text in found.draft.text


def test_own_words_leave_them_out_too():
    asked = FanMessage("Is rye flour a problem for children with asthma?")
    assert "two children" not in answer(asked, context([EN])).draft.text
