"""Words that were copied wrongly, told from words that were chosen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.answers import Draft, Evidence, Sentence, SentenceRole
from ownvoice.reply.checking.miscopied import distance, miscopied
from ownvoice.reply.checking.reading import read
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, TODAY, item

EN = "The configuration of the unobtrusive validation is documented in the repository."
FR = "La fermentation de la pâte commence au réfrigérateur, sans levure industrielle."


@pytest.mark.parametrize(
    ("claim", "source", "language", "slip", "meant"),
    [
        ("The configuraton is documented.", EN, "en", "configuraton", "configuration"),
        ("The unobtrusve validation is documented.", EN, "en", "unobtrusve", "unobtrusive"),
        ("The repositroy documents it.", EN, "en", "repositroy", "repository"),
        ("La fermentaton commence au réfrigérateur.", FR, "fr", "fermentaton", "fermentation"),
        ("La pâte va au réfrigératuer.", FR, "fr", "refrigeratuer", "refrigerateur"),
    ],
)
def test_a_slip_is_told_with_what_it_stands_for(claim, source, language, slip, meant):
    found = miscopied(read(claim, language), read(source, language))
    assert found is not None and (found.mine, found.theirs) == (slip, meant)
    draft = Draft((Sentence(claim, SentenceRole.CLAIM, ("p1",)),), "a model")
    verdict = verify(draft, Evidence((item(source, language=language),), 1.0), HABITS, (), TODAY)
    assert not verdict.supported
    assert f"“{slip}” looks miscopied: what it cites says “{meant}”." == verdict.sentences[0].reason


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("It is documented in repositories.", EN, "en"),  # another form of the word
        ("Validating is documented.", EN, "en"),
        ("The library is documented.", EN, "en"),  # a word of its own
        ("Les fermentations commencent au réfrigérateur.", FR, "fr"),
        ("Elle fermente sans levures industrielles.", FR, "fr"),
    ],
)
def test_other_forms_and_other_words_are_no_slips(claim, source, language):
    assert miscopied(read(claim, language), read(source, language)) is None


def test_a_word_of_the_question_or_of_other_evidence_is_no_slip():
    claim, source = read("The unobtrusave validation."), read(EN)
    assert miscopied(claim, source) is not None
    assert miscopied(claim, source, {"unobtrusave"}) is None


@settings(deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_is_one(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
    assert distance(one + other, other + one) <= 2 * min(len(one), len(other))


def test_neighbours_exchanged_are_one_slip():
    assert distance("form", "from") == 1
